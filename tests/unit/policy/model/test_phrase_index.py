"""Very many words and phrases at once: found exactly where one by one they are, and fast."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.model.normalise import has_phrase, normal
from bot.policy.model.patterns import MOST, likely_finder
from bot.policy.model.phrase_index import LONGEST, PhraseIndex
from bot.policy.model.tests import HasAny
from tests.parts.rulefiles import judged, outcomes, rule, rules
from tests.parts.yardstick import cost

SIGNS = "ab_é ’'-+9日本नस्\u0301"


@given(
    st.lists(st.text(SIGNS, min_size=1).map(normal).filter(bool), min_size=1),
    st.lists(st.text(SIGNS)),
    st.text(SIGNS, max_size=2),
)
def test_it_finds_what_a_search_for_each_finds(wanted, others, between):
    text = normal(between.join([*others, *wanted[:1]]))
    assert PhraseIndex(wanted).found_in(text) is any(has_phrase(text, one) for one in wanted)


def test_a_phrase_of_very_many_words_is_found():
    phrase = " ".join(f"w{number}" for number in range(3 * LONGEST))
    assert PhraseIndex([phrase]).found_in(f"here it is: {phrase}.")
    assert not PhraseIndex([phrase]).found_in(phrase.replace("w20", "v20"))


@pytest.mark.parametrize("form", ["word{} x", "word{}", "it's word-{}", "日本{}", "a a a a a a a a {}"])
def test_the_largest_list_is_searched_about_as_fast_as_a_small_one(form):
    text = normal("abcdefghij klmnopqrst's uvwxyz and more of it 本 日 here\n" * 4_000)
    small, large = ([form.format(number) for number in range(size)] for size in (500, 100_000))
    tests = [
        HasAny(PhraseIndex(one), case=False, likely=likely_finder(one, case=False)) for one in (small, large)
    ]
    assert not any(test.holds(text) for test in tests)
    assert len(large) > MOST
    assert cost(lambda: tests[1].holds(text)) < 10


def test_a_list_of_very_many_texts_does_what_a_short_one_does():
    words = ", ".join(f"word{number} x" for number in range(MOST + 1))
    text = f"lists:\n  many:\n    - {words.replace(', ', chr(10) + '    - ')}\n"
    text += rules(rule(when="{body: {has_any: $many}}"))
    assert outcomes(judged(text, body=f"Is WORD{MOST}\n  x here?")) == {"r": "match"}
    assert outcomes(judged(text, body=f"Is word{MOST}x here?")) == {"r": "no match"}
