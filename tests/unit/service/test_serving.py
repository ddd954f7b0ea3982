"""A start waits for what comes late, and ends only for what a person must mend."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from bot.errors import PermanentFailure, TemporaryFailure
from bot.service import serving
from bot.service.signals import Signals
from bot.store import AlreadyClaimed


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(serving, "WAITS", (0.01, 0.01))


def a_step(*problems):
    left = list(problems)

    def step():
        if left:
            raise left.pop(0)
        return "open"

    return step


async def test_a_database_that_comes_late_is_waited_for():
    away = [TemporaryFailure("the database server cannot be reached")] * 4

    assert await serving._patiently(Signals(), a_step(*away)) == "open"


async def test_a_stop_ends_the_waiting():
    signals = Signals()
    asyncio.get_running_loop().call_later(0.05, signals.end)

    assert await serving._patiently(signals, a_step(*[TemporaryFailure("full")] * 10_000)) is None


@pytest.mark.parametrize("problem", [AlreadyClaimed("another daemon"), PermanentFailure("damaged")])
async def test_what_waiting_does_not_mend_ends_the_start(problem):
    with pytest.raises(type(problem)):
        await serving._patiently(Signals(), a_step(problem))


async def test_many_hangups_are_one_and_a_stop_is_heard():
    signals = Signals()
    signals.listen()
    try:
        for _ in range(50):
            os.kill(os.getpid(), signal.SIGHUP)
        await asyncio.wait_for(signals.news.wait(), 5)
        assert not signals.stop.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(signals.stop.wait(), 5)
    finally:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(name)


def test_a_hangup_before_the_daemon_listens_does_not_end_it():
    script = (
        "import os, signal, sys\n"
        "from bot.cli import main\n"
        "sys.argv = ['listwarden', 'run', '--config', '/nonexistent']\n"
        "code = main()\n"
        "os.kill(os.getpid(), signal.SIGHUP)\n"
        "print('alive', code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert done.stdout.startswith("alive")
