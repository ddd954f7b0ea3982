"""The daemon: every list's intake, the outbox, the schedule and the rule watch in one event loop."""

import asyncio
import datetime as dt
import gc
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from bot import hangup
from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap import ImapIntake
from bot.service.build import imap_options, open_runtimes, open_smtp
from bot.service.inbox import Inbox
from bot.service.list_runtime import Database, ListRuntime
from bot.service.notify import notify
from bot.service.opening import open_store
from bot.service.outbox import Worker
from bot.service.patience import sleep_unless
from bot.service.pipeline import Pipeline
from bot.service.reload import reload_rules, tell_trouble, watch_rules
from bot.service.restore_check import Witness, look_back
from bot.service.schedule import Schedule
from bot.service.stamp import now
from bot.settings import Settings
from bot.store import Store, Transaction
from bot.threads import ThreadEach

T = TypeVar("T")

log = structlog.get_logger()

POOL = 8  # threads for reading posts, whatever the number of lists
CALLS = 200  # calls of mail servers at a time, each in a thread of its own; one that idles makes none
TICK = 1.0
ALIVE_EVERY = 20.0
PATIENCE = 15.0  # seconds that a start waits for inboxes; one that opens later is watched from then on
LAST_WORDS = 25.0  # seconds for what is being sent when told to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One list's way in."""

    runtime: ListRuntime
    pipeline: Pipeline
    intake: ImapIntake


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass over all lists: posts decided on, mails sent, mails left, whether every inbox was emptied."""

    decided: int
    sent: int
    left: int
    reached: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.reached and not self.left


class Daemon:
    """Everything at work on one set of settings."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._runtimes = open_runtimes(settings, store)
        self._database = Database(store)
        self._pool = ThreadPoolExecutor(POOL, thread_name_prefix="work")
        self._calls = ThreadEach(CALLS)
        self._smtp = open_smtp(settings)
        self._witness = Witness(settings.data_dir)
        give_up = dt.timedelta(days=settings.limits.give_up_days)
        self._worker = Worker(self._database, self._smtp, now, give_up, self._witness)
        self._schedule = Schedule(
            self._runtimes, self._database, settings.retention.messages, self._worker.nudge
        )
        self._stop = asyncio.Event()
        self._lines = [self._line(runtime) for runtime in self._runtimes]
        self._alive_said = 0.0
        self._placements: dict[str, tuple[int, str]] = {}

    def _line(self, runtime: ListRuntime) -> Line:
        intake: ImapIntake

        def news() -> None:
            self._worker.nudge()
            intake.nudge()

        pipeline = Pipeline(runtime, self._database, self._pool, now, news)
        intake = ImapIntake(
            imap_options(runtime.settings), Inbox(runtime, self._database, pipeline), self._calls
        )
        return Line(runtime=runtime, pipeline=pipeline, intake=intake)

    async def start(self) -> None:
        """Finish what an earlier run left: mails on their way become unknown, taken posts are judged."""
        await look_back(self._runtimes, self._database, self._witness)
        found = await self._database.run(lambda tx: tx.recover(now()))
        if found.ambiguous:
            log.warning(
                "mails that were on their way when the bot died are offered again", count=found.ambiguous
            )
        for runtime in self._runtimes:
            await tell_trouble(runtime, self._database)
        for line in self._lines:
            await line.pipeline.recover()

    async def run(self, notify_socket: str | None) -> int:
        """Work until told to stop; the exit status: 0, or 1 where the database broke."""
        self._listen_to_signals()
        await self.start()
        if hangup.came():
            await self.reload()
        async with asyncio.TaskGroup() as group:
            worker = group.create_task(self._worker.run())
            group.create_task(self._ticks(notify_socket))
            group.create_task(watch_rules(self._runtimes, self._database, self._stop))
            intakes = [group.create_task(self._watch(line)) for line in self._lines]
            group.create_task(self._await_inboxes(notify_socket))
            group.create_task(self._end([worker, *intakes], notify_socket))
        return 1 if self._database.broken else 0

    async def once(self) -> "Pass":
        """Drain every inbox, send the outbox; what was done and what is left."""
        await self.start()
        reached = [await self._drain_all()]
        await self._send_due()
        reached.append(await self._drain_all())
        await self._send_due()  # of what the mail server refused owners hear in the same pass
        left = await self._database.run(Transaction.unsent)
        for mail in left:
            log.warning(
                "mail is left in the outbox", case=mail.case, kind=mail.kind.value, state=mail.state.value
            )
        decided = sum(line.pipeline.decided for line in self._lines)
        return Pass(decided=decided, sent=self._worker.sent, left=len(left), reached=all(reached))

    async def _drain_all(self) -> bool:
        return all(await asyncio.gather(*(self._drain(line) for line in self._lines)))

    async def _send_due(self) -> None:
        await self._schedule.tick(now())
        await self._worker.flush()

    async def close(self) -> None:
        """Finish what the database was given and let the threads go."""
        await self._smtp.close()
        self._database.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def reload(self) -> None:
        """Read all rules again (SIGHUP)."""
        await reload_rules(self._runtimes, self._database)

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self.reload()))

    async def _watch(self, line: Line) -> None:
        """Run one intake for ever; a bug in it stops neither the others nor itself for good."""
        wait = 1.0
        while not self._stop.is_set():
            try:
                await line.intake.run(lambda: say_watched(line.runtime))
            except Exception:
                log.exception("an intake stopped; it is started again", list=line.runtime.mailing_list.id)
                await sleep_unless(self._stop, wait)
                wait = min(wait * 2, 300.0)
            else:
                return

    async def _all_tried(self) -> None:
        for line in self._lines:
            await line.intake.tried.wait()

    async def _await_inboxes(self, notify_socket: str | None) -> None:
        """Say READY once every inbox was tried: one that is shut, or hangs, keeps none waiting."""
        tried = asyncio.ensure_future(self._all_tried())
        stop = asyncio.ensure_future(self._stop.wait())
        waits: list[asyncio.Future[Any]] = [tried, stop]
        _, late = await asyncio.wait(waits, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for wait in late:
            wait.cancel()
        if not self._stop.is_set():
            notify(notify_socket, "READY=1")
            shut = [line.runtime.mailing_list.id for line in self._lines if not line.intake.watching]
            log.info("ready", lists=len(self._lines), **({"shut": shut} if shut else {}))

    async def _ticks(self, notify_socket: str | None) -> None:
        """What the clock asks for; each good round tells the service manager that loop and database live."""
        while not self._stop.is_set():
            try:
                await self._schedule.tick(now())
                for line in self._lines:
                    await line.pipeline.resume()
                    await self._look_for_wishes(line)
                self._say_alive(notify_socket)
            except Exception:
                if self._database.broken:
                    log.critical(
                        "the database cannot be written any more", problem=str(self._database.broken)
                    )
                    self._stop.set()
                    return
                log.exception("a scheduled task failed; it is tried again")
                await sleep_unless(self._stop, 10.0)
            await sleep_unless(self._stop, TICK)

    async def _look_for_wishes(self, line: Line) -> None:
        """A moderator at the command line decides in another process: carry it out at once all the same."""
        mark = await self._database.run(lambda tx: tx.open_placements(line.runtime.mailing_list.id))
        if mark != self._placements.get(line.runtime.mailing_list.id):
            self._placements[line.runtime.mailing_list.id] = mark
            line.intake.nudge()

    def _say_alive(self, notify_socket: str | None) -> None:
        at = asyncio.get_running_loop().time()
        if at >= self._alive_said + ALIVE_EVERY:
            self._alive_said = at
            notify(notify_socket, "WATCHDOG=1")

    async def _end(self, tasks: Sequence[asyncio.Task[None]], notify_socket: str | None) -> None:
        """On SIGTERM: take nothing more, finish what is being sent, go; what hangs is left as unknown."""
        await self._stop.wait()
        notify(notify_socket, "STOPPING=1")
        log.info("stopping")
        self._worker.stop()
        stops = [asyncio.ensure_future(line.intake.stop()) for line in self._lines]
        _, late = await asyncio.wait([*tasks, *stops], timeout=LAST_WORDS)
        for task in late:
            task.cancel()

    async def _drain(self, line: Line) -> bool:
        try:
            await line.intake.drain()
        except (TemporaryFailure, PermanentFailure) as problem:
            log.error("inbox not emptied", list=line.runtime.mailing_list.id, problem=str(problem))  # noqa: TRY400 - the sentence is for people; a traceback would hide it
            return False
        return True


def say_watched(runtime: ListRuntime) -> None:
    """One inbox is open."""
    log.info("inbox watched", list=runtime.mailing_list.id, mode=runtime.settings.mode)


def run_daemon(settings: Settings, notify_socket: str | None) -> int:
    """The command ``run``: exit status 0 after a stop by signal."""
    return _with_daemon(settings, lambda daemon: _forever(daemon, notify_socket))


def run_once(settings: Settings) -> Pass:
    """The command ``run --once``."""
    return _with_daemon(settings, Daemon.once)


async def _forever(daemon: Daemon, notify_socket: str | None) -> int:
    return await daemon.run(notify_socket)


def _with_daemon(settings: Settings, work: Callable[[Daemon], Awaitable[T]]) -> T:
    async def main() -> T:
        with open_store(settings) as store, store.claim(f"listwarden with process number {os.getpid()}"):
            daemon = Daemon(settings, store)
            gc.collect()
            gc.freeze()  # what is loaded now stays: it need not be looked through again and again
            try:
                return await work(daemon)
            finally:
                await daemon.close()

    return asyncio.run(main())
