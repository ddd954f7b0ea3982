"""Queries for people and commands: where a post is, what is held, what the past says."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.lifecycle import WAITING, OutboxState, State
from bot.notices.outgoing import OutgoingKind
from bot.store import cases as case_rows
from bot.store import verdicts
from bot.store.columns import key
from bot.store.ids import heard
from bot.store.prepared_statements import Statement, among
from bot.store.records import (
    Case,
    HeldCase,
    History,
    JournalEvent,
    MailRow,
    Numbers,
    RecipientRow,
)
from bot.store.tables import answers, cases, decisions, entries, journal, outbox, recipients

_POSTED = [state.value for state in (State.POSTING, State.POSTED, State.IN_DIGEST, State.DIGESTED)]
_RETURNED = [state.value for state in (State.RETURNING, State.RETURNED)]


def _cases_of(states: list[str]) -> sa.ScalarSelect[int]:
    wanted = sa.select(sa.func.count()).where(
        cases.c.author == sa.bindparam("author"),
        cases.c.list_id == sa.bindparam("list_id"),
        among(cases.c.state, states),
        sa.or_(cases.c.proven, sa.bindparam("unproven", type_=sa.Boolean())),
    )
    return wanted.scalar_subquery()


_AUTHOR: sa.BindParameter[str] = sa.bindparam("author")
_LIST: sa.BindParameter[str] = sa.bindparam("list_id")


def _answers_to(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(answers).where(*conditions).scalar_subquery()


_LOOK_UP = Statement(
    sa.select(
        _cases_of(_POSTED).label("author_posts"),
        _cases_of(_RETURNED).label("author_returned"),
        _answers_to(answers.c.author == _AUTHOR, answers.c.at > sa.bindparam("day")).label("today"),
        _answers_to(answers.c.list_id == _LIST, answers.c.at > sa.bindparam("hour")).label("hour"),
        _answers_to(answers.c.case_id == sa.bindparam("case_id")).label("answered"),
    )
)


def look_up(
    connection: Connection,
    list_id: str,
    author: str,
    now: dt.datetime,
    case_id: str | None,
    *,
    unproven: bool,
) -> Numbers:
    """What the past says of an author on a list; answers are counted over all lists."""
    asked = {
        "author": key(author.lower()),
        "list_id": list_id,
        "case_id": case_id or "",
        "unproven": unproven,
    }
    times = {"day": now - dt.timedelta(days=1), "hour": now - dt.timedelta(hours=1)}
    row = _LOOK_UP.all(connection, asked | times)[0]
    return Numbers(
        author_posts=row.author_posts,
        author_returned=row.author_returned,
        answers_today=row.today,
        returns_this_hour=row.hour,
        answered_before=row.answered > 0,
    )


def answers_since(connection: Connection, author: str, since: dt.datetime) -> int:
    """How many answers a person got, from any list."""
    wanted = sa.select(sa.func.count()).select_from(answers)
    mine = wanted.where(answers.c.author == key(author.lower()), answers.c.at > since)
    return int(connection.execute(mine).scalar_one())


def returns_since(connection: Connection, list_id: str, since: dt.datetime) -> int:
    """How many answers a list gave."""
    wanted = sa.select(sa.func.count()).select_from(answers)
    return int(
        connection.execute(wanted.where(answers.c.list_id == list_id, answers.c.at > since)).scalar_one()
    )


def answered_before(connection: Connection, case_id: str) -> bool:
    """Whether this very input had an answer."""
    return (
        connection.execute(sa.select(answers.c.at).where(answers.c.case_id == case_id)).one_or_none()
        is not None
    )


def history(connection: Connection, name: str) -> tuple[History, ...]:
    """All cases that a case id, or a Message-ID of a post or of a mail of ours, stands for."""
    message_id = key(name.strip().removeprefix("<").removesuffix(">"))
    mails = sa.select(outbox.c.case_id).where(
        outbox.c.message_key == message_id, outbox.c.case_id.is_not(None)
    )
    wanted = sa.select(cases).where(
        sa.or_(cases.c.id == heard(key(name)), cases.c.message_key == message_id, cases.c.id.in_(mails))
    )
    if not message_id:
        return ()
    rows = connection.execute(wanted.order_by(cases.c.number)).all()
    return tuple(_history(connection, case_rows.case_of(row)) for row in rows)


def _history(connection: Connection, case: Case) -> History:
    issue = connection.execute(
        sa.select(entries.c.issue).where(entries.c.case_id == case.id)
    ).scalar_one_or_none()
    events = sa.select(journal).where(journal.c.case_id == case.id).order_by(journal.c.id)
    made = sa.select(decisions).where(decisions.c.case_id == case.id).order_by(decisions.c.id)
    mine = outbox.c.case_id == case.id
    if issue is not None:
        mine = sa.or_(mine, sa.and_(outbox.c.list_id == case.list_id, outbox.c.issue == issue))
    return History(
        case=case,
        events=tuple(
            JournalEvent(at=row.at, event=row.event, text=row.text) for row in connection.execute(events)
        ),
        decisions=tuple(map(verdicts.decision_of, connection.execute(made))),
        mails=mails_where(connection, mine),
        issue=issue,
    )


def mails_where(connection: Connection, condition: sa.ColumnElement[bool]) -> tuple[MailRow, ...]:
    """Mails of the outbox with all recipients, in the order in which they were made."""
    rows = connection.execute(sa.select(outbox).where(condition).order_by(outbox.c.id)).all()
    wanted = sa.select(recipients).where(recipients.c.outbox_id.in_([row.id for row in rows]))
    people: dict[int, list[RecipientRow]] = {row.id: [] for row in rows}
    for row in connection.execute(wanted.order_by(recipients.c.outbox_id, recipients.c.position)):
        people[row.outbox_id].append(_recipient(row))
    return tuple(_mail(row, people[row.id]) for row in rows)


def issue_mails(connection: Connection, list_id: str, number: int) -> tuple[MailRow, ...]:
    """The mails of an issue."""
    return mails_where(connection, sa.and_(outbox.c.list_id == list_id, outbox.c.issue == number))


def undone(connection: Connection, list_id: str | None) -> tuple[MailRow, ...]:
    """The mails that wait, are on their way, or failed."""
    open_ = outbox.c.state != OutboxState.SENT.value
    return mails_where(connection, open_ if list_id is None else sa.and_(open_, outbox.c.list_id == list_id))


def last_answer(connection: Connection) -> RecipientRow | None:
    """What the mail server said last, of any mail; None before the first attempt."""
    wanted = sa.select(recipients).where(recipients.c.at.is_not(None)).order_by(recipients.c.at.desc())
    row = connection.execute(wanted.limit(1)).one_or_none()
    return None if row is None else _recipient(row)


def _recipient(row: Row[Any]) -> RecipientRow:
    return RecipientRow(recipient=row.recipient, outcome=row.outcome, reply=row.reply, at=row.at)


def _mail(row: Row[Any], people: Iterable[RecipientRow]) -> MailRow:
    return MailRow(
        id=row.id,
        case=row.case_id,
        issue=row.issue,
        list_id=row.list_id,
        kind=OutgoingKind(row.kind),
        message_id=row.message_id,
        reverse_path=row.reverse_path,
        state=OutboxState(row.state),
        attempts=row.attempts,
        created=row.created,
        next_at=row.next_at and max(row.next_at, row.created),
        recipients=tuple(people),
    )


def held(connection: Connection, list_id: str | None, *, untold: bool = False) -> tuple[HeldCase, ...]:
    """The cases that wait for a person, oldest first; ``untold``: only those that nobody was told of."""
    wanted = sa.select(cases).where(cases.c.state.in_([state.value for state in WAITING]))
    if list_id is not None:
        wanted = wanted.where(cases.c.list_id == list_id)
    if untold:
        wanted = wanted.where(cases.c.told.is_(None))
    rows = connection.execute(wanted.order_by(cases.c.number)).all()
    return _with_reasons(connection, [case_rows.case_of(row) for row in rows])


def _with_reasons(connection: Connection, waiting: Sequence[Case]) -> tuple[HeldCase, ...]:
    wanted = sa.select(decisions).where(decisions.c.case_id.in_([case.id for case in waiting]))
    last = {row.case_id: row for row in connection.execute(wanted.order_by(decisions.c.id))}
    return tuple(
        HeldCase(
            case=case,
            findings=verdicts.decision_of(last[case.id]).findings,
            decided_at=last[case.id].at,
        )
        for case in waiting
    )
