"""
Power cuts: a file system that loses at one moment whatever was not flushed.

An ext4 of its own on a loop device is shut down without its log (EXT4_IOC_SHUTDOWN, as xfstests do), while a
process takes posts, decides on them and sends; then it is mounted again. What was acknowledged before must
be there: an inbox is cleared, a mail server is told 250 on that word. Needs root and a loop device.
"""

import contextlib
import fcntl
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from bot.lifecycle import Outcome
from bot.store import Store, sqlite_engine
from tests.faults.laboratory import Counts
from tests.parts.stored import LEASE, LIST, NOW, accepted, an_arrival, receipts

SHUTDOWN, WITHOUT_LOG = 0x8004587D, 2
ROUNDS = 50
NORMAL = 1  # PRAGMA synchronous = NORMAL


def cuts(every: int, counts: Counts) -> None:
    """With the settings of the bot."""
    _rounds(ROUNDS // every, None, counts)


def cuts_with_normal(every: int, counts: Counts) -> None:
    """The control: ``synchronous = NORMAL``, which flushes the log only now and then."""
    _rounds(ROUNDS // every, NORMAL, counts)


def can() -> bool:
    """Whether this machine lets us mount a file."""
    return os.geteuid() == 0 and Path("/dev/loop-control").exists()


def _rounds(rounds: int, synchronous: int | None, counts: Counts) -> None:
    assert can(), "power cuts need root and a loop device"
    chance = random.Random(50)
    with tempfile.TemporaryDirectory(prefix="power-") as name:
        Store.open(f"sqlite:///{name}/template.db").close()
        for number in range(rounds):
            folder = Path(name)
            template = None if number % 10 == 9 else folder / "template.db"  # else it makes its tables there
            counts.add(_cut(folder, chance.uniform(0.05, 0.8), synchronous, template), f"cut {number}")


def _cut(folder: Path, seconds: float, synchronous: int | None, template: Path | None) -> Counts:
    """One of them: how much of what was acknowledged is gone."""
    disk = folder / "disk"
    disk.unlink(missing_ok=True)
    with disk.open("wb") as file:
        file.truncate(64 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", disk], check=True)
    place = folder / "mounted"
    place.mkdir(exist_ok=True)
    with _mounted(disk, place):
        if template:
            shutil.copy(template, place / "listwarden.db")
            os.sync()
        child, said = _worker(place, synchronous)
        heard = _Listener(said)
        until = time.monotonic() + 60
        while not heard.words:  # it has made its tables
            assert time.monotonic() < until, "the process that works does not begin"
            time.sleep(0.01)
        time.sleep(seconds)
        handle = os.open(place, os.O_RDONLY)
        known = list(heard.words)  # whatever is heard from now on may be younger than the cut
        fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", WITHOUT_LOG))
        os.close(handle)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        heard.join()
    with _mounted(disk, place):
        return _found(place / "listwarden.db", known)


@contextlib.contextmanager
def _mounted(disk: Path, place: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "loop", disk, place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def _worker(place: Path, synchronous: int | None) -> tuple[int, int]:
    """A process that works and says after each commit what it has done; its pid and what it says."""
    said, say = os.pipe()
    child = os.fork()
    if child:
        os.close(say)
        return child, said
    try:
        os.close(said)
        if synchronous is not None:
            sqlite_engine._PRAGMAS["synchronous"] = synchronous
        _work(Store.open(f"sqlite:///{place}/listwarden.db"), say)
    finally:
        os._exit(1)


def _work(store: Store, say: int) -> None:
    for uid in count(1):
        with store.transaction() as tx:
            tx.admit(LIST, [an_arrival(uid)], NOW)
        os.write(say, b"taken %d\n" % uid)
        with store.transaction() as tx:
            (case,) = tx.unfinished(LIST)
        with store.transaction() as tx:
            tx.begin(case.id, NOW)
            tx.settle(accepted(case), NOW)
        os.write(say, b"decided %d\n" % uid)
        with store.transaction() as tx:
            (item,) = tx.lease(NOW, 1, LEASE)
        os.write(say, b"leased %d\n" % uid)
        with store.transaction() as tx:
            tx.mark(item, receipts(Outcome.SENT, *item.recipients), NOW, NOW)
        os.write(say, b"sent %d\n" % uid)


class _Listener(threading.Thread):
    """Hears what the worker says, as it says it."""

    def __init__(self, said: int) -> None:
        super().__init__(daemon=True)
        self.words: list[str] = []
        self._said = said
        self.start()

    def run(self) -> None:
        """Until the worker is gone."""
        with os.fdopen(self._said) as lines:
            self.words.extend(line.strip() for line in lines if line.endswith("\n"))


def _found(database: Path, known: list[str]) -> Counts:
    """What of it the database still knows."""
    with contextlib.closing(sqlite3.connect(database)) as line:
        if not line.execute("SELECT 1 FROM sqlite_master WHERE name = 'cases'").fetchone():
            return Counts(points=1, lost=len(known))
        intact = line.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        states = dict(line.execute("SELECT message_id, state FROM cases"))
        mails = dict(
            line.execute("SELECT c.message_id, o.state FROM outbox o JOIN cases c ON c.id = o.case_id")
        )
    lost = sum(not _holds(word, states, mails) for word in known)
    return Counts(points=1, lost=lost, damaged=int(not intact))


def _holds(word: str, states: dict[str, str], mails: dict[str, str]) -> bool:
    """Whether what was said is still so, or has gone further."""
    what, _, uid = word.partition(" ")
    name = f"{uid}@example.net"
    if what == "taken":
        return name in states
    if what == "decided":
        return states.get(name) in {"posting", "posted"}
    if what == "leased":
        return mails.get(name) in {"sending", "sent"}
    return states.get(name) == "posted" and mails.get(name) == "sent"
