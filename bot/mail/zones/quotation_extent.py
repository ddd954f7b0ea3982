"""Finds how far a quotation reaches: quote marks of any kind, and the lines that a mailer broke off them."""

import re
from collections.abc import Sequence

from bot.mail.text.clues import wrapped
from bot.mail.text.lines import Line
from bot.mail.text.links import links_of

_INDENTED = 2  # blanks
_BARS = ("|", "¦", "} ", ": ", ":>", "=>", "›", "»")
_PUNCTUATION = re.compile(r"[^\w\s]{1,4}")
_OTHERWISE = frozenset(("-", "--", "---", "----", "*", "+", "•", "o", "...", "…", "==", "===", "====", "//"))
_NO_MARKS = ('"', "'", "(", "“", "„", "«", "‘", "<", "$")
"""What also stands before items, quotations within a sentence, addresses and sums."""
_REPEATED = ("| ", "¦ ", "} ", "=>", ":>", "› ", "» ")  # tell other quotations of the same post, too


def quoted_end(lines: Sequence[Line], at: int, end: int, depth: int, *, lenient: bool) -> int:
    """Where lines of at least that depth end; lines that a mailer broke off still belong to them."""
    last = at
    while at < end:
        line = lines[at]
        if line.depth >= depth:
            last = at + 1
        elif line.bare:
            if not _broken_off(lines, at, end, lenient=lenient):
                break
            last = at + 1
        at += 1
    return last


def _broken_off(lines: Sequence[Line], at: int, end: int, *, lenient: bool) -> bool:
    """
    Whether an unmarked line is the rest of the quoted one above.

    In a reply, an answer may stand right there: only a line that goes on in
    small letters, or a lone link, between two quoted ones is taken.
    """
    line, above = lines[at], lines[at - 1] if at else lines[at]
    if above.blank and not above.depth:
        return False
    broken = wrapped(above.text, line.text)
    if lenient:
        return broken or _surrounded(lines, at, end)
    between = at + 1 < end and lines[at + 1].depth > 0
    if not between:
        return False
    lone = any(len(link.url) > len(line.bare) - 8 for link in links_of(line.bare))
    return lone or (broken and line.bare[:1].islower())


def _surrounded(lines: Sequence[Line], at: int, end: int) -> bool:
    """Whether quoted lines go on below within the same paragraph."""
    below = next((line for line in lines[at + 1 : min(end, at + 9)] if line.depth or line.blank), None)
    return below is not None and below.depth > 0


def bar_of(lines: Sequence[Line], at: int) -> str | None:
    """
    What marks the quotation that begins at this line, right below an attribution; None where nothing does.

    That is a bar ("| "), initials ("AE>"), or any punctuation with which the next line begins, too
    ("--]"). "" stands for bars of more than one kind.
    """
    line = lines[at]
    if mark := mark_of(line):
        return mark
    if line.bare.startswith(_BARS):
        return ""
    found = _PUNCTUATION.match(line.bare)
    below = lines[at + 1].bare if at + 1 < len(lines) else ""
    if found is None or found[0] in _OTHERWISE or found[0].startswith(_NO_MARKS):
        return None
    return found[0] if below.startswith(found[0]) else None


def is_barred(line: Line, bar: str) -> bool:
    """Whether a line goes on with a quotation that is marked so."""
    return line.bare.startswith(_BARS) or bool(mark_of(line)) or bool(bar and line.bare.startswith(bar))


def mark_of(line: Line) -> str:
    """The bar or the initials with which a line is quoted ("AE>", "| "), "" where it is not."""
    initials, mark, _ = line.bare[:14].partition(">")
    if mark and initials.isalpha():
        return initials + mark
    return line.bare[:2] if line.bare.startswith(_REPEATED) else ""


def indented_end(lines: Sequence[Line], at: int, body: int, end: int) -> int:
    """
    Where what stands below header lines ends, if those are indented and it is, too; else ``end``.

    ``at`` is the first header line, ``body`` the first line below them.
    """
    indent = _indent(lines[at])
    first = next((here for here in range(body, end) if lines[here].bare), end)
    if indent < _INDENTED or first == end or _indent(lines[first]) < indent:
        return end
    return next(
        (here for here in range(first, end) if lines[here].bare and _indent(lines[here]) < indent), end
    )


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip(" "))
