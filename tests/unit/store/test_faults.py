"""Full disks, failing disks, programs that hold the database: real ones, from SQLite itself."""

import sqlite3
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from bot.errors import PermanentFailure, TemporaryFailure
from bot.store import Store, Transaction, Writer
from bot.store.faults import StorageBroken
from tests.parts.stored import LEASE, LIST, NOW, accepted, an_arrival

BIG = "x" * 100_000


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/listwarden.db") as opened:
        yield opened


def limit_pages(store, pages):
    """Let every connection see a disk with room for so many pages."""
    store.engine.dispose()
    sa.event.listen(
        store.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}")
    )


def test_a_full_disk_takes_nothing_and_works_again_when_there_is_room(store):
    limit_pages(store, 100)
    writer = Writer(store)
    small = writer.submit(lambda tx: tx.admit(LIST, [an_arrival(1)], NOW))
    assert len(small.result()) == 1

    with pytest.raises(TemporaryFailure, match="the disk of the database is full: make room"):
        writer.submit(lambda tx: tx.admit(LIST, [an_arrival(uid, BIG) for uid in range(2, 9)], NOW)).result()

    limit_pages(store, 10_000)
    again = writer.submit(lambda tx: tx.admit(LIST, [an_arrival(uid, BIG) for uid in range(2, 9)], NOW))
    assert len(again.result()) == 7
    assert writer.broken is None
    writer.close()
    with store.snapshot() as tx:
        assert len(tx.unfinished(LIST)) == 8


def test_a_batch_on_a_full_disk_fails_whole(store):
    limit_pages(store, 100)
    writer = Writer(store)
    started, gate = threading.Event(), threading.Event()

    def hold_up(_: Transaction) -> bool:
        started.set()
        return gate.wait(5)

    first = writer.submit(hold_up)
    started.wait(5)
    batch = [
        writer.submit(lambda tx: tx.admit(LIST, [an_arrival(1)], NOW)),
        writer.submit(lambda tx: tx.admit(LIST, [an_arrival(2, BIG * 6)], NOW)),
    ]
    gate.set()

    assert first.result()
    for future in batch:
        with pytest.raises(TemporaryFailure):
            future.result()
    writer.close()
    with store.snapshot() as tx:
        assert tx.unfinished(LIST) == ()


CHILD = """
import resource, signal, sys
from bot.store import Store, Writer
from tests.parts.stored import LIST, NOW, an_arrival

store = Store.open(sys.argv[1])
writer = Writer(store)
print(len(writer.submit(lambda tx: tx.admit(LIST, [an_arrival(1)], NOW)).result()))
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
for _ in range(2):
    try:
        writer.submit(lambda tx: tx.admit(LIST, [an_arrival(2, "x" * 500_000)], NOW)).result()
    except Exception as error:
        print(type(error).__name__, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
try:
    writer.submit(lambda tx: tx.admit(LIST, [an_arrival(3)], NOW)).result()
except Exception as error:
    print(type(error).__name__, writer.broken is error)
"""


def test_after_an_input_output_error_nothing_more_is_written(tmp_path):
    url = f"sqlite:///{tmp_path}/listwarden.db"
    done = subprocess.run([sys.executable, "-c", CHILD, url], check=True, capture_output=True, text=True)
    lines = done.stdout.splitlines()

    assert lines[0] == "1"
    assert lines[1].startswith("StorageBroken the disk below the database has input/output errors: check it")
    assert lines[2] == lines[1]
    assert lines[3] == "StorageBroken True"
    with Store.open(url) as store, store.snapshot() as tx:
        assert [case.message_id for case in tx.unfinished(LIST)] == ["1@example.net"]


def test_a_backup_that_holds_the_database_is_waited_for(store, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.store.sqlite_engine._PRAGMAS", {"busy_timeout": 50})
    store.engine.dispose()
    writer = Writer(store)
    backup = sqlite3.connect(tmp_path / "listwarden.db", isolation_level=None)
    backup.execute("BEGIN IMMEDIATE")
    future = writer.submit(lambda tx: tx.admit(LIST, [an_arrival(1)], NOW))
    time.sleep(0.15)
    assert not future.done()
    backup.execute("ROLLBACK")
    backup.close()

    assert len(future.result(timeout=5)) == 1
    writer.close()


def test_a_database_that_stays_held_is_a_temporary_failure(store, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.store.sqlite_engine._PRAGMAS", {"busy_timeout": 10})
    store.engine.dispose()
    other = sqlite3.connect(tmp_path / "listwarden.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TemporaryFailure, match="another program holds the database"), store.transaction():
        pass
    other.close()


def test_a_mail_whose_stored_bytes_changed_is_not_sent(store):
    with store.transaction() as tx:
        (case,) = tx.admit(LIST, [an_arrival(1)], NOW)
        tx.settle(accepted(case), NOW)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE bodies SET raw = CAST(replace(raw, 'bytes', 'bites') AS BLOB)")

    with (
        pytest.raises(PermanentFailure, match="the stored bytes of mail 1 are damaged"),
        store.transaction() as tx,
    ):
        tx.lease(NOW, 1, LEASE)


def test_a_broken_store_is_a_permanent_failure():
    assert issubclass(StorageBroken, PermanentFailure)
