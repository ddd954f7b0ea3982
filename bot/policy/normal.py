"""Texts as people compare them: same letters, whatever the case, the quotes and the spaces."""

import re
import unicodedata
from functools import lru_cache

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‵ʼ＇", "'"),
        **dict.fromkeys("“”„‟″‶«»＂", '"'),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
    }
)
_CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]"
)


SHORT = 1_000  # characters


def normal(text: str, *, case: bool = False) -> str:
    """NFKC, straight quotes, single spaces, no invisible characters; casefolded unless ``case``."""
    return _short(text, case) if len(text) <= SHORT else _long(text, case)


def _normal(text: str, case: bool) -> str:  # noqa: FBT001 - what a cache takes
    straight = text.translate(_QUOTES)
    if not text.isascii():
        straight = unicodedata.normalize("NFKC", straight).translate(_QUOTES)
    folded = straight if case else straight.casefold()
    if not case and not text.isascii():
        folded = unicodedata.normalize("NFKC", folded)
    return " ".join(folded.split())


_short = lru_cache(maxsize=2_048)(_normal)
_long = lru_cache(maxsize=8)(_normal)  # many tests ask for the same long text, one after the other


def has_phrase(text: str, phrase: str) -> bool:
    """Whether whole words of a normal text make up the normal phrase."""
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if _parted(text[start - 1 : start], phrase[:1]) and _parted(phrase[-1:], text[end : end + 1]):
            return True
        start = text.find(phrase, start + 1)
    return False


def _parted(before: str, after: str) -> bool:
    """Whether a word may end between two characters; Chinese, Japanese and Korean put no space there."""
    if not before or not after or not (_in_word(before) and _in_word(after)):
        return True
    return bool(_CJK.match(before) or _CJK.match(after)) and not unicodedata.combining(after)


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")
