"""Watch a folder of an IMAP account: take what comes, and move messages where they should lie."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any

import structlog

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_backoff import Backoff
from bot.intake.imap_bell import Bell
from bot.intake.imap_memory import Memory
from bot.intake.imap_options import Desk, ImapOptions
from bot.intake.imap_telling import Telling
from bot.intake.imap_visit import Visit
from bot.intake.imap_wire import Lost

__all__ = ["Desk", "ImapIntake", "ImapOptions"]

_GRACE = 1.0  # seconds in which a call in progress may end by itself once we stop
_PROVEN = 30.0  # seconds that a connection lives before it counts as a sign that all is well again
_SHORT = 4  # times retry_seconds: the longest wait after a connection that did its work and ended soon
_LOOK = 0.5  # seconds between two looks whether somebody has logged in
_DRAINS = 10  # connections that one pass makes while messages end them


class ImapIntake:
    """
    One account's intake.

    ``run`` keeps watching whatever happens to the server; ``drain`` makes one
    pass. What blocks runs in ``executor``; an idle mailbox holds no thread.
    ``trouble`` is None while all is well, else a sentence that says what keeps
    it from working; ``tried`` is set once the first connection worked or
    failed; ``watching`` while the folder is open. ``beat`` is called whenever
    it moves, if only to try again. ``log`` is a structlog logger.
    """

    def __init__(self, options: ImapOptions, desk: Desk, executor: Executor, log: Any = None) -> None:
        self._options = options
        self._desk = desk
        self._executor = executor
        self._log = (log or structlog.get_logger()).bind(account=options.account)
        self._lost = Backoff(options.retry_seconds, options.retry_seconds_max)
        self._refused = Backoff(options.refused_seconds, options.refused_seconds_max)
        self._bell = Bell()
        self._memory = Memory(options)
        self._telling = Telling(options, desk, self._memory, self._log)
        self._task: asyncio.Task[None] | None = None
        self._announce: Callable[[], None] | None = None
        self._worked = False
        self.tried = asyncio.Event()
        self.watching = False
        self.trouble: str | None = None
        self.beat: Callable[[], None] = lambda: None

    async def run(self, ready: Callable[[], None]) -> None:
        """
        Watch until ``stop``; returns then.

        ``ready`` is called once, when the folder is open: what comes from then
        on is not missed. A lost server is tried again with growing waits; one
        that refuses us (password, certificate, missing folder) more slowly,
        so that no account is locked.
        """
        self._announce = ready
        await self._until_stopped(self._keep_watching())

    async def drain(self) -> None:
        """Take all that is there, carry out all placements, leave; raises Temporary- or PermanentFailure."""
        await self._until_stopped(self._pass_once())

    def nudge(self) -> None:
        """Tell it of new placements; any thread may call it."""
        self._bell.nudge()

    async def stop(self) -> None:
        """End ``run`` or ``drain``: politely if that is quick, else by cutting the line."""
        self._bell.stop()
        task = self._task
        if task is None:
            return
        _, late = await asyncio.wait([task], timeout=_GRACE)
        if late:
            task.cancel()
            await asyncio.wait([task])

    async def _until_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        self._task = task = asyncio.create_task(work)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        finally:
            self._task = None
        if not task.cancelled():
            task.result()

    async def _keep_watching(self) -> None:
        while not self._bell.stopping:
            await self._pause(await self._watch_once())

    async def _pause(self, seconds: float) -> None:
        """Wait before the next try, but not longer than until somebody logs in anew."""
        login = self._options.login
        mark = login.mark() if login else None
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (left := until - loop.time()) > 0 and not self._bell.stopping:
            await self._bell.pause(min(left, _LOOK) if login else left)
            if login and login.mark() != mark:
                return

    async def _watch_once(self) -> float:
        """One connection, until it ends; the seconds to wait before the next."""
        began, self._worked = asyncio.get_running_loop().time(), False
        self.beat()
        try:
            await self._watch()
        except PermanentFailure as failure:
            self.trouble, wait = str(failure), self._refused.next()
            self._log.error("imap: refused", reason=self.trouble, next_try_seconds=round(wait))
        except TemporaryFailure as failure:
            self.trouble, wait = str(failure), self._next_try(began)
            self._log.warning("imap: lost", reason=self.trouble, next_try_seconds=round(wait, 1))
        except Exception as error:  # noqa: BLE001 - a defect must not end the watch over this or another list
            self.trouble, wait = f"a defect of ours: {error!r}", self._next_try(began)
            self._log.exception("imap: failed", next_try_seconds=round(wait, 1))
        else:
            wait = 0
        self.watching = False
        self.tried.set()
        return wait

    def _next_try(self, began: float) -> float:
        """
        Seconds until the next connection.

        They grow, also where each connection does its work and ends soon. One
        that ended over a message is followed at once: that message is fetched
        alone then.
        """
        lived = asyncio.get_running_loop().time() - began
        if (self._worked and lived >= _PROVEN) or self._memory.doubts.blamed():
            self._lost.reset()
        return self._lost.next(_SHORT * self._options.retry_seconds if self._worked else float("inf"))

    async def _watch(self) -> None:
        visit = self._visit()
        try:
            await visit.arrive()
            self._opened()
            await visit.settle_in()
            while not self._bell.stopping:
                self.beat()
                await visit.round()
                self._settled()
                await visit.wait()
            await visit.leave()
        finally:
            visit.drop()

    async def _pass_once(self) -> None:
        for _ in range(_DRAINS):
            try:
                await self._empty()
            except Lost:
                if not self._memory.doubts.blamed():
                    raise
            else:
                break
        if left := len(self._memory.doubts):
            raise TemporaryFailure(f"{left} messages in {self._options.folder} could not be fetched")

    async def _empty(self) -> None:
        visit = self._visit()
        try:
            await visit.arrive()
            await visit.settle_in()
            while await visit.round() and not self._bell.stopping:
                pass
            await visit.leave()
        finally:
            visit.drop()

    def _visit(self) -> Visit:
        return Visit(self._options, self._desk, self._executor, self._bell, self._memory, self._telling)

    def _opened(self) -> None:
        self._log.info("imap: watching", host=self._options.host, folder=self._options.folder)
        if self._announce is not None:
            self._announce()
        self._announce = None
        self.watching = True
        self.tried.set()

    def _settled(self) -> None:
        """Only a connection that got all its work done proves that the server lets us in and works."""
        self._worked = True
        self._refused.reset()
        self.trouble = None
