"""
Calls from worker to worker on one PostgreSQL database, so that none waits for its next look (NOTIFY, LISTEN).

A call is worth a look and nothing more: what is lost on the way, in a pooler or with a line that
was cut, is found by the next look that comes by itself. It is heard once its transaction
holds, and not at all where that is undone.
"""

from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.store.faults import translate

_CHANNEL: Final = "listwarden"
_NAMED: Final = "SELECT set_config('application_name', %s, false)"


class Call(StrEnum):
    """MAIL: some is due that its worker cannot send now. SHARES: lists are free, or workers come or go."""

    MAIL = "mail"
    SHARES = "shares"


def call(connection: Connection, what: str, by: str | None = None) -> None:
    """Tell the others, and with ``by`` not the worker of that id; SQLite has nobody to tell."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(_CHANNEL, f"{what} {by or ''}")))


class Ear:
    """A session of its own that hears calls; it belongs to one thread, and ends with ``close``."""

    def __init__(self, engine: Engine, name: str, worker: str | None) -> None:
        self._worker = worker or ""
        self._errors: Any = engine.dialect.loaded_dbapi
        try:
            pooled = engine.raw_connection()
        except self._errors.Error as error:
            raise self._failure(error) from error
        session: Any = pooled.driver_connection
        self._session = session
        pooled.detach()
        try:
            self._session.autocommit = True
            self._session.execute(_NAMED, (name,))
            self._session.execute(f"LISTEN {_CHANNEL}")
        except self._errors.Error as error:
            self._session.close()
            raise self._failure(error) from error

    def fileno(self) -> int:
        """The descriptor that can be read when there is something to hear."""
        return int(self._session.fileno())

    def heard(self) -> frozenset[str]:
        """What was called since the last time, by others; raises TemporaryFailure where the line is cut."""
        try:
            told = [one.payload.partition(" ") for one in self._session.notifies(timeout=0)]
        except self._errors.Error as error:
            raise self._failure(error) from error
        return frozenset(what for what, _, by in told if not by or by != self._worker)

    def close(self) -> None:
        """End the session."""
        self._session.close()

    def _failure(self, error: Exception) -> Exception:
        return translate(DBAPIError("", None, error, connection_invalidated=True))
