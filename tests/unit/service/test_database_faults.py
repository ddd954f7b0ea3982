"""The database fails at any call, or for one of two lists: nothing is lost or doubled, and it mends by itself."""

import asyncio
import contextlib
import random

import pytest

from bot.errors import PermanentFailure
from bot.service import chores, outbox, rulebook
from bot.store import Store
from tests.parts.sink import RecordingSink
from tests.parts.two_lists import NAMES, SUBJECTS, sent, two_lists

EVERY = 12
"""Every so-manieth call fails; beginning at each of the first so many, every call of the work below has its turn."""

pytestmark = pytest.mark.dear


@pytest.fixture
def sink():
    with RecordingSink() as server:
        yield server


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "listwarden.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(outbox, "WAITS", (0.01, 0.02))
    monkeypatch.setattr(outbox, "POLL", 0.02)
    monkeypatch.setattr(chores, "WAITS", (0.01, 0.02))
    # The rules are good here: nothing is to be learned from loading them two hundred times.
    monkeypatch.setattr(
        rulebook, "files_of", lambda paths: [{str(path): path.read_bytes()} for path in paths]
    )


async def until(met, seconds=20):
    async with asyncio.timeout(seconds):
        while not met():  # noqa: ASYNC110 - what is waited for happens in a server and a database
            await asyncio.sleep(0.05)


async def accept_held(lists, name):
    """A moderator tries until it works, or somebody was quicker."""
    with contextlib.suppress(PermanentFailure):
        await until(lambda: lists.accept(name))


def is_right(lists, sink, name):
    posts = sent(sink, f"{name}-members@lists.example.org")
    assert posts == {f"<{name}-{uid}@example.net>": 1 for uid in (1, 2, 3, 4)}
    issues = [mail for mail in sink.messages() if f"{name}-digest@lists.example.org" in mail.recipients]
    said = b"".join(mail.raw for mail in issues)
    assert len(set(sent(sink, f"{name}-digest@lists.example.org"))) == len(issues) in (1, 2)
    assert {said.count(b"Subject: digested one"), said.count(b"Subject: digested two")} == {1}
    assert set(sent(sink, f"{name}-owner@example.org").values()) == {1}
    with lists.store.snapshot() as tx:
        rows = tx.journal(f"{name}.lists.example.org")
    assert len(rows) == len(SUBJECTS)


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("first", range(EVERY))
async def test_any_call_may_fail(tmp_path, template, sink, first, how):
    async with two_lists(
        tmp_path, sink, template, lambda call: how if call % EVERY == first else ""
    ) as lists:
        for name in NAMES:
            await accept_held(lists, name)
        await until(lambda: not any(map(lists.left, NAMES)))
    for name in NAMES:
        is_right(lists, sink, name)


async def test_an_ill_list_does_not_keep_a_healthy_one_waiting_and_mends_by_itself(tmp_path, sink, template):
    ill = True
    async with two_lists(tmp_path, sink, template, ill=lambda _: "before" if ill else "") as lists:
        await accept_held(lists, "well")
        await until(lambda: not lists.left("well"))
        is_right(lists, sink, "well")
        assert sent(sink, "ill-members@lists.example.org") == {}
        ill = False
        await accept_held(lists, "ill")
        await until(lambda: not lists.left("ill"))
    is_right(lists, sink, "ill")


async def test_trouble_of_the_database_counts_against_no_post(tmp_path, sink, template):
    """A disk that is full again and again, whenever a post is to be decided on."""
    chance = random.Random(7)
    async with two_lists(
        tmp_path, sink, template, ill=lambda _: "before" if chance.random() < 0.4 else ""
    ) as lists:
        for name in NAMES:
            await accept_held(lists, name)
        await until(lambda: not any(map(lists.left, NAMES)))
    is_right(lists, sink, "ill")
    with lists.store.snapshot() as tx:
        cases = [tx.case(row.case) for row in tx.journal()]
    assert {case and case.attempts for case in cases} == {1}
