"""One list's way in by a listener: what servers hand over for it is durable before they hear so."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from bot.errors import TemporaryFailure
from bot.intake.smtp.filter import Passage
from bot.intake.smtp.listener import Listener, why
from bot.intake.smtp.received import Handed
from bot.mail.post import Arrival, Envelope, HandedOver

_BEAT = 60.0  # seconds between two signs of life
_AGAIN = 1.0, 60.0  # seconds, the first and the longest, until a place that is taken is tried again


class Counter(Protocol):
    """Who takes the mail: the service."""

    async def receive(self, arrival: Arrival) -> str:
        """Returns when it is durable, with its name in the journal; it is judged behind that."""

    async def judge(self, arrival: Arrival, passage: Passage) -> str:
        """The reply to its sender: what is posted the next hop has taken, what waits is durable."""


class HandedIntake:
    """The intake (bot.intake.way_in) and the door (bot.intake.smtp.listener) of one list."""

    def __init__(
        self, listener: Listener, names: Sequence[str], counter: Counter, size_limit: int = 25_000_000
    ) -> None:
        self.size_limit = size_limit
        self._listener = listener
        self._counter = counter
        self._stopping = asyncio.Event()
        self._out = asyncio.Event()
        self._out.set()
        self._log = structlog.get_logger().bind(at=str(listener.at))
        self.is_open = self.ended = False
        self.tried = asyncio.Event()
        self.trouble: str | None = None
        self.beat: Callable[[], None] = lambda: None
        listener.add(names, self)

    async def run(self, ready: Callable[[], None]) -> None:
        """Listen until ``stop``; a place that cannot be had is tried again."""
        self._out.clear()
        try:
            if await self._open():
                self.is_open, self.trouble = True, None
                self.tried.set()
                ready()
                await self._stay()
                self.is_open = False
                await self._listener.close()
        finally:
            self.is_open = False
            self._out.set()

    async def _open(self) -> bool:
        wait, longest = _AGAIN
        while not self._stopping.is_set():
            self.beat()
            try:
                await self._listener.open()
            except OSError as error:
                self.trouble = why(error, self._listener.at)
                self.tried.set()
                self._log.error("smtp: not listening", reason=self.trouble, next_try_seconds=wait)
                await self._rest(wait)
                wait = min(longest, wait * 2)
            else:
                return True
        return False

    async def _stay(self) -> None:
        while not self._stopping.is_set():
            self.beat()
            await self._rest(_BEAT)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def drain(self) -> None:
        """Servers come by themselves: in a single pass nobody is waited for."""

    def nudge(self) -> None:
        """Nothing is to be moved: no message lies anywhere but in the database."""

    async def stop(self) -> None:
        """End ``run``; the addresses stay known, since mail for them is not to be refused for good."""
        self._stopping.set()
        self.ended = True
        await self._out.wait()

    async def take(self, handed: Handed) -> str:
        """Make it durable; its name in the journal."""
        if self._stopping.is_set():
            raise TemporaryFailure("we are stopping")
        return await self._counter.receive(self._arrival(handed, "LMTP"))

    async def judge(self, handed: Handed, passage: Passage) -> str:
        """Judge it while its sender is on the line; the reply to that."""
        if self._stopping.is_set():
            raise TemporaryFailure("we are stopping")
        return await self._counter.judge(self._arrival(handed, "ESMTP"), passage)

    def _arrival(self, handed: Handed, protocol: str) -> Arrival:
        raw = handed.traced(protocol)
        return Arrival(
            raw=raw,
            envelope=Envelope(reverse_path=handed.reverse_path, recipients=handed.recipients),
            origin=HandedOver(at=str(self._listener.at)),
            received=dt.datetime.now(dt.UTC),
            size=len(raw),
        )
