"""What servers hand over: taken together, judged behind that, a storm before its judgement."""

import asyncio
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.errors import TemporaryFailure
from bot.mail.post import HandedOver
from bot.service import backlog, reception
from bot.service.list_runtime import Database
from bot.service.pipeline import Pipeline
from bot.service.reception import Reception
from tests.parts.post_office import PostOffice
from tests.parts.salon import post


class Watched(Database):
    """A database that counts transactions and can be away."""

    count = 0
    away = False

    async def run(self, work):
        self.count += 1
        if self.away:
            raise TemporaryFailure("the database is away")
        return await super().run(work)


@pytest.fixture
def office(tmp_path):
    found = PostOffice(tmp_path)
    yield found
    found.close()


@pytest.fixture
async def desk(office):
    database = Watched(office.store)
    with ThreadPoolExecutor(1) as pool:
        pipeline = Pipeline(office.runtime, database, pool, lambda: office.now, lambda: None)
        await pipeline.resume()
        yield Reception(pipeline, office.runtime.mailing_list.id), pipeline, database
    database.close()


def arrival(office, number, **changes):
    raw = post(f"Is ferry {number} still running?", message_id=f"{number}@example.net")
    return replace(office.arrival(raw, number), origin=HandedOver(at="127.0.0.1:8024"), **changes)


def on_record(office):
    with office.store.snapshot() as tx:
        return [case.id for case in tx.unfinished(office.runtime.mailing_list.id)]


async def test_what_comes_together_is_one_transaction_and_durable_when_it_is_answered(office, desk):
    receiving, _, database = desk
    before = database.count

    names = await asyncio.gather(*(receiving.receive(arrival(office, n)) for n in range(20)))

    assert database.count - before <= 2
    assert on_record(office) == list(names)
    receiving._judging.cancel()


async def test_a_database_that_is_away_fails_all_of_them_and_the_next_are_taken(office, desk):
    receiving, _, database = desk
    database.away = True
    failed = await asyncio.gather(
        *(receiving.receive(arrival(office, n)) for n in range(3)), return_exceptions=True
    )
    database.away = False
    name = await receiving.receive(arrival(office, 3))

    assert {type(one) for one in failed} == {TemporaryFailure}
    assert on_record(office) == [name]
    receiving._judging.cancel()


async def test_a_defect_in_one_harms_none_of_the_others(office, desk):
    receiving, _, _ = desk
    bad = arrival(office, 1, received=dt.datetime(2026, 1, 1))  # noqa: DTZ001 - no time zone: a defect

    results = await asyncio.gather(
        *(receiving.receive(one) for one in (arrival(office, 0), bad, arrival(office, 2))),
        return_exceptions=True,
    )

    assert [isinstance(one, str) for one in results] == [True, False, True]
    assert sorted(on_record(office)) == sorted(one for one in results if isinstance(one, str))
    receiving._judging.cancel()


async def test_judging_gives_way_while_mail_comes_in_and_goes_on_behind_it(office, desk, monkeypatch):
    receiving, pipeline, _ = desk
    monkeypatch.setattr(reception, "MOMENT", 30.0)  # mail keeps coming in, however slow this machine is
    asked = []

    async def judge(most):
        asked.append(most)
        if len(asked) == 2:
            pipeline._backlog.forget()
        await asyncio.sleep(0.001)

    pipeline.judge_received = judge
    await receiving.receive(arrival(office, 1))
    began = asyncio.get_running_loop().time()
    await receiving._judging

    assert asked == [reception.FEW, reception.FEW]
    assert asyncio.get_running_loop().time() - began >= 0.001 * reception.SHARE


async def test_what_finds_no_room_in_memory_is_found_in_the_database(office, desk, monkeypatch):
    _, pipeline, _ = desk
    monkeypatch.setattr(backlog, "POSTS", 4)
    names = await pipeline.receive([arrival(office, n) for n in range(7)])

    works = await pipeline._reload(5)
    assert [work.case.id for work in works] == list(names[:5])
    assert pipeline.has_received

    assert len(await pipeline._reload(9)) == 7
    assert not pipeline.has_received
