"""Conditions asked of many posts at once: each gets the answer that it gets alone."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts import ABSENT, UNKNOWN
from bot.policy.model.conditions import AllOf, Always, AnyOf, Asked, ByName, NoneOf
from bot.policy.model.tests import Beside, Is, OneOf, Within
from bot.policy.run.answers import State
from bot.policy.run.evaluate import Names, asking
from bot.policy.run.many import Many, asking_many
from tests.parts.tries import tries

NUMBERS = ("lines", "words", "age")


class Post(dict[str, Any]):
    """The facts of a post; notes what was asked of it, and fails where it has none."""

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__(facts)
        self.asked = set[str]()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def within(self, _: str, __: object) -> Any:
        return UNKNOWN


def leaf(name, test):
    return Asked(name, test, name, 1)


def at_least(other: Any) -> Within:
    return Within(least=other)


VALUES = st.one_of(st.integers(0, 9), st.floats(0, 9), st.sampled_from([UNKNOWN, ABSENT]))
POSTS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["a", "b", UNKNOWN]), "list": st.sampled_from([True, False, UNKNOWN])},
        optional=dict.fromkeys(NUMBERS, VALUES),
    ),
    max_size=9,
)
WITHIN = st.builds(
    Within, st.one_of(st.none(), st.integers(0, 9)), st.one_of(st.none(), st.integers(0, 9)), st.booleans()
)
LEAVES = st.one_of(
    st.just(Always(1)),
    st.builds(leaf, st.sampled_from(NUMBERS), WITHIN),
    st.builds(leaf, st.just("list"), st.builds(Is, st.booleans())),
    st.builds(leaf, st.just("kind"), st.sampled_from([OneOf(frozenset("a")), OneOf(frozenset("bc"))])),
    st.builds(leaf, st.just("lines"), st.just(Beside("words", at_least))),
)


def groups(inner):
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    named = st.builds(lambda condition, wanted: ByName("n", wanted, condition, 6), inner, st.booleans())
    return st.one_of(parts.map(AllOf), parts.map(AnyOf), parts.map(NoneOf), named)


CONDITIONS = st.recursive(LEAVES, groups, max_leaves=9)
RULES = st.lists(st.tuples(CONDITIONS, st.one_of(st.none(), CONDITIONS)), min_size=1, max_size=3)


@settings(max_examples=tries(300), deadline=None)
@given(POSTS, RULES)
def test_posts_together_get_the_answers_and_the_questions_that_each_gets_alone(posts, rules):
    many = Many([Post(one) for one in posts])
    found = [asking_many(*rule)(many, many.all) for rule in rules]
    unknown, failed = many.unknown(), set(many.places(many.failed))
    names = Names()
    ready = [asking(when, unless, names) for when, unless in rules]

    for place, one in enumerate(map(Post, posts)):
        state = State()
        answers = [ask(one, state) for ask in ready]
        assert (place in failed) is bool(state.failures)
        got = [None if open_ >> 8 * place & 1 else bool(yes >> 8 * place & 1) for yes, open_ in found]
        assert got == answers
        if not state.failures:
            assert unknown[place] == sorted(name for name in one.asked if one[name] is UNKNOWN)


def test_what_lies_ready_is_not_asked_again():
    posts = [Post({}), Post({})]
    many = Many(posts, lambda name, _: [3, 5] if name == "words" else None)
    ask = asking_many(leaf("words", Within(least=4)), leaf("words", Within(least=9)))

    assert list(many.places(ask(many, many.all)[0])) == [1]
    assert [one.asked for one in posts] == [set(), set()]
