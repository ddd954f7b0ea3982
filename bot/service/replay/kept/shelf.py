"""
Where records are kept: one SQLite file for each version, in the user's folder for such things.

Every file can be deleted at any time. One that cannot be read or written is
done without: a replay never fails for it, and never believes it.
"""

import os
import sqlite3
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.service.replay.kept.record import Kept, unpacked

MOST = 2_000_000_000
"""Octets that all files together may have; the one that was not used for the longest time goes first."""

WAIT = 30.0  # seconds for which another process of the same replay may write
TABLE = "CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, key BLOB UNIQUE, octets BLOB)"
FIND = "SELECT octets FROM kept WHERE key = ?"
WRITE = (
    "INSERT INTO kept (key, octets) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET octets = excluded.octets"
)


def folder() -> Path:
    """Where the files lie (XDG Base Directory Specification: $XDG_CACHE_HOME)."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(home) if home.startswith("/") else Path.home() / ".cache"
    return base / "listwarden" / "replay"


def prepared(version: str) -> Path | None:
    """
    The file for a version, with room for it made; None where the folder is no safe place.

    Posts are inside: the folder is the user's alone, or it is not used.
    """
    try:
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = place.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o077:
            return None
        path = place / f"{version}.sqlite"
        _make_room(place, but=path)
    except (OSError, RuntimeError):  # RuntimeError: nobody's home
        return None
    return path


def _make_room(place: Path, but: Path) -> None:
    """Delete the files that were not used for the longest time, until half of the room is free."""
    others = sorted(
        (one for one in place.glob("*.sqlite") if one != but),
        key=lambda one: one.stat().st_mtime,
        reverse=True,
    )
    used = but.stat().st_size if but.exists() else 0
    for each in others:
        used += each.stat().st_size
        if used > MOST // 2:
            for tail in ("", "-wal", "-shm"):
                Path(f"{each}{tail}").unlink(missing_ok=True)


class Shelf:
    """The records of one version. Whatever goes wrong with the file ends its use, not the replay."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None
        self._waiting: dict[bytes, bytes] = {}

    @property
    def open(self) -> bool:
        """Whether anything can be found here, or put here."""
        if self._base is None and self._path:
            self._base = _opened(self._path)
            self._path = self._path if self._base else None
        return self._base is not None

    def find(self, key: bytes) -> Kept | None:
        """The record of a post, None where there is none that can be read."""
        if self._base is None:
            return None
        try:
            found = self._base.execute(FIND, (key,)).fetchone()
        except sqlite3.Error:
            self.close()
            return None
        return unpacked(found[0]) if found else None

    def put(self, key: bytes, record: Kept) -> None:
        """Keep a record; it is on the disk after ``write``."""
        if self._base is not None:
            self._waiting[key] = record.packed()

    def write(self) -> None:
        """Put on the disk what waits, in one transaction."""
        if self._base is None or not self._waiting:
            return
        rows: Iterable[tuple[bytes, bytes]] = self._waiting.items()
        try:
            if self._path and self._path.stat().st_size < MOST:
                with self._base:
                    self._base.execute("BEGIN IMMEDIATE")
                    self._base.executemany(WRITE, rows)
        except (sqlite3.Error, OSError):
            self.close()
        self._waiting = {}

    def close(self) -> None:
        """Use the file no more."""
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
        self._base = self._path = None


def _opened(path: Path) -> sqlite3.Connection | None:
    """A connection; a damaged file is begun anew, one that cannot be written is not used."""
    for _ in range(2):
        try:
            return _connected(path)
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            with suppress(OSError):
                path.unlink()
        except OSError:
            return None
    return None


def _connected(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    base = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-4000"):
            base.execute(f"PRAGMA {pragma}")
        base.execute(TABLE)
        os.utime(path)
    except (sqlite3.Error, OSError):
        base.close()
        raise
    return base
