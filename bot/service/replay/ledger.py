"""
The rows of a replay on disk, so that a hundred thousand posts need no more memory than ten thousand.

A temporary SQLite file without journal: it is thrown away with the replay.
"""

import math
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from bot.errors import PermanentFailure
from bot.service.replay.kept.record import Kept, fit
from bot.service.replay.row import Dated, Row, Said, Settled

Place = tuple[float, int, int]
"""Where a post stands by its date: its moment in seconds (UTC), its unit and position."""

FIRST: Place = (-1e18, -1, -1)
CACHE = 4_000  # KiB of pages that SQLite keeps
BATCH = 1_000
SEPARATOR = "\x1f"  # rules may have blanks in their names

TABLE = """
CREATE TABLE post (
    unit INTEGER, position INTEGER, source TEXT, message_id TEXT, key TEXT, at REAL, dated INTEGER,
    author TEXT, name TEXT, subject TEXT, disposition TEXT, reasons TEXT, outcomes TEXT,
    was TEXT, was_reasons TEXT, was_outcomes TEXT, unknown TEXT, near TEXT, parent TEXT, octet INTEGER,
    change TEXT, signs TEXT, doubt REAL,
    PRIMARY KEY (unit, position)
) WITHOUT ROWID
"""
COLUMNS = 23
TRAIL = """
CREATE TABLE trail (
    at REAL, unit INTEGER, position INTEGER, octets BLOB, PRIMARY KEY (at, unit, position)
) WITHOUT ROWID
"""
BY_DATE = (
    "SELECT trail.at, unit, position, octets, disposition, reasons, outcomes, was, was_reasons, was_outcomes"
    " FROM trail JOIN post USING (unit, position) WHERE (trail.at, unit, position) > (?, ?, ?)"
    " AND trail.at < ? ORDER BY trail.at, unit, position LIMIT ?"
)
SETTLE = (
    "UPDATE post SET disposition = ?1, reasons = ?2, outcomes = ?3,"
    " was = ?4, was_reasons = ?5, was_outcomes = ?6,"
    " unknown = unknown || iif(unknown > '' AND ?7 > '', char(31), '') || ?7,"
    " near = near || iif(near > '' AND ?8 > '', char(31), '') || ?8"
    " WHERE unit = ?9 AND position = ?10"
)
DAYS = (
    "SELECT CASE WHEN dated THEN strftime('%Y-%m-%d', at, 'unixepoch') END, disposition, COUNT(*)"
    " FROM post GROUP BY 1, 2 ORDER BY 1"
)


Step = tuple[float, int, int, bytes]
"""A post on the way through the history: its moment, its unit and position, its trail."""


class Record(NamedTuple):
    """A row as the ledger takes it: what goes into each of its tables; it is small to pickle."""

    post: tuple[Any, ...]
    trail: Step | None


