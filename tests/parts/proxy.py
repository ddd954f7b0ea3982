"""A line between client and server that a test can cut, hold, blacken or rewrite."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Self

Rewrite = Callable[[bytes], bytes | Awaitable[bytes]]


class Proxy:
    """
    Forwards a free port of ``host`` to ``port`` of 127.0.0.1; use it as an async context manager.

    ``cut_client`` and ``cut_server``: after so many octets from that side the
    line is reset, on every connection, until set to None. ``hole``: octets
    vanish in both directions, the line stays. ``from_client`` and ``from_server``
    get each chunk and give what is forwarded instead; they may be coroutines
    that take their time. ``seen_client`` is all that clients sent, ``cuts`` how often a line was cut.
    """

    def __init__(self, port: int, *, host: str = "127.0.0.1"):
        self.host = host
        self._target = port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.cut_client: int | None = None
        self.cut_server: int | None = None
        self.hole = False
        self.from_client: Rewrite = bytes
        self.from_server: Rewrite = bytes
        self.seen_client = bytearray()
        self.connections = 0
        self.cuts = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self.host, 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.reset()
        await asyncio.sleep(0)

    def reset(self) -> None:
        """Reset all lines that are open."""
        for writer in list(self._writers):
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.add(far_writer)
            try:
                await asyncio.gather(self._up(reader, far_writer), self._down(far_reader, writer))
            except OSError:
                pass
            finally:
                self._writers -= {writer, far_writer}
                _reset(far_writer)
        _reset(writer)

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        while chunk := await reader.read(65536):
            self.seen_client += chunk
            chunk = await _applied(self.from_client, chunk)
            passed += await self._forward(writer, chunk, passed, self.cut_client)
        raise ConnectionResetError

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        while chunk := await reader.read(65536):
            chunk = await _applied(self.from_server, chunk)
            passed += await self._forward(writer, chunk, passed, self.cut_server)
        raise ConnectionResetError

    async def _forward(self, writer: asyncio.StreamWriter, chunk: bytes, passed: int, cut: int | None) -> int:
        if self.hole:
            return 0
        rest = chunk if cut is None else chunk[: max(0, cut - passed)]
        writer.write(rest)
        await writer.drain()
        if len(rest) < len(chunk):
            self.cuts += 1
            await asyncio.sleep(0.005)  # let what was allowed through arrive before the reset
            raise ConnectionResetError
        return len(rest)


async def _applied(rewrite: Rewrite, chunk: bytes) -> bytes:
    given = rewrite(chunk)
    return given if isinstance(given, bytes) else await given


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST, as a dying machine does."""
    line = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
