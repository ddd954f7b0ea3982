"""The service manager hears that the bot is alive only while the database answers and every worker moves."""

import asyncio
import threading

import pytest

from bot.service import daemon as module
from bot.service.daemon import Daemon
from bot.service.pulse import LifeSign
from bot.store import Store
from tests.parts.salon import notify_socket
from tests.parts.sink import RecordingSink
from tests.parts.two_lists import settings_of


@pytest.fixture
async def daemon(tmp_path):
    with (
        RecordingSink() as sink,
        Store.open(f"sqlite:///{tmp_path}/listwarden.db") as store,
        LifeSign(tmp_path) as life,
    ):
        one = Daemon(settings_of(tmp_path, sink), store, life)
        yield one
        await one.close()


@pytest.fixture
def manager(tmp_path):
    with notify_socket(tmp_path / "notify") as (address, said):
        yield address, lambda: said().count(b"WATCHDOG=1")


async def test_nothing_is_said_while_the_database_hangs(daemon, manager, monkeypatch):
    address, heard = manager
    answers = threading.Event()
    monkeypatch.setattr(module, "ANSWERS", 0.02)
    await daemon._say_alive(address)
    assert heard() == 1

    hanging = asyncio.create_task(daemon._database.run(lambda _: answers.wait(10)))
    await asyncio.sleep(0.05)
    await daemon._say_alive(address)
    assert heard() == 1

    answers.set()
    await hanging
    await daemon._say_alive(address)
    assert heard() == 2


async def test_nothing_is_said_while_a_worker_hangs(daemon, manager):
    address, heard = manager
    daemon._pulse.expect("the outbox", -1.0)

    await daemon._say_alive(address)

    assert heard() == 0
