"""Several workers on one database: lists are shared out, the dead are buried, who was buried writes nothing."""

import asyncio
import contextlib
import datetime as dt
import functools
import time

import psycopg
import pytest

from bot.errors import TemporaryFailure
from bot.lifecycle import OutboxState
from bot.service import calls
from bot.service.list_runtime import Database
from bot.store import Call, Store, TakenForDead, Writer
from tests.contract.test_store import admit_one
from tests.parts.postgres import running_postgres
from tests.parts.stored import LEASE, LIST, NOW, accepted

LENGTH = dt.timedelta(seconds=8)
SECOND = dt.timedelta(seconds=1)
LISTS = [[name] for name in "abcdefg"]


@pytest.fixture(scope="module")
def server():
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def url(server):
    return server.database()


@pytest.fixture
def crew(url):
    """Two workers, alpha and beta."""
    with Store.open(url) as first, Store.open(url) as second:
        first.join("alpha", NOW, LENGTH)
        second.join("beta", NOW, LENGTH)
        yield first, second
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("TRUNCATE workers CASCADE")
            connection.execute("TRUNCATE cases, outbox CASCADE")


@pytest.fixture
def no_restart(monkeypatch):
    """The server has run for long."""
    monkeypatch.setattr("bot.store.crew.Crew._server_was_there", lambda *_: True)


def now(store):
    with store.snapshot() as tx:
        return tx.crew.clock(NOW)


def deal(store, groups=LISTS, *, all_idle=False, length=LENGTH):
    at = now(store)
    with store.transaction() as tx:
        share = tx.crew.deal(store.worker or "", groups, at, length, all_idle=all_idle)
    assert share is not None
    return share


def die(store, of):
    """The others see that a worker says nothing any more."""
    with of.transaction() as tx:
        tx.crew.renew(store.worker or "", now(of) - LENGTH - SECOND, LENGTH)


class TestSharingOut:
    def test_one_alone_has_all(self, crew):
        first, second = crew
        second.leave(NOW)
        assert deal(first).lists == tuple("abcdefg")
        assert deal(first).idle == ()

    def test_who_comes_later_is_given_a_fair_share(self, crew):
        first, second = crew
        assert deal(first, all_idle=True).lists == tuple("abcdefg")
        assert deal(second).lists == (), "what another works on is not taken from it"
        share = deal(first)
        assert share.surplus == ("e", "f", "g")
        assert deal(second).lists == (), "nor before it has ended its work on it"
        with first.transaction() as tx:
            tx.crew.give_back(first.worker or "", share.surplus)

        assert deal(second).lists == ("e", "f", "g")
        assert deal(first).surplus == deal(second).surplus == ()

    def test_who_leaves_hands_over_at_once(self, crew):
        first, second = crew
        assert len(deal(first).lists) == 4
        first.leave(NOW)
        assert first.worker is None
        share = deal(second)
        assert share.lists == tuple("abcdefg")
        assert share.orphaned == ()

    def test_lists_that_nobody_takes_are_taken_in_the_end(self, crew):
        first, _ = crew
        assert deal(first).idle == ("e", "f", "g")
        assert deal(first, all_idle=True).lists == tuple("abcdefg")

    def test_lists_whose_mail_comes_in_at_one_place_stay_together(self, crew):
        first, second = crew
        groups = [["a", "b", "c"], ["d"], ["e"]]
        assert deal(first, groups).lists == ("a", "b", "c", "d")
        assert deal(second, groups).lists == ("e",)

    def test_they_are_all_told(self, crew):
        first, _ = crew
        deal(first)
        with first.snapshot() as tx:
            one, other = tx.crew.all()
        assert (one.name, one.lists) == ("alpha", ("a", "b", "c", "d"))
        assert (other.name, other.lists) == ("beta", ())
        assert one.until > one.since


