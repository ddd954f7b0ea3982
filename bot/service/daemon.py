"""Runs every list, the outbox and the watch over the rules in one event loop."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import structlog

from bot.errors import PermanentFailure, TemporaryFailure
from bot.lifecycle import Outcome
from bot.notices import Outgoing
from bot.service.build import identify, open_runtimes, open_smtp
from bot.service.calls import Calls
from bot.service.chores import Chore
from bot.service.crew import Sharing, WorkerLease
from bot.service.line import Line, Threads
from bot.service.list_runtime import Database, ListRuntime
from bot.service.notify import notify
from bot.service.outbox import Worker
from bot.service.patience import Backoff, sleep_unless, warn
from bot.service.pulse import LifeSign, Pulse
from bot.service.reload import each, tell_trouble, watch_rules
from bot.service.renewal import open_again, tell_what_waits
from bot.service.restore_check import Witness, look_back
from bot.service.roster import AT_WORK, LAST_WORDS, TICK, Roster, Work
from bot.service.sight import Sight, monitoring
from bot.service.signals import Signals
from bot.service.stamp import now
from bot.service.ways_in import Listeners
from bot.service.ways_out import Ways
from bot.settings import Settings, SettingsRefused
from bot.store import Call, MailRow, Store, Transaction
from bot.threads import ThreadEach

log = structlog.get_logger()

POOL = 8  # threads for reading posts, whatever the number of lists
CALLS = 200  # calls of mail servers at a time, each in a thread of its own; one that idles makes none
PRESSES = 2  # threads that write digests
ALIVE_EVERY = 20.0
SWEEP_EVERY = 600.0
ANSWERS = 300.0  # seconds within which the database says yes or no
MOMENTS = 5.0  # seconds that a single pass waits for mail that will be due
PATIENCE = 15.0  # seconds that a start waits for inboxes; one that opens later is watched from then on


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass over all lists: posts decided on, mails sent, mails left, whether all was reached and done."""

    decided: int
    sent: int
    left: tuple[MailRow, ...]
    reached: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.reached and not self.left


