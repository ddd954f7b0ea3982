"""An issue cut into parts that mail programs show whole: Gmail clips a message at 102 KB of HTML."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.notices.digests.issue import Issue, Item
from bot.notices.digests.stretches import Stretch

LARGEST = 92_000
"""Octets of a part: below 95 KB, whatever a server adds to it."""
_FIXED = 8_000  # octets of what stands around the posts
_LINE = 40  # ... of markup around a line, at most
_LONGEST = 8_000  # characters of a line that is shown in one piece

Weigh = Callable[[Issue, Item], int]


def split(issue: Issue, weigh: Weigh, limit: int | None = None) -> tuple[Issue, ...]:
    """The parts of an issue, each complete; ``weigh`` tells the octets of a post in the largest form."""
    room = max(min(limit or LARGEST, LARGEST) - _FIXED, _FIXED)
    pages: list[list[Item]] = [[]]
    left = room
    for item in issue.items:
        for piece in _pieces(issue, item, weigh, room):
            size = weigh(issue, piece)
            if size > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(piece)
            left -= size
    places = {
        item.number: (item.author, part) for part, page in reversed([*enumerate(pages, 1)]) for item in page
    }
    return tuple(
        replace(issue, items=tuple(page), part=part, parts=len(pages), places=places)
        for part, page in enumerate(pages, 1)
    )


def _pieces(issue: Issue, item: Item, weigh: Weigh, room: int) -> Iterator[Item]:
    """The post itself, or what it is cut into where no part has room for it."""
    if item.stretches is None or weigh(issue, item) <= room:
        yield item
        return
    for number, stretches in enumerate(_cut(item.stretches, room - _FIXED // 2)):
        pictures = () if number else item.pictures
        yield replace(item, stretches=tuple(stretches), piece=number, pictures=pictures)


def _cut(stretches: tuple[Stretch, ...], room: int) -> Iterator[list[Stretch]]:
    page: list[Stretch] = []
    left = room
    for stretch in stretches:
        lines: list[str] = []
        for line in (short for whole in stretch.lines for short in _short(whole)):
            size = len(line.encode("utf-8", "replace")) * 5 // 4 + _LINE  # "<" and "&" are longer in HTML
            if size > left and (page or lines):
                yield [*page, replace(stretch, lines=tuple(lines))] if lines else page
                page, lines, left = [], [], room
            lines.append(line)
            left -= size
        page.append(replace(stretch, lines=tuple(lines)))
    yield page


def _short(line: str) -> Iterator[str]:
    while len(line) > _LONGEST:
        at = line.rfind(" ", _LONGEST // 2, _LONGEST) + 1 or _LONGEST
        yield line[:at]
        line = line[at:]
    yield line
