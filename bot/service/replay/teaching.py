"""What the archives of a replay teach of each of their own posts, as it was known at the post's date."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from bot.intake.archive import Found, Unit, read_unit
from bot.mail.known import NOTHING, Known
from bot.mail.known.answered import THREAD_DAYS, THREAD_POSTS
from bot.mail.known.closing_lines import ClosingLines
from bot.mail.known.footer_lines import FOOTER_EVERY, FooterLines, number_of
from bot.mail.known.lesson import lesson_of
from bot.mail.known.line_keys import pack, unpack
from bot.mail.read import skim
from bot.service.beside import moment
from bot.service.replay.spread import sensible, spread

_TABLES = """
CREATE TABLE lesson (
    at REAL, unit INTEGER, position INTEGER, author TEXT, closing BLOB, footer BLOB, body INTEGER, said BLOB,
    message_id TEXT, thread INTEGER, answers TEXT, asked INTEGER);
CREATE TABLE lines (number INTEGER PRIMARY KEY, keys BLOB UNIQUE, digest BLOB);
CREATE TABLE known (
    unit INTEGER, position INTEGER, closing INTEGER, footers INTEGER, answered INTEGER,
    PRIMARY KEY (unit, position)) WITHOUT ROWID;
CREATE TABLE digest (unit INTEGER PRIMARY KEY, digest BLOB);
"""
_INDEXES = """
CREATE INDEX lesson_at ON lesson (at, unit, position);
CREATE INDEX lesson_named ON lesson (message_id);
CREATE INDEX lesson_thread ON lesson (thread, at);
"""
_ADD = "INSERT INTO lesson VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BY_DATE = (
    "SELECT at, unit, position, author, closing, footer, body, said, answers, asked FROM lesson"
    " ORDER BY at, unit, position"
)
_NAMED = "SELECT said FROM lesson WHERE message_id = ? AND at < ? ORDER BY at DESC LIMIT 1"
_IN_THREAD = "SELECT said FROM lesson WHERE thread = ? AND at > ? AND at < ? ORDER BY at DESC LIMIT ?"
_KNOWN = (
    "SELECT position, closing, footers, answered FROM known WHERE unit = ? AND position >= ?"
    " ORDER BY position"
)
_KEYS = "SELECT keys FROM lines WHERE number = ?"
_NOTE = "INSERT INTO known VALUES (?, ?, ?, ?, ?)"
_DIGESTS = (
    "SELECT unit, position, (SELECT digest FROM lines WHERE number = closing),"
    " (SELECT digest FROM lines WHERE number = footers), (SELECT digest FROM lines WHERE number = answered)"
    " FROM known ORDER BY unit, position"
)
_DIGEST_OF = "SELECT digest FROM digest WHERE unit = ?"
_DIGEST_OCTETS = 16
_PIECE = 500  # lessons that are written together
_SETS = 512  # sets of lines that a process keeps unpacked
_AUTHORS = 256  # authors whose closing lines are kept unpacked

_NO_LINES = frozenset[int]()

Lesson = tuple[object, ...]
Row = tuple[float, int, int, str, bytes, bytes, int, bytes, str, int]
_Noted = tuple[int, int | None, int | None, int | None]


class Taught:
    """
    What is known of a post by its place in the archives; a process reads it from the file it is told.

    Posts that are asked for in their order are read in one course.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._opened: sqlite3.Connection | None = None
        self._rows: Iterator[_Noted] = iter(())
        self._next: _Noted | None = None
        self._place = (-1, 0)
        self._lines = lru_cache(maxsize=_SETS)(self._unpacked)

    def of(self, unit: int, position: int) -> Known:
        """What the list had taught of a post when it was written."""
        if (base := self._base()) is None:
            return NOTHING
        if (unit, position) != self._place:
            self._rows = base.execute(_KNOWN, (unit, position))
            self._next = next(self._rows, None)
        self._place = (unit, position + 1)
        if self._next is None or self._next[0] != position:
            return NOTHING
        _, closing, footers, answered = self._next
        self._next = next(self._rows, None)
        return Known(self._lines(closing), self._lines(footers), self._lines(answered))

    def digest_of(self, unit: int) -> bytes:
        """A digest of what is known of all posts of a unit: where it is the same, so is each post's."""
        base = self._base()
        row = base.execute(_DIGEST_OF, (unit,)).fetchone() if base else None
        return row[0] if row else _digest(b"")

    def close(self) -> None:
        """Ask no more for now."""
        self._rows, self._next, self._place = iter(()), None, (-1, 0)
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    def _base(self) -> sqlite3.Connection | None:
        if self._opened is None and self._path:
            self._opened = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)
        return self._opened

    def _unpacked(self, number: int | None) -> frozenset[int]:
        """The lines of a set by its number; a file in which it is not is damaged."""
        base = self._base() if number is not None else None
        return frozenset(unpack(base.execute(_KEYS, (number,)).fetchone()[0])) if base else frozenset()


