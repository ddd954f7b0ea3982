"""An open line to an SMTP server: commands go out in groups, replies come back in their order (RFC 2920)."""

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from typing import cast

import aiosmtplib

_BLOCK = 65536
_LONGEST = 32768  # octets of a reply with all of its lines
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")

Reply = aiosmtplib.SMTPResponse


class Line(asyncio.Protocol):
    """
    Takes over a connection that is greeted, secured and logged in.

    aiosmtplib keeps one reply at a time and loses those that come with it, so
    it opens the line and no more.
    """

    def __init__(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=1, low=0)  # written means: the system has it
        self._transport.set_protocol(self)
        self._came = bytearray()
        self._texts: list[str] = []
        self._replies: deque[Reply | aiosmtplib.SMTPResponseException] = deque()
        self._owed = 0
        self._wakes: asyncio.Future[None] | None = None
        self._full = False
        self._lost = False

    @property
    def is_open(self) -> bool:
        """Whether it may be written to, for all that is known."""
        return not (self._lost or self._transport.is_closing())

    def write(self, commands: Sequence[bytes]) -> None:
        """
        Commands, each answered by one reply.

        Raises OSError where the line is closed, ValueError for control characters.
        """
        if any(_CONTROL.search(command) for command in commands):
            raise ValueError("a control character in an SMTP command")
        self._put(b"".join(command + b"\r\n" for command in commands), replies=len(commands))

    async def reply(self, seconds: float) -> Reply:
        """
        The next reply, the texts of its lines joined by a line feed.

        Raises OSError (TimeoutError among them), and SMTPResponseException for
        what is no reply.
        """
        async with asyncio.timeout(seconds):
            while not self._replies:
                await self._change()
        found = self._replies.popleft()
        if isinstance(found, aiosmtplib.SMTPResponseException):
            raise found
        return found

    async def send(self, text: bytes, seconds: float) -> bool:
        """
        A text with its final dot, each block of it within so many seconds.

        False where the server replied before all of it was out. Raises OSError;
        then the dot had not left.
        """
        self._owed += 1
        for start in range(0, len(text), _BLOCK):
            self._put(text[start : start + _BLOCK])
            if not await self._taken(seconds):
                return False
        return True

    def drop(self) -> None:
        """Close without a word; TLS' good-bye would wait for the server's own."""
        self._transport.abort()

    def _put(self, octets: bytes, replies: int = 0) -> None:
        if not self.is_open:
            raise ConnectionResetError
        self._owed += replies
        self._transport.write(octets)

    async def _taken(self, seconds: float) -> bool:
        """Wait until the system has what was written; False where a reply came before that."""
        async with asyncio.timeout(seconds):
            while self._full and not self._replies:
                await self._change()
        return not self._full

    async def _change(self) -> None:
        if self._lost:
            raise ConnectionResetError
        self._wakes = asyncio.get_running_loop().create_future()
        await self._wakes

    def _wake(self) -> None:
        if self._wakes is not None and not self._wakes.done():
            self._wakes.set_result(None)

    def pause_writing(self) -> None:
        """The system takes no more for now."""
        self._full = True

    def resume_writing(self) -> None:
        """The system has taken all."""
        self._full = False
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """No more will come."""
        self._lost = True
        self._wake()

    def data_received(self, data: bytes) -> None:
        """Keep the replies that are whole; what nobody asked for is no reply."""
        self._came += data
        while self._owed and (end := self._came.find(b"\n")) >= 0:
            line = bytes(self._came[: end + 1])
            del self._came[: end + 1]
            self._hear(line)
        if not self._owed:
            self._came.clear()
        elif len(self._came) + sum(map(len, self._texts)) > _LONGEST:
            self._garbled("Response too long")
        if self._replies:
            self._wake()

    def _hear(self, line: bytes) -> None:
        """One line of a reply (RFC 5321 4.2.1)."""
        if not line[:3].isdigit():
            self._garbled(f"Malformed SMTP response line: {line.decode('utf-8', 'ignore')}")
            return
        self._texts.append(line[4:].strip(b" \t\r\n").decode("utf-8", "surrogateescape"))
        if line[3:4] != b"-":
            self._owed -= 1
            self._replies.append(Reply(int(line[:3]), "\n".join(self._texts)))
            self._texts.clear()

    def _garbled(self, why: str) -> None:
        """From here on nobody knows which reply answers what."""
        self._replies.append(aiosmtplib.SMTPResponseException(-1, why))
        self._owed = 0
        self._came.clear()
        self._texts.clear()
