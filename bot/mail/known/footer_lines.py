"""The lines that close the posts of many: footers of any list software, advertisements of mail providers."""

import zlib
from collections.abc import Iterable
from itertools import chain, islice

from bot.mail.known.line_keys import KEY_OCTETS

MANY = 5
"""The posts of so many authors a line must have closed before it is taken for part of a footer."""
FOOTER_EVERY = 4
"""A footer stands below every post: to learn from one of so many, by its body's key, is enough."""
MOST_LINES = 600
_ENTRY = KEY_OCTETS + MANY


def number_of(author: str) -> int:
    """A number from 1 to 255 by which authors are told apart, as a rule."""
    return zlib.crc32(author.encode()) % 255 + 1


class FooterLines:
    """Whose posts each line has closed, as far as ``MANY`` different ones; those seen last at the end."""

    __slots__ = ("_authors",)

    def __init__(self, octets: bytes = b"") -> None:
        self._authors: dict[int, bytes] = {}
        for at in range(0, len(octets), _ENTRY):
            entry = octets[at : at + _ENTRY]
            self._authors[int.from_bytes(entry[:KEY_OCTETS], "big")] = entry[KEY_OCTETS:].rstrip(b"\0")

    def packed(self) -> bytes:
        """All as octets, eleven a line."""
        return b"".join(
            [key.to_bytes(KEY_OCTETS, "big") + who.ljust(MANY, b"\0") for key, who in self._authors.items()]
        )

    def learn(self, footer: Iterable[int], author: int) -> list[int]:
        """Note whose post (``number_of``) the lines closed; those that are known from now on."""
        new = []
        for key in footer:
            who = self._authors.pop(key, b"")
            if author not in who and len(who) < MANY:
                who += bytes((author,))
                if len(who) == MANY:
                    new.append(key)
            self._authors[key] = who
        self._shrink()
        return new

    def _shrink(self) -> None:
        """Forget the oldest of the lines that closed the posts of one alone, then the oldest."""
        over = len(self._authors) - MOST_LINES
        if over > 0:
            single = (key for key, who in self._authors.items() if len(who) == 1)
            more = (key for key, who in self._authors.items() if len(who) > 1)
            for key in list(islice(chain(single, more), over)):
                del self._authors[key]

    def known(self) -> frozenset[int]:
        """The lines that closed the posts of many."""
        return frozenset(key for key, who in self._authors.items() if len(who) == MANY)
