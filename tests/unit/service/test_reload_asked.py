"""Settings that are saved and announced while the earlier ones are still taken over are taken over, too."""

import asyncio
from typing import Any

import pytest

from bot.service.reload import watch_rules
from bot.service.signals import Signals


@pytest.mark.asyncio
async def test_a_signal_that_comes_during_a_reload_is_heard():
    nowhere: Any = None
    signals, renewed = Signals(), 0

    async def renew() -> None:
        nonlocal renewed
        renewed += 1
        if renewed == 1:
            signals.ask()
        else:
            signals.end()

    signals.ask()
    async with asyncio.timeout(5):
        await watch_rules([], nowhere, signals, renew, lambda: None)

    assert renewed == 2
