"""The report of the week to owners: when it is due, and what goes into it."""

import datetime as dt

from bot.notices.weekly import Week, write_week
from bot.service.cron import next_due
from bot.service.list_runtime import ListRuntime
from bot.store import Transaction

WEEK = dt.timedelta(days=7)


def tell(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """Put the report that is due into the outbox; False where none is. The first one is a schedule away."""
    schedule, list_id = runtime.settings.report, runtime.mailing_list.id
    if not schedule or not runtime.mailing_list.owners:
        return False
    key = f"report:{list_id}"
    kept = tx.recall(key)
    last = dt.datetime.fromisoformat(kept) if kept else None
    if last is None or last > now + WEEK:  # never served, or a clock set back
        tx.remember(key, now.isoformat())
        return False
    if next_due(schedule, runtime.mailing_list.timezone, last) > now:
        return False
    tx.remember(key, now.isoformat())
    stamp = runtime.stamper.stamp(f"week-{now:%Y%m%d}", "owner", now)
    tx.enqueue(write_week(week_of(tx, list_id, now), runtime.mailing_list, stamp), list_id, now)
    return True


def week_of(tx: Transaction, list_id: str, now: dt.datetime) -> Week:
    """What there is to tell of the last seven days."""
    since = now - WEEK
    bounced, paused = tx.bounces_since(list_id, since)
    return Week(
        decided=tx.decided_since(list_id, since),
        asked=tx.wishes_since(list_id, since),
        bounced=bounced,
        paused=paused,
    )
