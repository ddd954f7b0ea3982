"""The worker: it hands to the mail server what the outbox holds, and records every answer."""

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from bot.delivery.smtp import Smtp
from bot.lifecycle import OutboxState, Outcome, Receipt
from bot.notices import digest_alert
from bot.service.desk import Database
from bot.service.witness import Witness
from bot.store import LeaseLost, Marked, OutboxItem, Progress, Transaction

log = structlog.get_logger()

LINES = 8  # connections to the mail server at a time
BATCH = 16  # mails leased in one transaction
FRESH = dt.timedelta(minutes=10)  # an older lease is not begun any more
LEASE = dt.timedelta(minutes=40)  # FRESH, and the ten minutes for the final dot, and those for all before it
FIRST_WAIT = dt.timedelta(seconds=300)  # Postfix: minimal_backoff_time
LONGEST_WAIT = dt.timedelta(seconds=4000)
AFTER_UNKNOWN = dt.timedelta(seconds=60)
POLL = 1.0  # what other processes put into the outbox is seen within a second


def next_attempt(
    item: OutboxItem, receipts: Sequence[Receipt], now: dt.datetime, give_up: dt.timedelta
) -> dt.datetime | None:
    """When what is left of an item is offered again; None where it is given up."""
    if now - item.created > give_up:
        return None
    if any(receipt.outcome is Outcome.UNKNOWN for receipt in receipts):
        return now + AFTER_UNKNOWN
    doublings = min(max(item.attempts - 1, 0), 10)
    return now + min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


class Worker:
    """
    Sends what is ready, a few mails at a time, until told to stop; then finishes what it holds.

    ``sent`` counts the mails that left, each once.
    """

    def __init__(
        self,
        database: Database,
        smtp: Smtp,
        clock: Callable[[], dt.datetime],
        give_up: dt.timedelta,
        witness: Witness,
    ) -> None:
        self._database = database
        self._witness = witness
        self._smtp = smtp
        self._clock = clock
        self._give_up = give_up
        self._news = asyncio.Event()
        self._leased: deque[OutboxItem] = deque()
        self._leased_at = clock()
        self._leasing = asyncio.Lock()
        self._stopping = False
        self.sent = 0

    def nudge(self) -> None:
        """There may be something to send."""
        self._news.set()

    def stop(self) -> None:
        """Take nothing more; what is being sent is finished."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        """Send until stopped."""
        while not self._stopping:
            self._news.clear()
            if not await self._round():
                await self._rest()
        await self._let_go()

    async def flush(self) -> None:
        """Send what is due now, then return."""
        while await self._round():
            pass

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), POLL)
        except TimeoutError:
            return

    async def _round(self) -> bool:
        """Empty the outbox over several connections; False where nothing was due."""
        first = await self._lease()
        if first is None:
            return False
        await asyncio.gather(self._line(first), *(self._line() for _ in range(LINES - 1)))
        return True

    async def _line(self, item: OutboxItem | None = None) -> None:
        while item := item or await self._lease():
            await self._send(item)
            item = None

    async def _lease(self) -> OutboxItem | None:
        """The next mail to send; a batch is leased at once, since each lease costs a transaction."""
        async with self._leasing:
            now = self._clock()
            if abs(now - self._leased_at) > FRESH:
                self._leased.clear()
            if not self._leased and not self._stopping:
                self._leased.extend(await self._lease_some(now))
                self._leased_at = now
            return self._leased.popleft() if self._leased and not self._stopping else None

    async def _lease_some(self, now: dt.datetime) -> Sequence[OutboxItem]:
        """Lease a batch; the witness hears of it before any of it is sent."""
        items, progress = await self._database.run(lambda tx: lease(tx, now))
        if progress is not None:
            self._witness.write(progress)
        return items

    async def _let_go(self) -> None:
        """Give back what was leased and not begun."""
        items = tuple(self._leased)
        self._leased.clear()
        if items:
            await self._database.run(lambda tx: tx.release(items, self._clock()))

    async def _send(self, item: OutboxItem) -> None:
        receipts = await self._smtp.send(item.reverse_path, item.recipients, item.raw)
        now = self._clock()
        again = next_attempt(item, receipts, now, self._give_up)
        try:
            marked = await self._database.run(lambda tx: mark(tx, item, receipts, now, again))
        except LeaseLost:
            log.warning(
                "another attempt had begun before this one ended", case=item.case, kind=item.kind.value
            )
            return
        self.sent += marked.state is OutboxState.SENT
        tell(item, receipts, marked)


def lease(tx: Transaction, now: dt.datetime) -> tuple[Sequence[OutboxItem], Progress | None]:
    """A batch of mails for one attempt, and how far the work has come with it; None where there is none."""
    items = tx.lease(now, BATCH, LEASE)
    return items, tx.progress() if items else None


def mark(
    tx: Transaction,
    item: OutboxItem,
    receipts: Sequence[Receipt],
    now: dt.datetime,
    again: dt.datetime | None,
) -> Marked:
    """Record how an attempt ended. A digest has no case that a person would see: its owners are told."""
    marked = tx.mark(item, receipts, now, again)
    if marked.state is OutboxState.FAILED and item.issue is not None:
        refusals = [(one.recipient, one.reply) for one in receipts if one.outcome is not Outcome.SENT]
        tx.alert(item.list_id, digest_alert(item.issue, refusals), now)
    return marked


def tell(item: OutboxItem, receipts: Sequence[Receipt], marked: Marked) -> None:
    """One log line a recipient, and one where a mail has failed for good."""
    about = {"case": item.case, "list": item.list_id, "kind": item.kind.value, "attempt": item.attempts}
    for receipt in receipts:
        level = log.info if receipt.outcome is Outcome.SENT else log.warning
        level(f"mail {receipt.outcome}", **about, to=receipt.recipient, reply=receipt.reply)
    if marked.state is OutboxState.FAILED:
        log.error("mail given up; its case is held" if item.case else "mail given up", **about)
