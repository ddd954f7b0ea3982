"""What keeps a list from its work for an hour is told to its owners, once, by a way that works."""

import datetime as dt

import pytest

from bot.service.build import open_runtimes
from bot.service.line import INBOX
from bot.service.troubles import Troubles
from bot.store import Store
from tests.parts.failing import FailingDatabase
from tests.parts.sink import RecordingSink
from tests.parts.two_lists import settings_of

NOW = dt.datetime(2026, 1, 8, 9, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ID = "ill.lists.example.org"


@pytest.fixture
def world(tmp_path):
    sink = RecordingSink()
    with Store.open(f"sqlite:///{tmp_path}/listwarden.db") as store:
        world = World(store, open_runtimes(settings_of(tmp_path, sink), store)[0])
        yield world
        world.database.close()


class World:
    def __init__(self, store, runtime):
        self.store, self.runtime = store, runtime
        self.database = FailingDatabase(store)
        self.straight = []
        self.works = True
        self.start()

    def start(self):
        self.troubles = Troubles(self.runtime, self.database, (self.way,))

    async def way(self, mail):
        self.straight += [mail] if self.works else []
        return self.works

    def alerts(self):
        with self.store.snapshot() as tx:
            return [one.alert.text for one in tx.alerts(ID)]

    async def for_hours(self, hours, problem, what=INBOX, *, urgent=False):
        for minute in range(0, round(hours * 60) + 1, 10):
            self.troubles.report(what, problem, urgent)
            await self.troubles.tick(NOW + dt.timedelta(minutes=minute))


async def test_after_an_hour_once(world):
    await world.for_hours(0.9, "the login is refused")
    assert world.alerts() == []

    await world.for_hours(9, "the login is refused")

    assert world.alerts() == [
        "The inbox: stopped since Thursday, 8 January 2026, 09:30 (UTC).\nthe login is refused"
    ]


async def test_once_even_over_a_restart(world):
    await world.for_hours(0.6, "the login is refused")
    world.start()
    await world.for_hours(2, "the login is refused")
    world.start()
    await world.for_hours(9, "the login is refused")

    assert len(world.alerts()) == 1


async def test_a_defect_at_once(world):
    await world.for_hours(0, "a defect", "digest", urgent=True)

    assert len(world.alerts()) == 1


async def test_an_end_is_told_to_whom_the_trouble_was_told(world):
    await world.for_hours(1, "the login is refused")
    world.start()
    await world.for_hours(1, "")

    assert world.alerts()[1:] == ["The inbox"]


async def test_a_short_trouble_is_told_to_nobody(world):
    await world.for_hours(0.5, "gone")
    await world.for_hours(9, "")

    assert world.alerts() == []


async def test_of_a_database_that_is_away_owners_hear_past_it_once(world):
    world.database.fails = lambda _: "before"
    await world.for_hours(5, "the disk of the database is full")
    assert world.alerts() == []
    assert len(world.straight) == 1
    assert world.straight[0].recipients == ("ill-owner@example.org",)
    assert b"the disk of the database is full" in world.straight[0].raw

    world.database.fails = lambda _: ""
    await world.for_hours(2, "the disk of the database is full")
    assert (len(world.straight), world.alerts()) == (1, [])
    await world.for_hours(0, "")
    assert world.alerts() == ["The inbox"]


async def test_where_no_way_works_it_is_tried_again(world):
    world.database.fails = lambda _: "before"
    world.works = False
    await world.for_hours(3, "the disk of the database is full")
    world.works = True
    await world.for_hours(4, "the disk of the database is full")

    assert len(world.straight) == 1


async def test_of_mail_that_does_not_leave_owners_hear_by_another_way_than_the_outbox(world):
    await world.for_hours(2, "451 later", Troubles.MAIL)

    assert (len(world.straight), world.alerts()) == (1, [])


async def test_where_there_is_no_other_way_the_word_leaves_with_the_mail_that_waits(world):
    world.works = False
    await world.for_hours(2, "451 later", Troubles.MAIL)

    assert len(world.alerts()) == 1
