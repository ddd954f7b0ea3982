"""Settles a case: the decision and all that follows from it in one transaction, or nothing."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.lifecycle import TRANSITIONS, Event, State, next_state
from bot.notices.outgoing import OutgoingKind
from bot.policy.model.verdict import Disposition
from bot.store import alerts, history, known_lines, members, verdicts
from bot.store import cases as case_rows
from bot.store.columns import key
from bot.store.dialogues import DRAFT, Dialogues
from bot.store.digests import leave_out
from bot.store.keeping import put
from bot.store.locks import one_at_a_time
from bot.store.outbox import enqueue
from bot.store.prepared_statements import Statement
from bot.store.queries import answered_before, answers_since, returns_since
from bot.store.records import AlreadySettled, Case, LimitReached, Settlement
from bot.store.tables import answers, cases, decisions, edited, entries

_NEEDS = {Event.ACCEPT: OutgoingKind.POST, Event.RETURN: OutgoingKind.RETURN}
_DECIDE = Statement(decisions.insert().returning(decisions.c.id))
_ENTER = Statement(entries.insert())


def settle(
    connection: Connection,
    settlement: Settlement,
    now: dt.datetime,
    lessons: list[known_lines.Teaching] | None = None,
) -> State:
    """Record a decision; the state of the case after it. What it teaches is added to ``lessons`` if given."""
    _check_mail(settlement)
    case = case_rows.lock(connection, settlement.case)
    _check_event(connection, case, settlement.event)
    _answer(connection, case, settlement, now)
    decision = _decide(connection, settlement, now)
    state = case_rows.advance(connection, case, settlement.event, now, **_changes(case, settlement, now))
    for outgoing in settlement.outgoing:
        enqueue(connection, outgoing, case.list_id, now, decision_id=decision, case_id=case.id)
    if state is State.POSTING and not any(mail.recipients or mail.copies for mail in settlement.outgoing):
        state = case_rows.advance(connection, case_rows.lock(connection, case.id), Event.SENT, now)
    _book(connection, case, state, collected=any(mail.collected for mail in settlement.outgoing))
    became = verdicts.carried_out(settlement.event, settlement.verdict)
    _remember(connection, case, settlement, became)
    if settlement.taught is not None and became.value in history.WENT_OUT:
        post = known_lines.Teaching(list_id=case.list_id, case=case.id, taught=settlement.taught, at=now)
        _teach(connection, post, lessons)
    case_rows.note(connection, case.id, now, settlement.event.value, _sentence(settlement))
    alerts.add(connection, case.list_id, case.id, settlement.alerts, now)
    _converse(connection, case, settlement, now)
    if settlement.wish is not None:
        members.wish(connection, case.list_id, case.id, settlement.wish, now)
    if settlement.bounced is not None:
        members.bounced(connection, case.list_id, settlement.bounced, now)
    return state


def _check_mail(settlement: Settlement) -> None:
    """A case whose mail was forgotten would wait for it for ever."""
    kind = _NEEDS.get(settlement.event)
    if kind is not None and kind not in {outgoing.kind for outgoing in settlement.outgoing}:
        raise ValueError(f"{settlement.event} of case {settlement.case} without a mail of kind {kind}")


def _check_event(connection: Connection, case: Case, event: Event) -> None:
    if (case.state, event) in TRANSITIONS:
        return
    last = sa.select(decisions.c.event).where(decisions.c.case_id == case.id).order_by(decisions.c.id.desc())
    if connection.execute(last.limit(1)).scalar_one_or_none() == event.value:
        raise AlreadySettled(
            f'case {case.id} is settled: "{event}" is on record, and it is "{case.state}" now'
        )
    next_state(case.state, event)  # raises, before anything is changed


def _answer(connection: Connection, case: Case, settlement: Settlement, now: dt.datetime) -> None:
    """Book the answer that the author gets, unless that is one too many."""
    if settlement.answered is None:
        return
    one_at_a_time(connection, "answers")
    if answered_before(connection, case.id):
        raise LimitReached(f"case {case.id} was answered before")
    _check_limits(connection, case.list_id, settlement, now)
    connection.execute(
        answers.insert(),
        {"case_id": case.id, "list_id": case.list_id, "author": key(settlement.answered.lower()), "at": now},
    )


def _check_limits(connection: Connection, list_id: str, settlement: Settlement, now: dt.datetime) -> None:
    day, hour = now - dt.timedelta(days=1), now - dt.timedelta(hours=1)
    most = settlement.answers_limit
    if most is not None and answers_since(connection, settlement.answered or "", day) >= most:
        raise LimitReached(f"{settlement.answered} had {most} answers within a day")
    most = settlement.returns_limit
    if most is not None and returns_since(connection, list_id, hour) >= most:
        raise LimitReached(f"{list_id} had {most} returns within an hour")


def _decide(connection: Connection, settlement: Settlement, now: dt.datetime) -> int:
    row = {
        "case_id": settlement.case,
        "at": now,
        "event": settlement.event.value,
        "disposition": verdicts.carried_out(settlement.event, settlement.verdict).value,
        "by": settlement.by,
        "digest": settlement.verdict.digest if settlement.verdict else "",
        "verdict": verdicts.dump(settlement.verdict, settlement.note),
    }
    return int(_DECIDE.all(connection, row)[0].id)


def _changes(case: Case, settlement: Settlement, now: dt.datetime) -> dict[str, object]:
    """The columns of the case that a decision sets."""
    changes: dict[str, object] = {}
    if settlement.author is not None:
        changes["author"] = key(settlement.author.lower())
    if settlement.proven is not None:
        changes["proven"] = settlement.proven
    if settlement.checked:
        changes["checked"] = settlement.checked
    if settlement.folder is not None:
        changes["wish"], changes["wish_open"] = settlement.folder, case.lies_in is not None
    if _tells(settlement):
        changes["told"] = now
    return changes


def _tells(settlement: Settlement) -> bool:
    """Whether somebody hears of a held post by a mail of its own."""
    return any(outgoing.kind is OutgoingKind.HELD for outgoing in settlement.outgoing)


def _book(connection: Connection, case: Case, state: State, *, collected: bool) -> None:
    """Put the post down for the next issue, or take it out."""
    if state is State.IN_DIGEST or (state in {State.POSTING, State.POSTED} and collected):
        _ENTER.change(connection, {"case_id": case.id, "list_id": case.list_id})
    elif case.state is State.IN_DIGEST:
        leave_out(connection, case.id)


def _remember(connection: Connection, case: Case, settlement: Settlement, became: Disposition) -> None:
    """For later posts: what this one is like and what became of it; and how it goes into a digest."""
    matched = verdicts.matched(settlement.verdict)
    if settlement.memory is not None:
        memory = settlement.memory._replace(matched=matched or frozenset())
        history.keep(connection, case.list_id, case.id, memory, became)
    elif settlement.event is not Event.FAILED:
        history.correct(connection, case.id, became, matched)
    if settlement.edited is not None:
        put(connection, edited, {"case_id": case.id, "raw": settlement.edited}, {"raw": settlement.edited})


def _teach(
    connection: Connection, post: known_lines.Teaching, lessons: list[known_lines.Teaching] | None
) -> None:
    """A post that goes out is learned from: at once, or with others."""
    if lessons is None:
        known_lines.learn(connection, [post])
    else:
        lessons.append(post)


def _converse(connection: Connection, case: Case, settlement: Settlement, now: dt.datetime) -> None:
    """Tokens of the notices go on record; the author of a returned post may answer."""
    talk = Dialogues(connection)
    for token in settlement.tokens:
        talk.keep_token(token)
    if settlement.draft is not None:
        asks = " ".join(settlement.draft.asks)
        talk.add_version(case.id, DRAFT, settlement.draft.raw, now, asks=asks)
    if settlement.answerable_until is not None and settlement.author is not None:
        talk.begin(case.id, case.list_id, settlement.author, now, settlement.answerable_until)


def _sentence(settlement: Settlement) -> str:
    findings = settlement.verdict.findings if settlement.verdict else ()
    reasons = [f"{finding.rule}: {finding.text}" for finding in findings]
    if settlement.note:
        reasons.append(settlement.note)
    return "; ".join([f"by {settlement.by}", *reasons])


def told(connection: Connection, case_ids: Sequence[str], now: dt.datetime) -> None:
    """Note that owners were told of these held cases."""
    connection.execute(cases.update().where(cases.c.id.in_(case_ids)).values(told=now))
