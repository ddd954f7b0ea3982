"""A database that was restored from a backup: how far it is behind, and what may have happened already."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.lifecycle import Event, OutboxState, State, folder_of
from bot.notices.outgoing import OutgoingKind
from bot.policy.guards.guards import RESTORED
from bot.policy.model.verdict import Disposition, Finding, Verdict
from bot.store import digests, settlement
from bot.store.keeping import count, recall, totals
from bot.store.outbox import LEASES
from bot.store.prepared_statements import Statement
from bot.store.records import Doubtful, Progress, Settlement
from bot.store.tables import cases, decisions, issues, outbox

_ISSUES = Statement(
    sa.select(issues.c.list_id, sa.func.max(issues.c.number).label("number")).group_by(issues.c.list_id)
)
_OPEN = [state.value for state in OutboxState if state not in {OutboxState.SENT, OutboxState.FAILED}]
_EVENTS = {
    State.TAKEN: Event.HOLD,
    State.IN_DIGEST: Event.HOLD,
    State.POSTING: Event.FAILED,
    State.RETURNING: Event.FAILED,
}
"""The states from which the bot would go on by itself, and what stops it there."""

_FINDING = Finding(
    rule=RESTORED,
    text="The database was restored from a backup that is older than what the bot did last. This post may "
    "have gone out since then, as a post, in a digest, or back to its author. Look at the list before you "
    "accept it.",
    disposition=Disposition.HOLD,
)


def progress(connection: Connection) -> Progress:
    """How far the work has come."""
    return Progress(
        identity=recall(connection, "identity") or "",
        leases=totals(connection).get(LEASES, 0),
        issues={row.list_id: row.number for row in _ISSUES.all(connection, {})},
    )


def last_decision(connection: Connection) -> dt.datetime | None:
    """When the last decision on record was made."""
    at: dt.datetime | None = connection.execute(sa.select(sa.func.max(decisions.c.at))).scalar_one()
    return at


def hold_doubtful(connection: Connection, list_id: str, was: Progress, now: dt.datetime) -> Doubtful:
    """Let no mail of a list leave that may have left, and give its post to a person."""
    wanted = sa.select(cases.c.id, cases.c.state).where(
        cases.c.list_id == list_id, cases.c.state.in_([state.value for state in _EVENTS])
    )
    rows = connection.execute(wanted.order_by(cases.c.number)).all()
    for row in rows:
        settlement.settle(connection, _held(row.id, _EVENTS[State(row.state)]), now)
    connection.execute(cases.update().where(cases.c.id.in_([row.id for row in rows])).values(told=None))
    _skip_issues(connection, list_id, was.issues.get(list_id, 0), now)
    return Doubtful(held=len(rows), issues=_stop_mails(connection, list_id, now))


def _held(case_id: str, event: Event) -> Settlement:
    verdict = Verdict(disposition=Disposition.HOLD, findings=(_FINDING,), rules=(), digest="")
    return Settlement(case=case_id, event=event, verdict=verdict, folder=folder_of(State.HELD))


def _stop_mails(connection: Connection, list_id: str, now: dt.datetime) -> tuple[int, ...]:
    """Nothing that waits is sent; the numbers of the issues among it."""
    waiting = sa.and_(outbox.c.list_id == list_id, outbox.c.state.in_(_OPEN))
    kinds = connection.execute(sa.select(outbox.c.kind, outbox.c.issue).where(waiting)).all()
    stopped = {"state": OutboxState.FAILED.value, "next_at": None, "lease_until": None, "changed": now}
    connection.execute(outbox.update().where(waiting).values(**stopped))
    return tuple(sorted({row.issue for row in kinds if row.kind == OutgoingKind.DIGEST.value}))


def _skip_issues(connection: Connection, list_id: str, used: int, now: dt.datetime) -> None:
    """A number that readers have seen is not used for another issue."""
    if used >= digests.next_issue_number(connection, list_id):
        row = {"list_id": list_id, "number": used, "created": now, "posts": 0}
        connection.execute(issues.insert(), row)


def catch_up(connection: Connection, was: Progress) -> None:
    """Count on from where the work had come, so that the next start finds nothing amiss."""
    count(connection, LEASES, was.leases - totals(connection).get(LEASES, 0))
