"""How much waits for moderators, and for the mail server, list by list: counted, not read."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.lifecycle import WAITING, OutboxState
from bot.store.tables import cases, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """So many wait, the oldest since then."""

    count: int
    oldest: dt.datetime


def held_by_list(connection: Connection) -> Mapping[str, Queue]:
    """The posts that wait for a person; lists of which none waits are left out."""
    waiting = cases.c.state.in_([state.value for state in WAITING])
    return _queues(connection, cases, cases.c.changed, waiting)


def unsent_by_list(connection: Connection) -> Mapping[str, Queue]:
    """The mails that are still to leave; lists that have none are left out."""
    done = (OutboxState.SENT.value, OutboxState.FAILED.value)
    return _queues(connection, outbox, outbox.c.created, outbox.c.state.not_in(done))


def _queues(
    connection: Connection, table: sa.Table, since: sa.Column[dt.datetime], which: sa.ColumnElement[bool]
) -> Mapping[str, Queue]:
    wanted = sa.select(table.c.list_id, sa.func.count(), sa.func.min(since, type_=since.type))
    rows = connection.execute(wanted.where(which).group_by(table.c.list_id))
    return {name: Queue(count=count, oldest=oldest) for name, count, oldest in rows}
