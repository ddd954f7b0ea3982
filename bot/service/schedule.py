"""Does what is due by the clock: issues of the digest, bundles of held notices, words to the owners."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import TypeVar

from bot.lifecycle import IllegalTransition
from bot.service import alerts, bundles, issues, reports
from bot.service.answering import waiting
from bot.service.chores import Chore, Report
from bot.service.cron import next_due
from bot.service.list_runtime import Database, ListRuntime
from bot.settings import DigestSettings
from bot.store import NotWaiting, Store, Transaction

T = TypeVar("T")

A_MINUTE = dt.timedelta(minutes=1)
PATIENCE = 300.0
"""Seconds that writing an issue or a bundle may take."""
CLOCK_JUMP = dt.timedelta(days=1)


def is_due(digest: DigestSettings, posts: int, octets: int, last: dt.datetime, now: dt.datetime) -> bool:
    """Whether an issue should be made: by number of posts, by size, or by schedule; never an empty one."""
    if posts == 0:
        return False
    if digest.max_posts and posts >= digest.max_posts:
        return True
    if digest.max_size and octets >= digest.max_size:
        return True
    return bool(digest.schedule) and next_due(digest.schedule or "", digest.timezone, last) <= now


class Schedule:
    """What is due by the clock for one list: looked at about once a second, each thing for itself."""

    def __init__(
        self,
        runtime: ListRuntime,
        database: Database,
        press: Executor,
        news: Callable[[], None],
        report: Report,
    ) -> None:
        self._runtime = runtime
        self._database = database
        self._press = press
        self._news = news
        self._looked: dt.datetime | None = None
        self.chores = (
            Chore("digest", self._issue, report),
            Chore("notices of held posts", self._bundle, report),
            Chore("what waits for moderators", self._waiting, report),
            Chore("words to the owners", self._alerts, report),
            Chore("the report of the week", self._report, report),
        )

    async def tick(self, now: dt.datetime) -> bool:
        """Do what is due; False where something of it failed, and is tried again later."""
        if self._runtime.observes:
            return True
        return all([await chore.turn(now) for chore in self.chores])

    async def _issue(self, now: dt.datetime) -> None:
        """Make the issue that is due; where somebody was quicker, the next tick looks again."""
        if not await self._database.run(partial(issue_is_due, runtime=self._runtime, now=now)):
            return
        written = await self._press_on(issues.draft, now)
        if written is not None:
            with contextlib.suppress(NotWaiting, IllegalTransition):
                await self._database.run(lambda tx: issues.close(tx, self._runtime, written, now))
                self._news()

    async def _bundle(self, now: dt.datetime) -> None:
        if not await self._database.run(partial(bundles.is_due, runtime=self._runtime, now=now)):
            return
        written = await self._press_on(bundles.write, now)
        if written is not None:
            await self._database.run(lambda tx: bundles.close(tx, self._runtime, written, now))
            self._news()

    async def _waiting(self, now: dt.datetime) -> None:
        """Remind of what waits, settle what waited too long: looked at once a minute."""
        if self._looked is not None and abs(now - self._looked) < A_MINUTE:
            return
        self._looked = now
        if await self._database.run(partial(waiting.settle_old, runtime=self._runtime, now=now)):
            self._news()
        if not await self._database.run(partial(waiting.is_due, runtime=self._runtime, now=now)):
            return
        written = await self._press_on(waiting.write, now)
        if written is not None:
            await self._database.run(lambda tx: waiting.close(tx, self._runtime, written, now))
            self._news()

    async def _alerts(self, now: dt.datetime) -> None:
        if await self._database.run(partial(alerts.tell, runtime=self._runtime, now=now)):
            self._news()

    async def _report(self, now: dt.datetime) -> None:
        if await self._database.run(partial(reports.tell, runtime=self._runtime, now=now)):
            self._news()

    async def _press_on(self, write: Callable[[Store, ListRuntime, dt.datetime], T], now: dt.datetime) -> T:
        """Write something at length in a thread of its own; the list's other work does not wait for ever."""
        loop = asyncio.get_running_loop()
        writing = loop.run_in_executor(self._press, write, self._database.store, self._runtime, now)
        return await asyncio.wait_for(writing, PATIENCE)


def issue_is_due(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """Whether an issue should be made now."""
    digest = runtime.settings.digest
    if digest is None:
        return False
    last = last_served(tx, runtime, now)
    posts, octets = tx.waiting_size(runtime.mailing_list.id)
    return is_due(digest, posts, octets, last, now)


def last_served(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> dt.datetime:
    """When the schedule was last served; a time in the future means a clock set back, and is forgotten."""
    kept = tx.recall(issues.served_key(runtime))
    last = dt.datetime.fromisoformat(kept) if kept else None
    if last is not None and last <= now + CLOCK_JUMP:
        return last
    tx.remember(issues.served_key(runtime), now.isoformat())
    return now
