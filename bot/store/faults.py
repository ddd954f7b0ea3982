"""What the databases' errors mean to the bot: try again, or tell someone."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from bot.errors import PermanentFailure, TemporaryFailure

_SQLITE = {
    sqlite3.SQLITE_BUSY: "another program holds the database for too long (a backup?)",
    sqlite3.SQLITE_LOCKED: "another program holds the database for too long (a backup?)",
    sqlite3.SQLITE_FULL: "the disk of the database is full: make room; nothing is taken until then",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened: may the bot write to the folder around it?",
    sqlite3.SQLITE_READONLY: "the database cannot be written: its file or disk is read-only",
    sqlite3.SQLITE_NOMEM: "there is no memory left for the database",
}

_BROKEN = {
    sqlite3.SQLITE_IOERR: "the disk below the database has input/output errors: check it, then start again",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged: restore the last backup",
    sqlite3.SQLITE_NOTADB: "the file is not a database: restore the last backup or name another file",
}


class StorageBroken(PermanentFailure):
    """The database can be trusted no more: after a failed flush a later success may be false. Stop."""


def translate(error: DBAPIError) -> Exception:
    """The failure that an error of the database stands for; the error itself where it is a bug of ours."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(error, cause)
    return _of_postgresql(error)


def _of_sqlite(error: DBAPIError, cause: sqlite3.Error) -> Exception:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
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
