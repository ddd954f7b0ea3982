"""Alerts: what people of a list should hear, kept until a mail tells it."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.notices.alert import Alert
from bot.notices.outgoing import Outgoing
from bot.store import cases as case_rows
from bot.store.outbox import enqueue
from bot.store.prepared_statements import Statement
from bot.store.records import WaitingAlert
from bot.store.tables import alerts

_ADD = Statement(alerts.insert())
_WAITING = Statement(
    sa.select(alerts)
    .where(alerts.c.list_id == sa.bindparam("list_id"), alerts.c.told.is_(None))
    .order_by(alerts.c.id)
)
_SINCE = Statement(
    sa.select(alerts.c.text).where(
        alerts.c.list_id == sa.bindparam("list_id"),
        alerts.c.topic == sa.bindparam("topic"),
        alerts.c.at > sa.bindparam("since"),
    )
)
_MAILS = Statement(
    sa.select(sa.func.count(alerts.c.mail.distinct()).label("mails")).where(
        alerts.c.list_id == sa.bindparam("list_id"),
        alerts.c.topic == sa.bindparam("topic"),
        alerts.c.told > sa.bindparam("since"),
    )
)


def add(
    connection: Connection, list_id: str, case_id: str | None, new: Sequence[Alert], now: dt.datetime
) -> None:
    """Keep alerts; those that a mail tells already count as told. The journal of the case names them."""
    for one in new:
        row = {
            "list_id": list_id,
            "topic": one.topic,
            "people": " ".join(one.people),
            "case_id": case_id,
            "text": one.text,
            "at": now,
            "told": now if one.mail else None,
            "mail": one.mail,
        }
        _ADD.change(connection, row)
        if case_id is not None and not one.mail:
            who = " and ".join(one.people)
            case_rows.note(connection, case_id, now, "alert", f"{who} will hear of it ({one.topic})")


def waiting(connection: Connection, list_id: str) -> tuple[WaitingAlert, ...]:
    """The alerts that no mail has told, oldest first."""
    rows = _WAITING.all(connection, {"list_id": list_id})
    return tuple(WaitingAlert(id=row.id, case=row.case_id, alert=_alert(row)) for row in rows)


def known(connection: Connection, list_id: str, topic: str, beginning: str, since: dt.datetime) -> bool:
    """Whether an alert of a topic that begins so was kept since a time, told or not."""
    rows = _SINCE.all(connection, {"list_id": list_id, "topic": topic, "since": since})
    return any(row.text.startswith(beginning) for row in rows)


def _alert(row: sa.Row[tuple[object, ...]]) -> Alert:
    return Alert(topic=row.topic, text=row.text, people=tuple(row.people.split()))


def mails_since(connection: Connection, list_id: str, topic: str, since: dt.datetime) -> int:
    """How many mails told alerts of a topic since a time."""
    (row,) = _MAILS.all(connection, {"list_id": list_id, "topic": topic, "since": since})
    return int(row.mails)


def told(
    connection: Connection, list_id: str, these: Sequence[WaitingAlert], mail: Outgoing, now: dt.datetime
) -> None:
    """Put the mail that tells alerts into the outbox, and note it with their cases."""
    mine = alerts.c.id.in_([one.id for one in these])
    connection.execute(alerts.update().where(mine).values(told=now, mail=mail.message_id))
    for case_id in dict.fromkeys(one.case for one in these if one.case is not None):
        case_rows.note(connection, case_id, now, "told", f"to {', '.join(mail.recipients)}")
    enqueue(connection, mail, list_id, now)
