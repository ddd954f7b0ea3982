"""
Messages a second through the store: admit in batches, settle, lease and mark one by one, all durable.

``python -m tests.bench.store_throughput [URL] [MESSAGES]``; without an URL an
SQLite file in the current directory, since /tmp is often no disk.
"""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.lifecycle import Outcome
from bot.store import Case, Store, Transaction, Writer
from tests.parts.stored import ANN, LEASE, LIST, NOW, a_mail, accepted, an_arrival, receipts

T = TypeVar("T")

BATCH = 100
LINES = 4
BODY = "x" * 70 + "\r\n"


def flush_times(folder: Path, times: int = 200) -> list[float]:
    """Seconds that the disk needs for 4 KB and fdatasync."""
    handle = os.open(folder / "flush", os.O_CREAT | os.O_WRONLY, 0o600)
    taken = []
    for number in range(times):
        os.pwrite(handle, os.urandom(4096), 4096 * number)
        begin = time.perf_counter()
        os.fdatasync(handle)
        taken.append(time.perf_counter() - begin)
    os.close(handle)
    return taken


def timed(name: str, messages: int, work: Callable[[], None]) -> float:
    """Do the work, print its rate, return its seconds."""
    begin = time.perf_counter()
    work()
    seconds = time.perf_counter() - begin
    print(f"{name:34} {messages / seconds:8.0f} messages/s")
    return seconds


class Bench:
    """One database, one writer, and messages on their way through them."""

    def __init__(self, store: Store, messages: int) -> None:
        self.writer = Writer(store)
        run = time.time_ns()
        self.arrivals = [
            an_arrival(uid, BODY * 56, name=f"{uid}.{run}@example.net") for uid in range(messages)
        ]
        self.cases: list[Case] = []

    def admit(self) -> None:
        """Take the messages as an IMAP fetch brings them."""
        for batch in _batches(self.arrivals):
            found = self.writer.submit(
                partial(Transaction.admit, list_id=LIST, arrivals=batch, now=NOW)
            ).result()
            self.cases.extend(one for one in found if isinstance(one, Case))

    def settle(self) -> None:
        """Accept them all, each with a mail of its own size."""
        bodies = {identity.message_id: arrival.raw for arrival, identity in self.arrivals}
        for batch in _batches(self.cases):
            mails = [(case, a_mail(case.message_id, raw=bodies[case.message_id])) for case in batch]
            work = [accepted(case, outgoing=(mail,), author=ANN) for case, mail in mails]
            futures = [self.writer.submit(partial(Transaction.settle, decision=one, now=NOW)) for one in work]
            for future in futures:
                future.result()

    def send(self) -> None:
        """Lease and mark, each line waiting for each commit as the worker does."""
        threads = [threading.Thread(target=self._line) for _ in range(LINES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _line(self) -> None:
        lease = partial(Transaction.lease, now=NOW, limit=1, length=LEASE)
        while items := self.writer.submit(lease).result():
            done = receipts(Outcome.SENT)
            mark = partial(Transaction.mark, item=items[0], receipts=done, now=NOW, next_at=NOW)
            self.writer.submit(mark).result()


def _batches(things: list[T]) -> list[list[T]]:
    return [things[start : start + BATCH] for start in range(0, len(things), BATCH)]


def main(url: str, messages: int) -> None:
    """Measure each step and the whole."""
    with Store.open(url) as store:
        bench = Bench(store, messages)
        seconds = timed(f"admit, batches of {BATCH}", messages, bench.admit)
        seconds += timed(f"settle, {BATCH} at a time", messages, bench.settle)
        seconds += timed(f"lease and mark, {LINES} lines", messages, bench.send)
        print(f"{'all':34} {messages / seconds:8.0f} messages/s")
        bench.writer.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=".") as name:
        flushes = flush_times(Path(name))
        print(f"fdatasync of 4 KB: median {statistics.median(flushes) * 1e3:.2f} ms")
        address = sys.argv[1] if sys.argv[1:] else f"sqlite:///{Path(name).absolute()}/listwarden.db"
        main(address, int(sys.argv[2]) if sys.argv[2:] else 2000)
