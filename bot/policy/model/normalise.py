"""Normalises texts for comparison: case, quotation marks, spaces and composed letters are made equal."""

import unicodedata
from functools import lru_cache

from bot.lazy_regex import lazy_regex

_QUOTES = {
    **dict.fromkeys("‘’‚‛′‵ʼ＇", "'"),
    **dict.fromkeys("“”„‟″‶«»＂", '"'),
}
# Default ignorable code points (Unicode 4.1): nobody sees them, tags and joiners included.
_UNSEEN = lazy_regex(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]+"
)
_EAST = "\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_CJK = lazy_regex(f"[{_EAST}]")
PLAIN_WORD = rf"[^\W_{_EAST}]+"
"""A pattern of what may be a word of a normal text: a run of letters and digits."""
SHORT = 1_000  # characters


def normal(text: str, *, case: bool = False) -> str:
    """NFKC, straight quotes, single spaces, no invisible characters; casefolded unless ``case``."""
    return _short(text, case) if len(text) <= SHORT else _long(text, case)


def _normal(text: str, case: bool) -> str:  # noqa: FBT001 - what a cache takes
    if text.isascii():
        return " ".join((text if case else text.lower()).split())
    straight = _straight(unicodedata.normalize("NFKC", _straight(text)))
    folded = straight if case else unicodedata.normalize("NFKC", straight.casefold())
    return " ".join(folded.split())


def _straight(text: str) -> str:
    for odd, usual in _QUOTES.items():
        text = text.replace(odd, usual)
    return _UNSEEN.sub("", text)


_short = lru_cache(maxsize=2_048)(_normal)
_long = lru_cache(maxsize=8)(_normal)  # many tests ask for the same long text, one after the other


def surely_without(text: str, wanted: str, *, case: bool) -> bool:
    """Whether a look at a text as it was typed is enough to see that its normal form has not this in it."""
    if not text.isascii():
        return False
    return wanted.partition(" ")[0] not in (text if case else lowered(text))


@lru_cache(maxsize=8)
def lowered(text: str) -> str:
    """The text in small letters; many tests ask for the same one, one after the other."""
    return text.lower()


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
