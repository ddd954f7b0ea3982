"""Counts words, also in scripts that write no blanks between them."""

from bot.lazy_regex import lazy_regex

_CJK = lazy_regex(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U000323af]+"
)
_CJK_MARKS = lazy_regex("[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")


_EAST_OCTETS = bytes([0xE1, *range(0xE3, 0xF5)])  # one of them begins each of these characters in UTF-8


def count_words(text: str) -> int:
    """
    How many words a text has.

    A word is a run of non-spaces; of Chinese, Japanese and Korean text two
    characters are one word, an odd one counts as a whole word.
    """
    if text.isascii() or not _may_be_east(text):
        return len(text.split())
    found = _CJK.findall(text)
    if not found:
        return len(text.split())
    rest = _CJK_MARKS.sub(" ", _CJK.sub(" ", text))
    return len(rest.split()) + (sum(map(len, found)) + 1) // 2


def _may_be_east(text: str) -> bool:
    """Whether characters may be in the text that are counted by two; says so of some others too."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, _EAST_OCTETS)) < len(data)
