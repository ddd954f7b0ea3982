"""The outbox at work: a database that fails, clocks that jump and slow mails neither end it nor double a mail."""

import asyncio
import contextlib
import datetime as dt
import threading
from collections import Counter
from types import SimpleNamespace

import pytest

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.lifecycle import OutboxState
from bot.service import lanes, outbox
from bot.service.outbox import Worker
from bot.service.restore_check import Witness
from bot.service.ways_out import Ways
from bot.store import Call, Store, Transaction
from tests.parts.failing import FailingDatabase
from tests.parts.sink import RecordingSink
from tests.parts.stored import LIST, NOW, accepted, an_arrival

FIVE_DAYS = dt.timedelta(days=5)
OTHER = "other.lists.example.org"


@pytest.fixture
def sink():
    with RecordingSink() as server:
        yield server


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/listwarden.db") as opened:
        yield opened


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(outbox, "WAITS", (0.01, 0.02))
    monkeypatch.setattr(outbox, "POLL", 0.01)


class Clock:
    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at


def puts(store, count, list_id=LIST):
    validity = 1 if list_id == LIST else 2
    with store.transaction() as tx:
        for case in tx.admit(
            list_id, [an_arrival(uid, validity=validity) for uid in range(1, count + 1)], NOW
        ):
            tx.settle(accepted(case), NOW)


@contextlib.asynccontextmanager
async def at_work(store, sink, tmp_path, fails=lambda _: "", clock=lambda: NOW, own=()):
    database = FailingDatabase(store, fails)
    smtp = Smtp(SmtpOptions(host=sink.host, port=sink.port, security="none"))
    ways = Ways(smtp, own)
    worker = Worker(database, smtp, clock, FIVE_DAYS, Witness(tmp_path), ways)
    running = asyncio.create_task(worker.run())
    try:
        yield worker, database
    finally:
        worker.stop()
        await asyncio.wait_for(running, 10)
        await smtp.close()
        await ways.close()
        database.close()


async def until(met, seconds=10):
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110 - what is waited for happens in a server and a database
            await asyncio.sleep(0.005)


def states(store):
    with store.snapshot() as tx:
        return [mail.state for mail in tx.undone()]


def sent(sink):
    return Counter(mail.field("Message-ID") for mail in sink.messages())


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("n", range(1, 9))
async def test_a_call_that_fails_loses_and_doubles_no_mail(store, sink, tmp_path, n, how):
    puts(store, 5)

    async with at_work(store, sink, tmp_path, lambda call: how if call == n else "") as (_, database):
        await until(lambda: not states(store) and database.calls >= n)

    assert set(sent(sink).values()) == {1}
    assert len(sent(sink)) == 5


async def test_other_workers_are_called_where_new_mail_finds_no_line_free(store, sink, tmp_path, monkeypatch):
    called = []
    monkeypatch.setattr(Transaction, "call", lambda _, what: called.append(what))
    sink.delay = 0.3
    async with at_work(store, sink, tmp_path) as (worker, _):
        worker.is_called = lambda: True
        puts(store, 1)
        worker.nudge()
        await until(sink.messages)
        assert called == [], "it sends that itself"
        puts(store, lanes.LINES, "other.lists.example.org")
        worker.nudge()
        await until(lambda: called == [Call.MAIL])
        worker.called()
        await until(lambda: worker.sent == 1 + lanes.LINES)
    assert called == [Call.MAIL], "who is called does not call back"


async def test_a_database_that_is_away_ends_nothing_and_what_was_sent_is_not_sent_again(
    store, sink, tmp_path
):
    puts(store, 3)
    away = False
    async with at_work(store, sink, tmp_path, lambda _: "before" if away else "") as (_, database):
        sink.delay = 0.2
        await until(sink.messages)
        away = True
        await until(lambda: len(sink.messages()) == 3)
        before = database.calls
        await until(lambda: database.calls > before + 10)
        away = False
        await until(lambda: not states(store))

    assert set(sent(sink).values()) == {1}


async def test_a_defect_of_the_way_out_waits_and_ends_nothing(store, sink, tmp_path, monkeypatch):
    puts(store, 1)
    monkeypatch.setattr(Smtp, "send", lambda *_: 1 / 0)

    async with at_work(store, sink, tmp_path):
        await until(lambda: states(store) == [OutboxState.DEFERRED])


async def test_one_slow_mail_delays_no_other(store, sink, tmp_path):
    puts(store, 1)
    sink.delay = 1.0
    async with at_work(store, sink, tmp_path) as (worker, _):
        await until(lambda: sink.offered)
        sink.delay = 0.0
        with store.transaction() as tx:
            (case,) = tx.admit(LIST, [an_arrival(9)], NOW)
            tx.settle(accepted(case), NOW)
        worker.nudge()
        await until(lambda: worker.sent == 1, 0.7)


async def test_a_clock_that_jumps_while_a_mail_is_sent_doubles_none(store, sink, tmp_path):
    puts(store, 40)
    sink.delay = 0.3
    clock = Clock()
    async with at_work(store, sink, tmp_path, clock=clock) as (worker, _):
        await until(lambda: sink.offered)
        clock.at += dt.timedelta(hours=9)
        sink.delay = 0.0
        await until(lambda: worker.sent == 40)

    assert set(sent(sink).values()) == {1}
    with store.snapshot() as tx:
        assert tx.totals().get("ambiguous_sends_total", 0) == 0


class Hanging(RecordingSink):
    """It takes no mail before it is told to go on."""

    def __init__(self):
        super().__init__()
        self.goes_on = threading.Event()

    def judge(self, message):
        self.goes_on.wait(10)
        return super().judge(message)


async def test_a_list_manager_that_hangs_holds_up_no_other_mail(store, sink, tmp_path):
    puts(store, 17)
    puts(store, 2, OTHER)
    with Hanging() as manager:
        async with at_work(store, sink, tmp_path, own=[passing_on(manager)]):
            await until(lambda: len(sink.messages()) == 2)
            assert manager.messages() == []
            manager.goes_on.set()
            await until(lambda: not states(store))

        assert set(sent(manager).values()) == {1}
        assert len(sent(manager)) == 17


async def test_a_mail_server_that_is_away_holds_up_nothing_that_goes_to_a_list_manager(store, sink, tmp_path):
    puts(store, 2, OTHER)
    puts(store, 3)
    sink.stop()
    with RecordingSink() as manager:
        async with at_work(store, sink, tmp_path, own=[passing_on(manager)]):
            await until(lambda: len(manager.messages()) == 3)

    assert len(states(store)) == 2


def passing_on(manager):
    """The settings of a list whose posts go on to a server of its own."""
    return SimpleNamespace(
        id=LIST,
        next_hop=f"127.0.0.1:{manager.port}",
        post=SimpleNamespace(via="smtp", command=(), approved=None),
    )
