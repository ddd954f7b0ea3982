"""What members asked for by mail, and whose mail comes back."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.members.model import Mode
from bot.store.columns import key
from bot.store.keeping import put
from bot.store.records import Wish
from bot.store.tables import bounces, wishes

FORGOTTEN = dt.timedelta(days=7)
"""Without a bounce for so long a member's score begins anew."""
DAY = dt.timedelta(days=1)


def wish(connection: Connection, list_id: str, case_id: str | None, new: Wish, now: dt.datetime) -> None:
    """Keep what a member asked for; mail that came back before counts no more."""
    row = {
        "list_id": list_id,
        "person": key(new.person),
        "at": now,
        "case_id": case_id,
        "mode": new.mode.value if new.mode else None,
        "until": new.until.isoformat() if new.until else None,
    }
    connection.execute(wishes.insert(), row)
    forgive(connection, list_id, new.person)


def open_wishes(connection: Connection, list_id: str) -> tuple[Wish, ...]:
    """What is not in the members' file yet, oldest first."""
    wanted = sa.select(wishes).where(wishes.c.list_id == list_id, wishes.c.applied.is_(None))
    return tuple(
        Wish(
            id=row.id,
            person=row.person,
            mode=Mode(row.mode) if row.mode else None,
            until=dt.date.fromisoformat(row.until) if row.until else None,
        )
        for row in connection.execute(wanted.order_by(wishes.c.id))
    )


def applied(connection: Connection, these: Sequence[Wish], now: dt.datetime) -> None:
    """They stand in the file now."""
    numbers = [one.id for one in these]
    connection.execute(wishes.update().where(wishes.c.id.in_(numbers)).values(applied=now))


def wishes_since(connection: Connection, list_id: str, since: dt.datetime) -> dict[str, int]:
    """How often members asked for what since a time: by mode, "leave" and "pause"."""
    wanted = sa.select(wishes.c.mode, wishes.c.until).where(wishes.c.list_id == list_id, wishes.c.at > since)
    found: dict[str, int] = {}
    for row in connection.execute(wanted):
        what = "pause" if row.until else row.mode or "leave"
        found[what] = found.get(what, 0) + 1
    return found


def bounced(connection: Connection, list_id: str, person: str, now: dt.datetime) -> None:
    """Count mail to a member that came back for good, a day once."""
    mine = sa.and_(bounces.c.list_id == list_id, bounces.c.person == key(person))
    row = connection.execute(sa.select(bounces).where(mine)).one_or_none()
    if row is not None and (row.paused is not None or now - row.last < DAY):
        return
    score = 1 if row is None or now - row.last > FORGOTTEN else row.score + 1
    values = {"score": score, "last": now}
    put(connection, bounces, {"list_id": list_id, "person": key(person), **values}, values)


def pause(connection: Connection, list_id: str, limit: int, now: dt.datetime) -> tuple[str, ...]:
    """Who gets no more from now on: those whose mail came back on so many days."""
    over = sa.and_(bounces.c.list_id == list_id, bounces.c.score >= limit, bounces.c.paused.is_(None))
    people = tuple(connection.execute(sa.select(bounces.c.person).where(over)).scalars())
    if people:
        connection.execute(bounces.update().where(over).values(paused=now))
    return people


def forgive(connection: Connection, list_id: str, person: str) -> None:
    """A member whose mail came back gets it again."""
    connection.execute(bounces.delete().where(bounces.c.list_id == list_id, bounces.c.person == key(person)))


def paused(connection: Connection, list_id: str) -> frozenset[str]:
    """To whom nothing is sent, since their mail came back."""
    wanted = sa.select(bounces.c.person).where(bounces.c.list_id == list_id, bounces.c.paused.is_not(None))
    return frozenset(connection.execute(wanted).scalars())


def bounces_since(connection: Connection, list_id: str, since: dt.datetime) -> tuple[int, int]:
    """Of how many members mail came back since a time, and how many were paused for it."""
    wanted = sa.select(sa.func.count(), sa.func.count(bounces.c.paused))
    row = connection.execute(wanted.where(bounces.c.list_id == list_id, bounces.c.last > since)).one()
    return int(row[0]), int(row[1])
