"""Answers a monitoring system over HTTP, on loopback or a socket in the file system: a few paths, no more."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.endpoint import Endpoint

log = structlog.get_logger()

SECONDS = 5.0  # for a whole request
LONGEST = 8192  # octets of a request
AT_ONCE = 20
PLAIN, PROMETHEUS = "text/plain; charset=utf-8", "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a path says: an HTTP status, and a body."""

    status: int
    body: bytes
    kind: str = PLAIN


Pages = Mapping[str, Callable[[], Awaitable[Answer]]]


class Monitoring:
    """An HTTP server (RFC 9112) for GET and HEAD, which answers once a connection."""

    def __init__(self, at: Endpoint, pages: Pages) -> None:
        self._at = at
        self._pages = pages
        self._server: asyncio.Server | None = None
        self._lines = asyncio.Semaphore(AT_ONCE)

    async def start(self) -> None:
        """Listen. A place that cannot be had is told, and keeps nobody from their work."""
        try:
            if self._at.path:
                self._unlink()
                self._server = await asyncio.start_unix_server(self._serve, self._at.path, limit=LONGEST)
                os.chmod(self._at.path, 0o660)  # noqa: PTH101 - quick, and Path is refused in coroutines
            else:
                self._server = await asyncio.start_server(
                    self._serve, self._at.host, self._at.port, limit=LONGEST
                )
        except OSError as error:
            log.error("metrics: cannot listen", at=str(self._at), problem=error.strerror)  # noqa: TRY400 - told in words
        else:
            log.info("metrics: listening", at=str(self._at))

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._unlink()

    def _unlink(self) -> None:
        """Away with a socket that an earlier run left, or ours."""
        if self._at.path:
            Path(self._at.path).unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            async with self._lines, asyncio.timeout(SECONDS):
                request = await reader.readuntil(b"\r\n\r\n")
                writer.write(await self._answer(request.split(b"\r\n", 1)[0].decode("ascii", "replace")))
                await writer.drain()
        writer.close()

    async def _answer(self, request: str) -> bytes:
        method, _, rest = request.partition(" ")
        page = self._pages.get(rest.partition(" ")[0].partition("?")[0])
        if method not in ("GET", "HEAD"):
            answer = Answer(status=405, body=b"GET or HEAD\n")
        elif page is None:
            answer = Answer(status=404, body=(" ".join(self._pages) + "\n").encode())
        else:
            answer = await self._told(page)
        head = (
            f"HTTP/1.1 {answer.status} {_REASONS[answer.status]}\r\nContent-Type: {answer.kind}\r\n"
            f"Content-Length: {len(answer.body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + (b"" if method == "HEAD" else answer.body)

    async def _told(self, page: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            return await page()
        except Exception:
            log.exception("metrics: a defect")
            return Answer(status=500, body=b"a defect of the bot; its log tells where\n")


_REASONS = {
    200: "OK",
    404: "Not Found",
    405: "Method Not Allowed",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
