"""Locks between writers of one PostgreSQL database; SQLite has one writer anyway (``BEGIN IMMEDIATE``)."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.engine import Connection


def one_at_a_time(connection: Connection, what: str) -> None:
    """Let nobody else do the same until the end of this transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number_of(what))))


def nobody_else(connection: Connection, what: str) -> bool:
    """As ``one_at_a_time``, but without waiting: False where somebody is at it."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(
        connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(number_of(what)))).scalar_one()
    )


def number_of(what: str) -> int:
    """The number under which PostgreSQL knows a lock: 63 bits of a hash."""
    return int.from_bytes(hashlib.sha256(f"listwarden {what}".encode()).digest()[:8]) >> 1