class Ledger:
    """All rows of one replay; a context manager, since the file goes with it."""

    def __init__(self) -> None:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="listwarden-replay-")
        except OSError as error:
            raise PermanentFailure(
                f"no temporary folder can be made, name another by TMPDIR: {error}"
            ) from error
        self._base = sqlite3.connect(Path(self._folder.name) / "rows.sqlite", isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE}", "temp_store=FILE"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.execute(TABLE)
        self._base.execute(TRAIL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        with suppress(OSError):
            self._folder.cleanup()

    def add(self, records: Sequence[Record]) -> None:
        """Take in rows, in one transaction."""
        marks = ", ".join("?" * COLUMNS)
        with self.together():
            self._base.executemany(
                f"INSERT INTO post VALUES ({marks})",  # noqa: S608 - question marks only
                (one.post for one in records),
            )
            self._base.executemany(
                "INSERT INTO trail VALUES (?, ?, ?, ?)", filter(None, (one.trail for one in records))
            )

    def rows(self, where: str = "1", order: str = "unit, position", *values: Any) -> Iterator[Row]:
        """Rows, in the order of the archives."""
        sql = f"SELECT * FROM post WHERE {where} ORDER BY {order}"  # noqa: S608 - our own clauses
        for record in self._base.execute(sql, values):
            yield _row(record)

    def settle(self, rows: Iterable[Settled]) -> None:
        """Write what the history of the list has decided of posts, in one transaction."""
        with self.together():
            self._base.executemany(SETTLE, map(_settled, rows))

    def by_date(self, after: Place = FIRST, before: float = math.inf) -> Iterator[Dated]:
        """The rows that have a trail, oldest first, between two moments; rows may be settled meanwhile."""
        while found := self._base.execute(BY_DATE, (*after, before, BATCH)).fetchall():
            yield from map(_dated, found)
            after = found[-1][:3]

    def assess(self, row: Row, change: str, signs: Iterable[str], doubt: float) -> None:
        """Write how a post differs between the rule sets, and what speaks for a mistake of the rules."""
        self._base.execute(
            "UPDATE post SET change = ?, signs = ?, doubt = ? WHERE unit = ? AND position = ?",
            (change, SEPARATOR.join(signs), doubt, row.unit, row.position),
        )

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written within is one transaction."""
        self._base.execute("BEGIN")
        yield
        self._base.execute("COMMIT")

    def count(self, where: str = "1") -> int:
        """How many rows there are."""
        return int(self._base.execute(f"SELECT COUNT(*) FROM post WHERE {where}").fetchone()[0])  # noqa: S608 - our own

    def dispositions(self) -> Counter[str]:
        """How many posts have each disposition."""
        return Counter(dict(self._base.execute("SELECT disposition, COUNT(*) FROM post GROUP BY 1")))

    def outcomes(self) -> Counter[str]:
        """How many posts have each text of outcomes."""
        return Counter(dict(self._base.execute("SELECT outcomes, COUNT(*) FROM post GROUP BY 1")))

    def days(self) -> Iterator[tuple[str | None, str, int]]:
        """Day (None: no date), disposition, number of posts."""
        yield from self._base.execute(DAYS)

    def changes(self) -> Counter[str]:
        """How many posts changed in which way."""
        return Counter(
            dict(self._base.execute("SELECT change, COUNT(*) FROM post WHERE change > '' GROUP BY 1"))
        )

    def unknown(self) -> dict[tuple[str, ...], int]:
        """How many posts left these facts unknown."""
        sql = "SELECT unknown, COUNT(*) FROM post WHERE unknown > '' GROUP BY 1"
        return {_names(names): posts for names, posts in self._base.execute(sql)}

    def authors(self, most: int) -> Iterator[tuple[str, str, int, Mapping[str, int]]]:
        """Address, name, posts, dispositions: those first whom the rules stop most, then who writes most."""
        sql = (
            "SELECT author, MAX(name), COUNT(*), SUM(disposition = 'return'), SUM(disposition = 'hold'),"
            " SUM(disposition = 'discard'), SUM(disposition = 'digest') FROM post GROUP BY author"
            " ORDER BY SUM(disposition IN ('return', 'hold', 'discard')) DESC, COUNT(*) DESC, author LIMIT ?"
        )
        for author, name, posts, returned, held, discarded, digested in self._base.execute(sql, (most,)):
            numbers = {"return": returned, "hold": held, "discard": discarded, "digest": digested}
            yield author, name, posts, numbers

    def replies(self, row: Row) -> int:
        """How many posts in the archive answer this one and are by another author."""
        if not row.message_id:
            return 0
        sql = "SELECT COUNT(*) FROM post WHERE parent = ? AND author != ?"
        return int(self._base.execute(sql, (row.message_id, row.author)).fetchone()[0])

    def index(self) -> None:
        """Make ready for questions about replies and keys."""
        self._base.execute("CREATE INDEX IF NOT EXISTS by_parent ON post (parent) WHERE parent IS NOT NULL")
        self._base.execute("CREATE INDEX IF NOT EXISTS by_key ON post (key)")


def entry(
    place: tuple[int, int, str],
    kept: Kept,
    said: Said,
    before: Said | None,
    unknown: Sequence[str],
    near: Sequence[str],
) -> tuple[Any, ...]:
    """The row of a post: its unit, position and source, what is kept of it, what is said of it."""
    unit, position, told = place
    source = fit(told)
    return (
        unit, position, source, kept.message_id, kept.message_id or source, kept.at, kept.dated,
        kept.author, kept.name, kept.subject, *_written(said), *_written(before),
        SEPARATOR.join(unknown), SEPARATOR.join(near), kept.parent, kept.octet, "", "", 0.0,
    )  # fmt: skip


def _written(said: Said | None) -> tuple[str | None, ...]:
    return (said.disposition, SEPARATOR.join(said.reasons), said.outcomes) if said else (None, None, None)


@lru_cache
def _said(disposition: str, reasons: str, outcomes: str) -> Said:
    return Said(disposition=disposition, reasons=_names(reasons), outcomes=outcomes)


def _settled(one: Settled) -> tuple[Any, ...]:
    more = (SEPARATOR.join(one.unknown), SEPARATOR.join(one.near))
    return (*_written(one.said), *_written(one.before), *more, one.unit, one.position)


def _dated(record: tuple[Any, ...]) -> Dated:
    return Dated(
        at=record[0],
        unit=record[1],
        position=record[2],
        trail=record[3],
        said=_said(*record[4:7]),
        before=None if record[7] is None else _said(*record[7:10]),
    )


def _row(record: tuple[Any, ...]) -> Row:
    (
        unit, position, source, message_id, key, at, dated, author, name, subject, *said,
        unknown, near, parent, octet, change, signs, doubt,
    ) = record  # fmt: skip
    return Row(
        unit, position, source, message_id, key, at, bool(dated), author, name, subject,
        _said(*said[:3]), None if said[3] is None else _said(*said[3:]),
        _names(unknown), _names(near), parent, octet, change, _names(signs), doubt,
    )  # fmt: skip


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()
