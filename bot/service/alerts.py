"""Tells owners what they should hear, a mail for each topic and not too many of them."""

import datetime as dt
from itertools import groupby

from bot.notices import Alert, write_alerts
from bot.notices.alert import RULE
from bot.service.list_runtime import ListRuntime
from bot.store import Transaction, WaitingAlert

HOUR = dt.timedelta(hours=1)
MAILS_PER_HOUR = 1
"""Of each topic that is no rule's; what comes meanwhile waits for the next."""


def tell(tx: Transaction, runtime: ListRuntime, now: dt.datetime) -> bool:
    """Send what waits and has room in its hour, one mail for each topic and circle; True where any leaves."""
    waiting = sorted(tx.alerts(runtime.mailing_list.id), key=_circle)
    mails = [tell_of(tx, runtime, list(those), now) for _, those in groupby(waiting, key=_circle)]
    return any(mails)


def tell_of(tx: Transaction, runtime: ListRuntime, those: list[WaitingAlert], now: dt.datetime) -> bool:
    """One mail for alerts of one topic; False where the hour has no room."""
    list_id, topic = runtime.mailing_list.id, those[0].alert.topic
    if tx.alert_mails_since(list_id, topic, now - HOUR) >= room_of(runtime, topic):
        return False
    # The number of the first alert makes the Message-ID one of its own, and the same if it is written again.
    stamp = runtime.stamper.stamp(f"alert-{those[0].id}", "owner", now)
    tx.alerted(list_id, those, write_alerts([one.alert for one in those], runtime.mailing_list, stamp), now)
    return True


def room_of(runtime: ListRuntime, topic: str) -> int:
    """How many mails an hour a topic may send; a rule's bundle comes when its hour is over."""
    return runtime.limits.notes_per_hour if topic.startswith(RULE) else MAILS_PER_HOUR


def alert(tx: Transaction, runtime: ListRuntime, alert: Alert, now: dt.datetime) -> None:
    """Keep an alert that belongs to no case; nobody is told of a list that is only observed."""
    if not runtime.observes:
        tx.alert(runtime.mailing_list.id, alert, now)


def _circle(waiting: WaitingAlert) -> tuple[str, tuple[str, ...]]:
    return waiting.alert.topic, waiting.alert.people
