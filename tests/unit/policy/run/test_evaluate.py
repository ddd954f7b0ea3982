"""Conditions as functions: the short way and the thorough one answer what three-valued logic says."""

import datetime as dt
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts import UNKNOWN
from bot.policy.model.conditions import AllOf, Always, AnyOf, Asked, ByName, NoneOf
from bot.policy.model.tests import Is, Within
from bot.policy.run.answers import Seen, State
from bot.policy.run.evaluate import Names, asking, looking
from bot.policy.run.trace import Noted
from tests.parts.tries import tries


class Fails:
    """A test that goes wrong."""

    def holds(self, _):
        raise ValueError


class Given(dict[str, Any]):
    """Facts, of which none counts over a span of time."""

    def within(self, name, span):
        raise KeyError(name, span)


FACTS = Given({"yes": True, "no": False, "unknown": UNKNOWN, "fails": True})
LEAVES = st.sampled_from(
    [
        Always(1),
        Asked("yes", Is(wanted=True), "yes: yes", 2),
        Asked("no", Is(wanted=True), "no: yes", 3),
        Asked("unknown", Is(wanted=True), "unknown: yes", 4),
        Asked("fails", Fails(), "fails: yes", 5),
    ]
)


def groups(inner):
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    named = st.builds(lambda condition, wanted: ByName("named", wanted, condition, 6), inner, st.booleans())
    return st.one_of(parts.map(AllOf), parts.map(AnyOf), parts.map(NoneOf), named)


CONDITIONS = st.recursive(LEAVES, groups, max_leaves=12)


def logic(condition):
    """The answer as Kleene has it, by way of the smallest and the largest of no, unknown and yes."""
    match condition:
        case Always():
            return True
        case Asked(fact=fact):
            return {"yes": True, "no": False}.get(fact)
        case ByName(wanted=wanted, condition=inner):
            return logic(inner) if wanted else inverse(logic(inner))
        case AllOf(parts=parts):
            return reduce(lesser, map(logic, parts))
        case AnyOf(parts=parts):
            return inverse(reduce(lesser, (inverse(logic(part)) for part in parts)))
        case NoneOf(parts=parts):
            return reduce(lesser, (inverse(logic(part)) for part in parts))


def inverse(answer):
    return None if answer is None else not answer


def lesser(one, other):
    return min(one, other, key=[False, None, True].index)


@settings(max_examples=tries(300), deadline=None)
@given(CONDITIONS, st.none() | CONDITIONS)
def test_both_ways_answer_what_the_logic_says(when, unless):
    expected = lesser(logic(when), inverse(logic(unless))) if unless else logic(when)
    names, seen = Names(), Seen()

    look, layout = looking(when, unless, names)

    assert asking(when, unless, names)(FACTS, State()) is expected
    assert look(FACTS, State(), seen) is expected
    told = {one.line: (one.value, one.holds) for one in Noted(layout, seen)}
    wanted = {1: (None, True), 2: (True, True), 3: (False, False), 4: (None, None), 5: (True, None)}
    assert {line: told[line] for line in told if line != 6} == {
        line: wanted[line] for line in told if line != 6
    }


def test_what_is_sure_already_is_not_asked():
    asked = []

    class Noting(Given):
        def __getitem__(self, name):
            asked.append(name)
            return super().__getitem__(name)

    leaves = [Asked(name, Is(wanted=True), name, 1) for name in ("yes", "no", "unknown")]
    asking(AllOf(tuple(leaves)), None, Names())(Noting(FACTS), State())

    assert asked == ["yes", "no"]


def test_a_named_condition_is_asked_once_for_a_post():
    asked = []

    class Counting:
        def holds(self, value):
            asked.append(value)
            return value

    inner = Asked("yes", Counting(), "yes: yes", 1)
    names, state = Names(), State()
    for wanted in (True, False, True):
        asking(ByName("named", wanted, inner, 2), None, names)(FACTS, state)
    assert asked == [True]


@pytest.mark.parametrize(
    ("test", "inside", "outside"),
    [
        (Within(least=5), (5, 5.5, 10**30), (4, -1)),
        (Within(least=5, strict=True), (6, 5.01), (5, 0)),
        (Within(most=5), (5, -(10**30)), (5.1,)),
        (Within(most=5, strict=True), (4.9,), (5, 6)),
        (Within(5, 6), (5, 6), (4, 7)),
        (Within(), (0, 10**400, -(10**400)), ()),
    ],
)
def test_a_number_lies_between_its_borders(test, inside, outside):
    assert all(test.holds(number) for number in inside)
    assert not any(test.holds(number) for number in outside)


def test_a_fact_over_a_span_of_time_is_asked_with_it():
    class Past(Given):
        def within(self, name, span):
            return 3 if (name, span) == ("sender.posts", dt.timedelta(days=7)) else 0

    asked = Asked("sender.posts", Within(least=3), "sender.posts: ...", 1, dt.timedelta(days=7))
    assert asking(asked, None, Names())(Past(), State()) is True
