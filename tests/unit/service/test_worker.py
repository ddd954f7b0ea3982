"""The outbox at work: a database that fails, clocks that jump and slow mails neither end it nor double a mail."""

import asyncio
import contextlib
import datetime as dt
from collections import Counter

import pytest

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.lifecycle import OutboxState
from bot.service import outbox
from bot.service.outbox import Worker
from bot.service.restore_check import Witness
from bot.store import Store
from tests.parts.failing import FailingDatabase
from tests.parts.sink import RecordingSink
from tests.parts.stored import LIST, NOW, accepted, an_arrival

FIVE_DAYS = dt.timedelta(days=5)


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


def puts(store, count):
    with store.transaction() as tx:
        for case in tx.admit(LIST, [an_arrival(uid) for uid in range(1, count + 1)], NOW):
            tx.settle(accepted(case), NOW)


@contextlib.asynccontextmanager
async def at_work(store, sink, tmp_path, fails=lambda _: "", clock=lambda: NOW):
    database = FailingDatabase(store, fails)
    smtp = Smtp(SmtpOptions(host=sink.host, port=sink.port, security="none"))
    worker = Worker(database, smtp, clock, FIVE_DAYS, Witness(tmp_path))
    running = asyncio.create_task(worker.run())
    try:
        yield worker, database
    finally:
        worker.stop()
        await asyncio.wait_for(running, 10)
        await smtp.close()
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
