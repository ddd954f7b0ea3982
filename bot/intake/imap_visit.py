"""One connection's life: arrive, take and move until nothing is left, wait for news, leave."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import Executor
from typing import Any

from bot.intake.imap_bell import Bell
from bot.intake.imap_fetch import Fetcher
from bot.intake.imap_folders import Folders
from bot.intake.imap_line import Line, give_up
from bot.intake.imap_move import Mover
from bot.intake.imap_options import Desk, ImapOptions
from bot.intake.imap_session import Session
from bot.intake.imap_wire import CommandRefused, Lost, Selected
from bot.mail.post import Arrival

_LINGER = (0.05, 0.1, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6)  # seconds between looks after mail has come
_STUBBORN = 3  # tries after which a message that cannot be fetched is worth a warning


class Visit:
    """
    A session with what we know of its folder.

    ``_next`` is the lowest UID not looked at yet; ``_again`` counts the tries
    for messages that the server did not hand out, and that it still lists.
    """

    def __init__(self, options: ImapOptions, desk: Desk, executor: Executor, bell: Bell, log: Any) -> None:
        self._options = options
        self._desk = desk
        self._bell = bell
        self._log = log
        self._line = Line(options, executor)
        self._folders: Folders | None = None
        self._validity = 0
        self._next = 1
        self._again: dict[int, int] = {}
        self._granted = True
        self._gaps: list[float] = []
        self._refusals: set[str] = set()

    @property
    def stubborn(self) -> int:
        """How many messages the server lists and does not hand out."""
        return len(self._again)

    async def arrive(self) -> None:
        """Connect, log in, open the watched folder, create the others."""
        await self._line.connect()
        await self._line.call(self._prepare)
        if not self._session.can("MOVE") and not self._session.can("UIDPLUS"):
            self._log.warning(
                "imap: the server has neither MOVE nor UIDPLUS: what we move stays behind, marked as deleted"
            )

    async def round(self) -> int:
        """Take all that is new and carry out all placements, until both are done; how many messages."""
        busy = 0
        while True:
            self._session.news = False
            taken = await self._take_new()
            self._gaps = list(_LINGER) if taken else self._gaps
            if taken or self._bell.nudged or not self._gaps:
                busy += taken + await self._carry_out()
            if self._bell.stopping or not (self._session.news or self._bell.nudged):
                return busy

    async def wait(self) -> None:
        """
        Until there is news, a nudge, or it is time to look by ourselves.

        Where mail came, more is likely to follow: for two seconds we look often
        instead of using IDLE, in which servers collect news before they tell it
        (Dovecot for half a second).
        """
        if self._gaps:
            await self._bell.wait(self._gaps.pop(0))
            return
        seconds = min(self._options.poll_seconds, self._options.renew_seconds)
        if not await self._idles():
            await self._bell.wait(seconds)
            return
        await self._line.listen(self._bell, seconds)
        await self._line.call(self._session.done)

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
        self._folders.ensure()

    async def _take_new(self) -> int:
        fresh = await self._line.call(self._look)
        if not fresh:
            return 0
        known = await self._desk.known(self._options.account, self._box.folder, self._box.validity, fresh)
        wanted = [uid for uid in fresh if uid not in known]
        taken = await self._take(wanted) if wanted else 0
        self._next = max(self._next, fresh[-1] + 1)
        return taken

    def _look(self) -> list[int]:
        """The UIDs that came since we looked last, and those that we still want."""
        wanted = self._session.present(list(self._again))
        self._again = {uid: tries for uid, tries in self._again.items() if uid in wanted}
        return sorted(wanted | set(self._session.uids(self._next)))

    async def _take(self, uids: Sequence[int]) -> int:
        """Hand the messages over, batch by batch; how many they were."""
        fetcher = Fetcher(self._session, self._options)
        taken = 0
        async with contextlib.aclosing(self._arrivals(fetcher.batches(uids))) as stream:
            async for arrivals in stream:
                if arrivals:
                    await self._desk.take(arrivals)
                taken += len(arrivals)
                if self._bell.stopping:
                    break
        self._remember(fetcher.left, uids)
        return taken

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

    def _remember(self, left: Sequence[int], asked: Sequence[int]) -> None:
        """Count the tries of what the server did not hand out; the first failure is tried again at once."""
        tries = {uid: self._again.get(uid, 0) + 1 for uid in left}
        self._again = {uid: count for uid, count in self._again.items() if uid not in asked} | tries
        if 1 in tries.values():
            self._session.news = True
        stubborn = [uid for uid, count in tries.items() if count == _STUBBORN]
        if stubborn:
            self._log.error(
                "imap: the server lists messages but does not hand them out; look at them with a mail client",
                folder=self._options.folder,
                uids=stubborn,
            )

    async def _carry_out(self) -> int:
        """Move what should lie elsewhere; how many placements are settled."""
        self._bell.nudged = False
        placements = await self._desk.placements(self._options.account)
        if not placements or self._folders is None:
            return 0
        mover = Mover(self._session, self._options, self._folders)
        steps = mover.carry_out(placements)
        settled = 0
        while (moves := await self._line.call(next, steps, None)) is not None:
            if moves:
                await self._desk.moved(moves)
            settled += len(moves)
        self._complain(mover.refused)
        await self._line.call(self._reopen)
        return settled

    def _complain(self, refused: Sequence[str]) -> None:
        """Say once per connection why the server does not move."""
        for reason in sorted(set(refused) - self._refusals):
            self._log.error("imap: the server does not move messages", reason=reason)
        self._refusals.update(refused)

    def _reopen(self) -> None:
        """Open the watched folder again, where moving has opened another."""
        if self._folders is None or (
            self._session.selected and self._session.selected.folder == self._options.folder
        ):
            return
        before = self._validity
        if self._folders.open().validity != before:
            raise Lost("the folder was made anew meanwhile (UIDVALIDITY changed)")
        self._session.news = True

    async def _idles(self) -> bool:
        """Begin IDLE, where the server has it and grants it."""
        if not self._session.can("IDLE") or not self._granted:
            return False
        try:
            await self._line.call(self._session.idle)
        except CommandRefused as refusal:
            self._log.warning(
                "imap: IDLE refused, the folder is looked at from time to time", reason=str(refusal)
            )
            self._granted = False
        return self._granted
