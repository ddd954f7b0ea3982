"""Recurring work: a failure is backed off and reported, never raised; a defect is told after three tries."""

import datetime as dt

import pytest

from bot.errors import PermanentFailure, TemporaryFailure
from bot.service import chores
from bot.service.chores import Chore

NOW = dt.datetime(2026, 1, 8, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(chores, "WAITS", (0.0, 0.0))


def a_chore(*problems):
    said, left = [], list(problems)

    async def work(_):
        if left:
            raise left.pop(0)

    return Chore("digest", work, lambda *report: said.append(report)), said


async def test_a_defect_is_urgent_after_three_tries_and_over_when_it_works():
    chore, said = a_chore(ValueError("x"), ValueError("x"), ValueError("x"))

    done = [await chore.turn(NOW) for _ in range(4)]

    assert done == [False, False, False, True]
    assert [urgent for _, _, urgent in said] == [False, False, True, False]
    assert said[2][1] == "a defect of the bot (ValueError); its log tells where"
    assert said[3] == ("digest", "", False)


async def test_a_database_that_is_away_is_waited_for():
    chore, said = a_chore(*[TemporaryFailure("the disk is full")] * 5)

    for _ in range(5):
        await chore.turn(NOW)

    assert {(problem, urgent) for _, problem, urgent in said} == {("the disk is full", False)}


async def test_what_a_person_must_mend_is_told_in_its_own_words():
    chore, said = a_chore(*[PermanentFailure("there is nobody to send an issue to")] * 3)

    for _ in range(3):
        await chore.turn(NOW)

    assert said[-1] == ("digest", "there is nobody to send an issue to", True)


async def test_after_a_failure_it_waits(monkeypatch):
    monkeypatch.setattr(chores, "WAITS", (60.0, 600.0))
    chore, said = a_chore(ValueError("x"))

    assert [await chore.turn(NOW), await chore.turn(NOW)] == [False, False]
    assert len(said) == 1
