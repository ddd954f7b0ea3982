"""One daemon on one database, or one crew: who must be alone is told who else is there."""

import contextlib
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.errors import TemporaryFailure
from bot.store.faults import of_system
from bot.store.keeping import recall, remember
from bot.store.locks import number_of

CLAIMED = "daemon"
"""Under this name a server's database remembers who has claimed it."""


class AlreadyClaimed(TemporaryFailure):
    """Another daemon runs on the database."""


class Claim:
    """The right to be the daemon of a database; it ends with ``release`` or with the process."""

    def __init__(self, release: Callable[[], None], holds: Callable[[], bool]) -> None:
        self._release = release
        self._holds = holds

    def holds(self) -> bool:
        """Whether the claim is still ours: a database server that was restarted has forgotten it."""
        return self._holds()

    def release(self) -> None:
        """Let another process have it; a second call does nothing."""
        release, self._release = self._release, lambda: None
        self._holds = lambda: False
        release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.release()


def claim(engine: Engine, holder: str, *, shared: bool = False) -> Claim:
    """Claim the database behind an engine, on a server perhaps with others; raises TemporaryFailure."""
    if engine.dialect.name == "postgresql":
        return _claim_server(engine, holder, shared=shared)
    return _claim_file(Path(f"{engine.url.database}.lock"), holder)


def _claim_file(path: Path, holder: str) -> Claim:
    """The lock is the kernel's: it goes when the process goes, however it goes. The file stays."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise of_system(error, f"the file {path} beside the database", path.parent) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        other = os.pread(handle, 1000, 0).decode(errors="replace").strip()
        os.close(handle)
        raise _taken(other) from None
    with contextlib.suppress(OSError):  # the name is a courtesy: a full disk keeps nobody from claiming
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{holder}\n".encode(), 0)
    return Claim(lambda: os.close(handle), lambda: True)


def _claim_server(engine: Engine, holder: str, *, shared: bool) -> Claim:
    """The lock is a session's: it needs a connection of its own."""
    connection = engine.connect()
    try:
        _lock(connection, holder, shared=shared)
    except BaseException:
        _let_go(connection)
        raise
    return Claim(lambda: _let_go(connection), lambda: _answers(connection))


def _lock(connection: Connection, holder: str, *, shared: bool) -> None:
    lock = sa.func.pg_try_advisory_lock_shared if shared else sa.func.pg_try_advisory_lock
    if not connection.execute(sa.select(lock(number_of(CLAIMED)))).scalar_one():
        raise _taken(recall(connection, CLAIMED) or "")
    remember(connection, CLAIMED, holder)
    connection.commit()


def _let_go(connection: Connection) -> None:
    """Unlock, and close the session: the server hears of an end by itself some moments late."""
    with contextlib.suppress(sa.exc.SQLAlchemyError):
        connection.rollback()
        connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
        connection.commit()
    connection.invalidate()
    connection.close()


def _answers(connection: Connection) -> bool:
    try:
        connection.execute(sa.select(1))
        connection.commit()
    except sa.exc.DBAPIError:
        return False
    return True


def _taken(other: str) -> AlreadyClaimed:
    who = f" ({other})" if other else ""
    return AlreadyClaimed(f"another listwarden daemon{who} runs on this database: stop it first")
