"""
Reads what a client sends: command lines, and texts up to their final dot.

Only CRLF ends a line and only CRLF, dot, CRLF ends a text (RFC 5321 2.3.8,
4.1.1.4): whoever takes less for an end can be made to see two messages where
its neighbour sees one.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.intake.smtp.limits import Room

_CHUNK = 65_536
_END = b"\r\n.\r\n"


class LineTooLong(Exception):  # noqa: N818 - the client's fault, and what it is
    """A command line has more octets than one may have; it was read to its end."""


class BareLineEnd(Exception):  # noqa: N818
    """A command line holds a CR or LF by itself; it was read to its end."""


@dataclass(slots=True, kw_only=True)
class Text:
    """
    A text as it was sent, dots unstuffed; ``raw`` None where it was too large or found no room.

    ``octets`` counts what came; ``crowded``: not its size but all others' is the reason.
    """

    raw: bytes | None
    octets: int
    crowded: bool = False


@dataclass(slots=True, kw_only=True)
class _Growing:
    """A text that comes in; of one that is given up only its end is still looked for."""

    most: int
    room: Room
    held: bytearray = field(default_factory=lambda: bytearray(b"\r\n"))  # the end of the line before
    octets: int = 0
    given_up: bool = False
    crowded: bool = False

    def add(self, left: bytearray) -> bool:
        """Take what is left unread, but nothing behind the final dot; whether that has come."""
        start = max(0, len(self.held) - len(_END) + 1)
        before = len(self.held)
        self.held += left
        end = self.held.find(_END, start)
        behind = b"" if end < 0 else bytes(self.held[end + len(_END) :])
        self._count(len(self.held) - len(behind) - before)
        left[:] = behind
        if end >= 0:
            del self.held[end + 2 :]
        elif self.given_up:
            del self.held[: -len(_END) + 1]
        return end >= 0

    def _count(self, octets: int) -> None:
        self.octets += octets
        if self.given_up:
            return
        too_large = self.octets > self.most
        if too_large or not self.room.take(octets):
            self.room.give(self.octets - octets)
            self.given_up, self.crowded = True, not too_large

    def drop(self) -> None:
        """Nobody wants it any more."""
        if not self.given_up:
            self.room.give(self.octets)

    def text(self) -> Text:
        """All of it."""
        if self.given_up:
            return Text(raw=None, octets=self.octets, crowded=self.crowded and self.octets <= self.most)
        raw = self.held.replace(b"\r\n.", b"\r\n") if b"\r\n." in self.held else self.held
        return Text(raw=bytes(memoryview(raw)[2:]), octets=self.octets)


class Incoming:
    """What comes in over one connection; octets behind a text are kept for the commands that they are."""

    def __init__(self, reader: asyncio.StreamReader, longest: int) -> None:
        self._reader = reader
        self._longest = longest
        self._left = bytearray()

    async def readuntil(self) -> bytes:
        """
        A command line with its end.

        Raises LineTooLong or BareLineEnd once it has ended, IncompleteReadError at the end of all.
        """
        too_long, seen = False, 0
        while (end := self._left.find(b"\r\n", max(0, seen - 1))) < 0:
            if len(self._left) > self._longest:
                too_long = True
                del self._left[:-1]
            seen = len(self._left)
            await self._more()
        line = bytes(self._left[: end + 2])
        del self._left[: end + 2]
        if too_long or len(line) > self._longest:
            raise LineTooLong
        if b"\n" in line[:-2] or b"\r" in line[:-2]:
            raise BareLineEnd
        return line

    async def text(self, most: int, room: Room, moved: Callable[[], None]) -> Text:
        """
        A text up to its final dot; ``moved`` is called at each piece.

        What it takes of ``room`` stays taken while it has ``raw``: as many octets as it counts.
        """
        growing = _Growing(most=most, room=room)
        try:
            while not growing.add(self._left):
                moved()
                await self._more()
        except BaseException:
            growing.drop()
            raise
        return growing.text()

    async def _more(self) -> None:
        piece = await self._reader.read(_CHUNK)
        if not piece:
            raise asyncio.IncompleteReadError(bytes(self._left), None)
        self._left += piece
