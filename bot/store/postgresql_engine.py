"""PostgreSQL as the bot wants it."""

import math
import sys
import time
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import PermanentFailure

_OPTIONS = (
    "-c synchronous_commit=on -c timezone=UTC -c lock_timeout=60s "
    "-c idle_in_transaction_session_timeout=300s "
    "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)
_LINE = {  # a server that is gone without a word is noticed within a minute and a half
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 90_000,
}
_WANTED = {
    "fsync": ("on", "what it has acknowledged is lost with the power. Set fsync = on in postgresql.conf"),
    "synchronous_commit": (
        "on",
        "what it has acknowledged is lost with the power. Set synchronous_commit = on",
    ),
    "server_encoding": ("UTF8", "names would be lost. Make the database with ENCODING 'UTF8'"),
}


_SINCE: Final = "since"
RESTED: Final = 0.5
"""Seconds of rest after which a session is asked whether it is still there."""


def make(url: URL) -> Engine:
    """An engine for a server; raises PermanentFailure where psycopg is missing."""
    try:
        import psycopg  # noqa: F401, PLC0415 - an extra: only who uses PostgreSQL has it
    except ImportError:
        raise PermanentFailure(
            "for a PostgreSQL database psycopg must be installed: "
            f"{sys.executable} -m pip install 'psycopg[binary]'"
        ) from None
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"options": _OPTIONS, "application_name": "listwarden", **_LINE},
    )
    event.listen(engine, "connect", _check)
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", lambda session, record, _: _ask(engine, session, record))
    event.listen(engine, "begin", _begin)
    return engine


def _check(connection: Any, _: Any) -> None:
    """Refuse a server that forgets, by asking it."""
    with connection.cursor() as cursor:
        for name, (wanted, why) in _WANTED.items():
            cursor.execute(f"SHOW {name}")
            got = cursor.fetchone()[0]
            if got != wanted:
                raise PermanentFailure(f"the PostgreSQL server runs with {name} = {got}: {why}.")
    connection.rollback()


def _rests(_: Any, record: ConnectionPoolEntry) -> None:
    record.info[_SINCE] = time.monotonic()


def _ask(engine: Engine, session: Any, record: ConnectionPoolEntry) -> None:
    """
    Whether a session that has rested is there: a server that was restarted meanwhile costs no message.

    Not before each transaction, for asking is a statement; one that is cut in the moment between
    two transactions fails like one that is cut within.
    """
    if time.monotonic() - record.info.get(_SINCE, -math.inf) < RESTED:
        return
    try:
        engine.dialect.do_ping(session)
    except engine.dialect.loaded_dbapi.Error as error:
        raise sa.exc.InvalidatePoolError from error


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("listwarden_reads", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
