"""Recognises the notes that a list manager leaves below a text, one for each part that it took out."""

import re
from collections.abc import Sequence

from bot.mail.text.lines import Line
from bot.mail.zones.signatures_and_footers import last_said

_BORDER = re.compile(r"-{4,30} [^\W\d_][^-\n]{2,30} -{4,30}")
_NEXT = "next part"  # a border with nothing below; in other languages only one above a note is known
_SKIPPED = "Skipped content of type "
_MOST_LINES = 12
_MOST_NOTES = 40
_OTHER_NOTES = ("--- StripMime Report ", "[demime ", "[Non-text portions of this message have been removed]")


def notes_at(lines: Sequence[Line], end: int) -> int:
    """
    The index at which the last lines before ``end`` are Mailman's notes on scrubbed parts; else ``end``.

    A note is a border of dashes ("-------------- next part --------------") above "An HTML attachment
    was scrubbed..." and labelled lines, the last of which tells where the part lies. Others have such notes,
    too: stripmime's report, the lines in brackets of demime and of Yahoo Groups.
    """
    start = _report_at(lines, end)
    for _ in range(_MOST_NOTES):
        here = last_said(lines, start)
        border = _border_above(lines, here)
        if border is None or not _is_note(lines[border:here]):
            break
        start = border
    return start


def _report_at(lines: Sequence[Line], end: int) -> int:
    """The index at which another list manager's paragraph begins that ends the lines; else ``end``."""
    last = start = last_said(lines, end)
    while start and lines[start - 1].bare and last - start < _MOST_LINES:
        start -= 1
        if lines[start].bare.startswith(_OTHER_NOTES):
            return start
    return end


def _border_above(lines: Sequence[Line], end: int) -> int | None:
    """The border at or above the line before ``end``, in the same paragraph."""
    for at in range(end - 1, max(-1, end - _MOST_LINES), -1):
        bare = lines[at].bare
        if not bare:
            return None
        if bare[0] == "-" and _BORDER.fullmatch(bare):
            return at
    return None


def _is_note(lines: Sequence[Line]) -> bool:
    said = [line.bare for line in lines[1:]]
    if not said:
        return _NEXT in lines[0].bare
    if said[0].startswith(_SKIPPED):
        return len(said) == 1
    placed = any("/" in line for line in said[1:]) and any(":" in line for line in said[1:])
    return said[0].endswith("...") and placed
