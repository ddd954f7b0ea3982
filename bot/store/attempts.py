"""How attempts to send end: for each recipient, for the mail, for the case behind it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.lifecycle import Event, OutboxState, Outcome, Receipt, State, folder_of
from bot.notices.outgoing import OutgoingKind
from bot.policy.guards.guards import UNDELIVERED
from bot.policy.model.verdict import Disposition, Finding, Verdict
from bot.store import cases as case_rows
from bot.store import verdicts
from bot.store.digests import leave_out
from bot.store.keeping import count
from bot.store.outbox import AMBIGUOUS, DONE
from bot.store.prepared_statements import Statement, among
from bot.store.records import BOT, Case, LeaseLost, Marked, OutboxItem
from bot.store.tables import cases, decisions, outbox, recipients

_LEASED = (OutboxState.SENDING.value, OutboxState.UNKNOWN.value)
_ENDED = {OutboxState.SENT.value, OutboxState.FAILED.value}
_CARRIES = (OutgoingKind.POST.value, OutgoingKind.RETURN.value)
"""The mails that a case waits for; notices about it are not among them."""

_MAIL = outbox.c.id == sa.bindparam("mail")
_LOCK = Statement(
    sa.select(
        outbox.c.id,
        outbox.c.state,
        outbox.c.attempts,
        outbox.c.unknowns,
        outbox.c.kind,
        outbox.c.decision_id,
        outbox.c.case_id,
        outbox.c.person,
    )
    .where(_MAIL)
    .with_for_update()
)
_CASE = Statement(sa.select(cases.c.state).where(cases.c.id == sa.bindparam("case")))
_ANSWER = Statement(
    recipients.update().where(
        recipients.c.outbox_id == sa.bindparam("mail"), recipients.c.recipient == sa.bindparam("who")
    )
)
_OUTCOMES = Statement(
    sa.select(recipients.c.recipient, recipients.c.outcome, recipients.c.reply)
    .where(recipients.c.outbox_id == sa.bindparam("mail"))
    .order_by(recipients.c.position)
)
_UPDATE = Statement(outbox.update().where(_MAIL))
_LAST = Statement(
    sa.select(sa.func.max(decisions.c.id).label("id")).where(decisions.c.case_id == sa.bindparam("case"))
)
_SIBLINGS = Statement(
    sa.select(outbox.c.state).where(
        outbox.c.decision_id == sa.bindparam("decision"),
        among(outbox.c.kind, _CARRIES),
        outbox.c.person.is_(None),
    )
)
_ANOTHER = Statement(
    sa.select(outbox.c.id)
    .where(outbox.c.decision_id == sa.bindparam("decision"), among(outbox.c.kind, _CARRIES))
    .where(outbox.c.state != OutboxState.FAILED.value)
    .limit(1)
)
"""A mail of the decision that is out, or may yet be."""


def mark(
    connection: Connection,
    item: OutboxItem,
    receipts: Sequence[Receipt],
    now: dt.datetime,
    next_at: dt.datetime | None,
) -> Marked:
    """Record how an attempt ended; raises LeaseLost where another has begun since."""
    row = _LOCK.one_or_none(connection, {"mail": item.id})
    if row is None or row.attempts != item.attempts or row.state not in _LEASED:
        raise LeaseLost(f"mail {item.id}: attempt {item.attempts} is not the one on record")
    answers = _complete(item, receipts)
    _record(connection, item.id, answers, now)
    state, missed = _state(connection, row, answers, next_at)
    unknown = any(answer.outcome is Outcome.UNKNOWN for answer in answers)
    _update(connection, row, state, now, next_at, unknown=unknown)
    if unknown:
        count(connection, AMBIGUOUS, 1)
    marked = _tell_case(connection, row, item, state, answers, now)
    return replace(marked, missed=missed) if missed else marked


def _complete(item: OutboxItem, receipts: Sequence[Receipt]) -> tuple[Receipt, ...]:
    """One receipt for each recipient of the lease; of whom nothing is said, nothing is known."""
    said = {receipt.recipient: receipt for receipt in receipts}
    silence = {
        who: Receipt(recipient=who, outcome=Outcome.UNKNOWN, reply="no answer") for who in item.recipients
    }
    return tuple(said.get(who, silence[who]) for who in item.recipients)


def _record(connection: Connection, number: int, receipts: Iterable[Receipt], now: dt.datetime) -> None:
    rows = [
        {"mail": number, "who": one.recipient, "outcome": one.outcome.value, "reply": one.reply, "at": now}
        for one in receipts
    ]
    if rows:
        _ANSWER.change_each(connection, rows)


def _state(
    connection: Connection, row: Any, answers: Sequence[Receipt], next_at: dt.datetime | None
) -> tuple[OutboxState, tuple[tuple[str, str], ...]]:
    """The mail's state, and who misses a post that others have: one dead address holds nothing."""
    alone = row.person is not None
    people: Sequence[Any] = answers if alone else _OUTCOMES.all(connection, {"mail": row.id})
    outcomes = {one.outcome for one in people}
    if outcomes <= {Outcome.SENT.value}:
        return OutboxState.SENT, ()
    if not (outcomes <= DONE or next_at is None):
        return (OutboxState.UNKNOWN if Outcome.UNKNOWN.value in outcomes else OutboxState.DEFERRED), ()
    if row.kind == OutgoingKind.POST.value and Outcome.SENT.value in outcomes:
        missed = [(one.recipient, one.reply) for one in people if one.outcome != Outcome.SENT.value]
        return OutboxState.SENT, tuple(missed)
    return OutboxState.FAILED, ()


