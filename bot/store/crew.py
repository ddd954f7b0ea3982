"""
Several daemons on one PostgreSQL database: each is one of the crew for a time that it renews.

Who does not renew in time is taken for dead: the row goes, and with it the right to
write (``still_there``), so that a worker that only slept can settle nothing that others
have taken over. All times are the server's: clocks of machines differ.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store import outbox
from bot.store.calls import Call, call
from bot.store.faults import StorageBroken
from bot.store.keeping import put
from bot.store.locks import nobody_else
from bot.store.tables import shares, workers

SESSION = "listwarden "
"""Before a worker's id: the name of its sessions on the server."""

_THERE = (
    sa.select(sa.func.set_config("application_name", sa.bindparam("session"), False))  # noqa: FBT003
    .select_from(workers)
    .where(workers.c.id == sa.bindparam("worker"))
    .with_for_update(read=True, key_share=True)
)
_SESSIONS = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = :session AND datname = current_database() AND usename = current_user"
)
_LIVED = sa.text("SELECT clock_timestamp() - pg_postmaster_start_time()")


class TakenForDead(StorageBroken):
    """This worker did not renew in time: others have its lists, and it may write nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """
    What one worker has of the lists.

    ``surplus`` are those of ``lists`` to be given back, ``orphaned`` those whose worker died at its work;
    ``idle`` are lists that nobody has.
    """

    lists: tuple[str, ...]
    surplus: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker as others see it; ``until``: taken for dead where it says nothing before."""

    id: str
    name: str
    since: dt.datetime
    until: dt.datetime
    lists: tuple[str, ...]


def still_there(connection: Connection, worker: str) -> None:
    """
    Keep a worker from being taken for dead until the end of this transaction.

    Raises TakenForDead where it was: nothing may be written then.
    """
    row = {"worker": worker, "session": f"{SESSION}{worker}"}
    if connection.execute(_THERE, row).one_or_none() is None:
        raise TakenForDead(
            "this worker did not answer for too long: others have its lists, so it ends; start it again"
        )


class Crew:
    """The workers of a database, within a transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def clock(self, ours: dt.datetime) -> dt.datetime:
        """What time it is for the crew: the server's time, where there is a server."""
        if self._connection.dialect.name != "postgresql":
            return ours
        at: dt.datetime = self._connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return at

    def join(self, worker: str, name: str, now: dt.datetime, length: dt.timedelta) -> None:
        """Be one of them."""
        self._connection.execute(
            workers.insert(), {"id": worker, "name": name, "since": now, "until": now + length}
        )
        call(self._connection, Call.SHARES, worker)

    def renew(self, worker: str, now: dt.datetime, length: dt.timedelta) -> bool:
        """Go on being one of them; False where the others have taken this one for dead."""
        mine = workers.update().where(workers.c.id == worker).values(until=now + length)
        return self._connection.execute(mine).rowcount == 1

    def deal(
        self,
        worker: str,
        groups: Sequence[Sequence[str]],
        now: dt.datetime,
        length: dt.timedelta,
        *,
        all_idle: bool = False,
    ) -> Share | None:
        """
        Take lists that nobody has, up to a fair share of ``groups`` (what of lists must stay together).

        Workers whose time is over are buried first. With ``all_idle`` also more than is fair is taken:
        where a worker does not take its part, its lists wait for nobody. None where another worker is at
        it: it may have fallen asleep there, so nobody waits for it.
        """
        self._bury(now, length, but=worker)
        if not nobody_else(self._connection, "crew"):
            return None
        held = {row.list_id: row.worker for row in self._connection.execute(sa.select(shares))}
        ours = [[each for each in group if held.get(each) in {worker, None}] for group in groups]
        mine = [group for group in ours if any(held.get(each) == worker for each in group)]
        idle = [group for group in groups if all(held.get(each) is None for each in group)]
        fair = math.ceil(len(groups) / max(1, self._living()))
        taken = idle if all_idle else idle[: max(0, fair - len(mine))]
        orphaned = [each for group in taken for each in group if each in held]
        for each in _flat([*mine, *taken]):
            if held.get(each) is None:
                row = {"list_id": each, "worker": worker, "since": now}
                put(self._connection, shares, row, {"worker": worker, "since": now})
        surplus = [] if taken else mine[fair:]
        return Share(
            lists=_flat([*mine, *taken]),
            surplus=_flat(surplus),
            orphaned=tuple(orphaned),
            idle=_flat(group for group in idle if group not in taken),
        )

    def give_back(self, worker: str, lists: Iterable[str]) -> None:
        """Leave lists to the others; all work on them has ended."""
        mine = sa.and_(shares.c.worker == worker, shares.c.list_id.in_(tuple(lists)))
        self._connection.execute(shares.delete().where(mine))
        call(self._connection, Call.SHARES, worker)

    def leave(self, worker: str, now: dt.datetime) -> None:
        """Be none of them any more: the lists are free at once."""
        self._connection.execute(shares.delete().where(shares.c.worker == worker))
        self._connection.execute(workers.delete().where(workers.c.id == worker))
        outbox.recover(self._connection, now)
        call(self._connection, Call.SHARES, worker)

    def all(self) -> tuple[WorkerRow, ...]:
        """All of them, the oldest first."""
        held = self._connection.execute(sa.select(shares).order_by(shares.c.list_id)).all()
        rows = self._connection.execute(sa.select(workers).order_by(workers.c.since, workers.c.id))
        return tuple(
            WorkerRow(
                id=row.id,
                name=row.name,
                since=row.since,
                until=row.until,
                lists=tuple(each.list_id for each in held if each.worker == row.id),
            )
            for row in rows
        )

    def _living(self) -> int:
        return int(self._connection.execute(sa.select(sa.func.count()).select_from(workers)).scalar_one())

    def _bury(self, now: dt.datetime, length: dt.timedelta, *, but: str) -> None:
        """What the dead had is free, and what they were sending may have left."""
        silent = sa.select(workers.c.id).where(workers.c.until < now, workers.c.id != but)
        dead = self._connection.execute(silent).scalars().all()
        if not dead or not self._server_was_there(length):
            return
        for worker in dead:
            if self._connection.dialect.name == "postgresql":  # else one that sleeps keeps its row
                self._connection.execute(_SESSIONS, {"session": f"{SESSION}{worker}"})
            self._connection.execute(
                shares.update().where(shares.c.worker == worker).values(worker=None, since=now)
            )
            self._connection.execute(workers.delete().where(workers.c.id == worker))
        outbox.recover(self._connection, now)
        call(self._connection, Call.SHARES)

    def _server_was_there(self, length: dt.timedelta) -> bool:
        """Whether workers could have renewed: while the server was away nobody could."""
        if self._connection.dialect.name != "postgresql":
            return True
        up: dt.timedelta = self._connection.execute(_LIVED).scalar_one()
        return up > 2 * length


def _flat(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(each for group in groups for each in group)
