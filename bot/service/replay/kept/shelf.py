"""
Where what is read is kept: one SQLite file for each version, in the user's folder for such things.

Every file can be deleted at any time. One that cannot be read or written is
done without: a replay never fails for it, and never believes it.
"""

import os
import sqlite3
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bot.service.replay.kept.record import packed, plain, unpacked
from bot.service.replay.kept.sheet import NO_FACT, Sheet, name_of

Written = TypeVar("Written")

MOST = 2_000_000_000
"""Octets that all files together may have; the one that was not used for the longest time goes first."""

WAIT = 30.0  # seconds for which another process of the same replay may write
TABLES = """
CREATE TABLE IF NOT EXISTS unit (key BLOB PRIMARY KEY, octets BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sheet (
    number INTEGER PRIMARY KEY AUTOINCREMENT, unit BLOB, part INTEGER, posts INTEGER, UNIQUE (unit, part));
CREATE TABLE IF NOT EXISTS value (sheet INTEGER, name TEXT, octets BLOB, UNIQUE (sheet, name));
CREATE TABLE IF NOT EXISTS post (key BLOB PRIMARY KEY, sheet INTEGER, place INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS post_sheet ON post (sheet);
CREATE TABLE IF NOT EXISTS cut (stamp BLOB PRIMARY KEY, octets BLOB) WITHOUT ROWID;
"""
PUT = "INSERT INTO value VALUES (?, ?, ?) ON CONFLICT (sheet, name) DO UPDATE SET octets = excluded.octets"
ADD = "INSERT INTO sheet (unit, part, posts) VALUES (?, ?, ?)"
POINTS = "SELECT 1 FROM post WHERE sheet = ? LIMIT 1"
POINT = (
    "INSERT INTO post VALUES (?, ?, ?)"
    " ON CONFLICT (key) DO UPDATE SET sheet = excluded.sheet, place = excluded.place"
)
KEPT_SHEETS = 2  # of which single posts are asked


@dataclass(frozen=True, slots=True)
class Whole:
    """All posts of a unit as they are kept: its sheets in order, what reading the unit told."""

    sheets: tuple[Sheet, ...]
    told: tuple[str, ...]


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
            _delete(each)


def _delete(path: Path) -> None:
    """Delete a file, and what SQLite has laid beside it."""
    for tail in ("-wal", "-shm", ""):
        Path(f"{path}{tail}").unlink(missing_ok=True)


