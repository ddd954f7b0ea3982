"""Runs an IMAP session from the event loop: blocking calls in threads, waiting without one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

from bot.dial import dial
from bot.intake.imap_bell import Bell
from bot.intake.imap_login import unreachable
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_session import Session
from bot.intake.imap_wire import Lost, safe

T = TypeVar("T")


class Line:
    """One session; ``connect`` first. Calls are made one at a time."""

    def __init__(self, options: ImapOptions, executor: Executor) -> None:
        self._options = options
        self._executor = executor
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The session; Lost before there is one."""
        if self._session is None:
            raise Lost("not connected")
        return self._session

    async def connect(self) -> None:
        """Reach the server, open the connection and log in; Lost where that takes too long as a whole."""
        options = self._options
        with unreachable(options):
            sock = await dial(safe(options.host), options.port, options.connect_seconds, self._executor)
        try:
            self._session = Session(options, sock)
        except BaseException:
            sock.close()
            raise
        try:
            async with asyncio.timeout(options.login_seconds):
                await self.call(self._session.open)
                await self.call(self._session.log_in)
        except TimeoutError:
            where, most = f"{options.host}:{options.port}", options.login_seconds
            raise Lost(f"{where} takes longer than {most:.0f} seconds to let us in") from None

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a blocking call; where we are cancelled, cut the line so that the call ends too."""
        future = asyncio.get_running_loop().run_in_executor(self._executor, function, *arguments)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            self.session.abort()
            await asyncio.wait([future], timeout=1)
            future.add_done_callback(_hear_out)
            raise

    async def listen(self, bell: Bell, seconds: float) -> None:
        """Wait at the socket of a session that idles, until it hears news, the bell rings or time is up."""
        session, loop = self.session, asyncio.get_running_loop()
        number = session.fileno()
        loop.add_reader(number, bell.ring)
        try:
            await bell.wait(seconds, until=lambda: session.news or session.hears())
        finally:
            loop.remove_reader(number)

    def drop(self) -> None:
        """Let go of the connection, whatever state it is in."""
        if self._session is not None:
            self._session.close()


async def give_up(task: asyncio.Task[Any]) -> None:
    """End a call that nobody waits for any more."""
    task.cancel()
    await asyncio.wait([task])
    _hear_out(task)


def _hear_out(future: asyncio.Future[Any]) -> None:
    """Take note of a result that nobody waits for, so that asyncio does not complain."""
    if not future.cancelled():
        future.exception()
