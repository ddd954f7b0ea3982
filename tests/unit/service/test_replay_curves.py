"""How many posts a number catches, found by rank and by groups: as if every post were counted again."""

import datetime as dt
from collections import Counter, deque

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.service.replay.measuring import COUNTS_HIT, COUNTS_SPARED, FAILS, HOLDS, Course, Steps
from bot.service.replay.ranked import Ranked
from bot.service.replay.thresholds import SIDES, Threshold
from tests.parts.tries import tries

SIDE = st.sampled_from(sorted(SIDES))


@settings(max_examples=tries(100), deadline=None)
@given(st.lists(st.integers(0, 9)), SIDE, st.integers(-1, 10))
def test_numbers_are_counted_by_rank(numbers, side, value):
    ranked = Ranked(Counter(numbers))

    assert ranked.holding(side, value) == sum(SIDES[side](one, value) for one in numbers)
    assert [ranked.at(rank) for rank in range(len(ranked))] == sorted(numbers)


@settings(max_examples=tries(200), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 4), st.integers(0, 15)), max_size=40),
    SIDE,
    st.integers(0, 6),
)
def test_a_course_is_played_only_where_a_number_can_matter(posts, side, value):
    threshold = Threshold(
        rule="r",
        fact="sender.posts",
        side=side,
        value=3,
        value_name="",
        line=1,
        within=dt.timedelta(seconds=5),
    )
    steps = Steps()
    course, at = Course(steps, threshold.fact), 0
    earlier: dict[str, deque[int]] = {key: deque() for key in "abc"}
    caught = 0
    for key, later, bits in posts:
        at += later
        steps.add(at, key, "", "discard")
        if bits:
            course.note(bits)
        count = sum(one >= at - 5 for one in earlier[key])
        hit = bits & (HOLDS if threshold.holds(count, value) else FAILS)
        caught += bool(hit)
        if bits & (COUNTS_HIT if hit else COUNTS_SPARED):
            earlier[key].append(at)

    assert course.catcher(threshold)(value) == caught
