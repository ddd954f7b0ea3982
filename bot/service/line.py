"""Runs one list: its way in, its schedule, its troubles; nothing that fails here reaches another list."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import structlog

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_note import leave_note
from bot.lifecycle import State, folder_of
from bot.notices import Outgoing
from bot.service.build import imap_options
from bot.service.chores import Chore
from bot.service.inbox import Inbox
from bot.service.list_runtime import Database, ListRuntime
from bot.service.membership import look_after
from bot.service.outbox import Worker
from bot.service.patience import sleep_unless
from bot.service.pipeline import Pipeline
from bot.service.schedule import Schedule
from bot.service.stamp import now
from bot.service.troubles import Troubles, Way
from bot.service.ways_in import Listeners, open_intake

log = structlog.get_logger()

INBOX = "the inbox"
AT_ONCE = 1.0  # seconds between two rounds, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """Who does what blocks: ``pool`` reads posts, ``calls`` talk to servers, ``press`` writes digests."""

    pool: Executor
    calls: Executor
    press: Executor


class Line:
    """
    One list at work.

    ``ways`` are those to owners beside the outbox and the list's account. ``watched``: its inbox was opened.
    """

    def __init__(
        self,
        runtime: ListRuntime,
        database: Database,
        worker: Worker,
        *,
        threads: Threads,
        listeners: Listeners,
        ways: Sequence[Way],
        crashed: bool,
    ) -> None:
        self.runtime = runtime
        self.watched = False
        self.stopped = asyncio.Event()
        self._turn = asyncio.Event()
        self._database = database
        self._worker = worker
        self._placements: tuple[int, str] | None = None
        self.pipeline = Pipeline(runtime, database, threads.pool, now, self._news, crashed=crashed)
        self._inbox = Inbox(runtime, database, self.pipeline)
        self.intake = open_intake(runtime.settings, self._inbox, threads.calls, listeners)
        self._calls = threads.calls
        notes = (self._leave_note,) if runtime.settings.intake.kind == "imap" else ()
        self.troubles = Troubles(runtime, database, (*ways, *notes))
        self._schedule = Schedule(runtime, database, threads.press, worker.nudge, self.troubles.report)
        self._chores = (
            Chore("posts in hand", self._resume, self.troubles.report),
            Chore("decisions of moderators", self._look_for_placements, self.troubles.report),
            Chore("the members", self._look_after_members, self.troubles.report),
        )

    @property
    def name(self) -> str:
        """The list's id."""
        return self.runtime.mailing_list.id

    @property
    def settled(self) -> bool:
        """Whether its inbox was tried: a start waits for no more."""
        return self.watched or self.intake.tried.is_set()

    def _news(self) -> None:
        self._turn.set()
        self._worker.nudge()
        self.intake.nudge()

    async def watch(self, ready: Callable[[], None], beat: Callable[[], None]) -> None:
        """Watch the inbox until stopped; ``beat`` is called whenever its intake moves."""

        def opened() -> None:
            if not self.watched:
                log.info("inbox watched", list=self.name, mode=self.runtime.settings.mode)
            self.watched = True
            ready()

        self.intake.beat = beat
        await self.intake.run(opened)

    async def stop(self) -> None:
        """End the watch over the inbox, and the rounds."""
        self.stopped.set()
        self._turn.set()
        await self.intake.stop()
        await self._inbox.settled()

    async def resume(self, at: dt.datetime) -> bool:
        """Decide on what an earlier run left; False where that fails."""
        return await self._chores[0].turn(at)

    async def round(self, at: dt.datetime) -> bool:
        """What is to be done about once a second; False where something of it fails."""
        done = [await chore.turn(at) for chore in self._chores]
        done.append(await self._schedule.tick(at))
        self._look_around()
        await self.troubles.tick(at)
        return all(done)

    async def rest(self, seconds: float) -> None:
        """Wait for the next round: so long, but where something was decided on no longer than it must be."""
        await sleep_unless(self.stopped, min(seconds, AT_ONCE))
        if seconds > AT_ONCE:
            await sleep_unless(self._turn, seconds - AT_ONCE)
        self._turn.clear()

    async def drain(self) -> bool:
        """Empty the inbox; False where it is not reached."""
        try:
            await self.intake.drain()
        except (TemporaryFailure, PermanentFailure) as problem:
            log.error("inbox not emptied", list=self.name, problem=str(problem))  # noqa: TRY400 - the sentence is for people; a traceback would hide it
            return False
        except Exception:
            log.exception("inbox not emptied", list=self.name)
            return False
        return True

    async def _leave_note(self, mail: Outgoing) -> bool:
        """Put a mail where moderators look, since it does not leave; it works or raises."""
        held = folder_of(State.HELD) or ""
        options = imap_options(self.runtime.settings)
        await asyncio.get_running_loop().run_in_executor(self._calls, leave_note, options, held, mail.raw)
        return True

    async def _resume(self, _: dt.datetime) -> None:
        await self.pipeline.resume()

    async def _look_for_placements(self, _: dt.datetime) -> None:
        """A moderator at the command line decides in another process: carry it out at once all the same."""
        mark = await self._database.run(lambda tx: tx.open_placements(self.name))
        if mark != self._placements:
            self._placements = mark
            self.intake.nudge()

    async def _look_after_members(self, at: dt.datetime) -> None:
        await look_after(self.runtime, self._database, at)

    def _look_around(self) -> None:
        """What the ways in and out say of themselves."""
        if self.intake.trouble is not None:
            self.troubles.report(INBOX, self.intake.trouble)
        elif self.watched:
            self.troubles.report(INBOX, "")
        leaving = self._worker.trouble_of(self.name)
        if leaving is not None:
            self.troubles.report(Troubles.MAIL, leaving)
