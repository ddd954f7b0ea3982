"""What is due by the clock: issues of the digest, bundles of held notices, the sweep of old bytes."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from cronsim import CronSim

from bot.errors import PermanentFailure
from bot.mail import read
from bot.mail.post import Post
from bot.notices import Entry, HeldItem, Outgoing, issue_mails, write_held_bundle, write_issue
from bot.service import alerts
from bot.service.list_runtime import Database, ListRuntime
from bot.settings import DigestSettings
from bot.store import HeldCase, Transaction, WaitingEntry

log = structlog.get_logger()

CLOCK_JUMP = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
SWEEP_EVERY = dt.timedelta(minutes=10)


def next_due(schedule: str, timezone: str, after: dt.datetime) -> dt.datetime:
    """The first moment after ``after`` (aware) that a schedule names in a zone; right over clock changes."""
    return next(CronSim(schedule, after.astimezone(ZoneInfo(timezone)))).astimezone(dt.UTC)


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
    """Looks, about once a second, at what is due for each list."""

    def __init__(
        self, runtimes: Sequence[ListRuntime], database: Database, keep_days: int, news: Callable[[], None]
    ) -> None:
        self._runtimes = runtimes
        self._database = database
        self._keep_days = keep_days
        self._news = news
        self._swept: dt.datetime | None = None

    async def tick(self, now: dt.datetime) -> None:
        """Do what is due."""
        for runtime in self._runtimes:
            if not runtime.observes and await self._database.run(partial(work_of, runtime=runtime, now=now)):
                self._news()
        if self._keep_days and (self._swept is None or now - self._swept > SWEEP_EVERY):
            self._swept = now
            await self._database.run(lambda tx: tx.sweep(now, self._keep_days))


def work_of(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """What is due for one list; True where mail leaves for it."""
    return bool(scheduled_issue(tx, runtime, now)) | bundle(tx, runtime, now) | alerts.tell(tx, runtime, now)


def scheduled_issue(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> int | None:
    """The number of the issue that was due and is made now."""
    digest = runtime.settings.digest
    if digest is None:
        return None
    last = last_served(tx, runtime, now)
    posts, octets = tx.waiting_size(runtime.mailing_list.id)
    return make_issue(tx, runtime, now) if is_due(digest, posts, octets, last, now) else None


def last_served(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> dt.datetime:
    """When the schedule was last served; a time in the future means a clock set back, and is forgotten."""
    kept = tx.recall(_served(runtime))
    last = dt.datetime.fromisoformat(kept) if kept else None
    if last is not None and last <= now + CLOCK_JUMP:
        return last
    tx.remember(_served(runtime), now.isoformat())
    return now


def make_issue(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> int | None:
    """Make an issue of all that waits, in this transaction; its number, or None where nothing waits."""
    mailing_list = runtime.mailing_list
    waiting = tx.waiting(mailing_list.id)
    if not waiting:
        return None
    if not mailing_list.digest_to:
        raise PermanentFailure(
            f"{mailing_list.id} has no [lists.digest] in the settings: there is nobody to send an issue to"
        )
    number = tx.next_issue_number(mailing_list.id)
    mails = mails_of(runtime, waiting, number, now)
    tx.close_issue(mailing_list.id, number, [entry.case.id for entry in waiting], mails, now)
    tx.remember(_served(runtime), now.isoformat())
    return number


def mails_of(
    runtime: ListRuntime, waiting: Sequence[WaitingEntry], number: int, now: dt.datetime
) -> tuple[Outgoing, ...]:
    """The mails of one issue."""
    entries = [Entry(case=entry.case.id, post=read(entry.raw)) for entry in waiting]
    names = issue_mails(runtime.mailing_list.digest_formats)
    stamps = {name: runtime.stamper.stamp(str(number), f"digest-{name}", now) for name in names}
    return write_issue(entries, runtime.mailing_list, number, stamps)


def bundle(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """One mail for all held posts that nobody was told of, once the hour has room again."""
    list_id = runtime.mailing_list.id
    untold = tx.untold(list_id) if runtime.mailing_list.staff else ()
    if not untold or tx.notices_sent_since(list_id, now - HOUR) >= runtime.limits.held_mails_per_hour:
        return False
    stamp = runtime.stamper.stamp(untold[0].case.id, "bundle", now)
    notice = write_held_bundle([item_of(tx, held) for held in untold], runtime.mailing_list, stamp)
    tx.told(list_id, [held.case.id for held in untold], notice, now)
    return True


def item_of(tx: Transaction, held: HeldCase) -> HeldItem:
    """One line of a bundle."""
    return HeldItem(case=held.case.id, post=post_of(tx, held.case.id), findings=held.findings)


def post_of(tx: Transaction, case_id: str) -> Post:
    """The post of a case, read again from what was taken."""
    arrival = tx.arrival(case_id)
    if arrival is None:
        return read(b"")
    return read(arrival.raw, arrival.envelope)


def _served(runtime: ListRuntime) -> str:
    return f"digest-served:{runtime.mailing_list.id}"
