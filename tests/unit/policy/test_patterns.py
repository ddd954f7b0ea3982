"""Owners' patterns: Unicode, linear, and refused with a reason."""

import time

import pytest

from bot.policy.patterns import PatternError, compile_pattern


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
        ("*a", "the pattern is not understood: nothing stands before a *, + or ?"),
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
    start = time.process_time()
    compiled.found_in(text)
    assert time.process_time() - start < 0.1