class Shelf:
    """
    The sheets of one version. Whatever goes wrong with the file ends its use, not the replay.

    A unit of an archive that did not change gives its sheets at once; the posts of one that did
    are found by their keys, each in the sheet of the unit that it stood in.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None
        self._recent: dict[int, Sheet] = {}

    @property
    def open(self) -> bool:
        """Whether anything can be found here, or put here."""
        if self._base is None and self._path:
            self._base = _opened(self._path)
            self._path = self._path if self._base else None
        return self._base is not None

    def unit(self, key: bytes) -> Whole | None:
        """What is kept of a whole unit, None where not all of it is."""
        about = self._about(key)
        rows = (
            self._rows("SELECT number, posts FROM sheet WHERE unit = ? ORDER BY part", key) if about else []
        )
        if about is None or [number for number, _ in rows] != about[0]:
            return None
        return Whole(tuple(self._sheet(*row) for row in rows), tuple(about[1]))

    def post(self, key: bytes) -> tuple[Sheet, int] | None:
        """The sheet in which a post is kept, and its place there."""
        for number, place in self._rows("SELECT sheet, place FROM post WHERE key = ?", key):
            if number not in self._recent:
                if len(self._recent) >= KEPT_SHEETS:
                    self._recent.pop(next(iter(self._recent)))
                for (posts,) in self._rows("SELECT posts FROM sheet WHERE number = ?", number):
                    self._recent[number] = self._sheet(number, posts)
            sheet = self._recent.get(number)
            if sheet and place < sheet.size:
                return sheet, place
        return None

    def names(self, number: int) -> frozenset[str]:
        """The facts of which a sheet has columns."""
        rows = self._rows("SELECT name FROM value WHERE sheet = ?", number)
        return frozenset(name for (name,) in rows if not name.startswith(NO_FACT))

    def add(self, unit: bytes, part: int, columns: Mapping[str, Sequence[Any]]) -> Sheet:
        """Keep a sheet; those whose posts all lie in later ones go."""
        keys = columns[name_of("key")]

        def write(base: sqlite3.Connection) -> int:
            asked = (base.execute("SELECT sheet FROM post WHERE key = ?", (key,)) for key in keys)
            before = {number for rows in asked for (number,) in rows}
            base.execute("DELETE FROM sheet WHERE unit = ? AND part = ?", (unit, part))
            added = base.execute(ADD, (unit or None, part, len(keys)))
            number = added.lastrowid or 0
            base.executemany(POINT, ((key, number, place) for place, key in enumerate(keys)))
            _put(base, number, columns)
            still = {one for one in before if base.execute(POINTS, (one,)).fetchone()}
            for one in before - still:
                base.execute("DELETE FROM value WHERE sheet = ?", (one,))
                base.execute("DELETE FROM sheet WHERE number = ?", (one,))
            return number

        number = self._write(write)
        return self._sheet(number, len(keys)) if number else Sheet(0, len(keys), lambda _: {})

    def widen(self, sheet: Sheet, columns: Mapping[str, Sequence[Any]]) -> None:
        """Keep more columns of a sheet."""
        if sheet.number and columns:
            self._write(lambda base: _put(base, sheet.number, columns))

    def finish(self, unit: bytes, told: Sequence[str], first: float) -> None:
        """A unit is kept to its end: with these warnings, and no post before ``first``."""

        def write(base: sqlite3.Connection) -> None:
            rows = base.execute("SELECT number FROM sheet WHERE unit = ? ORDER BY part", (unit,)).fetchall()
            about = packed(([number for (number,) in rows], list(told), first), unit.hex())
            base.execute("INSERT OR REPLACE INTO unit VALUES (?, ?)", (unit, about))

        if unit:
            self._write(write)

    def first(self, unit: bytes) -> float | None:
        """A moment (seconds, UTC) before which a unit has no post; None where nobody knows one."""
        about = self._about(unit)
        return about[2] if about else None

    def _about(self, unit: bytes) -> tuple[list[int], list[str], float] | None:
        """The numbers of a unit's sheets, what reading it told, and its first moment."""
        rows = self._rows("SELECT octets FROM unit WHERE key = ?", unit) if unit else []
        return unpacked(rows[0][0], unit.hex()) if rows else None

    def cut(self, stamp: bytes) -> list[tuple[int, int]] | None:
        """Where an archive of this stamp was cut into pieces; None where nobody has noted it."""
        rows = self._rows("SELECT octets FROM cut WHERE stamp = ?", stamp)
        return unpacked(rows[0][0], stamp.hex()) if rows else None

    def note_cut(self, stamp: bytes, pieces: Sequence[tuple[int, int]]) -> None:
        """Note how an archive is cut."""
        row = (stamp, packed(list(pieces), stamp.hex()))
        self._write(lambda base: base.execute("INSERT OR REPLACE INTO cut VALUES (?, ?)", row))

    def close(self) -> None:
        """Use the file no more."""
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
        self._base = self._path = None
        self._recent = {}

    def _sheet(self, number: int, posts: int) -> Sheet:
        return Sheet(number, posts, partial(self._load, number, posts))

    def _load(self, number: int, posts: int, names: Sequence[str]) -> dict[str, list[Any]]:
        """The columns of a sheet that are whole."""
        marks = ", ".join("?" * len(names))
        rows = self._rows(
            f"SELECT name, octets FROM value WHERE sheet = ? AND name IN ({marks})",  # noqa: S608 - question marks only
            number,
            *names,
        )
        found = ((name, unpacked(octets, f"{number} {name}")) for name, octets in rows)
        return {name: column for name, column in found if column is not None and len(column) == posts}

    def _rows(self, wanted: str, *given: Any) -> list[tuple[Any, ...]]:
        """What the file answers; nothing where it is damaged, and nothing from then on."""
        if not self.open or self._base is None:
            return []
        try:
            return self._base.execute(wanted, given).fetchall()
        except sqlite3.Error:
            self.close()
            return []

    def _write(self, work: Callable[[sqlite3.Connection], Written]) -> Written | None:
        """Do it in one transaction; None where there is no room, or the file cannot be written."""
        try:
            if self.open and self._base and self._path and self._path.stat().st_size < MOST:
                with self._base:
                    self._base.execute("BEGIN IMMEDIATE")
                    return work(self._base)
        except (sqlite3.Error, OSError):
            self.close()
        return None


def _put(base: sqlite3.Connection, number: int, columns: Mapping[str, Sequence[Any]]) -> None:
    kept = ((name, column if name.startswith(NO_FACT) else plain(column)) for name, column in columns.items())
    base.executemany(PUT, ((number, name, packed(column, f"{number} {name}")) for name, column in kept))


def _opened(path: Path) -> sqlite3.Connection | None:
    """A connection; a damaged file is begun anew, one that cannot be written is not used."""
    for _ in range(2):
        try:
            return _connected(path)
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            with suppress(OSError):
                _delete(path)
        except OSError:
            return None
    return None


def _connected(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    base = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-4000"):
            base.execute(f"PRAGMA {pragma}")
        base.executescript(TABLES)
        os.utime(path)
    except (sqlite3.Error, OSError):
        base.close()
        raise
    return base
