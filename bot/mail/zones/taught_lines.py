"""Lines that earlier posts tell whose they are: footers of any software, quotations that nothing marks."""

from collections.abc import Collection, Iterator, Sequence

from bot.mail.known.lesson import LEAST_SAID
from bot.mail.known.line_keys import line_key
from bot.mail.text.lines import Line
from bot.mail.zones.signatures_and_footers import last_said, paragraph_at, parts

_PLACES = ("@", "://", "www.")
_MOST_PARAGRAPHS = 6
_ENOUGH = 40  # characters: so long a line is nobody's by chance


def taught_footer_at(lines: Sequence[Line], end: int, footers: Collection[int]) -> int:
    """
    The index at which a footer begins that closes the posts of many; ``end`` where there is none.

    Many close with "Thanks in advance for any help", too: so a footer is two such lines
    at least, or tells of a place, or stands below a rule.
    """
    start = end
    for _ in range(_MOST_PARAGRAPHS):
        stop = last_said(lines, start)
        begin = paragraph_at(lines, stop)
        if begin == stop or not _is_footer(lines[begin:stop], footers):
            break
        start = begin
    return start


def _is_footer(paragraph: Sequence[Line], footers: Collection[int]) -> bool:
    said = [line for line in paragraph if any(map(str.isalnum, line.bare))]
    taught = [line.bare for line in said if not line.depth and line_key(line.bare) in footers]
    if not taught or len(taught) * 2 < len(said):
        return False
    placed = any(place in bare for bare in taught for place in _PLACES)
    return placed or len(taught) > 1 or parts(paragraph[0].bare)


def answered_runs(lines: Sequence[Line], answered: Collection[int]) -> Iterator[tuple[int, int]]:
    """
    Stretches of lines that the answered post has too, as pairs of first index and index behind.

    None where it has all: then the post is sent again, and quotes nothing.
    """
    said = [at for at, line in enumerate(lines) if line.bare]
    again = {at for at in said if len(lines[at].bare) >= LEAST_SAID and line_key(lines[at].bare) in answered}
    if not again or len(again) == len(said):
        return
    start = last = -1
    for at in [*said, len(lines)]:
        if at in again:
            start = at if start < 0 else start
            last = at
        elif start >= 0 and (at == len(lines) or not _within(lines, at, again)):
            if last > start or len(lines[start].bare) >= _ENOUGH:
                yield start, last + 1
            start = -1


def _within(lines: Sequence[Line], at: int, again: Collection[int]) -> bool:
    """Whether a line stands between two that are said again, with no blank line around it."""
    return at - 1 in again and at + 1 in again and len(lines[at].bare) < LEAST_SAID
