"""Posts of a unit on their way to the shelf, sheet by sheet."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bot.policy.run.many import NOT_ASKED
from bot.service.replay.kept.sheet import name_of
from bot.service.replay.kept.shelf import Shelf
from bot.service.replay.reader import Batch, Taken, columns_of

FULL = 500  # posts of a sheet
HEAVY = 4_000_000  # octets of posts with which a sheet is full, too


class Filling:
    """
    Takes the posts of a unit in their order, and keeps them by the unit's ``key``.

    b"": the unit cannot be known again, its posts one by one can. ``part`` is the number of the next sheet.
    """

    def __init__(self, shelf: Shelf, key: bytes, part: int = 0) -> None:
        self._shelf = shelf
        self._key = key
        self._part = part
        self._weight = 0
        self._news = False
        self._columns: dict[str, list[Any]] = {}
        self._answers: list[tuple[int, Mapping[str, bytes]]] = []
        self._first = math.inf if part == 0 else -math.inf

    def add(
        self,
        taken: Sequence[Taken],
        batch: Batch,
        asked: frozenset[str],
        answers: Mapping[str, bytes],
    ) -> None:
        """Take in posts that were judged together, with the facts that were asked, and answers to tests."""
        if not self._shelf.open:
            return
        self._first = min(self._first, *batch.about["at"])
        columns, news = gathered(self._shelf, taken, batch, asked)
        self._news |= news
        if not self._columns:
            self._columns = columns
        else:
            self._columns = {
                name: column + columns[name] for name, column in self._columns.items() if name in columns
            }
        self._answers.append((len(taken), answers))
        self._weight += sum(len(one.found.raw) for one in taken)
        if len(self._columns[name_of("key")]) >= FULL or self._weight >= HEAVY:
            self._write()

    def finish(self, told: Sequence[str], key: bytes) -> None:
        """
        The unit is at its end; ``told`` is what reading it has warned of.

        With another ``key`` than at its beginning it was replaced while it was read, and is not kept.
        """
        if key != self._key:
            return
        if self._columns:
            self._write()
        if self._key:
            self._shelf.finish(self._key, told, self._first)

    def _write(self) -> None:
        if self._key or self._news:
            self._shelf.add(self._key, self._part, self._columns | _joined(self._answers))
        self._part += 1
        self._weight, self._news, self._columns, self._answers = 0, False, {}, []


def _joined(answers: Sequence[tuple[int, Mapping[str, bytes]]]) -> dict[str, Any]:
    """The answers of posts that were judged one batch after the other."""
    names = {name for _, each in answers for name in each}
    nobody = bytes((NOT_ASKED,))
    return {name: b"".join(each.get(name, nobody * size) for size, each in answers) for name in names}


def gathered(
    shelf: Shelf, taken: Sequence[Taken], batch: Batch, asked: frozenset[str] = frozenset()
) -> tuple[dict[str, list[Any]], bool]:
    """
    All that is known of posts, in columns; whether any of it is new.

    The facts are those ``asked``, and those that rules of earlier replays have asked of all these posts.
    """
    sheets = {one.sheet.number for one in taken if one.sheet}
    others = frozenset.intersection(*map(shelf.names, sheets)) if sheets else frozenset[str]()
    columns = columns_of(batch.facts, asked | others)
    columns |= {name_of(field): list(column) for field, column in batch.about.items()}
    return columns, not asked <= others or any(one.sheet is None for one in taken)
