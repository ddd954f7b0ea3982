"""The posts of an archive on which rules are tried: what is known of them lies fact by fact."""

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bot import mail
from bot.facts import UNKNOWN, Facts, Value
from bot.facts.history import remember
from bot.intake.archive import Found, Unit, read_unit
from bot.mail.known import Known
from bot.mail.post import Post
from bot.service.known_list import KnownList
from bot.service.replay.judge_post import kept_of
from bot.service.replay.kept.record import Kept, key_of
from bot.service.replay.kept.shelf import Shelf, prepared
from bot.service.replay.kept.version import version_of
from bot.service.replay.post_context import facts_of, judged_by, moment
from bot.service.replay.run import cores, units_of
from bot.service.replay.teaching import Taught, kept_teaching

_TOGETHER = 500  # posts that are written to the shelf together

Told = Callable[[int, int], None]
"""Hears how many posts of how many are read."""


class Line(NamedTuple):
    """Where a post stands in the archive, and what is shown of it: its day, author and subject."""

    unit: int
    position: int
    key: bytes
    day: str
    name: str
    subject: str


class Posts:
    """
    The last posts of archives. What a replay has kept of them is not read again.

    A fact lies in a list with a value for each post, None where it is not known
    yet: ``learn`` reads the posts once for all that a rule asks.
    """

    def __init__(
        self, units: Sequence[Unit], known: KnownList, shelf: Path | None, taught: Path | None
    ) -> None:
        self._units = units
        self._known = known
        self._shelf = Shelf(shelf)
        self._taught = Taught(taught)
        self._lines: list[Line] = []
        self._read: dict[int, tuple[Kept, Facts]] = {}
        self._columns: dict[str, list[Value | None]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def take(self, most: int, told: Told) -> list[str]:
        """Take the last posts in; the warnings of what cannot be read."""
        warnings = list[str]()
        last = deque(self._found(warnings), maxlen=most)
        for place in range(len(last)):
            told(place, len(last))
            unit, position, found = last.popleft()
            taught = self._taught.of(unit, position)
            key = key_of(found, taught) if self._shelf.open else b""
            kept = self._shelf.find(key) if key else None
            if kept is None:
                kept, facts = self._understood(found, taught)
                self._read[place] = kept, facts
            for name, value in kept.answers.items():
                self._column(name)[place:] = [value]
            name = kept.name or kept.author or "-"
            self._lines.append(Line(unit, position, key, f"{kept.at:%Y-%m-%d}", name, kept.subject))
        return warnings

    def line(self, place: int) -> tuple[str, str, str]:
        """Day, author and subject of a post, fit for a terminal."""
        return self._lines[place][3:]

    def post(self, place: int) -> Post:
        """A post, read."""
        return self._facts_of(place).post

    def facts(self) -> "Cursor":
        """The facts of the first post, and of each other one where the cursor is set to its place."""
        return Cursor(self._columns, self._facts_of)

    def learn(self, names: Iterable[str], told: Told) -> None:
        """Make these facts known of all posts; what is read for it is kept for the next time."""
        columns = {name: self._column(name) for name in names}
        lacking = {place for one in columns.values() for place, value in enumerate(one) if value is None}
        there = lacking & self._read.keys()
        for place in there:
            self._answer(place, *self._read[place], columns)
        for done, (place, found) in enumerate(self._again(lacking - there)):
            told(done, len(lacking) - len(there))
            fresh, facts = self._understood(found, self._taught_of(place))
            self._answer(place, self._shelf.find(self._lines[place].key) or fresh, facts, columns)
        self._shelf.write()

    def _answer(self, place: int, kept: Kept, facts: Facts, columns: dict[str, list[Value | None]]) -> None:
        """Give a post its value in each of the columns."""
        found = dict[str, Value]()
        for name, column in columns.items():
            try:
                column[place] = found[name] = facts[name]
            except Exception:  # noqa: BLE001 - a fact that fails is not kept, and unknown here
                column[place] = UNKNOWN
        if self._shelf.open:
            self._shelf.put(self._lines[place].key, replace(kept, answers={**kept.answers, **found}))
            if place % _TOGETHER == 0:
                self._shelf.write()

    def _column(self, name: str) -> list[Value | None]:
        """The values of a fact, one for each post that was taken so far."""
        column = self._columns.setdefault(name, [])
        column += [None] * (len(self) - len(column))
        return column

    def _found(self, warnings: list[str]) -> Iterator[tuple[int, int, Found]]:
        for number, unit in enumerate(self._units):
            for position, found in enumerate(read_unit(unit, warnings)):
                yield number, position, found

    def _again(self, places: Iterable[int]) -> Iterator[tuple[int, Found]]:
        """These posts, read from the archive once more, in one pass."""
        wanted = {self._lines[place][:2]: place for place in places}
        for number in sorted({unit for unit, _ in wanted}):
            for position, found in enumerate(read_unit(self._units[number], [])):
                if (place := wanted.get((number, position))) is not None:
                    yield place, found

    def _taught_of(self, place: int) -> Known:
        return self._taught.of(self._lines[place].unit, self._lines[place].position)

    def _facts_of(self, place: int) -> Facts:
        if place in self._read:
            return self._read[place][1]
        _, found = next(self._again([place]))
        return self._understood(found, self._taught_of(place))[1]

    def _understood(self, found: Found, taught: Known) -> tuple[Kept, Facts]:
        """A post, read: what is kept of it, no fact yet, and its facts."""
        post = mail.read(found.raw, known=taught)
        now, dated = moment(post, found)
        judged = judged_by(self._known, post, now, frozenset(), keeping=True)
        memory = remember(post, now, believed=judged.believed)
        return kept_of(post, now, memory, dated=dated), facts_of(post, judged.context, found.lost)


class Cursor:
    """The facts of one post among many; set ``place`` for those of another."""

    __slots__ = ("_columns", "_facts_of", "place")

    def __init__(
        self, columns: Mapping[str, Sequence[Value | None]], facts_of: Callable[[int], Facts], place: int = 0
    ) -> None:
        self._columns = columns
        self._facts_of = facts_of
        self.place = place

    def __getitem__(self, name: str) -> Value:
        column = self._columns.get(name, ())
        value = column[self.place] if self.place < len(column) else None
        return self._facts_of(self.place)[name] if value is None else value

    def within(self, _: str, __: dt.timedelta) -> Value:
        """Unknown, since a post alone has no past."""
        return UNKNOWN


def read_posts(
    paths: Sequence[str], known: KnownList, most: int, told: Told, *, keep: bool = True
) -> tuple[Posts, list[str]]:
    """The last posts of archives, and warnings of what cannot be read."""
    shelf = prepared(version_of(known)) if keep else None
    units, warnings = units_of(paths, 1)
    taught = kept_teaching(units, shelf) if shelf else None
    if shelf and not taught:  # a replay in several processes has cut the archive into pieces
        pieces, _ = units_of(paths, cores())
        taught = kept_teaching(pieces, shelf)
        units = pieces if taught else units
    posts = Posts(units, known, shelf, taught)
    return posts, [*warnings, *posts.take(most, told)]