@contextmanager
def taught_by(units: Sequence[Unit], shelf: Path | None = None, workers: int = 1) -> Iterator[Path]:
    """
    A file with what the posts of these units teach of each other, read by so many ``workers``.

    Beside ``shelf``, the file of what a replay keeps, it stays for the next
    replay of the same files; without, it is gone with this block. A post without
    a date teaches nothing, and nothing is known of it. Memory is bounded by what
    a list keeps of each author, whatever the number of posts.
    """
    kept = _kept_beside(units, shelf) if shelf else None
    if kept is not None and _is_sound(kept):
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="listwarden-") as folder:
        made = Path(folder) / "taught.sqlite"
        _teach(made, units, workers)
        if kept is not None:
            with suppress(OSError):
                part = kept.with_name(f"{kept.name}.{os.getpid()}")
                part.touch(0o600, exist_ok=False)
                shutil.copyfile(made, part)
                part.replace(kept)
        yield made


def kept_teaching(units: Sequence[Unit], shelf: Path) -> Path | None:
    """The file that an earlier replay of these units keeps beside ``shelf``; None where none has."""
    kept = _kept_beside(units, shelf)
    return kept if _is_sound(kept) else None


def _kept_beside(units: Sequence[Unit], shelf: Path) -> Path:
    return shelf.with_name(f"{shelf.stem}-{_stamp(units)}.sqlite")


def _stamp(units: Sequence[Unit]) -> str:
    """A name for files as they are now: another one where one of them was changed."""
    digest = hashlib.blake2b(digest_size=16)
    for unit in units:
        digest.update(repr(unit).encode("utf-8", "surrogateescape"))
        for path in [Path(unit.path), *(Path(unit.path, member) for member in unit.members)]:
            with suppress(OSError):
                about = path.stat()
                digest.update(
                    f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}\n".encode()
                )
    return digest.hexdigest()


