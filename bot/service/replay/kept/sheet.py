"""Posts that follow each other in an archive, and what is kept of them: a column for each value."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.facts import Value
from bot.service.replay.kept.record import FAILED, Kept, values

Load = Callable[[Sequence[str]], Mapping[str, list[Any]]]
"""The columns of these names that can be had, each with a plain value for each post."""


NO_FACT = ("-", "=")
"""How the names of columns begin that hold no values of facts: fields of posts, answers of tests."""


def name_of(field: str) -> str:
    """The name of the column in which a field of ``Kept`` lies: that of no fact."""
    return f"-{field}"


class Sheet:
    """
    The columns of ``size`` posts; each is loaded when it is asked.

    ``number`` is that of the sheet in the file, 0 for one that lies nowhere.
    """

    __slots__ = ("_columns", "_load", "number", "size")

    def __init__(self, number: int, size: int, load: Load) -> None:
        self.number = number
        self.size = size
        self._load = load
        self._columns: dict[str, list[Any] | None] = {}

    def fetch(self, names: Iterable[str]) -> None:
        """Load what will be asked: one way to the file is shorter than many."""
        wanted = [name for name in names if name not in self._columns]
        if wanted:
            there = self._load(wanted)
            for name in wanted:
                column = there.get(name)
                if column is not None and not name.startswith(NO_FACT):
                    column = values(column)
                self._columns[name] = column

    def column(self, name: str) -> list[Any] | None:
        """The values of a fact, FAILED where a post has none to give; None where it is not kept."""
        if name not in self._columns:
            self.fetch((name,))
        return self._columns[name]

    def about(self, field: str) -> list[Any] | None:
        """A field of ``Kept``, of all posts."""
        return self.column(name_of(field))

    def answers(self, name: str) -> bytes | None:
        """The answers of all posts to a test of a text; None where none is kept."""
        column = self.column(name)
        return column if isinstance(column, bytes) else None

    def whole(self, name: str) -> list[Value] | None:
        """The values of a fact that no post lacks; None where it is not kept, or was not had of some."""
        column = self.column(name)
        return None if column is None or FAILED in column else column

    def at(self, place: int) -> Callable[[str], Value | None]:
        """What finds the facts of one post."""

        def find(name: str) -> Value | None:
            column = self.column(name)
            value = column[place] if column else None
            return None if value is FAILED else value

        return find

    def kept(self, place: int) -> Kept | None:
        """What else is kept of one post; None where the sheet is damaged."""
        self.fetch(map(name_of, Kept._fields))
        columns = [self.about(field) for field in Kept._fields]
        return None if None in columns else Kept._make(column[place] for column in columns if column)

    def fill(self, columns: Mapping[str, list[Any]]) -> None:
        """Take in columns."""
        self._columns.update(columns)

    def drop(self, names: Iterable[str]) -> None:
        """Load these again if they are asked again."""
        for name in names:
            self._columns.pop(name, None)
