"""Traces: what a rule's conditions saw, written out only when somebody looks."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar, overload

from bot.facts.facts import plain
from bot.policy.model.verdict import ConditionTrace

T = TypeVar("T")


class Line(NamedTuple):
    """One condition of a rule file: its line and its words."""

    line: int
    words: str


class Inside(NamedTuple):
    """The conditions behind a name, and what stands before their words."""

    before: str
    layout: "Layout"


Layout = Sequence["Line | Inside"]


class Later(Sequence[T], Generic[T]):
    """Things that are written out when somebody looks at them."""

    __slots__ = ("_written",)
    _written: list[T]

    @abstractmethod
    def _write(self) -> list[T]:
        """All of them."""

    @property
    def _all(self) -> list[T]:
        if not hasattr(self, "_written"):
            self._written = self._write()
        return self._written

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == list(other)

    def __hash__(self) -> int:
        return hash(len(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._all!r})"


class Noted(Later[ConditionTrace]):
    """The conditions of a rule as they were evaluated."""

    __slots__ = ("_layout", "_seen")

    def __init__(self, layout: Layout, seen: Sequence[Any]) -> None:
        self._layout = layout
        self._seen = seen

    def _write(self) -> list[ConditionTrace]:
        return list(_written(self._layout, self._seen, ""))


def _written(layout: Layout, seen: Sequence[Any], under: str) -> Iterator[ConditionTrace]:
    told = iter(seen)
    for one in layout:
        if isinstance(one, Inside):
            yield from _written(one.layout, next(told), under + one.before)
            continue
        value, holds = next(told), next(told)
        shown = None if value is None else plain(value)
        yield ConditionTrace(line=one.line, condition=under + one.words, value=shown, holds=holds)
