"""The posts of an archive on which rules are tried: what is known of them lies fact by fact."""

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.facts import UNKNOWN, Facts, Value
from bot.intake.archive import Unit, read_unit
from bot.mail.post import Post
from bot.service.known_list import KnownList
from bot.service.replay.kept.filling import FULL, gathered
from bot.service.replay.kept.record import FAILED
from bot.service.replay.kept.sheet import Sheet
from bot.service.replay.kept.shelf import Shelf, prepared
from bot.service.replay.kept.version import version_of
from bot.service.replay.pieces import units_of
from bot.service.replay.reader import Again, Batch, Reader, placed, source_of
from bot.service.replay.teaching import Taught, kept_teaching

HELD = 2_000  # posts that were read and whose facts are at hand for what is asked next

Told = Callable[[int, int], None]
"""Hears how many posts of how many are read."""


@dataclass(slots=True)
class _Part:
    """
    A sheet of posts that rules are tried on, its place in the unit ``number``.

    ``first`` is the first of its posts that counts, ``before`` how many lie before it.
    """

    number: int
    start: int
    sheet: Sheet
    first: int
    before: int
    held: Batch | None = None


class Posts:
    """
    The last posts of archives. What a replay has kept of them is not read again.

    A fact lies in a list with a value for each post: ``learn`` reads the posts
    once for all that a rule asks and that is not kept.
    """

    def __init__(
        self, units: Sequence[Unit], known: KnownList, shelf: Path | None, taught: Path | None
    ) -> None:
        self._units = units
        self._reader = Reader(known=known, shelf=Shelf(shelf), taught=Taught(taught), keeps=True)
        self._parts: list[_Part] = []
        self._before: list[int] = []
        self._held = 0
        self._columns: dict[str, list[Value]] = {}

    def __len__(self) -> int:
        return (
            self._parts[-1].before + self._parts[-1].sheet.size - self._parts[-1].first if self._parts else 0
        )

    def take(self, most: int, told: Told) -> list[str]:
        """Take the last posts in; the warnings of what cannot be read."""
        warnings, parts, left = list[str](), list[_Part](), most
        for number in reversed(range(len(self._units))):
            if left <= 0:
                break
            for part in reversed(self._parts_of(number, warnings)):
                if left > 0:
                    part.first = max(0, part.sheet.size - left)
                    left -= part.sheet.size - part.first
                    parts.append(part)
                    told(most - left, most)
        for part in reversed(parts):
            part.before = len(self)
            self._parts.append(part)
            self._before.append(part.before)
        return warnings

    def line(self, place: int) -> tuple[str, str, str]:
        """Day, author and subject of a post, fit for a terminal."""
        part, at = self._at(place)
        kept = part.sheet.kept(at)
        if kept is None:
            return "", "-", ""
        day = dt.datetime.fromtimestamp(kept.at, dt.UTC)
        return f"{day:%Y-%m-%d}", kept.name or kept.author or "-", kept.subject

    def post(self, place: int) -> Post:
        """A post, read."""
        return self._facts_of(place).post

    def facts(self) -> "Cursor":
        """The facts of the first post, and of each other one where the cursor is set to its place."""
        return Cursor(self._columns, self._facts_of)

    def learn(self, names: Iterable[str], told: Told) -> None:
        """Make these facts known of all posts; what is read for it is kept for the next time."""
        wanted = [name for name in names if name not in self._columns]
        found: dict[str, list[Value]] = {name: [] for name in wanted}
        for part in self._parts if wanted else ():
            part.sheet.fetch(wanted)
            if any(part.sheet.column(name) is None for name in wanted):
                told(part.before, len(self))
                if batch := part.held or self._again(part):
                    self._reader.widen(part.sheet, batch, wanted)
            for name, values in found.items():
                column = part.sheet.column(name) or [FAILED] * part.sheet.size
                values += [UNKNOWN if one is FAILED else one for one in column[part.first :]]
            part.sheet.drop(wanted)
        self._columns |= found

    def _parts_of(self, number: int, warnings: list[str]) -> list[_Part]:
        """The posts of a unit, sheet by sheet: as they are kept, else read and kept now."""
        unit, reader = self._units[number], self._reader
        key = reader.key_of(number, unit)
        kept = reader.shelf.unit(key)
        parts, start = list[_Part](), 0
        if kept:
            warnings += [source_of(unit.path, one) for one in kept.told]
            for sheet in kept.sheets:
                parts.append(_Part(number, start, sheet, 0, 0))
                start += sheet.size
            return parts
        told, first = list[str](), math.inf
        posts = (reader.take(found, number, at, unit.path) for at, found in enumerate(read_unit(unit, told)))
        while taken := list(islice(posts, FULL)):
            batch = reader.batch(taken, number, unit.path, start)
            columns, news = gathered(reader.shelf, taken, batch)
            first = min(first, *batch.about["at"])
            sheet = Sheet(0, len(taken), lambda _: {})
            if key or news:
                sheet = reader.shelf.add(key, len(parts), columns)
            if not sheet.number:
                sheet.fill(columns)
            held = batch if self._held < HELD else None
            self._held += len(taken) if held else 0
            parts.append(_Part(number, start, sheet, 0, 0, held))
            start += len(taken)
        if key and key == reader.key_of(number, unit):  # else it was replaced while it was read
            reader.shelf.finish(key, [placed(one, unit.path) for one in told], first)
        warnings += told
        return parts

    def _at(self, place: int) -> tuple[_Part, int]:
        part = self._parts[bisect_right(self._before, place) - 1]
        return part, place - part.before + part.first

    def _again(self, part: _Part) -> Batch | None:
        return self._reader.again(part.sheet, part.number, self._units[part.number], part.start)

    def _facts_of(self, place: int) -> Facts:
        part, at = self._at(place)
        taught = self._reader.taught.of(part.number, part.start + at)
        found = Again(self._units[part.number], part.start, part.sheet.size)[at]
        return self._reader.read(found, taught)[0]


class Cursor:
    """The facts of one post among many; set ``place`` for those of another."""

    __slots__ = ("_columns", "_facts_of", "place")

    def __init__(
        self, columns: Mapping[str, Sequence[Value]], facts_of: Callable[[int], Facts], place: int = 0
    ) -> None:
        self._columns = columns
        self._facts_of = facts_of
        self.place = place

    def __getitem__(self, name: str) -> Value:
        column = self._columns.get(name)
        return self._facts_of(self.place)[name] if column is None else column[self.place]

    def within(self, _: str, __: dt.timedelta) -> Value:
        """Unknown, since a post alone has no past."""
        return UNKNOWN


def read_posts(
    paths: Sequence[str], known: KnownList, most: int, told: Told, *, keep: bool = True
) -> tuple[Posts, list[str]]:
    """The last posts of archives, and warnings of what cannot be read."""
    shelf = prepared(version_of(known)) if keep else None
    units, warnings = units_of(paths, shelf)
    posts = Posts(units, known, shelf, kept_teaching(units, shelf) if shelf else None)
    return posts, [*warnings, *posts.take(most, told)]
