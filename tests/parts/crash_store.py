"""
Kill -9 at each SQL statement of a day's work on the store, migrations too; then start again and count.

Also just before and just after the mail server took a mail. Run as
``python -m tests.parts.crash_store DIRECTORY [STEP] [naive]``: each STEPth
of these, with STEP 0 just before the first mail; prints the counts as JSON. Each run is a forked process of its own,
so a kill is a real one. ``naive`` is the control: a mail is marked as sent before
the server has it, which loses mail, so that the sweep is seen to find what is lost. ``sweep_again`` kills the start
after a kill, too.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401 - once, for all the forks
from sqlalchemy import event
from sqlalchemy.pool import Pool
from sqlalchemy.util import LRUCache

from bot.lifecycle import Outcome, State
from bot.notices.outgoing import OutgoingKind
from bot.store import Case, OutboxItem, Store, Transaction
from tests.parts.stored import LEASE, LIST, NOW, a_mail, accepted, an_arrival, digested, receipts, returned

MESSAGES = 3

_COMPILED: LRUCache[Any, Any] = LRUCache(500)
ENDED = frozenset({State.POSTED, State.DIGESTED, State.RETURNED})


class Server:
    """A mail server of one file: what it accepted is a line there, flushed."""

    def __init__(self, path: Path, step: Callable[[], None] = lambda: None) -> None:
        self._path = path
        self._step = step

    def take(self, item: OutboxItem) -> None:
        self._step()
        with self._path.open("a") as file:
            file.write(f"{item.message_id}\n")
            file.flush()
            os.fsync(file.fileno())
        self._step()

    def taken(self) -> Counter[str]:
        return Counter(self._path.read_text().split()) if self._path.exists() else Counter()


def work(store: Store, server: Server, *, naive: bool = False) -> None:
    """One run of the daemon: recover, take what lies in the inbox, finish what was begun, send."""
    with store.transaction() as tx:
        tx.recover(NOW)
    with store.transaction() as tx:
        tx.admit(LIST, [an_arrival(uid) for uid in range(1, MESSAGES + 1)], NOW)
    with store.transaction() as tx:
        unfinished = tx.unfinished(LIST)
    for case in unfinished:
        with store.transaction() as tx:
            tx.begin(case.id, NOW)
        with store.transaction() as tx:
            _settle(tx, case)
    with store.transaction() as tx:
        if waiting := tx.waiting(LIST):
            number = tx.next_issue_number(LIST)
            mail = a_mail(f"issue-{number}@lists.example.org", OutgoingKind.DIGEST)
            tx.close_issue(LIST, number, [entry.case.id for entry in waiting], [mail], NOW)
    _send(store, server, naive=naive)


def _settle(tx: Transaction, case: Case) -> None:
    decide = (accepted, returned, digested)[int(case.message_id[0]) % 3]
    tx.settle(decide(case), NOW)


def _send(store: Store, server: Server, *, naive: bool) -> None:
    while True:
        with store.transaction() as tx:
            items = tx.lease(NOW, 1, LEASE)
        if not items:
            return
        if not naive:
            server.take(items[0])
        with store.transaction() as tx:
            tx.mark(items[0], receipts(Outcome.SENT, *items[0].recipients), NOW, NOW)
        if naive:
            server.take(items[0])


def _opened(folder: Path) -> Store:
    """The store of a folder; statements that this process has compiled once are not compiled again."""
    store = Store.open(f"sqlite:///{folder}/listwarden.db")
    store._engine._compiled_cache = _COMPILED
    return store


def run(folder: Path, kill_at: int | None, *, naive: bool = False) -> tuple[bytes, int]:
    """One run in a process of its own, killed at a step; its steps ("s" at the mail server) and its exit."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _child(folder, kill_at, write, naive=naive)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        steps = pipe.read()
    _, status = os.waitpid(child, 0)
    return steps, os.waitstatus_to_exitcode(status)


def _child(folder: Path, kill_at: int | None, write: int, *, naive: bool) -> None:
    code = 1
    try:
        count = 0

        def step(kind: bytes) -> None:
            nonlocal count
            count += 1
            os.write(write, kind)
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(
            Pool, "connect", lambda connection, _: connection.set_trace_callback(lambda _: step(b"."))
        )
        work(
            _opened(folder),
            Server(folder / "sent", lambda: step(b"s")),
            naive=naive,
        )
        code = 0
    finally:
        os._exit(code)


def verify(folder: Path) -> dict[str, int]:
    """What a person would count after the second run."""
    connection = sqlite3.connect(folder / "listwarden.db")
    intact = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    with _opened(folder) as store, store.snapshot() as tx:
        found = [tx.history(f"{uid}@example.net") for uid in range(1, MESSAGES + 1)]
        ambiguous = tx.totals().get("ambiguous_sends_total", 0)
        issues = tx.next_issue_number(LIST) - 1
    ended = [one for one in found if len(one) == 1 and one[0].case.state in ENDED]
    sent = Server(folder / "sent").taken()
    return {
        "lost": MESSAGES - len(ended) + (MESSAGES - len(sent)),
        "damaged": int(not intact),
        "repeats": sum(sent.values()) - len(sent),
        "ambiguous": ambiguous,
        "unexplained": max(0, sum(sent.values()) - len(sent) - ambiguous),
        "decisions": sum(len(one[0].decisions) for one in ended),
        "issues": issues,
    }


def sweep(
    root: Path,
    every: int = 1,
    *,
    naive: bool = False,
    begun: Path | None = None,
    each: Callable[[Counter[str]], object] = bool,
) -> Counter[str]:
    """
    Sweep the steps; the sums. ``begun``: a folder that every run goes on from, else each begins with nothing.

    ``each`` is called with what a point came to.
    """
    if not _COMPILED:
        _compile(root / "compiled")
    steps, _ = run(_folder(root, 0, begun), None, naive=naive)
    points = range(1, len(steps) + 1, every) if every else [steps.index(b"s") + 1]
    totals = Counter({"steps": len(steps)})
    for kill_at in points:
        folder = _folder(root, kill_at, begun)
        killed = run(folder, kill_at, naive=naive)[1] == -signal.SIGKILL
        broken = run(folder, None, naive=naive)[1] != 0
        found = Counter(verify(folder) | {"points": int(killed), "broken": int(broken), "runs": 1})
        totals.update(found)
        each(found)
        shutil.rmtree(folder)
    return totals


def sweep_again(
    root: Path, every: int = 1, apart: int = 12, each: Callable[[Counter[str]], object] = bool
) -> Counter[str]:
    """Kill a run on a database that has its tables, at every ``apart``th step, and sweep the run after it; the sums."""
    made = root / "made"
    made.mkdir()
    _opened(made).close()
    whole, _ = run(_folder(root, 0, made), None)
    totals: Counter[str] = Counter()
    for kill_at in range(apart, len(whole), apart):
        begun = _folder(root, kill_at, made)
        run(begun, kill_at)
        place = root / f"after-{kill_at}"
        place.mkdir()
        totals += sweep(place, every, begun=begun, each=each)
        shutil.rmtree(place)
    return totals


def _compile(folder: Path) -> None:
    folder.mkdir()
    with _opened(folder) as store:
        work(store, Server(folder / "sent"))
    verify(folder)


def _folder(root: Path, number: int, begun: Path | None = None) -> Path:
    folder = root / str(number)
    if begun:
        shutil.copytree(begun, folder)
    else:
        folder.mkdir()
    return folder


if __name__ == "__main__":
    json.dump(
        sweep(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 1, naive="naive" in sys.argv[3:]),
        sys.stdout,
    )