@pytest.mark.usefixtures("no_restart")
class TestTheDead:
    def test_their_lists_are_free_and_known_as_orphaned(self, crew):
        first, second = crew
        deal(first, all_idle=True)
        die(first, second)

        share = deal(second)
        assert share.lists == share.orphaned == tuple("abcdefg")

    def test_one_that_only_slept_writes_nothing_any_more(self, crew):
        first, second = crew
        die(first, second)
        deal(second)
        writer = Writer(first)
        try:
            with pytest.raises(TakenForDead, match="others have its lists"):
                writer.submit(admit_one).result()
            assert isinstance(writer.broken, TakenForDead)
        finally:
            writer.close()
        with second.snapshot() as tx:
            assert tx.unfinished(LIST) == ()

    def test_one_that_sleeps_in_a_transaction_is_cut_off(self, crew):
        first, second = crew

        def sleep_in_it():
            with first.transaction() as tx:
                admit_one(tx)
                die(first, second)
                assert deal(second).lists != ()

        with pytest.raises(TemporaryFailure):
            sleep_in_it()
        with second.snapshot() as tx:
            assert tx.unfinished(LIST) == ()

    def test_one_that_sleeps_while_it_deals_keeps_no_other_from_it(self, crew):
        first, second = crew

        def sleep_in_it():
            with first.transaction() as tx:
                tx.crew.deal(first.worker or "", LISTS, now(first), LENGTH)
                with second.transaction() as other:
                    assert other.crew.deal(second.worker or "", LISTS, now(second), LENGTH) is None
                die(first, second)
                assert deal(second).lists == tuple("abcdefg")

        with pytest.raises(TemporaryFailure):
            sleep_in_it()

    def test_who_buries_others_is_not_dead_for_having_been_slow(self, crew):
        first, second = crew
        die(first, second)
        assert len(deal(first).lists) == 4

    def test_what_they_were_sending_may_have_left(self, crew):
        first, second = crew
        with first.transaction() as tx:
            tx.settle(accepted(admit_one(tx)), NOW)
            (item,) = tx.lease(NOW, 9, LEASE)
        with second.transaction() as tx:
            assert tx.lease(NOW + 9 * LEASE, 9, LEASE) == (), "another's lease does not end by our clock"
            tx.reclaim([], NOW)
            assert tx.lease(NOW, 9, LEASE) == ()
        die(first, second)
        deal(second)
        with second.transaction() as tx:
            (mail,) = tx.undone()
            assert mail.state is OutboxState.UNKNOWN
            assert [again.id for again in tx.lease(now(second), 9, LEASE)] == [item.id]


def heard(ear, *, wait=2.0):
    """What is called within that time, or until something is."""
    until = time.monotonic() + wait
    while not (found := ear.heard()) and time.monotonic() < until:
        time.sleep(0.01)
    return set(found)


