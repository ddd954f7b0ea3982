"""The worker: it hands to the mail server what the outbox holds, and records every answer."""

import asyncio
import contextlib
import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Sequence

import structlog

from bot.delivery.smtp import Smtp
from bot.lifecycle import OutboxState, Outcome, Receipt
from bot.mail.origin.bounces import is_hard_refusal
from bot.notices import digest_alert, missed_alert, refused_alert
from bot.notices.alert import REFUSED
from bot.service.lanes import Lanes
from bot.service.list_runtime import Database
from bot.service.next_attempt import LONGEST_WAIT_UNJUDGED, next_attempt
from bot.service.patience import Backoff, sleep_unless, warn
from bot.service.restore_check import Witness
from bot.service.ways_out import Ways
from bot.store import Call, LeaseLost, Marked, OutboxItem, Progress, Transaction, Wanted

log = structlog.get_logger()

BATCH = 16  # mails leased in one transaction
LEASE = dt.timedelta(
    minutes=40
)  # until it is begun, and the ten minutes for the final dot, and those for all before it
WAITS = 0.5, 60.0  # seconds, the first and the longest, while the database cannot be used
TOLD_AGAIN = dt.timedelta(days=30)  # of a member whose server refuses what others get
POLL = 1.0  # what other processes put into the outbox is seen within a second
POLL_CALLED = 5.0  # ... where they call: what is due by the clock is seen then
CALL_EVERY = 0.25  # seconds between two calls for help


