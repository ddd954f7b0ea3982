"""Mutes senders who answer the bot too often, for a while."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.columns import key
from bot.store.prepared_statements import Statement
from bot.store.records import Mute
from bot.store.tables import mutes, strikes

_DAY = dt.timedelta(days=1)
_STRIKES = Statement(
    sa.select(sa.func.count().label("number"))
    .select_from(strikes)
    .where(
        strikes.c.list_id == sa.bindparam("list_id"),
        strikes.c.address == sa.bindparam("address"),
        strikes.c.at > sa.bindparam("since"),
    )
)
_MUTED = Statement(
    sa.select(mutes.c.until).where(
        mutes.c.list_id == sa.bindparam("list_id"),
        mutes.c.address == sa.bindparam("address"),
        mutes.c.until > sa.bindparam("now"),
    )
)


def strikes_since(connection: Connection, list_id: str, address: str, since: dt.datetime) -> int:
    """How often an address answered mails of the bot from a time on."""
    asked = {"list_id": list_id, "address": _name(address), "since": since}
    return int(_STRIKES.all(connection, asked)[0].number)


def strike(
    connection: Connection, list_id: str, address: str, now: dt.datetime, until: dt.datetime | None
) -> None:
    """Note one more answer of an address; with ``until`` it is muted up to then."""
    row = {"list_id": list_id, "address": _name(address)}
    connection.execute(strikes.delete().where(strikes.c.at < now - _DAY))
    connection.execute(strikes.insert(), {**row, "at": now})
    if until is not None:
        connection.execute(mutes.delete().where(_of(mutes, list_id, address) | (mutes.c.until < now)))
        connection.execute(mutes.insert(), {**row, "since": now, "until": until})


def muted(connection: Connection, list_id: str, address: str, now: dt.datetime) -> dt.datetime | None:
    """Until when an address is muted; None where it is not."""
    rows = _MUTED.all(connection, {"list_id": list_id, "address": _name(address), "now": now})
    return rows[0].until if rows else None


def all_mutes(connection: Connection, now: dt.datetime) -> Sequence[Mute]:
    """Every address that is muted now, by list."""
    rows = connection.execute(sa.select(mutes).where(mutes.c.until > now).order_by(mutes.c.since))
    return [Mute(list_id=row.list_id, address=row.address, since=row.since, until=row.until) for row in rows]


def lift(connection: Connection, list_id: str, address: str) -> bool:
    """Let an address in again, its earlier answers forgotten; False where it was not muted."""
    connection.execute(strikes.delete().where(_of(strikes, list_id, address)))
    return connection.execute(mutes.delete().where(_of(mutes, list_id, address))).rowcount > 0


def _of(table: sa.Table, list_id: str, address: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.list_id == list_id, table.c.address == _name(address))


def _name(address: str) -> str:
    return key(address.lower())
