"""Numbers that posts have, in order: how many lie on one side of a border, and which stands at a rank."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate


class Ranked:
    """How many posts have which number. Each question costs a search, not a walk."""

    __slots__ = ("_below", "_numbers")

    def __init__(self, counts: Mapping[float, int]) -> None:
        self._numbers = sorted(counts)
        self._below = [*accumulate((counts[number] for number in self._numbers), initial=0)]

    def __len__(self) -> int:
        return self._below[-1]

    def holding(self, side: str, value: float) -> int:
        """How many posts have a number that is over, under, at least or at most the value."""
        place = (bisect_right if side in {"over", "at most"} else bisect_left)(self._numbers, value)
        below = self._below[place]
        return below if side in {"under", "at most"} else len(self) - below

    def at(self, rank: int) -> float:
        """The number of the post at a rank, from 0; there must be so many posts."""
        return self._numbers[bisect_right(self._below, rank) - 1]
