"""The lines that close an author's posts, counted: bounded, and as octets for the database."""

import struct
from collections.abc import Iterable
from itertools import chain, islice

from bot.mail.known.line_keys import KEY_OCTETS, pack, unpack

OFTEN = 3
"""So many posts a line must have closed before it is taken for part of a signature."""
MOST_LINES = 160
MOST_BODIES = 16
_MOST = 255
_COUNTED = struct.Struct(">HIB")


class ClosingLines:
    """
    How many posts of an author each line has closed, those seen last at the end.

    A post with the words of an earlier one teaches nothing: what is sent again
    every month is no signature.
    """

    __slots__ = ("_bodies", "_counts")

    def __init__(self, octets: bytes = b"") -> None:
        bodies = octets[0] * KEY_OCTETS if octets else 0
        self._bodies = dict.fromkeys(unpack(octets[1 : 1 + bodies]))
        rest = octets[1 + bodies :]
        whole = len(rest) - len(rest) % _COUNTED.size
        self._counts = {high << 32 | low: count for high, low, count in _COUNTED.iter_unpack(rest[:whole])}

    def packed(self) -> bytes:
        """All as octets, seven a line."""
        counted = _COUNTED.pack
        lines = [counted(key >> 32, key & 0xFFFFFFFF, count) for key, count in self._counts.items()]
        return bytes((len(self._bodies),)) + pack(self._bodies) + b"".join(lines)

    def learn(self, closing: Iterable[int], body: int) -> list[int]:
        """Count the lines that closed one more post; those that are known from now on."""
        if body in self._bodies:
            return []
        self._bodies[body] = None
        if len(self._bodies) > MOST_BODIES:
            del self._bodies[next(iter(self._bodies))]
        new = []
        for key in closing:
            count = min(self._counts.pop(key, 0) + 1, _MOST)
            self._counts[key] = count
            if count == OFTEN:
                new.append(key)
        self._shrink()
        return new

    def _shrink(self) -> None:
        """Forget the oldest of the lines that were seen once; where those are too few, the oldest."""
        over = len(self._counts) - MOST_LINES
        if over > 0:
            once = (key for key, count in self._counts.items() if count == 1)
            more = (key for key, count in self._counts.items() if count > 1)
            for key in list(islice(chain(once, more), over)):
                del self._counts[key]

    def known(self) -> frozenset[int]:
        """The lines that have closed posts often enough."""
        return frozenset(key for key, count in self._counts.items() if count >= OFTEN)
