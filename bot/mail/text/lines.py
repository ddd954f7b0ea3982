"""Splits a text into lines, each with its depth of quotation and what it says behind the quote marks."""

import functools
import re
from collections import Counter
from collections.abc import Sequence
from itertools import count, pairwise, repeat
from typing import NamedTuple

_MARKS = re.compile(r"(?:[ \t]{0,3}>){1,200}[ \t]?")
_ANY_MARKS = re.compile(r"^(?:[ \t]{0,3}>){1,200} ?", re.MULTILINE)
_INVISIBLES = (
    "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_INVISIBLE = re.compile(f"[{_INVISIBLES}]")
_INITIALS = re.compile(r"\n([A-Z][A-Za-z]{1,3})>")
_PROMPTS = frozenset(("SQL", "PS", "FTP", "DOS", "CMD", "MySQL", "GDB"))
_LEAST_INITIALLED = 4  # lines
_MARKED = re.compile("\n[:|=}<»›¦*]")  # the first characters of the next
_OTHER_MARKS = (":>", "|> ", "|>", ": ", ":", "| ", "|", "=> ", "=>", "} ", "<", "» ", "› ", "¦ ", "* ")
_SMILES = frozenset((":", "-", ")", "(", "/", "=", ">", "!", "#"))  # behind a mark they make something else
_LEAST_MARKED, _FEW_CLOSED = 2, 5
_PLAIN = "› "  # stands before nothing else
_BLANKS = (" ", "\t")
_ITEMS = "* "  # a mark of lists, too, whose items go on without it
_LEAST_GOING_ON = 3  # lines of a list that go on with the mark, so that it is none
_BROKEN, _PROSE_WORDS = 40, 5  # characters and words of a line that a mailer has broken
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
    marks = (*initials, *other_marks(text))
    if marks:
        return [
            _read_marked(number, line, marks) if line.startswith(marks) else _read(number, line)
            for number, line in enumerate(texts, 1)
        ]
    lines: list[Line] = list(map(_line, zip(count(1), texts, repeat(0), map(clean, texts), strict=False)))
    if ">" in text:
        for at in [at for at, line in enumerate(texts) if ">" in line and line.lstrip(" \t")[0] == ">"]:
            line = texts[at]
            if line.rfind(">") == 0:  # most quoted lines
                lines[at] = _line((at + 1, line, 1, clean(line[1:])))
            else:
                lines[at] = _read(at + 1, line)
    return lines


def _initials_of(text: str) -> tuple[str, ...]:
    """The initials, with their mark, before whole paragraphs of a quotation ("CW> ..."); prompts are none."""
    found = _INITIALS.findall(f"\n{text}")
    met = Counter(found) if len(found) >= _LEAST_INITIALLED else {}
    return tuple(
        f"{initials}>"
        for initials, often in met.items()
        if often >= _LEAST_INITIALLED
        and initials not in _PROMPTS
        and re.search(rf"^{initials}>.{{40,}}\n{initials}>", text, re.MULTILINE)
    )


def _read_marked(number: int, text: str, marks: Sequence[str]) -> Line:
    mark = next(filter(text.startswith, marks))
    rest = text[len(mark) :]
    if not mark.endswith(" ") and rest[:1] in _SMILES:
        return Line(number, text, 0, _clean(text))
    inner = _read(number, rest.lstrip(" "))
    return Line(number, text, inner.depth + 1, inner.bare)


def other_marks(text: str) -> list[str]:
    """
    The marks other than ">" with which prose is quoted in a text: ": ", "| ", "=> ", "<", "* ".

    A mark must go on from one line to the next in the middle of a sentence. Rows of tables, boxes and
    tags have another mark of their kind behind the first, or at the end.
    """
    if not _MARKED.search(text):
        return []
    below = f"\n{text}"
    return [
        mark
        for mark in _OTHER_MARKS
        if f"\n{mark}" in text and below.count(f"\n{mark}") >= _LEAST_MARKED and _quotes(mark, text)
    ]


def _quotes(mark: str, text: str) -> bool:
    closing = ">" if mark == "<" else mark
    rows = [line.rstrip() for line in text.split("\n", MOST_LINES)[:MOST_LINES]]
    marked = [
        row if row.startswith(mark) and row[len(mark) : len(mark) + 1] not in _SMILES else "" for row in rows
    ]
    said = [row[len(mark) :] for row in marked if len(row) > len(mark)]
    if len(said) < _LEAST_MARKED or any(row.lstrip(" ").startswith(mark) for row in said):
        return False
    if sum(closing in row for row in said) * _FEW_CLOSED > len(said):
        return False
    going_on = [
        _runs_on(above[len(mark) :], below[len(mark) :])
        for above, below in pairwise(marked)
        if above and below
    ]
    if mark == _ITEMS:
        if any(
            above and below[:1] in _BLANKS and below.strip()
            for above, below in zip(marked, rows[1:], strict=False)
        ):
            return False  # items go on without the mark, indented
        return sum(going_on) >= max(_LEAST_GOING_ON, len(said) // 3)
    return any(going_on) or (mark == _PLAIN and any(above and below for above, below in pairwise(marked)))


def _runs_on(above: str, below: str) -> bool:
    """Whether a line goes on with the sentence of the one above, as a mailer breaks it."""
    words = above.split()
    return (
        len(above) > _BROKEN
        and len(words) > _PROSE_WORDS
        and above[-1] not in ".!?:;{}|"
        and below.lstrip(" ")[:1].islower()
    )


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
