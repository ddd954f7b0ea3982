"""A stop that comes while a list comes: the list is not left at work behind it."""

import asyncio

from bot.service import daemon as module
from bot.service.daemon import Daemon
from bot.service.pulse import LifeSign
from bot.service.renewal import open_again
from bot.service.signals import Signals
from bot.store import Store
from tests.parts.sink import RecordingSink
from tests.parts.two_lists import NAMES, settings_of


async def test_a_list_that_comes_while_the_daemon_ends_is_ended_too(tmp_path, monkeypatch):
    opened, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(*given):
        opened.set()
        await go_on.wait()
        return await open_again(*given)

    first, second = (f"{name}.lists.example.org" for name in NAMES)
    with (
        RecordingSink() as sink,
        Store.open(f"sqlite:///{tmp_path}/listwarden.db") as store,
        LifeSign(tmp_path) as life,
    ):
        daemon, signals = Daemon(settings_of(tmp_path, sink), store, life), Signals()
        await daemon._work_on(frozenset({first}), frozenset())
        running = asyncio.create_task(daemon.run(signals, None, lambda: True))
        await asyncio.sleep(0.05)
        monkeypatch.setattr(module, "open_again", slowly)
        coming = asyncio.create_task(daemon._work_on(frozenset({first, second}), frozenset()))
        await opened.wait()
        signals.end()
        await asyncio.sleep(0.05)
        go_on.set()

        assert await asyncio.wait_for(running, 20) == 0
        assert await coming
        await daemon.close()
