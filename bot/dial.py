"""Reaching a server: every address that its name has, a moment apart, and the first that answers."""

import asyncio
import contextlib
import socket
from concurrent.futures import Executor
from typing import Any

from bot.threads import ThreadEach

_HEAD_START = 0.5  # seconds that an address is tried alone before the next is tried beside it (RFC 8305 5)
_NAMES = ThreadEach(100)  # look-ups of names, which nothing can end

Address = tuple[int, int, int, str, Any]


async def dial(host: str, port: int, seconds: float, executor: Executor = _NAMES) -> socket.socket:
    """
    A connected socket that does not block.

    A first address that swallows everything (a broken IPv6 line) costs half a
    second (RFC 8305). Raises OSError, or TimeoutError after that many seconds.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(seconds):
        found = await loop.run_in_executor(executor, _addresses, host, port)
        return await _race(found)


def _addresses(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found:
        raise OSError(f"no address for {host}")
    return list(found)


async def _race(addresses: list[Address]) -> socket.socket:
    coming, running = list(addresses), set[asyncio.Task[socket.socket]]()
    failed: OSError | None = None
    try:
        while coming or running:
            if coming:
                running.add(asyncio.create_task(_connect(coming.pop(0))))
            wait = _HEAD_START if coming else None
            done, _ = await asyncio.wait(running, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                running.discard(task)
                error = task.exception()
                if error is None:
                    return task.result()
                failed = failed or (error if isinstance(error, OSError) else OSError(str(error)))
    finally:
        for task in running:
            task.add_done_callback(_close)
            task.cancel()
    raise failed or OSError("no address answers")


async def _connect(address: Address) -> socket.socket:
    family, kind, protocol, _, where = address
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setblocking(False)  # noqa: FBT003 - its only argument
        _keep_alive(sock)
        await asyncio.get_running_loop().sock_connect(sock, where)
    except BaseException:
        sock.close()
        raise
    return sock


def _keep_alive(sock: socket.socket) -> None:
    """Let the system notice a peer that vanished without a word."""
    with contextlib.suppress(OSError, AttributeError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 120)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 30)


def _close(task: "asyncio.Task[socket.socket]") -> None:
    """Let go of a connection that came second."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()
