"""Which list a recipient's address belongs to."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from bot.mail.origin.addressing import ANY, bare

T = TypeVar("T")


@dataclass(slots=True)
class Directory(Generic[T]):
    """
    Whose address it is. An address goes before ``*@domain``, and that before ``*``.

    Case and what follows a "+" do not count; ``{token}`` stands for anything.
    """

    _entries: list[tuple[int, re.Pattern[str], T]] = field(default_factory=list)

    def add(self, names: Sequence[str], whose: T) -> None:
        """Put down the addresses of one list."""
        self._entries += [(_rank(name), _pattern(name), whose) for name in names]
        self._entries.sort(key=lambda one: one[0])

    def keep(self, which: Callable[[T], bool]) -> None:
        """Forget all other lists."""
        self._entries = [one for one in self._entries if which(one[2])]

    def find(self, address: str) -> T | None:
        """The list that an address belongs to; None where there is none."""
        plain = _plain(address)
        return next((whose for _, pattern, whose in self._entries if pattern.fullmatch(plain)), None)


def _rank(name: str) -> int:
    return 2 if name == ANY else 1 if name.startswith("*@") else 0


@lru_cache(maxsize=1024)
def _plain(address: str) -> str:
    return "@".join(bare(address))


def _pattern(name: str) -> re.Pattern[str]:
    if name == ANY:
        return re.compile(".*", re.DOTALL)
    holder = "0token0"
    plain = re.escape(_plain(name.replace("{token}", holder)))
    return re.compile(plain.replace(holder, ".+").replace(re.escape("*@"), ".+@"))
