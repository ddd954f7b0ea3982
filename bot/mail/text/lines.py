"""Splits a text into lines, each with its depth of quotation and what it says behind the quote marks."""

import functools
import re
from collections import Counter
from collections.abc import Sequence
from itertools import count, repeat
from typing import NamedTuple

_MARKS = re.compile(r"(?:[ \t]{0,3}>){1,200}[ \t]?")
_ANY_MARKS = re.compile(r"^(?:[ \t]{0,3}>){1,200} ?", re.MULTILINE)
_INVISIBLES = (
    "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_INVISIBLE = re.compile(f"[{_INVISIBLES}]")
_INITIALS = re.compile(r"^([A-Z][A-Za-z]{1,3})>", re.MULTILINE)
_PROMPTS = frozenset(("SQL", "PS", "FTP", "DOS", "CMD", "MySQL", "GDB"))
_LEAST_INITIALLED = 4  # lines
MOST_LINES = 8000  # of a longer text the rest stays with what it follows


class Line(NamedTuple):
    """
    A line, counted from 1.

    ``depth`` is the number of quote marks before it, ``bare`` what it says
    without them and without white space at its ends.
    """

    number: int
    text: str
    depth: int
    bare: str

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it but quote marks."""
        return not self.bare


_line = functools.partial(tuple.__new__, Line)  # half the time of Line(...), which a lambda stands behind


def read_lines(text: str) -> list[Line]:
    """The first 8,000 lines of a text; decoration at both ends (">>> here <<<") is no quotation."""
    texts = text.split("\n", MOST_LINES)[:MOST_LINES]
    clean = str.strip if not any(map(text.__contains__, _INVISIBLES)) else _clean
    initials = _initials_of(text) if ">" in text else ()
    if initials:
        return [
            _read_initialled(number, line) if line.startswith(initials) else _read(number, line)
            for number, line in enumerate(texts, 1)
        ]
    if ">" not in text:
        return list(map(_line, zip(count(1), texts, repeat(0), map(clean, texts), strict=False)))
    return [
        _line((number, line, 0, clean(line)))
        if ">" not in line
        else _line((number, line, 1, clean(line[2:])))  # most quoted lines
        if line[:2] == "> " and line.rfind(">") == 0
        else _read(number, line)
        for number, line in enumerate(texts, 1)
    ]


def _initials_of(text: str) -> tuple[str, ...]:
    """The initials, with their mark, before whole paragraphs of a quotation ("CW> ..."); prompts are none."""
    met = Counter(_INITIALS.findall(text))
    return tuple(
        f"{initials}>"
        for initials, often in met.items()
        if often >= _LEAST_INITIALLED
        and initials not in _PROMPTS
        and re.search(rf"^{initials}>.{{40,}}\n{initials}>", text, re.MULTILINE)
    )


def _read_initialled(number: int, text: str) -> Line:
    rest = text.partition(">")[2]
    inner = _read(number, rest.lstrip(" "))
    return Line(number, text, inner.depth + 1, inner.bare)


def _read(number: int, text: str) -> Line:
    marks = _MARKS.match(text)
    if marks is None:
        return Line(number, text, 0, _clean(text))
    depth = marks[0].count(">")
    if depth > 1 and text.rstrip().endswith(("<<", ">>>")) and text.strip("> "):
        return Line(number, text, 0, _clean(text))
    return Line(number, text, depth, _clean(text[marks.end() :]))


def _clean(text: str) -> str:
    return text.strip() if text.isascii() else _INVISIBLE.sub("", text).strip()


def without_marks(text: str) -> str:
    """The text with all quote marks at the beginning of its lines taken off."""
    return _ANY_MARKS.sub("", text) if ">" in text else text


def peel(line: Line, levels: int) -> str:
    """The line's text without its first ``levels`` quote marks; deeper ones stay."""
    text = line.text
    for _ in range(min(levels, line.depth)):
        text = text.lstrip(" \t").removeprefix(">").removeprefix(" ")
    return text


def next_said(lines: Sequence[Line], at: int, end: int) -> int:
    """The index of the first line from ``at`` on that is not blank; ``end`` where there is none."""
    while at < end and not lines[at].bare:
        at += 1
    return at
