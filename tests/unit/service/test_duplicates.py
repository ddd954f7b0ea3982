"""Nobody can make an author's own message vanish by sending a copy of it first."""

import datetime as dt

import pytest

from bot.lifecycle import State
from bot.service.duplicates import Copy, compare
from bot.store import Case

AT = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)


def a_case(state=State.TAKEN, **changes):
    values = {
        "id": "20260305-0914-2xk7",
        "list_id": "salon.lists.example.org",
        "message_id": "tides.1@example.net",
        "content_hash": "c",
        "signals_hash": "s",
        "state": state,
        "origin": None,
        "desired_folder": None,
        "size": 1,
        "oversize": False,
        "attempts": 1,
        "received": AT,
        "created": AT,
        "changed": AT,
        "author": "ann@example.net",
        "proven": True,
        "reverse_path": "ann@example.net",
        "duplicate_of": None,
        "conflict_of": None,
        "told": None,
    }
    return Case(**(values | changes))


CAME_TO_SOMETHING = sorted(set(State) - {State.TAKEN, State.DISCARDED, State.REFUSED})


@pytest.mark.parametrize("state", CAME_TO_SOMETHING)
def test_what_was_posted_digested_returned_or_waits_comes_once(state):
    assert compare(a_case(), [a_case(state)], proven=True) is Copy.SAME


@pytest.mark.parametrize("state", CAME_TO_SOMETHING)
def test_a_copy_that_nobody_proved_does_not_stand_for_the_proven_one(state):
    assert compare(a_case(), [a_case(state, proven=False)], proven=True) is Copy.FIRST


@pytest.mark.parametrize("state", [State.DISCARDED, State.REFUSED])
@pytest.mark.parametrize("proven", [True, False])
def test_a_copy_that_reached_nobody_stands_for_nothing(proven, state):
    assert compare(a_case(), [a_case(state)], proven=proven) is Copy.FIRST
    assert compare(a_case(), [], proven=proven) is Copy.FIRST


def test_an_unproven_copy_of_an_unproven_or_proven_message_comes_once():
    assert compare(a_case(), [a_case(State.POSTED, proven=False)], proven=False) is Copy.SAME
    assert compare(a_case(), [a_case(State.POSTED)], proven=False) is Copy.SAME


@pytest.mark.parametrize("change", [{"signals_hash": "other"}, {"reverse_path": ""}, {"reverse_path": "x@y"}])
def test_a_copy_that_differs_in_what_decides_is_for_a_person(change):
    assert compare(a_case(), [a_case(State.POSTED, **change)], proven=True) is Copy.DIFFERS
    assert compare(a_case(), [a_case(State.POSTED, **change)], proven=False) is Copy.DIFFERS


def test_one_like_it_among_several_is_enough():
    earlier = [a_case(State.POSTED, signals_hash="other"), a_case(State.POSTED), a_case(State.DISCARDED)]

    assert compare(a_case(), earlier, proven=True) is Copy.SAME


@pytest.mark.parametrize("change", [{"signals_hash": None}, {"reverse_path": None}])
def test_what_is_not_on_record_makes_no_difference(change):
    assert compare(a_case(), [a_case(State.POSTED, **change)], proven=True) is Copy.SAME


def test_while_a_copy_is_not_decided_a_person_looks():
    assert compare(a_case(), [a_case(State.TAKEN, proven=False)], proven=True) is Copy.DIFFERS