def _update(
    connection: Connection,
    mail: Any,
    state: OutboxState,
    now: dt.datetime,
    next_at: dt.datetime | None,
    *,
    unknown: bool,
) -> None:
    due = next_at if state in {OutboxState.DEFERRED, OutboxState.UNKNOWN} else None
    row = {"mail": mail.id, "state": state.value, "next_at": due, "lease_until": None, "changed": now}
    _UPDATE.change(connection, {**row, "unknowns": mail.unknowns + unknown})


def _tell_case(
    connection: Connection,
    row: Any,
    item: OutboxItem,
    state: OutboxState,
    receipts: Sequence[Receipt],
    now: dt.datetime,
) -> Marked:
    if item.case is None:
        return Marked(state=state)
    said = "; ".join(f"{one.recipient}: {one.outcome}, {one.reply}" for one in receipts)
    if row.person is not None:
        return _close_copy(connection, row, state, said, now)
    case_rows.note(connection, item.case, now, state.value, f"{item.kind}, attempt {item.attempts}: {said}")
    if row.kind not in _CARRIES or row.decision_id is None:
        return Marked(state=state)
    return _close_case(connection, row, state, said, now)


def _close_copy(connection: Connection, row: Any, state: OutboxState, said: str, now: dt.datetime) -> Marked:
    """A post has reached the list with the first member; it has not where no copy of it leaves."""
    if state is OutboxState.FAILED:
        case_rows.note(connection, row.case_id, now, state.value, f"copy of {row.person}: {said}")
        if _ANOTHER.all(connection, {"decision": row.decision_id}):
            return Marked(state=state)
    elif state is not OutboxState.SENT:
        return Marked(state=state)
    if _CASE.all(connection, {"case": row.case_id})[0].state != State.POSTING.value:
        return Marked(state=state)
    case = case_rows.lock(connection, row.case_id)
    if case.state is not State.POSTING:
        return Marked(state=state)
    if state is OutboxState.FAILED:
        return _fail_case(connection, case, row, state, said, now)
    after = case_rows.advance(connection, case, Event.SENT, now)
    return Marked(state=state, event=Event.SENT, case_state=after)


def _close_case(connection: Connection, row: Any, state: OutboxState, said: str, now: dt.datetime) -> Marked:
    """When all mails of a decision are done, so is its case; where one failed a person must look."""
    states = {mail.state for mail in _SIBLINGS.all(connection, {"decision": row.decision_id})}
    if states - _ENDED:
        return Marked(state=state)
    case = case_rows.lock(connection, row.case_id)
    if case.state is State.POSTED:  # members have it
        return Marked(
            state=state, missed=((said.partition(":")[0], said),) if state is OutboxState.FAILED else ()
        )
    if _LAST.all(connection, {"case": case.id})[0].id != row.decision_id:
        return Marked(state=state)  # its author answered this notice, and more was decided since
    if OutboxState.FAILED.value not in states:
        after = case_rows.advance(connection, case, Event.SENT, now)
        return Marked(state=state, event=Event.SENT, case_state=after)
    return _fail_case(connection, case, row, state, said, now)


def _fail_case(
    connection: Connection, case: Case, row: Any, state: OutboxState, said: str, now: dt.datetime
) -> Marked:
    folder = (
        {"wish": folder_of(State.HELD), "wish_open": case.lies_in is not None} if case.desired_folder else {}
    )
    after = case_rows.advance(connection, case, Event.FAILED, now, told=None, **folder)
    leave_out(connection, case.id)
    connection.execute(decisions.insert(), _undelivered(row, said, now))
    return Marked(state=state, event=Event.FAILED, case_state=after)


def _undelivered(row: Any, said: str, now: dt.datetime) -> dict[str, Any]:
    finding = Finding(
        rule=UNDELIVERED,
        text=f"The mail server did not take the {row.kind} mail. It said: {said}",
        disposition=Disposition.HOLD,
    )
    verdict = Verdict(disposition=Disposition.HOLD, findings=(finding,), rules=(), digest="")
    return {
        "case_id": row.case_id,
        "at": now,
        "event": Event.FAILED.value,
        "disposition": Disposition.HOLD.value,
        "by": BOT,
        "digest": "",
        "verdict": verdicts.dump(verdict),
    }
