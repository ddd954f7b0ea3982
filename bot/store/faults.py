"""What the errors of databases and disks mean to the bot: try again, or tell someone."""

import errno
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.errors import PermanentFailure, TemporaryFailure

FULL = "the disk of the database is full: make room; nothing is taken until then"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})

_SQLITE = {
    sqlite3.SQLITE_BUSY: "another program holds the database for too long (a backup?)",
    sqlite3.SQLITE_LOCKED: "another program holds the database for too long (a backup?)",
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened: may the bot write to the folder around it?",
    sqlite3.SQLITE_READONLY: "the database cannot be written: its file or disk is read-only",
    sqlite3.SQLITE_NOMEM: "there is no memory left for the database",
}

_ROOM_OR_LOCKS = {  # input/output errors by name in which no octet of the database is at stake
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,
    sqlite3.SQLITE_IOERR_SHMOPEN: _SQLITE[sqlite3.SQLITE_CANTOPEN],
    sqlite3.SQLITE_IOERR_SHMMAP: _SQLITE[sqlite3.SQLITE_NOMEM],
    sqlite3.SQLITE_IOERR_NOMEM: _SQLITE[sqlite3.SQLITE_NOMEM],
    sqlite3.SQLITE_IOERR_LOCK: _SQLITE[sqlite3.SQLITE_BUSY],
    sqlite3.SQLITE_IOERR_RDLOCK: _SQLITE[sqlite3.SQLITE_BUSY],
    sqlite3.SQLITE_IOERR_UNLOCK: _SQLITE[sqlite3.SQLITE_BUSY],
}

_BROKEN = {
    sqlite3.SQLITE_IOERR: "the disk below the database has input/output errors: check it, then start again",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged: restore the last backup",
    sqlite3.SQLITE_NOTADB: "the file is not a database: restore the last backup or name another file",
}


class StorageBroken(PermanentFailure):
    """The database can be trusted no more: after a failed flush a later success may be false. Stop."""


def of_system(error: OSError, what: str, folder: Path) -> TemporaryFailure | PermanentFailure:
    """The failure that an error of the operating system stands for: a full disk is waited for."""
    if error.errno in _NO_ROOM:
        return TemporaryFailure(f"{FULL} ({what}: {error.strerror})")
    link = "; no link may stand in its place" if error.errno == errno.ELOOP else ""
    return PermanentFailure(
        f"{what} cannot be opened for writing ({error.strerror}): "
        f"the bot's user needs the right to write to it and to {folder}{link}"
    )


def translate(error: DBAPIError) -> Exception:
    """The failure that an error of the database stands for; the error itself where it is a bug of ours."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(error, cause)
    return _of_postgresql(error)


def _of_sqlite(error: DBAPIError, cause: sqlite3.Error) -> Exception:
    extended = getattr(cause, "sqlite_errorcode", 0)
    if extended in _ROOM_OR_LOCKS:
        return TemporaryFailure(f"{_ROOM_OR_LOCKS[extended]} ({cause})")
    code = extended & 0xFF
    if code in _BROKEN:
        return StorageBroken(f"{_BROKEN[code]} ({cause})")
    if code in _SQLITE:
        return TemporaryFailure(f"{_SQLITE[code]} ({cause})")
    return error


def _of_postgresql(error: DBAPIError) -> Exception:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state.startswith(("XX", "58")):  # data corrupted; errors of the system below
        return StorageBroken(f"the database server reports damage: {error.orig}")
    if error.connection_invalidated or state.startswith(("08", "53", "57", "40", "55")):
        return TemporaryFailure(f"the database server does not answer or has no room: {error.orig}")
    if not state and type(error.orig).__name__ in {"OperationalError", "InterfaceError", "ConnectionTimeout"}:
        return TemporaryFailure(f"the database server cannot be reached: {error.orig}")
    return error
