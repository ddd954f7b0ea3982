"""How long to wait before the next try."""

import random


class Backoff:
    """
    Waits that double from ``first`` to ``longest`` seconds, each shortened by up to a half.

    The jitter keeps many accounts from coming back to a restarted server in
    the same instant.
    """

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def next(self, most: float = float("inf")) -> float:
        """The seconds to wait now, ``most`` of them."""
        wait = min(self._next, most)
        self._next = min(self._longest, self._next * 2)
        return max(self._first, wait * random.uniform(0.5, 1))  # noqa: S311 - spreads load, guards nothing

    def reset(self) -> None:
        """What was tried worked: begin anew."""
        self._next = self._first
