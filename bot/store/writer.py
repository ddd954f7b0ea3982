"""The one thread that writes for a daemon: many transactions share one flush of the disk."""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import TemporaryFailure
from bot.store.database import Store, translated
from bot.store.faults import StorageBroken, translate
from bot.store.transaction import Transaction

T = TypeVar("T")

LARGEST: Final = 256
"""Functions in one commit: all of them wait for it."""

_IN_EACH_OTHERS_WAY: Final = frozenset({"40001", "40P01"})
"""A serialization failure, a deadlock: whoever was undone tries again."""

TRIES: Final = 6
"""How often a batch is tried while another program holds the database: two minutes."""


@dataclass(slots=True)
class _Job:
    run: Callable[[Transaction], Any]
    future: Future[Any]
    result: Any = None
    error: Exception | None = None

    def resolve(self) -> None:
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """
    Runs functions in transactions, in the order in which they come; those queued together share a commit.

    A function that raises is undone alone: its batch is run again with a
    savepoint for each. When the commit fails, all of its batch fail with
    TemporaryFailure or PermanentFailure and nothing of them happened. As a
    function may be run again after it was undone, it must do nothing but use
    its transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._broken: StorageBroken | None = None
        self._thread = threading.Thread(target=self._work, name="listwarden-writer", daemon=True)
        self._thread.start()

    @property
    def broken(self) -> StorageBroken | None:
        """Why nothing is written any more: the disk or the file cannot be trusted. Stop the daemon."""
        return self._broken

    def submit(self, run: Callable[[Transaction], T]) -> Future[T]:
        """
        Queue a function; its future resolves when what it did is flushed to the disk.

        After ``close`` the future fails with TemporaryFailure.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                future.set_exception(TemporaryFailure("the database is being closed"))
            else:
                self._queue.put(_Job(run, future))
        return future

    def close(self) -> None:
        """Finish what is queued, then stop."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        more = True
        while more:
            batch, more = self._gather()
            alive = [job for job in batch if job.future.set_running_or_notify_cancel()]
            if alive:
                self._settle(alive)

    def _gather(self) -> tuple[list[_Job], bool]:
        """Wait for one function and take along what else is there; False at the end."""
        batch: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            batch.append(job)
            if len(batch) == LARGEST:
                return batch, True
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _settle(self, batch: list[_Job]) -> None:
        try:
            self._write_patiently(batch)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody may wait for ever
            if isinstance(error, StorageBroken):
                self._broken = error
            for job in batch:
                job.future.set_exception(error)
            return
        for job in batch:
            job.resolve()

    def _write_patiently(self, batch: list[_Job]) -> None:
        """Write a batch, again while another program holds the database."""
        for attempt in range(1, TRIES + 1):
            try:
                self._write(batch)
            except TemporaryFailure as failure:
                if attempt == TRIES or self._closed or not _held(failure):
                    raise
                time.sleep(0.05)
            else:
                return

    def _write(self, batch: list[_Job]) -> None:
        """All in one transaction; where a function raises, all again, each in a savepoint of its own."""
        if self._broken is not None:
            raise self._broken
        with translated():
            try:
                self._write_together(batch)
            except _Apart:
                self._write_apart(batch)

    def _write_together(self, batch: list[_Job]) -> None:
        with self._store.writing() as connection:
            open_ = [Transaction(connection, self._store.worker) for _ in batch]
            for job, transaction in zip(batch, open_, strict=True):
                try:
                    job.result, job.error = job.run(transaction), None
                except Exception as error:
                    if _is_trouble(error):
                        raise
                    raise _Apart from error
            if all(transaction.rehearsed for transaction in open_):
                connection.rollback()

    def _write_apart(self, batch: list[_Job]) -> None:
        with self._store.writing() as connection:
            for job in batch:
                _run(connection, job, self._store.worker)


class _Apart(Exception):  # noqa: N818 - it says what to do, not what went wrong
    """One function of a batch has raised: it must fail alone."""


def _run(connection: Connection, job: _Job, worker: str | None) -> None:
    """Run one function in a savepoint of its own; errors of the database itself end the batch."""
    job.result, job.error = None, None
    savepoint = connection.begin_nested()
    try:
        job.result = job.run(Transaction(connection, worker))
        savepoint.commit()
    except Exception as error:
        if _is_trouble(error):
            raise
        savepoint.rollback()
        job.error = error


def _is_trouble(error: Exception) -> bool:
    """Whether it is the database that fails, and not the function."""
    if isinstance(error, DBAPIError):
        return translate(error) is not error
    return isinstance(error, StorageBroken)


def _held(failure: TemporaryFailure) -> bool:
    """Whether waiting is all that is needed: SQLITE_BUSY, workers in each other's way; no full disk."""
    cause = failure.__cause__
    if not isinstance(cause, DBAPIError):
        return False
    return "locked" in str(cause.orig) or getattr(cause.orig, "sqlstate", None) in _IN_EACH_OTHERS_WAY
