"""What is saved, or announced, while earlier files are still read is taken over, too."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.service import reload
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


@pytest.mark.asyncio
async def test_a_file_that_is_saved_right_after_it_was_read_is_read_again(tmp_path, monkeypatch):
    rules = tmp_path / "x.yaml"
    rules.write_text("old")
    policy = SimpleNamespace(files={str(rules): b""})
    runtime: Any = SimpleNamespace(
        rulebook=SimpleNamespace(path=rules, policy=policy),
        book=SimpleNamespace(path=None),
        mailing_list=None,
    )
    signals, read = Signals(), []

    async def reads(_runtime: Any, _database: Any) -> None:
        read.append(rules.read_text())
        if len(read) == 1:
            rules.write_text("newer")
        else:
            signals.end()

    async def nothing(*_: Any) -> None: ...

    monkeypatch.setattr(reload, "reload_rules", reads)
    monkeypatch.setattr(reload, "reload_members", nothing)
    monkeypatch.setattr(reload, "LOOK", 0.05)
    async with asyncio.timeout(5):
        await watch_rules([runtime], runtime, signals, nothing, lambda: None)

    assert read == ["old", "newer"]
