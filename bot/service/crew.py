"""One worker among several on a PostgreSQL database: its lease, and its share of the lists."""

import asyncio
import datetime as dt
import math
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from bot.errors import PermanentFailure, TemporaryFailure
from bot.service.patience import Backoff, wait_for_any, warn
from bot.service.stamp import now
from bot.settings import ListSettings
from bot.store import Share, Store, TakenForDead

log = structlog.get_logger()

LENGTH: Final = dt.timedelta(seconds=7)
"""Who says nothing for so long is taken for dead."""

RENEW: Final = 1.5  # seconds between two signs of life
LOOK: Final = 1.0  # seconds between two looks at who has which list, where nobody calls
SOON: Final = 0.05  # ... and the first, doubled each time, where another was at it
UNFAIR: Final = 5.0  # seconds after which a list that nobody takes is taken beyond what is fair

TakeOver = Callable[[frozenset[str], frozenset[str]], Awaitable[bool]]
"""Work on these lists and no others; of some of them the last worker died. False: it ends, and takes none."""


class WorkerLease:
    """
    The right to write and to have lists, renewed by a thread of its own from ``join`` until ``leave``.

    ``lost``: the others have taken this worker for dead.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._worker = ""
        self._until = 0.0
        self._left = threading.Event()
        self._renewing = threading.Thread(target=self._go_on, name="listwarden-lease", daemon=True)
        self.lost = False

    def join(self) -> None:
        """Be one of the workers; raises TemporaryFailure."""
        began = time.monotonic()
        self._worker = self._store.join(self._name, now(), LENGTH)
        self._until = began + LENGTH.total_seconds()
        self._renewing.start()

    def leave(self) -> None:
        """Let the others have the lists at once; where the database is away they have them a little later."""
        self._left.set()
        self._renewing.join()
        try:
            self._store.leave(now())
        except (TemporaryFailure, PermanentFailure) as failure:
            warn("the others were not told that this worker ends", failure)

    @property
    def holds(self) -> bool:
        """Whether nobody can have taken this worker for dead: what it begins now is its own."""
        return not self.lost and time.monotonic() < self._until

    def deal(self, groups: Sequence[Sequence[str]], *, all_idle: bool = False) -> Share | None:
        """Take a share of the lists; None where another is at it. Raises TemporaryFailure, TakenForDead."""
        with self._store.transaction() as tx:
            return tx.crew.deal(self._worker, groups, tx.crew.clock(now()), LENGTH, all_idle=all_idle)

    def give_back(self, lists: Sequence[str]) -> None:
        """Leave lists to others; raises TemporaryFailure, TakenForDead."""
        with self._store.transaction() as tx:
            tx.crew.give_back(self._worker, lists)

    def _go_on(self) -> None:
        while not self._left.wait(RENEW):
            began = time.monotonic()
            try:
                with self._store.transaction() as tx:
                    tx.crew.renew(self._worker, tx.crew.clock(now()), LENGTH)
            except TakenForDead:
                self.lost = True
                return
            except (TemporaryFailure, PermanentFailure) as failure:
                warn("the lease of this worker is not renewed", failure)
            else:
                self._until = began + LENGTH.total_seconds()


class Sharing:
    """Keeps a worker at its share of the lists, whoever else comes and goes."""

    def __init__(self, lease: WorkerLease, take_over: TakeOver) -> None:
        self._lease = lease
        self._take_over = take_over
        self._lists: frozenset[str] = frozenset()
        self._idle_since = math.inf
        self._news = asyncio.Event()
        self._again = Backoff(SOON, LOOK)

    def nudge(self) -> None:
        """Lists may be free, or workers fewer or more."""
        self._news.set()

    async def turn(self, lists: Sequence[ListSettings]) -> float:
        """
        Look who has what, take what is ours, give back what is too much; raises TemporaryFailure.

        Seconds until it is to be done again: sooner where another worker was at it.
        """
        unfair = time.monotonic() - self._idle_since >= UNFAIR
        share = await asyncio.to_thread(self._lease.deal, groups_of(lists), all_idle=unfair)
        if share is None:
            return self._again.next()
        self._again.reset()
        self._idle_since = min(self._idle_since, time.monotonic()) if share.idle else math.inf
        wanted = frozenset(share.lists) - frozenset(share.surplus)
        if wanted != self._lists:
            if not await self._take_over(wanted, frozenset(share.orphaned)):
                return LOOK
            log.info(
                "lists of this worker",
                lists=len(wanted),
                taken=sorted(wanted - self._lists),
                given_back=sorted(self._lists - wanted),
                from_the_dead=sorted(share.orphaned),
            )
            self._lists = wanted
        if share.surplus:
            await asyncio.to_thread(self._lease.give_back, share.surplus)
        return LOOK

    async def go_on(
        self, lists: Callable[[], Sequence[ListSettings]], stop: asyncio.Event, beat: Callable[[], None]
    ) -> None:
        """Do so every second, and when nudged, until stopped."""
        while not stop.is_set():
            beat()
            self._news.clear()
            wait = LOOK
            try:
                wait = await self.turn(lists())
            except TemporaryFailure as failure:
                warn("the lists are not shared out anew", failure)
            await wait_for_any(wait, self._news, stop)


def groups_of(lists: Sequence[ListSettings]) -> list[list[str]]:
    """What of the lists must stay together: those whose mail comes in at one place."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in lists:
        groups[one.intake.listen or one.id].append(one.id)
    return list(groups.values())
