"""Owners' patterns: Unicode, linear, and refused with a reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.model.normalise import has_phrase, normal
from bot.policy.model.patterns import BORDER, PatternError, compile_pattern, likely_finder, mark_borders
from bot.policy.model.phrase_index import PhraseIndex
from bot.policy.model.tests import HasAny
from tests.parts.yardstick import cost

TEXTS = st.text("abé_ -.ß日ñ\n’'+9\x81\u0301")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\bécole\b", "une école.", True),
        (r"\bécole\b", "ÉCOLE", True),
        (r"\bécole\b", "lécole", False),
        (r"\bécole\b", "écoles", False),
        (r"^\w+$", "Straße", True),
        (r"^\w+$", "two words", False),
        (r"^\W$", "é", False),
        (r"\bé.{2}le\b", "l école", True),
        (r"a\b.*\bb", "a xx b", True),
        (r"a\b.\bb", "axb", False),
        (r"a\b.\bb", "a b", True),
        (r"\b(?:oui|été)\b", "en été", True),
        (r"\b\d{3}\b", "12 345 6", True),
        (r"\b\d{3}\b", "12 3456", False),
        (r"\b$", "foo", True),
        (r"^\bfoo", "x\nfoo", True),
        (r"\$\d+\b", "costs $50 now", True),
        (r"\\b", r"a\b", True),
        (r"[^a]\b", "é", True),
        (r"prix\s:", "Prix\u00a0:", True),
        (r"[\w.]+@\w+\.org\b", "écrire à élan@exämple.org", True),
        (r"^FM:", "Hello\nFM: Ann", True),
        (r"[\s\S]x\b", "a x", True),
        (r"(?s)a.b\b", "a\nb", True),
    ],
)
def test_patterns_know_every_alphabet(pattern, text, found):
    assert compile_pattern(pattern, case=False).found_in(text) is found


def test_case_counts_where_it_is_asked_for():
    assert not compile_pattern("École", case=True).found_in("école")


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(?=x)", "look-ahead and look-behind are not possible here"),
        ("(?<!x)", "look-ahead and look-behind are not possible here"),
        (r"(a)\1", "back-references such as \\1 are not possible here"),
        (r"(?P<q>a)(?P=q)", "back-references such as \\1 are not possible here"),
        (r"\Babc", r"\B has no meaning here"),
        ("(a", "the pattern is not understood: a bracket ( is not closed"),
        ("[a", "the pattern is not understood: a bracket [ is not closed"),
        ("*a", "the pattern is not understood: there is nothing before a *, + or ?"),
        ("a{1001}", "the pattern is not understood: a number in {...} is larger than 1000"),
        ("((a{100}){100}){100}", "the pattern is not understood: a number in {...} is larger than 1000"),
        (r"\w{500}", "the pattern is too large to stay fast"),
        ("a" * 1001, "the pattern has 1,001 characters"),
    ],
)
def test_what_cannot_be_fast_or_understood_is_refused_with_the_reason(pattern, sentence):
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern, case=False)
    assert str(refused.value) == sentence
    assert refused.value.help


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"^(a+)+$", r"\s+$", r".*.*=.*x", r"(x+x+)+y", r"(\w+\s?)*\b$", r"(.*){9}z"]
)
@pytest.mark.parametrize("text", ["a" * 60_000 + "!", " " * 60_000 + "x", "x" * 60_000, "é x" * 20_000])
def test_no_pattern_is_a_bomb(pattern, text):
    compiled = compile_pattern(pattern, case=False)
    assert cost(lambda: compiled.found_in(text)) < 10


@given(TEXTS | st.text())
def test_every_border_of_a_word_is_marked(text):
    assert mark_borders(text) == re.sub(r"\b", BORDER * 2, text.replace(BORDER, ""))


def test_a_text_of_many_signs_is_marked_as_one_of_few():
    signs = "".join(map(chr, range(0x2190, 0x2200)))
    assert mark_borders(f"é{signs}é") == f"{BORDER * 2}é{BORDER * 2}{signs}{BORDER * 2}é{BORDER * 2}"


@given(TEXTS, st.lists(st.text("abé ’+9日", min_size=1).map(normal).filter(bool), min_size=1))
def test_one_of_many_phrases_is_found_exactly_where_one_by_one_it_is(text, wanted):
    test = HasAny(PhraseIndex(wanted), case=False, likely=likely_finder(wanted, case=False))
    assert test.holds(text) is any(has_phrase(normal(text), one) for one in wanted)


@given(
    st.lists(
        st.sampled_from([*"ab A|()[]*?.", "[ab]", "{0,1}", "{2}", r"\b", "(?:", "(?i)", "é"]), max_size=8
    ),
    st.text("abAB ", max_size=8),
    st.booleans(),
)
def test_a_first_look_at_a_text_changes_nothing(pieces, text, case):
    typed = "".join(pieces)
    try:
        found = compile_pattern(typed, case=case).found_in(text)
        expected = re.search(typed, text, re.MULTILINE | (0 if case else re.IGNORECASE))
    except (PatternError, re.error, Warning):
        return
    assert found is (expected is not None)


def test_a_megabyte_of_words_beyond_ascii_is_searched_in_no_time():
    text, compiled = "une fée ferrée " * 70_000, compile_pattern(r"\bfer\b", case=False)
    assert not compiled.found_in(text)
    assert cost(lambda: compiled.found_in(text)) < 30


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("million (us )?dollars", "He won one million\ndollars.", True),
        ("million (us )?dollars", "He won one million us \n dollars.", True),
        (r"\bmillion dollars\b", "Er gewann für uns million\ndollars.", True),
        ("million dollars", "One million\n\ndollars", False),
        ("^dollars are", "one million\ndollars are", True),
        ("million-dollars", "million\ndollars", False),
    ],
)
def test_a_blank_finds_the_end_of_a_line_within_a_paragraph(pattern, text, found):
    assert compile_pattern(pattern, case=False).found_in(text) is found
