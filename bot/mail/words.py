"""Counting words, in scripts with and without blanks between them."""

import re
from collections.abc import Sequence

_CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U000323af]+"
)
_CJK_MARKS = re.compile("[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")


_EAST_OCTETS = bytes([0xE1, *range(0xE3, 0xF5)])  # one of them begins each of these characters in UTF-8
_OTHER_BLANKS = "\t\x0b\x0c\r\x1c\x1d\x1e\x1f"
_WIDE_BLANKS = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_SHORT = 200


def count_words(text: str) -> int:
    """
    How many words a text has.

    A word is a run of non-spaces; of Chinese, Japanese and Korean text two
    characters are one word, an odd one counts as a whole word.
    """
    if text.isascii():
        return _runs(text, _OTHER_BLANKS)
    if not may_be_east(text):
        return _runs(text, _OTHER_BLANKS + _WIDE_BLANKS)
    found = _CJK.findall(text)
    if not found:
        return len(text.split())
    rest = _CJK_MARKS.sub(" ", _CJK.sub(" ", text))
    return len(rest.split()) + (sum(map(len, found)) + 1) // 2


def may_be_east(text: str) -> bool:
    """Whether characters may be in the text that are counted by two; says so of some others too."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, _EAST_OCTETS)) < len(data)


def _runs(text: str, blanks: str) -> int:
    """``len(text.split())``: of a long text counted by its blanks, which takes a fifth of the time."""
    if len(text) < _SHORT or any(map(text.__contains__, blanks)):
        return len(text.split())
    text = text.replace("\n", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ").count(" ") + 1 if text.strip(" ") else 0


def count_each(lines: Sequence[str]) -> list[int]:
    """The words of each of these lines, which have no blanks at their ends and are not empty."""
    joined = "\n".join(lines)
    if joined.isascii() and "\t" not in joined and "  " not in joined:
        return [line.count(" ") + 1 for line in lines]
    return [count_words(line) for line in lines]
