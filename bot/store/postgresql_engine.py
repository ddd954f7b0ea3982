"""PostgreSQL as the bot wants it."""

import sys
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine

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
        pool_pre_ping=True,  # a server that was restarted costs no message
        connect_args={"options": _OPTIONS, "application_name": "listwarden", **_LINE},
    )
    event.listen(engine, "connect", _check)
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


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("listwarden_reads", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
