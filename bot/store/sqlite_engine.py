"""SQLite as the bot wants it: write-ahead log, every commit flushed, checked by reading the settings back."""

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine

from bot.errors import PermanentFailure
from bot.store.faults import of_system

PATIENCE: Final = 20_000
"""Milliseconds to wait for another writer; the daemon's writer tries again after that."""

_PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: with NORMAL the last commits are gone after a power cut
    "foreign_keys": 1,
    "busy_timeout": PATIENCE,
    "trusted_schema": 0,
}


def make(url: URL) -> Engine:
    """An engine on a file of mode 0600, made if it is missing; raises PermanentFailure."""
    if not url.database or url.database == ":memory:":
        raise PermanentFailure(
            "a database in memory would lose mail: name a file, as in sqlite:///listwarden.db"
        )
    _prepare(Path(url.database))
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE / 1000})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def look_through(engine: Engine) -> None:
    """Raise PermanentFailure where the file is damaged."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
    if found != ["ok"]:
        raise PermanentFailure(
            f"the database {engine.url.database} is damaged: {'; '.join(map(str, found))}. "
            "Restore the last backup of it; keep the damaged file for a look."
        )


def _prepare(path: Path) -> None:
    folder = path.absolute().parent
    if not folder.is_dir():
        raise PermanentFailure(
            f"the folder {folder} for the database does not exist: make it, or change data_dir"
        )
    try:
        _touch(path, folder)
    except OSError as error:
        raise of_system(error, f"the database {path}", folder) from error


def _touch(path: Path, folder: Path) -> None:
    """Make the file for its owner alone (SQLite gives its log the same mode); its name is flushed too."""
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        mode = os.fstat(handle).st_mode & 0o777
        if mode & 0o077:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)
    if not os.access(folder, os.W_OK):
        raise PermissionError(13, "the folder is not writable", str(folder))
    if new:
        _flush(folder)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _configure(connection: sqlite3.Connection, _: Any) -> None:
    """Set what durability needs and refuse a file system on which it does not hold."""
    connection.isolation_level = None  # the transactions are ours: see _begin
    for name, wanted in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        got = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if got != wanted:
            raise PermanentFailure(
                f"SQLite does not accept {name} = {wanted} for the database (it says {got}): "
                "put it on a local disk, with a current SQLite"
            )


def _begin(connection: Connection) -> None:
    """Writers line up at once: one that reads first and writes later could be refused the lock."""
    reads = connection.get_execution_options().get("listwarden_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
