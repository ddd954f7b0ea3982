"""Issues: which posts wait, and making one of them in a single transaction."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.lifecycle import Event, OutboxState, Outcome, State
from bot.notices.outgoing import Outgoing, OutgoingKind
from bot.store import cases as case_rows
from bot.store.locks import one_at_a_time
from bot.store.outbox import enqueue
from bot.store.records import NotWaiting, WaitingEntry
from bot.store.tables import cases, edited, entries, issues, originals, outbox, recipients

_REACHED = cases.c.state.in_([State.IN_DIGEST.value, State.POSTED.value])
"""A post that is on its way to the list is in no issue before it has reached it."""


def waiting(
    connection: Connection, list_id: str, posts: int | None = None, octets: int | None = None
) -> tuple[WaitingEntry, ...]:
    """The posts for the next issue, in the order in which they were accepted, within these bounds."""
    mine = _first(connection, list_id, posts, octets)
    wanted = (
        sa.select(cases, sa.func.coalesce(edited.c.raw, originals.c.raw).label("raw"))
        .join(entries, entries.c.case_id == cases.c.id)
        .join(originals, originals.c.case_id == cases.c.id)
        .outerjoin(edited, edited.c.case_id == cases.c.id)
        .where(cases.c.id.in_(mine))
        .order_by(entries.c.position)
    )
    return tuple(WaitingEntry(case=case_rows.case_of(row), raw=row.raw) for row in connection.execute(wanted))


def _first(connection: Connection, list_id: str, posts: int | None, octets: int | None) -> list[str]:
    """The first cases that wait, within these bounds; one at least, however large it is."""
    wanted = sa.select(cases.c.id, cases.c.size).join(entries, entries.c.case_id == cases.c.id)
    wanted = wanted.where(entries.c.list_id == list_id, entries.c.issue.is_(None), _REACHED)
    found: list[str] = []
    left = octets
    for row in connection.execute(wanted.order_by(entries.c.position).limit(posts)):
        if left is not None:
            left -= row.size
            if left < 0 and found:
                break
        found.append(row.id)
    return found


def waiting_size(connection: Connection, list_id: str) -> tuple[int, int]:
    """How many posts wait for the next issue, and their octets."""
    wanted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(cases.c.size), 0))
    wanted = wanted.join_from(entries, cases, cases.c.id == entries.c.case_id)
    count, size = connection.execute(
        wanted.where(entries.c.list_id == list_id, entries.c.issue.is_(None), _REACHED)
    ).one()
    return int(count), int(size)


def next_issue_number(connection: Connection, list_id: str) -> int:
    """One more than the highest number ever used on that list."""
    wanted = sa.select(sa.func.coalesce(sa.func.max(issues.c.number), 0)).where(issues.c.list_id == list_id)
    return int(connection.execute(wanted).scalar_one()) + 1


def close_issue(
    connection: Connection,
    list_id: str,
    number: int,
    case_ids: Sequence[str],
    outgoing: Sequence[Outgoing],
    now: dt.datetime,
) -> None:
    """Make an issue of these posts; raises NotWaiting where one is gone or the number is another's."""
    one_at_a_time(connection, f"issue {list_id}")
    _check(connection, list_id, number, case_ids)
    connection.execute(
        issues.insert(), {"list_id": list_id, "number": number, "created": now, "posts": len(case_ids)}
    )
    mine = sa.and_(entries.c.case_id.in_(case_ids), entries.c.issue.is_(None))
    connection.execute(entries.update().where(mine).values(issue=number))
    for case_id in case_ids:
        case = case_rows.lock(connection, case_id)
        if case.state is not State.POSTED:
            case_rows.advance(connection, case, Event.ISSUED, now)
        case_rows.note(connection, case_id, now, Event.ISSUED.value, f"in issue {number}")
    for mail in outgoing:
        enqueue(connection, mail, list_id, now, issue=number)


def leave_out(connection: Connection, case_id: str) -> None:
    """A post that did not reach the list is in no issue."""
    connection.execute(entries.delete().where(entries.c.case_id == case_id, entries.c.issue.is_(None)))


def offer_again(connection: Connection, list_id: str, now: dt.datetime) -> tuple[int, ...]:
    """
    Let mails of issues that failed for good be sent once more, to whom they did not reach; which issues.

    The octets and the Message-ID stay; the days until they are given up count anew.
    """
    failed = sa.and_(
        outbox.c.list_id == list_id,
        outbox.c.kind == OutgoingKind.DIGEST.value,
        outbox.c.state == OutboxState.FAILED.value,
        outbox.c.person.is_(None),
    )
    rows = connection.execute(sa.select(outbox.c.id, outbox.c.issue).where(failed)).all()
    numbers = [row.id for row in rows]
    unserved = sa.and_(recipients.c.outbox_id.in_(numbers), recipients.c.outcome != Outcome.SENT.value)
    connection.execute(recipients.update().where(unserved).values(outcome=None))
    ready = {"state": OutboxState.READY.value, "next_at": now, "created": now, "changed": now}
    connection.execute(outbox.update().where(outbox.c.id.in_(numbers)).values(**ready))
    return tuple(sorted({row.issue for row in rows}))


def _check(connection: Connection, list_id: str, number: int, case_ids: Sequence[str]) -> None:
    if not case_ids:
        raise ValueError("an issue without posts")
    if number != next_issue_number(connection, list_id):
        raise NotWaiting(f"issue {number} of {list_id} was made by someone else meanwhile")
    wanted = sa.select(entries.c.case_id).where(entries.c.list_id == list_id, entries.c.issue.is_(None))
    gone = set(case_ids) - set(connection.execute(wanted).scalars())
    if gone or len(set(case_ids)) != len(case_ids):
        raise NotWaiting(f"not waiting for an issue of {list_id}, or named twice: {sorted(gone)}")
