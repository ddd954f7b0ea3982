"""One connection's life: arrive, take and move until nothing is left, wait for news, leave."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import Executor

from bot.intake.imap_bell import Bell
from bot.intake.imap_fetch import Fetcher
from bot.intake.imap_folders import Folders
from bot.intake.imap_line import Line, give_up
from bot.intake.imap_memory import Memory
from bot.intake.imap_move import Mover
from bot.intake.imap_options import Desk, ImapOptions
from bot.intake.imap_session import Session
from bot.intake.imap_telling import Telling
from bot.intake.imap_wire import CommandRefused, Lost, Selected
from bot.mail.post import Arrival, Placement

_LINGER = (0.05, 0.1, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6)  # seconds between looks after mail has come
_PAUSE = 0.1  # seconds before the look that follows on news that were none; they double


class Visit:
    """
    A session with what we know of its folder.

    ``_next`` is the lowest UID not looked at yet; ``_fruitless`` counts the
    looks in a row that news called for and that found nothing.
    """

    def __init__(
        self,
        options: ImapOptions,
        desk: Desk,
        executor: Executor,
        bell: Bell,
        memory: Memory,
        telling: Telling,
    ) -> None:
        self._options = options
        self._desk = desk
        self._bell = bell
        self._memory = memory
        self._telling = telling
        self._line = Line(options, executor)
        self._folders: Folders | None = None
        self._validity = 0
        self._next = 1
        self._granted = True
        self._looked = self._verified = False
        self._gaps: list[float] = []
        self._fruitless = 0

    async def arrive(self) -> None:
        """Connect, log in, open the watched folder."""
        await self._line.connect()
        await self._line.call(self._prepare)
        box = self._box
        if not await self._desk.opened(self._options.account, box.folder, box.validity, box.uid_next):
            await self._telling.numbers_again(box)
        if self._options.moves and not self._session.can("MOVE") and not self._session.can("UIDPLUS"):
            self._telling.stays_behind()

    async def settle_in(self) -> None:
        """Create the folders that are missing: people look for them before anything is moved there."""
        if self._options.moves and not self._memory.settled_in:
            await self._line.call(self._ensure)
            self._memory.settled_in = True

    def _ensure(self) -> None:
        assert self._folders is not None  # noqa: S101 - made when it arrived
        self._folders.ensure()

    async def round(self) -> int:
        """Take all that is new and carry out all placements, until both are done; how many messages."""
        busy = 0
        while True:
            self._session.news = False
            taken = await self._take_new()
            self._gaps = list(_LINGER) if taken else self._gaps
            settled = 0
            if taken or self._bell.nudged or not self._gaps:
                settled = await self._carry_out()
            busy += taken + settled
            await self._tell()
            if self._bell.stopping or not self._goes_on(taken + settled):
                return busy

    def _goes_on(self, found: int) -> bool:
        """Whether to look again at once; news that are none, time after time, keep neither side busy."""
        if self._bell.nudged:
            return True
        self._fruitless = self._fruitless + 1 if self._session.news and not found else 0
        return self._session.news and not self._fruitless

    async def wait(self) -> None:
        """
        Until there is news, a nudge, or it is time to look by ourselves.

        Where mail came, more is likely to follow: for two seconds we look often
        instead of using IDLE, in which servers collect news before they tell it
        (Dovecot for half a second).
        """
        options, memory = self._options, self._memory
        again = min(memory.patience.seconds(), memory.doubts.seconds())
        seconds = min(options.poll_seconds, options.renew_seconds, again)
        if self._fruitless:
            await self._bell.wait(min(seconds, _PAUSE * 2.0 ** min(self._fruitless - 1, 20)))
        elif self._gaps:
            await self._bell.wait(self._gaps.pop(0))
        elif self._granted and self._session.can("IDLE") and self._memory.may_idle:
            await self._idle(seconds)
        else:
            await self._bell.wait(seconds)

    async def _idle(self, seconds: float) -> None:
        began = asyncio.get_running_loop().time()
        lost = True
        try:
            await self._line.call(self._session.idle)
            await self._line.listen(self._bell, seconds)
            await self._line.call(self._session.done)
            lost = False
        except CommandRefused as refusal:
            lost = self._granted = False
            self._telling.no_idle(str(refusal))
            await self._bell.wait(seconds)
        finally:
            self._memory.idled(asyncio.get_running_loop().time() - began, lost=lost)

    async def leave(self) -> None:
        """Log out."""
        await self._line.call(self._session.log_out)

    def drop(self) -> None:
        """Let go of the connection, whatever state it is in."""
        self._line.drop()

    @property
    def _session(self) -> Session:
        return self._line.session

    @property
    def _box(self) -> Selected:
        if self._session.selected is None:
            raise Lost("no folder is open")
        return self._session.selected

    def _prepare(self) -> None:
        self._folders = Folders(self._session, self._options)
        self._validity = self._folders.open().validity
        self._memory.doubts.opened(self._validity)

    async def _take_new(self) -> int:
        fresh = await self._line.call(self._look)
        if not fresh and self._looked:
            return 0
        self._looked = True  # an empty folder counts, too: what comes later is no backlog
        known = await self._desk.known(self._options.account, self._box.folder, self._box.validity, fresh)
        if fresh and not self._verified:
            known = known if await self._is_the_same(max(known, default=0)) else frozenset()
            self._verified = True
        wanted = [uid for uid in fresh if uid not in known and self._memory.doubts.due(uid)]
        taken = await self._take(wanted) if wanted else 0
        self._next = max(self._next, max(fresh, default=0) + 1)
        return taken

    def _look(self) -> list[int]:
        """The UIDs that came since we looked last, and those that we still want."""
        doubts = self._memory.doubts
        asked = doubts.wanted()
        wanted = self._session.present(asked)
        doubts.settled(set(asked) - wanted)
        return sorted(wanted | set(self._session.uids(self._next)))

    async def _is_the_same(self, newest: int) -> bool:
        """
        Whether the server still means the same messages by their UIDs, as RFC 9051 2.3.1.1 promises.

        One that was put back from a backup gives numbers out again. ``newest``
        is the highest UID that is here and on record, 0 for none: where that
        message is the one on record, all before it are.
        """
        arrival = await self._line.call(Fetcher(self._session, self._options).one, newest) if newest else None
        same = arrival is None or await self._desk.recognises(arrival)
        if not same:
            await self._telling.numbers_again(self._box)
        return same

    async def _take(self, uids: Sequence[int]) -> int:
        """Hand the messages over, batch by batch; how many they were."""
        fetcher = Fetcher(self._session, self._options, self._memory.doubts)
        taken = 0
        async with contextlib.aclosing(self._arrivals(fetcher.batches(uids))) as stream:
            async for arrivals in stream:
                if arrivals:
                    await self._desk.take(arrivals)
                    self._took([place.uid for arrival in arrivals if (place := arrival.lies_in)])
                taken += len(arrivals)
                if self._bell.stopping:
                    break
        if self._memory.doubts.left(fetcher.left):  # the first failure is tried again at once
            self._session.news = True
        return taken

    def _took(self, uids: Sequence[int]) -> None:
        self._memory.doubts.settled(uids)
        if self._options.moves:
            self._memory.taken.update(uids)

    async def _arrivals(self, batches: Iterator[list[Arrival]]) -> AsyncGenerator[list[Arrival], None]:
        """The batches, one being fetched while the one before it is taken; placements go between them."""
        ahead = self._soon(batches)
        try:
            while (arrivals := await ahead) is not None:
                nudged = self._bell.nudged
                if not nudged:
                    ahead = self._soon(batches)
                yield arrivals
                if nudged:
                    await self._carry_out()
                    ahead = self._soon(batches)
        finally:
            await give_up(ahead)

    def _soon(self, batches: Iterator[list[Arrival]]) -> asyncio.Task[list[Arrival] | None]:
        return asyncio.create_task(self._line.call(next, batches, None))

    async def _tell(self) -> None:
        """What people should hear of this connection, now that its work is done."""
        for alert in self._session.alerts:
            await self._telling.alert(alert)
        self._session.alerts.clear()
        if uids := self._memory.doubts.to_tell():
            await self._telling.not_handed_out(uids)

    async def _carry_out(self) -> int:
        """Move what the desk placements to be moved; how many placements are settled."""
        self._bell.nudged = False
        placements = self._memory.patience.ready(await self._desk.placements(self._options.account))
        if not placements or self._folders is None:
            return 0
        mover = Mover(self._session, self._options, self._folders)
        settled: set[str] = set()
        try:
            steps = mover.carry_out(placements)
            while (moves := await self._line.call(next, steps, None)) is not None:
                if moves:
                    await self._desk.moved(moves)
                settled.update(move.case for move in moves)
        except Lost:
            self._memory.patience.failed(mover.trying, lost=True)
            raise
        await self._judge(mover, placements, settled)
        await self._line.call(self._reopen)
        return len(settled)

    async def _judge(self, mover: Mover, asked: Sequence[Placement], settled: set[str]) -> None:
        """Remember which placements failed; say why, and where others do our work."""
        patience = self._memory.patience
        patience.worked(settled)
        often = patience.failed(one.case for one in asked if one.case not in settled)
        if mover.refused:
            await self._telling.not_moved(sorted(set(mover.refused)), often)
        # One that we took before this start may have been moved by us, and the record of it lost.
        if others := self._memory.taken.intersection(mover.foreign):
            await self._telling.moved_by_others(len(others))
        self._memory.taken.difference_update(one.origin.uid for one in asked if one.case in settled)

    def _reopen(self) -> None:
        """Open the watched folder again, where moving has opened another."""
        box = self._session.selected
        if self._folders is None or (box and box.folder == self._options.folder):
            return
        before = self._validity
        box = self._folders.open()
        if box.validity != before:
            raise Lost("the folder was made anew meanwhile (UIDVALIDITY changed)")
        self._session.news = not box.uid_next or box.uid_next > self._next