def _is_sound(path: Path) -> bool:
    """Whether the file is there and whole; from now on it counts as used."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as base:
            sound = bool(base.execute("PRAGMA quick_check").fetchone() == ("ok",))
            base.execute(_KNOWN, (0, 0)).fetchone()
            base.execute(_DIGEST_OF, (0,)).fetchone()
        os.utime(path)
    except (sqlite3.Error, OSError):
        return False
    return sound


def _teach(path: Path, units: Sequence[Unit], workers: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        base.execute("BEGIN")
        for lessons in spread(_lessons, list(enumerate(units)), sensible(units, workers)):
            base.executemany(_ADD, lessons)
        base.execute("COMMIT")
        base.executescript(_INDEXES)
        base.execute("BEGIN")
        _recall(base)
        base.execute("DROP TABLE lesson")
        base.executemany("INSERT INTO digest VALUES (?, ?)", _digests(base))
        base.execute("COMMIT")


def _lessons(units: Iterator[tuple[int, Unit]]) -> Iterator[list[Lesson]]:
    """The lessons of all posts that have a date, a piece at a time."""
    for number, unit in units:
        waiting = list[Lesson]()
        for position, found in enumerate(read_unit(unit, [])):
            if (row := _lesson(found, number, position)) is not None:
                waiting.append(row)
            if len(waiting) >= _PIECE:
                yield waiting
                waiting = []
        yield waiting


def _lesson(found: Found, unit: int, position: int) -> Lesson | None:
    one = skim(found.raw)
    at = moment(one, found)
    if at is None:
        return None
    lesson = lesson_of(one.text)
    quotes = one.text.startswith(">") or "\n>" in one.text  # what is marked needs nobody to tell it
    return (
        at.timestamp(),
        unit,
        position,
        one.author,
        pack(lesson.closing),
        pack(lesson.footer),
        lesson.body,
        lesson.said,
        one.message_id,
        one.thread,
        "" if quotes else "\n".join(one.asked.answers),
        0 if quotes else one.asked.thread,
    )


def _recall(base: sqlite3.Connection) -> None:
    """Go through all lessons by date, and note of each post what those before it have taught."""
    course = _Course(base)
    for _, together in groupby(base.cursor().execute(_BY_DATE), lambda row: row[0]):
        posts: list[Row] = list(together)
        for post in posts:
            course.note(post)
        for post in posts:
            course.learn(post)
    course.write()


def _digests(base: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    """Of each unit of which something is known, a digest of all that is."""
    for unit, rows in groupby(base.cursor().execute(_DIGESTS), lambda row: row[0]):
        digest = hashlib.blake2b(digest_size=_DIGEST_OCTETS)
        for _, position, *sets in rows:
            digest.update(
                position.to_bytes(8, "big") + b"".join([one or bytes(_DIGEST_OCTETS) for one in sets])
            )
        yield unit, digest.digest()


def _digest(octets: bytes) -> bytes:
    return hashlib.blake2b(octets, digest_size=_DIGEST_OCTETS).digest()


class _Course:
    """What is known at one moment: how each author signs, and the list's footers."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._authors: dict[str, bytes] = {}
        self._recent: dict[str, ClosingLines] = {}
        self._closing: dict[str, frozenset[int]] = {}
        self._lines = FooterLines()
        self._footers = frozenset[int]()
        self._numbers: dict[frozenset[int], int] = {}
        self._noted: list[tuple[int | None, ...]] = []

    def note(self, post: Row) -> None:
        """Note what is known of a post."""
        at, unit, position, author, _, _, _, said, answers, thread = post
        signed = self._closing.get(author, _NO_LINES)
        answered = _NO_LINES
        if (answers or thread) and (theirs := _answered(self._base, at, answers, thread)):
            answered = frozenset(unpack(said)).intersection(unpack(b"".join(theirs)))
        if signed or self._footers or answered:
            sets = map(self._number, (signed, self._footers, answered))
            self._noted.append((unit, position, *sets))
            if len(self._noted) >= _PIECE:
                self.write()

    def write(self) -> None:
        """Write what was noted so far."""
        self._base.executemany(_NOTE, self._noted)
        self._noted.clear()

    def learn(self, post: Row) -> None:
        """Learn from a post for those after it."""
        _, _, _, author, closed, footer, body, *_ = post
        if not author:
            return
        if body % FOOTER_EVERY == 0 and self._lines.learn(unpack(footer), number_of(author)):
            self._footers = self._lines.known()
        lines = self._lines_of(author)
        if lines.learn(unpack(closed), body) or author in self._closing:
            known = lines.known()
            if known != self._closing.get(author):
                self._closing[author] = known

    def _lines_of(self, author: str) -> ClosingLines:
        """How an author's posts are closed; of those who have not written for long it lies packed."""
        lines = self._recent.pop(author, None) or ClosingLines(self._authors.pop(author, b""))
        self._recent[author] = lines
        if len(self._recent) > _AUTHORS:
            oldest = next(iter(self._recent))
            self._authors[oldest] = self._recent.pop(oldest).packed()
        return lines

    def _number(self, lines: frozenset[int]) -> int | None:
        """The number of a set of lines, which is written once."""
        if not lines:
            return None
        if lines not in self._numbers:
            if len(self._numbers) >= _SETS:
                self._numbers.clear()
            keys = pack(sorted(lines))
            self._base.execute(
                "INSERT OR IGNORE INTO lines (keys, digest) VALUES (?, ?)", (keys, _digest(keys))
            )
            found = self._base.execute("SELECT number FROM lines WHERE keys = ?", (keys,)).fetchone()
            self._numbers[lines] = found[0]
        return self._numbers[lines]


def _answered(base: sqlite3.Connection, at: float, answers: str, thread: int) -> list[bytes]:
    """What the posts say that one of this moment answers, each packed."""
    said = [
        row[0] for name in answers.split("\n") if name for row in base.execute(_NAMED, (name, at)).fetchall()
    ]
    if said or not thread:
        return said
    within = (thread, at - THREAD_DAYS.total_seconds(), at, THREAD_POSTS)
    return [row[0] for row in base.execute(_IN_THREAD, within).fetchall()]
