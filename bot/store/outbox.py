"""The outbox: mails wait, are leased for an attempt, and are found again after a crash."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.lifecycle import OutboxState, Outcome
from bot.notices.outgoing import Outgoing, OutgoingKind
from bot.store import cases as case_rows
from bot.store.calls import Call, call
from bot.store.columns import key
from bot.store.faults import StorageBroken
from bot.store.keeping import count
from bot.store.prepared_statements import Statement
from bot.store.records import OutboxItem, Recovery, Wanted
from bot.store.tables import bodies, outbox, recipients, workers

AMBIGUOUS: Final = "ambiguous_sends_total"
LEASES: Final = "leases_total"
FARTHEST: Final = dt.timedelta(days=2)
"""No wait is that long: a time farther ahead was set by a clock that went wrong."""
AHEAD: Final = dt.timedelta(minutes=5)
"""What was written so far ahead of now was written while the clock was wrong."""

COPIES: Final = 4
"""Copies of a post leased for each text: they share it, and a lease costs as much as a commit."""

BEFORE_COPIES: Final = dt.timedelta(hours=1)
"""
A notice or a return goes before the copies of posts that came in the hour before it: a server takes that
long for ten thousand. Copies that wait for longer have their turn, however many notices there are.
"""

ANY: Final = Wanted()

DONE: Final = frozenset({Outcome.SENT.value, Outcome.REFUSED.value})
"""Outcomes after which a recipient is not tried again."""

# Built once: SQLAlchemy takes longer to build a statement than SQLite to run it.
_NUMBERS: sa.BindParameter[int] = sa.bindparam("numbers", expanding=True)
_ENQUEUE = Statement(outbox.insert().returning(outbox.c.id))
_BODY = Statement(bodies.insert())
_ADDRESS = Statement(recipients.insert())
_MINE = outbox.c.worker.is_not_distinct_from(sa.bindparam("whose"))
_EXPIRED = Statement(sa.select(outbox.c.id).where(outbox.c.lease_until <= sa.bindparam("now"), _MINE))
_NEXT = (
    sa.select(outbox.c.id, sa.func.coalesce(outbox.c.body, outbox.c.id).label("shared"))
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DUE = _NEXT.where(outbox.c.next_at <= sa.bindparam("now"))
_ASTRAY = _NEXT.where(
    outbox.c.next_at > sa.bindparam("now"),
    sa.or_(outbox.c.next_at > sa.bindparam("far"), outbox.c.changed > sa.bindparam("ahead")),
)
_USUALLY = Statement(_DUE), Statement(_ASTRAY)
_LEASE = outbox.update().where(outbox.c.id.in_(_NUMBERS)).values(attempts=outbox.c.attempts + 1)
_MAILS = sa.select(outbox).where(outbox.c.id.in_(_NUMBERS))
_BODIES = sa.select(bodies).where(bodies.c.outbox_id.in_(_NUMBERS))
_PEOPLE = (
    sa.select(recipients)
    .where(recipients.c.outbox_id.in_(_NUMBERS))
    .order_by(recipients.c.outbox_id, recipients.c.position)
)


_RELEASE = (
    outbox.update()
    .where(
        outbox.c.id == sa.bindparam("mail"),
        outbox.c.attempts == sa.bindparam("attempt"),
        outbox.c.state == OutboxState.SENDING.value,
    )
    .values(
        state=OutboxState.READY.value,
        attempts=outbox.c.attempts - 1,
        lease_until=None,
        next_at=sa.bindparam("next_at"),
        changed=sa.bindparam("changed"),
    )
)


def enqueue(
    connection: Connection,
    mail: Outgoing,
    list_id: str,
    now: dt.datetime,
    *,
    decision_id: int | None = None,
    case_id: str | None = None,
    issue: int | None = None,
) -> None:
    """
    Put a mail into the outbox, fixed in every byte: one row for all, and one for each member's copy.

    A post that nobody gets by mail leaves no row: its members read digests.
    """
    row = {
        "decision_id": decision_id,
        "case_id": case_id,
        "issue": issue,
        "list_id": list_id,
        "kind": mail.kind.value,
        "message_id": mail.message_id,
        "message_key": key(mail.message_id),
        "reverse_path": mail.reverse_path,
        "state": OutboxState.READY.value,
        "attempts": 0,
        "next_at": _turn(now, None),
        "created": now,
        "changed": now,
    }
    people = tuple(dict.fromkeys(mail.recipients))
    if not people and not mail.copies and mail.kind is not OutgoingKind.POST:
        raise ValueError(f"a mail of kind {mail.kind} without recipients")
    first: int | None = None
    if people:
        first = _put(connection, row, people, mail.raw)
    for copy in mail.copies:
        own = {
            "reverse_path": copy.reverse_path,
            "head": copy.head,
            "person": key(copy.person),
            "next_at": _turn(now, copy.person),
            "body": first,
        }
        number = _put(connection, row | own, (copy.recipient,), mail.raw if first is None else None)
        first = number if first is None else first


def _turn(now: dt.datetime, person: str | None) -> dt.datetime:
    """When a mail that is ready now is due: earlier where it is no copy, so that it need not wait for all."""
    return now if person else now - BEFORE_COPIES


def _put(connection: Connection, row: Mapping[str, Any], people: Sequence[str], raw: bytes | None) -> int:
    """One row with its recipients, and with the bytes where they are not those of another row."""
    number = int(_ENQUEUE.all(connection, row)[0].id)
    if raw is not None:
        _BODY.change(connection, {"outbox_id": number, "raw": raw, "sha256": hashlib.sha256(raw).hexdigest()})
    _ADDRESS.change_each(
        connection,
        [{"outbox_id": number, "position": n, "recipient": who, "reply": ""} for n, who in enumerate(people)],
    )
    return number


def lease(
    connection: Connection,
    now: dt.datetime,
    limit: int,
    length: dt.timedelta,
    holding: Sequence[int] = (),
    wanted: Wanted = ANY,
    worker: str | None = None,
) -> tuple[OutboxItem, ...]:
    """
    Take mails that are due and wanted, each for one attempt of at most ``length``.

    No more than ``limit`` different texts, and four times as many copies of them: all are in memory.
    Other workers are called where more is due than that.
    """
    lost = _EXPIRED.all(connection, {"now": now, "whose": worker})
    expired = {row.id for row in lost}.difference(holding)
    if expired:
        _expire(connection, outbox.c.id.in_(expired), now)
    most = limit * COPIES
    rows = _next(connection, now, most, wanted)
    numbers = _up_to(rows, limit)
    if not numbers:
        return ()
    if len(rows) == most or len(numbers) < len(rows):
        call(connection, Call.MAIL, worker)
    sending = {
        "state": OutboxState.SENDING.value,
        "next_at": None,
        "lease_until": now + length,
        "changed": now,
        "worker": worker,
    }
    connection.execute(_LEASE, {"numbers": numbers, **sending})
    count(connection, LEASES, len(numbers))
    return _items(connection, numbers)


def _next(connection: Connection, now: dt.datetime, most: int, wanted: Wanted) -> Sequence[Any]:
    """The mails that are due and wanted; where there are none, those with a time that cannot be meant."""
    when = {"now": now, "most": most}
    far = {"far": now + FARTHEST, "ahead": now + AHEAD}
    if wanted == ANY:
        due, astray = _USUALLY
        return due.all(connection, when) or astray.all(connection, when | far)
    rows = connection.execute(_leaves(_DUE, wanted), when).all()
    return rows or connection.execute(_leaves(_ASTRAY, wanted), when | far).all()


def _up_to(rows: Sequence[Any], texts: int) -> list[int]:
    """The first mails, with so many texts among them."""
    found: dict[int, None] = {}
    numbers = []
    for row in rows:
        found[row.shared] = None
        if len(found) > texts:
            break
        numbers.append(row.id)
    return numbers


def _leaves(mails: sa.Select[tuple[int, int]], wanted: Wanted) -> sa.Select[tuple[int, int]]:
    """Of these mails those that leave by a way that takes more."""
    passed_on = sa.and_(outbox.c.kind == OutgoingKind.POST.value, outbox.c.list_id.in_(wanted.own))
    open_ = sa.and_(passed_on, outbox.c.list_id.in_(wanted.open))
    return mails.where(sa.or_(open_, sa.not_(passed_on)) if wanted.usual else open_)


def _items(connection: Connection, numbers: Sequence[int]) -> tuple[OutboxItem, ...]:
    people: dict[int, list[str]] = defaultdict(list)
    for row in recipients_of(connection, numbers):
        if row.outcome not in DONE:
            people[row.outbox_id].append(row.recipient)
    found = {row.id: row for row in connection.execute(_MAILS, {"numbers": numbers})}
    texts = _texts(connection, {row.body or row.id for row in found.values()})
    return tuple(_item(found[number], people[number], texts) for number in numbers)


def _texts(connection: Connection, numbers: Iterable[int]) -> dict[int, bytes]:
    """What mails hold, by the mail that it is kept with."""
    found = {}
    for row in connection.execute(_BODIES, {"numbers": list(numbers)}):
        if hashlib.sha256(row.raw).hexdigest() != row.sha256:
            broken = f"the stored bytes of mail {row.outbox_id} are damaged"
            raise StorageBroken(f"{broken}: restore the last backup of the database")
        found[row.outbox_id] = row.raw
    return found


def _item(row: Row[Any], people: Iterable[str], texts: Mapping[int, bytes]) -> OutboxItem:
    return OutboxItem(
        id=row.id,
        case=row.case_id,
        issue=row.issue,
        list_id=row.list_id,
        kind=OutgoingKind(row.kind),
        message_id=row.message_id,
        reverse_path=row.reverse_path,
        recipients=tuple(people),
        head=row.head or b"",
        body=texts[row.body or row.id],
        person=row.person,
        attempts=row.attempts,
        unknowns=row.unknowns,
        created=row.created,
    )


def hasten(connection: Connection, numbers: Sequence[int], now: dt.datetime) -> None:
    """Mails that wait are due now."""
    waits = sa.and_(outbox.c.id.in_(numbers), outbox.c.next_at.is_not(None))
    connection.execute(outbox.update().where(waits).values(next_at=now, changed=now))


def hasten_tried(connection: Connection, now: dt.datetime, within: dt.timedelta) -> None:
    """Mails that were tried and are due again ``within`` that time have the turn that they had first."""
    soon = sa.and_(outbox.c.attempts > 0, outbox.c.next_at > now, outbox.c.next_at <= now + within)
    for row in connection.execute(sa.select(outbox).where(soon)).all():
        due = {"next_at": _turn(row.created, row.person), "changed": now}
        connection.execute(outbox.update().where(outbox.c.id == row.id).values(due))


def take(connection: Connection, number: int, now: dt.datetime) -> OutboxItem:
    """A mail that waits, taken out of turn."""
    sending = {"state": OutboxState.SENDING.value, "next_at": None, "lease_until": now, "changed": now}
    connection.execute(_LEASE, {"numbers": [number], **sending})
    return _items(connection, [number])[0]


def release(connection: Connection, items: Sequence[OutboxItem], now: dt.datetime) -> None:
    """Mails that were leased and not offered are due again, their attempt taken back."""
    for item in items:
        due = _turn(now, item.person)
        row = {"mail": item.id, "attempt": item.attempts, "next_at": due, "changed": now}
        connection.execute(_RELEASE, row)
    call(connection, Call.MAIL)


def reclaim(
    connection: Connection, holding: Sequence[int], now: dt.datetime, worker: str | None = None
) -> None:
    """What a worker has leased and not in its hands was leased in vain: due, its attempt taken back."""
    lost = sa.and_(outbox.c.state == OutboxState.SENDING.value, outbox.c.id.not_in(holding), _MINE)
    values = {"state": OutboxState.READY.value, "next_at": now, "lease_until": None, "changed": now}
    change = outbox.update().where(lost).values(attempts=outbox.c.attempts - 1, **values)
    connection.execute(change, {"whose": worker})


def recover(connection: Connection, now: dt.datetime) -> Recovery:
    """What was being sent by a daemon that is no more may have left or not."""
    lost = sa.and_(
        outbox.c.state == OutboxState.SENDING.value,
        sa.or_(outbox.c.worker.is_(None), outbox.c.worker.not_in(sa.select(workers.c.id))),
    )
    return Recovery(ambiguous=_expire(connection, lost, now))


def _expire(connection: Connection, which: sa.ColumnElement[bool], now: dt.datetime) -> int:
    """Mails whose attempt has no end on record become unknown, due at once, and are counted (RFC 1047)."""
    rows = outbox.update().where(which, outbox.c.state == OutboxState.SENDING.value)
    rows = rows.values(state=OutboxState.UNKNOWN.value, next_at=now, lease_until=None, changed=now)
    rows = rows.values(unknowns=outbox.c.unknowns + 1)
    lost = connection.execute(rows.returning(outbox.c.case_id, outbox.c.attempts)).all()
    for row in lost:
        if row.case_id is not None:
            text = f"attempt {row.attempts} has no end on record: it may have left; the same bytes go again"
            case_rows.note(connection, row.case_id, now, OutboxState.UNKNOWN.value, text)
    if lost:
        count(connection, AMBIGUOUS, len(lost))
        call(connection, Call.MAIL)
    return len(lost)


def recipients_of(connection: Connection, numbers: Sequence[int]) -> Sequence[Row[Any]]:
    """The rows of the recipients of some mails, in their order."""
    return connection.execute(_PEOPLE, {"numbers": numbers}).all()


def notices_sent_since(connection: Connection, list_id: str, since: dt.datetime) -> int:
    """How many mails about held posts the list's owners were sent since a time."""
    wanted = sa.select(sa.func.count()).where(
        outbox.c.list_id == list_id, outbox.c.kind == OutgoingKind.HELD.value, outbox.c.created > since
    )
    return int(connection.execute(wanted).scalar_one())


def kinds_sent(connection: Connection, message_id: str) -> frozenset[OutgoingKind]:
    """As what mails of that Message-ID were put into the outbox; empty where there was none."""
    wanted = sa.select(outbox.c.kind).where(outbox.c.message_key == key(message_id)).distinct()
    return frozenset(map(OutgoingKind, connection.execute(wanted).scalars()))


def octets_of(connection: Connection, message_id: str) -> bytes | None:
    """The octets of a mail of that Message-ID; None where there is none, or they were swept."""
    wanted = sa.select(bodies.c.raw).join(outbox, outbox.c.id == bodies.c.outbox_id)
    rows = connection.execute(wanted.where(outbox.c.message_key == key(message_id)).limit(1)).scalars()
    found = next(iter(rows), None)
    return None if found is None else bytes(found)


def next_due(connection: Connection) -> dt.datetime | None:
    """When the next mail is due."""
    due: dt.datetime | None = connection.execute(sa.select(sa.func.min(outbox.c.next_at))).scalar_one()
    return due