class Daemon:
    """
    Everything at work on one set of settings; ``life`` tells how the last run ended.

    With a ``lease`` it is one of several, and works on its share of the lists.
    """

    def __init__(
        self, settings: Settings, store: Store, life: LifeSign, lease: WorkerLease | None = None
    ) -> None:
        self._began_with = self._settings = settings
        self._life = life
        self._sharing = Sharing(lease, self._work_on) if lease else None
        self._shared: frozenset[str] | None = frozenset() if lease else None
        self._orphaned: frozenset[str] = frozenset()
        self._turnover = asyncio.Lock()
        self._ending = False
        self._database = Database(store)
        self._pool = ThreadPoolExecutor(POOL, thread_name_prefix="work")
        self._calls = ThreadEach(CALLS)
        self._press = ThreadPoolExecutor(PRESSES, thread_name_prefix="press")
        self._smtp = open_smtp(settings)
        self._witness = Witness(settings.data_dir)
        self._ways = Ways(self._smtp, settings.lists)
        self._worker = Worker(
            self._database,
            self._smtp,
            now,
            _give_up(settings),
            self._witness,
            self._ways,
            may_begin=(lambda: lease.holds) if lease else (lambda: True),
        )
        self._pulse = Pulse()
        self._sweeping = Chore("retention", self._sweep, lambda *_: None)
        self._said_ready = False
        self._taken_over = False
        self._threads = Threads(pool=self._pool, calls=self._calls, press=self._press)
        self._listeners = Listeners()
        self._works: set[asyncio.Task[None]] = set()
        self._roster = Roster([] if lease else open_runtimes(settings, store), self._line)

    def _line(self, runtime: ListRuntime) -> Line:
        return Line(
            runtime,
            self._database,
            self._worker,
            threads=self._threads,
            listeners=self._listeners,
            ways=(self._straight,),
            crashed=runtime.mailing_list.id in self._orphaned if self._sharing else self._life.crashed,
        )

    async def start(self) -> None:
        """Before anything else: look whether the database is the one we left, and what was on its way."""
        if self._sharing:
            await self._database.run(identify)
        await look_back(self._all_lists, self._database, self._witness, alone=self._sharing is None)
        if self._sharing:
            await self._sharing.turn(self._settings.lists)
        found = await self._database.run(lambda tx: tx.recover(now()))
        if found.ambiguous:
            log.warning(
                "mails that were on their way when the bot died are offered again", count=found.ambiguous
            )

    async def _all_lists(self) -> Sequence[ListRuntime]:
        """Every list, whoever works on it."""
        if self._sharing:
            return await open_again(self._settings, self._database, ())
        return self._roster.runtimes

    async def run(self, signals: Signals, notify_socket: str | None, holds: Callable[[], bool]) -> int:
        """
        Work until told to stop; the exit status: 0, or 1 where the database broke or became another's.

        ``holds`` says whether the claim on the database is still ours, or is so again.
        """
        self._life.crashed = False  # which tells of the lists of the start, not of those that come later
        async with asyncio.TaskGroup() as group:

            def begin(who: str, seconds: float, work: Work, stop: asyncio.Event) -> asyncio.Task[None]:
                task = group.create_task(self._keep_up(who, seconds, work, stop))
                self._works.add(task)
                task.add_done_callback(self._works.discard)
                return task

            begin("the outbox", AT_WORK, self._worker.run, signals.stop)
            if sharing := self._sharing:
                calls = Calls(self._database, {Call.MAIL: self._worker.called, Call.SHARES: sharing.nudge})
                self._worker.is_called = lambda: calls.hears
                begin(
                    "calls of other workers",
                    AT_WORK,
                    lambda beat: calls.go_on(signals.stop, beat),
                    signals.stop,
                )
                begin(
                    "the share of the lists",
                    AT_WORK,
                    lambda beat: sharing.go_on(lambda: self._settings.lists, signals.stop, beat),
                    signals.stop,
                )
            listen = self._settings.metrics.listen
            watch = monitoring(listen, self._seen) if listen else None
            if watch:
                await watch.start()
            begin("retention", AT_WORK, lambda beat: self._retention(signals.stop, beat), signals.stop)
            begin("the rules", AT_WORK, lambda beat: self._watch_files(signals, beat), signals.stop)
            self._roster.start(begin, lambda: self._look_ready(notify_socket))
            living = group.create_task(self._live(signals, notify_socket, holds))
            await signals.stop.wait()
            await self._end(notify_socket)
            if watch:
                await watch.close()
            await living
        return 1 if self._database.broken or self._taken_over else 0

    async def _watch_files(self, signals: Signals, beat: Callable[[], None]) -> None:
        async def renew() -> None:
            await self._renew(signals)

        await watch_rules(self._roster.runtimes, self._database, signals, renew, beat)

    async def _renew(self, signals: Signals) -> None:
        """Take over what the settings say now; where they are refused, or cannot be, nothing changes."""
        async with self._turnover:
            if not self._ending:
                await self._take_over_settings(signals)

    async def _work_on(self, lists: frozenset[str], orphaned: frozenset[str]) -> bool:
        """Work on these of the lists from now on; of some of them the last worker died. False: it ends."""
        async with self._turnover:
            if self._ending:
                return False
            self._orphaned = orphaned
            runtimes = await open_again(_only(self._settings, lists), self._database, self._roster.runtimes)
            self._shared = lists
            await self._roster.take_over(runtimes)
            return True

    async def _take_over_settings(self, signals: Signals) -> None:
        try:
            fresh = await asyncio.to_thread(self._settings.read_again)
            runtimes = await open_again(_only(fresh, self._shared), self._database, self._roster.runtimes)
        except SettingsRefused as refused:
            log.error("settings refused, the old ones stay", errors=str(refused))  # noqa: TRY400 - its text is for people
            return
        except TemporaryFailure as failure:
            warn("settings cannot be taken over yet", failure)
            asyncio.get_running_loop().call_later(ANSWERS / 10, signals.ask)
            return
        except PermanentFailure as failure:
            warn("settings cannot be taken over, the old ones stay", failure)
            return
        self._settings = fresh
        self._worker.give_up = _give_up(fresh)
        for gone in self._ways.take_over(fresh.lists):
            await gone.close()
        done = await self._roster.take_over(runtimes)
        for warning in fresh.warnings:
            log.warning("settings", warning=warning)
        tell_what_waits(self._began_with, fresh)
        log.info(
            "settings live", lists=len(runtimes), **{name: ids for name, ids in asdict(done).items() if ids}
        )

    async def once(self) -> Pass:
        """Drain every inbox, send the outbox; what was done and what is left."""
        await self.start()
        await each(self._roster.runtimes, self._database, tell_trouble)
        done = [await self._drain_all(), await self._send_due(), await self._drain_all()]
        done.append(await self._send_due())  # of what the mail server refused owners hear in the same pass
        await self._wait_for_the_rest()
        left = await self._database.run(Transaction.unsent)
        for mail in left:
            log.warning(
                "mail is left in the outbox", case=mail.case, kind=mail.kind.value, state=mail.state.value
            )
        decided = sum(line.pipeline.decided.total() for line in self._roster.lines)
        return Pass(decided=decided, sent=self._worker.sent, left=left, reached=all(done))

    async def _wait_for_the_rest(self) -> None:
        """Send what is due within moments; a server that is away for longer is left to the next run."""
        loop = asyncio.get_running_loop()
        until = loop.time() + MOMENTS
        while (due := await self._database.run(Transaction.next_due)) is not None:
            wait = max((due - now()).total_seconds(), self._smtp.pause(), 0.0)
            if loop.time() + wait > until or self._smtp.pause() > 1.0:
                return
            await asyncio.sleep(wait + 0.01)
            await self._smtp.reachable()
            await self._worker.flush()

    async def _drain_all(self) -> bool:
        resumed = [await line.resume(now()) for line in self._roster.lines]
        return all([*resumed, *await asyncio.gather(*(line.drain() for line in self._roster.lines))])

    async def _send_due(self) -> bool:
        done = [await line.round(now()) for line in self._roster.lines]
        done.append(await self._sweeping.turn(now()))
        await self._worker.flush()
        return all(done)

    async def close(self) -> None:
        """Finish what the database was given and let the threads go."""
        await self._smtp.close()
        await self._ways.close()
        await asyncio.to_thread(self._database.close)
        for threads in (self._pool, self._press):
            threads.shutdown(wait=False, cancel_futures=True)

    async def _keep_up(
        self,
        who: str,
        seconds: float,
        work: Work,
        stop: asyncio.Event,
    ) -> None:
        """Keep a worker at work: a defect ends neither it for good nor any other."""
        backoff = Backoff(1.0, 300.0)
        while not stop.is_set():
            try:
                await work(self._pulse.expect(who, seconds))
            except Exception:
                log.exception("a worker stopped; it is started again", worker=who)
                await sleep_unless(stop, backoff.next())
            else:
                break
        self._pulse.gone(who)

    async def _live(self, signals: Signals, notify_socket: str | None, holds: Callable[[], bool]) -> None:
        """Tell the service manager that loop, database and every worker move; end where that is no use."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        said = began - ALIVE_EVERY
        while not signals.stop.is_set():
            self._look_ready(notify_socket, waited=loop.time() - began)
            if self._database.broken:
                log.critical("the database cannot be written any more", problem=str(self._database.broken))
                signals.end()
            elif loop.time() >= said + ALIVE_EVERY:
                said = loop.time()
                await self._say_alive(notify_socket)
                if not await asyncio.to_thread(holds):
                    log.critical("others have taken over what this daemon had: it ends")
                    self._taken_over = True
                    signals.end()
            await sleep_unless(signals.stop, TICK)

    async def _say_alive(self, notify_socket: str | None) -> None:
        if stalled := self._stalled:
            log.error("who is at work does not move: the service manager is told no more", who=stalled)
            return
        notify(notify_socket, "WATCHDOG=1")
        await asyncio.to_thread(self._life.touch)

    @property
    def _stalled(self) -> tuple[str, ...]:
        return self._pulse.stalled + (("the database",) if self._database.hangs(ANSWERS) else ())

    def _seen(self) -> Sight:
        """What a monitoring system may know."""
        return Sight(
            lines=self._roster.lines,
            worker=self._worker,
            database=self._database,
            reachable=not self._smtp.failing,
            stalled=self._stalled,
            ready=self._said_ready,
        )

    def _look_ready(self, notify_socket: str | None, waited: float = 0.0) -> None:
        """Ready is who watches every inbox that can be watched: one shut inbox keeps no other waiting."""
        if self._said_ready or not (waited > PATIENCE or all(line.settled for line in self._roster.lines)):
            return
        self._said_ready = True
        notify(notify_socket, "READY=1")
        shut = [line.name for line in self._roster.lines if not line.watched]
        log.info("ready", lists=len(self._roster.lines), **({"shut": shut} if shut else {}))

    async def _end(self, notify_socket: str | None) -> None:
        """On SIGTERM: take nothing more, finish what is being sent, go; what hangs is left as unknown."""
        notify(notify_socket, "STOPPING=1")
        log.info("stopping")
        self._worker.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS), self._turnover:
                pass  # what is coming has come
        self._ending = True  # and nothing comes from now on
        stops = [asyncio.ensure_future(line.stop()) for line in self._roster.lines]
        _, late = await asyncio.wait([*self._works, *stops], timeout=LAST_WORDS)
        for task in late:
            task.cancel()

    async def _retention(self, stop: asyncio.Event, beat: Callable[[], None]) -> None:
        while not stop.is_set():
            beat()
            await self._sweeping.turn(now())
            await sleep_unless(stop, SWEEP_EVERY)

    async def _sweep(self, at: dt.datetime) -> None:
        """Throw away what the list need not keep any more, some of it each time."""
        keep = self._settings.retention.messages
        if keep:
            await self._database.run(lambda tx: tx.sweep(at, keep))

    async def _straight(self, mail: Outgoing) -> bool:
        """A word to owners past the database; whether anybody got it."""
        receipts = await self._smtp.send(mail.reverse_path, mail.recipients, mail.raw)
        return any(receipt.outcome is Outcome.SENT for receipt in receipts)


def _only(settings: Settings, lists: frozenset[str] | None) -> Settings:
    """The settings of a worker that has these of the lists; None: of the only daemon, which has all."""
    if lists is None:
        return settings
    return settings.model_copy(update={"lists": tuple(one for one in settings.lists if one.id in lists)})


def _give_up(settings: Settings) -> dt.timedelta:
    return dt.timedelta(days=settings.limits.give_up_days)
