"""Reading and changing rows of cases: the one place where a row becomes a ``Case``."""

import datetime as dt
import json
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.lifecycle import Event, State, next_state
from bot.mail.post import Arrival, Envelope, HandedOver, ImapOrigin, Origin
from bot.store.columns import key
from bot.store.prepared_statements import Statement
from bot.store.records import Case
from bot.store.tables import cases, journal, originals

HEAD: Final = 65_536
"""Octets in which the header block of an ordinary message ends."""

_ROW = sa.select(cases).where(cases.c.id == sa.bindparam("case"))
_FIND = Statement(_ROW)
_LOCK = Statement(_ROW.with_for_update())
_ADVANCE = Statement(
    cases.update().where(cases.c.id == sa.bindparam("case"), cases.c.state == sa.bindparam("old"))
)
_NOTE = Statement(journal.insert())


def case_of(row: Row[Any]) -> Case:
    """A row of the table as a record."""
    return Case(
        id=row.id,
        list_id=row.list_id,
        message_id=row.message_id,
        content_hash=row.content_hash,
        signals_hash=row.signals_hash,
        state=State(row.state),
        origin=origin_of(row),
        desired_folder=row.wish,
        size=row.size,
        oversize=row.oversize,
        attempts=row.attempts,
        received=row.received,
        created=row.created,
        changed=row.changed,
        author=row.author,
        proven=row.proven,
        reverse_path=row.reverse_path,
        duplicate_of=row.duplicate_of,
        conflict_of=row.conflict_of,
        told=row.told,
    )


def origin_of(row: Row[Any]) -> Origin | None:
    """Where the message of a row was last known to lie, or who handed it over."""
    if row.account is None:
        return None
    if row.folder is None:
        return HandedOver(at=row.account)
    return ImapOrigin(account=row.account, folder=row.folder, validity=row.validity, uid=row.uid)


def find(connection: Connection, case_id: str) -> Case | None:
    """The case, None where there is none of that id."""
    row = _FIND.one_or_none(connection, {"case": case_id})
    return None if row is None else case_of(row)


def lock(connection: Connection, case_id: str) -> Case:
    """The case, its row locked to the end of the transaction; raises LookupError."""
    row = _LOCK.one_or_none(connection, {"case": case_id})
    if row is None:
        raise LookupError(f"there is no case {case_id}")
    return case_of(row)


def begin(connection: Connection, case_id: str, now: dt.datetime) -> int:
    """Count one more beginning of work on a case; its number so far."""
    row = cases.update().where(cases.c.id == case_id).values(attempts=cases.c.attempts + 1)
    attempts = connection.execute(row.returning(cases.c.attempts)).scalar_one_or_none()
    if attempts is None:
        raise LookupError(f"there is no case {case_id}")
    note(connection, case_id, now, "begun", f"attempt {attempts}")
    return int(attempts)


def unfinished(connection: Connection, list_id: str, most: int | None = None) -> tuple[Case, ...]:
    """The cases that are taken and not decided, oldest first; ``most`` of them where it is given."""
    wanted = sa.select(cases).where(cases.c.list_id == list_id, cases.c.state == State.TAKEN.value)
    return tuple(map(case_of, connection.execute(wanted.order_by(cases.c.number).limit(most))))


def head(connection: Connection, case_id: str) -> bytes | None:
    """The first octets of a message; None where its bytes were swept."""
    wanted = sa.select(sa.func.substr(originals.c.raw, 1, HEAD)).where(originals.c.case_id == case_id)
    found = connection.execute(wanted).scalar_one_or_none()
    return None if found is None else bytes(found)


def copies(connection: Connection, case: Case, since: dt.datetime) -> tuple[Case, ...]:
    """The earlier cases of a list with the same Message-ID and content, taken since then, oldest first."""
    same = sa.and_(
        cases.c.list_id == case.list_id,
        cases.c.message_key == key(case.message_id),
        cases.c.content_hash == case.content_hash,
        cases.c.created >= since,
        cases.c.number < sa.select(cases.c.number).where(cases.c.id == case.id).scalar_subquery(),
    )
    return tuple(map(case_of, connection.execute(sa.select(cases).where(same).order_by(cases.c.number))))


def arrival(connection: Connection, case_id: str) -> Arrival | None:
    """The arrival again, as it was taken; None where its bytes were swept."""
    wanted = sa.select(cases, originals.c.raw).join(originals, originals.c.case_id == cases.c.id)
    row = connection.execute(wanted.where(cases.c.id == case_id)).one_or_none()
    if row is None:
        return None
    return Arrival(
        raw=row.raw,
        envelope=Envelope(
            reverse_path=row.reverse_path,
            recipients=tuple(json.loads(row.recipients)),
            checked=row.checked or "",
        ),
        origin=origin_of(row) or HandedOver(at=""),
        received=row.received,
        size=row.size,
        oversize=row.oversize,
    )


def advance(connection: Connection, case: Case, event: Event, now: dt.datetime, **values: Any) -> State:
    """Move a locked case along the table; raises IllegalTransition."""
    state = next_state(case.state, event)
    here = {"case": case.id, "old": case.state.value}
    done = _ADVANCE.change(connection, {**here, "state": state.value, "changed": now, **values})
    if done != 1:
        raise RuntimeError(f"case {case.id} changed under its lock")
    return state


def note(connection: Connection, case_id: str, now: dt.datetime, event: str, text: str) -> None:
    """Add a line to the journal of a case."""
    _NOTE.change(connection, {"case_id": case_id, "at": now, "event": event, "text": text})
