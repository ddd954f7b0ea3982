"""A proxy that resets the line after so many octets in one direction: faults that no server would make by itself."""

import asyncio
import contextlib
import socket
import struct
from typing import Self


class CuttingProxy:
    """
    Between a client and ``port`` on loopback; use it as an async context manager.

    ``limits`` are octets after which both sides get a RST: (from the client,
    from the server); None never cuts. ``passed`` counts what went through.
    """

    def __init__(self, port: int, *, client: int | None = None, server: int | None = None):
        self._target = port
        self._limits = (client, server)
        self.passed = [0, 0]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._tasks: set[asyncio.Task[None]] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        pumps = [
            asyncio.create_task(self._pump(0, reader, back)),
            asyncio.create_task(self._pump(1, there, writer)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            for line in (writer, back):
                _reset(line)

    async def _pump(self, way: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        limit = self._limits[way]
        with contextlib.suppress(OSError):
            while limit is None or self.passed[way] < limit:
                octets = await reader.read(65536 if limit is None else limit - self.passed[way])
                if not octets:
                    return
                writer.write(octets)
                self.passed[way] += len(octets)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