class TestCalls:
    @pytest.fixture
    def ears(self, crew):
        first, second = crew
        mine, theirs = first.listen(), second.listen()
        yield mine, theirs
        mine.close()
        theirs.close()

    def test_who_frees_lists_comes_or_goes_calls_the_others(self, crew, ears, url):
        (first, _), (mine, theirs) = crew, ears
        deal(first)
        with first.transaction() as tx:
            tx.crew.give_back(first.worker or "", ["a"])
        assert heard(theirs) == {Call.SHARES}
        first.leave(NOW)
        assert Call.SHARES in heard(theirs)
        with Store.open(url) as third:
            heard(mine)
            third.join("gamma", NOW, LENGTH)
            assert Call.SHARES in heard(mine)

    def test_who_buries_the_dead_calls_for_hands_for_what_they_left(self, crew, ears, no_restart):
        (first, second), (_, theirs) = crew, ears
        with first.transaction() as tx:
            tx.settle(accepted(admit_one(tx)), NOW)
            tx.lease(NOW, 9, LEASE)
        die(first, second)
        deal(second)
        assert heard(theirs) == {Call.SHARES, Call.MAIL}

    def test_who_leases_less_than_is_due_calls_the_others_and_not_itself(self, crew, ears):
        (first, _), (mine, theirs) = crew, ears
        with first.transaction() as tx:
            for uid in range(3):
                tx.settle(accepted(admit_one(tx, uid + 1)), NOW)
        with first.transaction() as tx:
            assert len(tx.lease(NOW, 2, LEASE)) == 2
        assert heard(theirs) == {Call.MAIL}
        with first.transaction() as tx:
            assert len(tx.lease(NOW, 2, LEASE)) == 1
        assert heard(theirs, wait=0.1) == heard(mine, wait=0.1) == set(), "all that was due is taken"

    def test_what_a_command_writes_concerns_all_and_what_is_undone_nobody(self, crew, ears, url):
        mine, theirs = ears
        with Store.open(url) as command:

            def fails():
                with command.transaction() as tx:
                    admit_one(tx)
                    raise LookupError

            with pytest.raises(LookupError):
                fails()
            assert heard(mine, wait=0.1) == set()
            with command.transaction() as tx:
                admit_one(tx)
        assert heard(mine) == heard(theirs) == {Call.MAIL}

    def test_a_line_that_is_cut_is_noticed(self, ears, server):
        mine, _ = ears
        server.drop_connections()
        with pytest.raises(TemporaryFailure):
            heard(mine, wait=30)

    async def test_a_worker_hears_again_after_a_cut_and_looks_for_what_it_missed(
        self, crew, server, monkeypatch
    ):
        monkeypatch.setattr(calls, "WAITS", (0.01, 0.05))
        first, second = crew
        async with listening(first) as (one, rung):
            await until(lambda: one.hears)
            assert rung == [Call.MAIL, Call.SHARES], "what was called before is heard no more"
            with second.transaction() as tx:
                tx.call(Call.MAIL)
            await until(lambda: rung[2:] == [Call.MAIL])
            server.drop_connections()
            await until(lambda: len(rung) >= 5)
            await until(lambda: one.hears)
            assert rung[3:5] == [Call.MAIL, Call.SHARES]

    async def test_who_hears_nothing_of_its_own_is_not_called_and_tries_again(self, crew, monkeypatch):
        """A pooler gives each transaction another session, so that calls come to nobody."""
        monkeypatch.setattr(calls, "WAITS", (0.01, 0.05))
        monkeypatch.setattr(calls, "PATIENCE", 0.1)
        first, _ = crew
        listen = first.listen

        def deaf():
            ear = listen()
            ear._session.execute("UNLISTEN *")
            return ear

        monkeypatch.setattr(first, "listen", deaf)
        async with listening(first) as (one, rung):
            await until(lambda: len(rung) >= 6)
            assert not one.hears
            monkeypatch.setattr(first, "listen", listen)
            await until(lambda: one.hears)


@contextlib.asynccontextmanager
async def listening(store):
    """A worker that hears calls, and what they have rung."""
    database, stop = Database(store), asyncio.Event()
    rung: list[Call] = []
    one = calls.Calls(database, {what: functools.partial(rung.append, what) for what in Call})
    task = asyncio.create_task(one.go_on(stop, lambda: None))
    try:
        yield one, rung
    finally:
        stop.set()
        await asyncio.wait_for(task, 30)
        await asyncio.to_thread(database.close)


async def until(there):
    """Wait for it."""
    async with asyncio.timeout(30):
        while not there():  # noqa: ASYNC110 - another thread or process changes it
            await asyncio.sleep(0.01)


def test_nobody_is_dead_because_the_server_was_away(crew, server):
    first, second = crew
    die(first, second)
    server.stop()
    server.start()
    deal(second, length=dt.timedelta(hours=1))
    with first.transaction() as tx:
        assert tx.crew.renew(first.worker or "", now(second), LENGTH)


def test_a_crew_shares_the_claim_that_a_command_has_alone(crew):
    first, second = crew
    with (
        first.claim("worker 1", shared=True),
        second.claim("worker 2", shared=True),
        pytest.raises(TemporaryFailure, match="another listwarden daemon"),
    ):
        first.claim("listwarden digest send")
    first.claim("listwarden digest send").release()


def test_a_file_is_one_daemons(tmp_path):
    at = f"sqlite:///{tmp_path}/x.db"
    with Store.open(at) as first, Store.open(at) as second:
        assert not first.has_crew
        with (
            first.claim("pid 1", shared=True),
            pytest.raises(TemporaryFailure, match="another listwarden daemon"),
        ):
            second.claim("pid 2", shared=True)