class Worker:
    """
    Sends what is ready, a few mails at a time, until told to stop; then finishes what it holds.

    A slow mail takes one of the lines of its way and delays no other. What the database
    cannot do now is tried again: the end of an attempt is kept until it is on
    record. Other workers are called for what it cannot take at once. ``sent`` counts the
    mails that left, each once; ``outcomes`` the answers of the mail server, for each recipient.
    """

    def __init__(
        self,
        database: Database,
        smtp: Smtp,
        clock: Callable[[], dt.datetime],
        give_up: dt.timedelta,
        witness: Witness,
        ways: Ways | None = None,
        may_begin: Callable[[], bool] = lambda: True,
    ) -> None:
        self._database = database
        self._may_begin = may_begin
        self._witness = witness
        self._smtp = smtp
        self._ways = ways or Ways(smtp)
        self._clock = clock
        self.give_up = give_up
        self.is_called: Callable[[], bool] = lambda: False
        self._news = asyncio.Event()
        self._fresh = False
        self._called_at = -math.inf
        self._lanes = Lanes(self._ways, self._can_offer)
        self._offering: dict[int, float] = {}
        self._held: dict[asyncio.Task[None], OutboxItem] = {}
        self._look: asyncio.Task[bool] | None = None
        self._lost_track = False
        self._stopping = asyncio.Event()
        self._backoff = Backoff(*WAITS)
        self._troubles: dict[str, str] = {}
        self._proved = False
        self.sent = 0
        self.outcomes: Counter[tuple[str, Outcome]] = Counter()

    def nudge(self) -> None:
        """There may be something to send, of our own."""
        self._fresh = True
        self._news.set()

    def called(self) -> None:
        """Another worker has more to send than it can."""
        self._news.set()

    def stop(self) -> None:
        """Take nothing more; what is being sent is finished."""
        self._stopping.set()
        self._news.set()

    @property
    def hangs(self) -> bool:
        """Whether an attempt takes longer than any may: its lease would be over."""
        oldest = min(self._offering.values(), default=math.inf)
        return asyncio.get_running_loop().time() - oldest > LEASE.total_seconds()

    def trouble_of(self, list_id: str) -> str | None:
        """Why the mail of a list does not leave; "" where it does; None where it was not tried yet."""
        own = self._ways.own(list_id)
        if own is not None and own.failing:
            return own.trouble
        if self._smtp.failing:
            return self._smtp.trouble
        return self._troubles.get(list_id, "" if self._proved else None)

    async def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Send until stopped, whatever happens to the database; ``beat`` is called at each turn."""
        while not self._stopping.is_set():
            self._news.clear()
            if not self.hangs:
                beat()
            await self._turn()
            await self._rest()
        await self._finish()
        await self._give_back(self._lanes.give_up())

    async def flush(self) -> None:
        """Send what is due now, then return. Raises what the database raises."""
        try:
            while await self._begin_due() or self._held:
                await asyncio.wait(list(self._held), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._finish()

    async def _turn(self) -> None:
        """Begin what is due; a trouble of the database is waited for."""
        try:
            await self._begin_due()
        except Exception as problem:  # noqa: BLE001 - nothing may end the way out of all mail
            self._lost_track = True
            wait = self._backoff.next()
            warn("the outbox cannot be read; it is tried again", problem, next_try_seconds=round(wait, 1))
            await sleep_unless(self._stopping, wait)
        else:
            self._backoff.reset()

    async def _rest(self) -> None:
        rare = self.is_called() and not self._smtp.failing
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), POLL_CALLED if rare else POLL)

    async def _begin_due(self) -> bool:
        """Begin what is due, one a line, as a crash repeats what is on no record; whether that was any."""
        begun = False
        await self._give_back(self._lanes.give_up(self._clock()))
        while item := await self._next():
            self._lanes.begun(item)
            task = asyncio.create_task(self._send(item))
            self._offering[item.id] = asyncio.get_running_loop().time()
            self._held[task] = item
            task.add_done_callback(self._ended)
            begun = True
        await self._call_for_help()
        return begun

    async def _call_for_help(self) -> None:
        """Call the other workers where new mail found no line free; a full lease calls by itself."""
        if not self._fresh:
            return
        moment = asyncio.get_running_loop().time()
        if self._lanes.wanted() is not None:
            self._fresh = False
        elif self.is_called() and moment >= self._called_at + CALL_EVERY:
            self._fresh, self._called_at = False, moment
            await self._database.run(lambda tx: tx.call(Call.MAIL))

    def _can_offer(self) -> bool:
        """Whether the mail server can be reached, for all that is known; after a failure it is looked for."""
        if not self._may_begin():
            return False
        if not self._smtp.failing:
            return True
        if self._look is None and not self._smtp.pause():
            self._look = asyncio.create_task(self._look_for_server())
            self._look.add_done_callback(self._looked)
        return False

    async def _look_for_server(self) -> bool:
        """Whether it is back; what was tried in vain goes first then, before news of its return."""
        if not await self._smtp.reachable():
            return False
        now = self._clock()
        try:
            await self._database.run(lambda tx: tx.hasten_tried(now, LONGEST_WAIT_UNJUDGED))
        except Exception as problem:  # noqa: BLE001 - its time comes by itself
            warn("what waits for the mail server waits for its time", problem)
        return True

    def _looked(self, look: asyncio.Task[bool]) -> None:
        self._look = None
        self._news.set()
        if look.cancelled():
            return
        if problem := look.exception():
            log.error("the mail server could not be looked for", exc_info=problem)
        elif look.result():
            self._works()

    def _works(self) -> None:
        """The mail server takes mail: what it takes of one list it takes of the others."""
        self._proved = True
        self._troubles.clear()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._lanes.ended(self._held.pop(task))
        self._news.set()

    async def _finish(self) -> None:
        """Wait for what is being sent, and take no more meanwhile; what is cancelled is left as unknown."""
        tasks = list(self._held)
        if self._look is not None:
            self._look.cancel()
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _next(self) -> OutboxItem | None:
        """The next mail to send; a batch is leased at once, since each lease costs a transaction."""
        if self._stopping.is_set():
            return None
        item = self._lanes.next()
        if item is None and (wanted := self._lanes.wanted()):
            now = self._clock()
            self._lanes.leased(await self._lease(now, wanted), now)
            item = None if self._stopping.is_set() else self._lanes.next()
        return item

    async def _lease(self, now: dt.datetime, wanted: Wanted) -> Sequence[OutboxItem]:
        """Lease a batch; the witness hears of it before any of it is sent."""
        holding = [item.id for item in (*self._held.values(), *self._lanes.waiting)]
        if self._lost_track:
            await self._database.run(lambda tx: tx.reclaim(holding, now))
            self._lost_track = False
        items, progress = await self._database.run(lambda tx: lease(tx, now, holding, wanted))
        if progress is not None:
            self._witness.write(progress)
        return items

    async def _give_back(self, items: tuple[OutboxItem, ...]) -> None:
        """Leased and not begun: as if it had not been leased."""
        if items:
            await self._database.run(lambda tx: tx.release(items, self._clock()))

    async def _send(self, item: OutboxItem) -> None:
        try:
            receipts = await self._offer(item)
        finally:
            del self._offering[item.id]
            self._news.set()
        await self._record(item, receipts)

    async def _offer(self, item: OutboxItem) -> Sequence[Receipt]:
        try:
            way = self._ways.of(item)
            octets = self._ways.octets(item)
            receipts: Sequence[Receipt] = await way.send(item.reverse_path, item.recipients, octets)
        except Exception as defect:
            log.exception("a mail could not be offered; it waits", case=item.case, list=item.list_id)
            reply = f"not offered, a defect of ours: {defect!r}"
            receipts = [
                Receipt(recipient=who, outcome=Outcome.DEFERRED, reply=reply) for who in item.recipients
            ]
        self._learn(item.list_id, receipts, usual=self._ways.is_usual(self._ways.of(item)))
        self.outcomes.update((item.list_id, receipt.outcome) for receipt in receipts)
        return receipts

    def _learn(self, list_id: str, receipts: Sequence[Receipt], *, usual: bool) -> None:
        """What an attempt tells of the way out; a list's own tells nothing of the others'."""
        if {receipt.outcome for receipt in receipts} & {Outcome.SENT, Outcome.REFUSED}:
            if usual:
                self._works()
            else:
                self._troubles.pop(list_id, None)
        elif receipts:
            self._troubles[list_id] = receipts[0].reply

    async def _record(self, item: OutboxItem, receipts: Sequence[Receipt]) -> None:
        """Put the end of an attempt on record; until it is there, the mail is not offered again."""
        backoff, now = Backoff(*WAITS), self._clock()
        again = next_attempt(item, receipts, now, self.give_up, self._ways.of(item).pause())
        while True:
            try:
                marked = await self._database.run(lambda tx: mark(tx, item, receipts, now, again))
            except LeaseLost:
                log.warning("this attempt's end, or another attempt, is on record already", case=item.case)
                return
            except Exception as problem:  # noqa: BLE001 - what was sent must not be sent again for it
                wait = backoff.next()
                warn("a mail that was offered is not on record yet", problem, case=item.case)
                await asyncio.sleep(wait)
            else:
                break
        self.sent += marked.state is OutboxState.SENT
        tell(item, receipts, marked)


def lease(
    tx: Transaction, now: dt.datetime, holding: Sequence[int], wanted: Wanted
) -> tuple[Sequence[OutboxItem], Progress | None]:
    """A batch of mails for one attempt, and how far the work has come with it; None where there is none."""
    items = tx.lease(now, BATCH, LEASE, holding, wanted)
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
    if item.person is not None:
        if marked.state is OutboxState.FAILED:
            _not_taken(tx, item.list_id, item.person, receipts[0], now)
        return marked
    if marked.state is OutboxState.FAILED and item.issue is not None:
        refusals = [(one.recipient, one.reply) for one in receipts if one.outcome is not Outcome.SENT]
        tx.alert(item.list_id, digest_alert(item.issue, refusals), now)
    if marked.missed:
        tx.alert(item.list_id, missed_alert(item.message_id, marked.missed), now)
    return marked


def _not_taken(tx: Transaction, list_id: str, person: str, receipt: Receipt, now: dt.datetime) -> None:
    """A member's copy has failed: who is gone is counted, of who is not owners hear once in a while."""
    if receipt.outcome is Outcome.REFUSED and is_hard_refusal(receipt.reply):
        tx.bounced(list_id, person, now)
    elif not tx.alert_known(list_id, REFUSED, f"{receipt.recipient}: ", now - TOLD_AGAIN):
        tx.alert(list_id, refused_alert(receipt.recipient, receipt.reply), now)


def tell(item: OutboxItem, receipts: Sequence[Receipt], marked: Marked) -> None:
    """One log line a recipient, and one where a mail has failed for good."""
    about = {"case": item.case, "list": item.list_id, "kind": item.kind.value, "attempt": item.attempts}
    for receipt in receipts:
        level = log.info if receipt.outcome is Outcome.SENT else log.warning
        level(f"mail {receipt.outcome}", **about, to=receipt.recipient, reply=receipt.reply)
    if marked.state is OutboxState.FAILED:
        log.error("mail given up; its case is held" if item.case else "mail given up", **about)
