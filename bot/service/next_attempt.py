"""When a mail that did not leave is offered again, and when it is given up."""

import datetime as dt
from collections.abc import Sequence

from bot.lifecycle import Outcome, Receipt
from bot.store import OutboxItem

FIRST_WAIT = dt.timedelta(seconds=300)  # Postfix: minimal_backoff_time
LONGEST_WAIT = dt.timedelta(seconds=4000)
FIRST_WAIT_UNJUDGED = dt.timedelta(seconds=2)  # the server was away for a moment
LONGEST_WAIT_UNJUDGED = dt.timedelta(seconds=60)
AFTER_UNKNOWN = dt.timedelta(seconds=60), dt.timedelta(seconds=600)
"""After a line lost behind the final dot: who has the mail gets it again, so the third time is the last."""


def next_attempt(
    item: OutboxItem,
    receipts: Sequence[Receipt],
    now: dt.datetime,
    give_up: dt.timedelta,
    pause: float = 0.0,
) -> dt.datetime | None:
    """
    When what is left of an item is offered again; None where it is given up.

    A server that put the mail off is given minutes; one that never judged it is
    asked again within seconds, but not before its ``pause`` (in seconds) is over, or a minute:
    a person may end the reason of a longer one, by a new log-in, and the worker looks before it offers.
    """
    if now - item.created > give_up:
        return None
    if any(receipt.outcome is Outcome.UNKNOWN for receipt in receipts):
        return now + AFTER_UNKNOWN[item.unknowns] if item.unknowns < len(AFTER_UNKNOWN) else None
    doublings = 1 << min(max(item.attempts - 1, 0), 10)
    if any(receipt.judged and receipt.outcome is Outcome.DEFERRED for receipt in receipts):
        return now + min(LONGEST_WAIT, FIRST_WAIT * doublings)
    soon = min(LONGEST_WAIT_UNJUDGED, FIRST_WAIT_UNJUDGED * doublings)
    return now + max(soon, min(LONGEST_WAIT_UNJUDGED, dt.timedelta(seconds=pause)))
