"""Three-valued logic: unknown wherever the missing fact could change the answer, and only there."""

from typing import Any

import pytest

from bot.facts import UNKNOWN
from tests.parts.rulefiles import judged, outcomes, rule, rules


def outcome(when: str, unless: str | None = None) -> str:
    """What becomes of a rule; yes: article.cut_off, no: message.html_only, unknown: auth.dmarc is pass."""
    more = {"unless": unless} if unless else {}
    facts: dict[str, Any] = {"article_cut_off": True, "message_html_only": False, "auth_dmarc": UNKNOWN}
    return outcomes(judged(rules(rule(when=when, **more)), **facts))["r"]


YES_, NO_, UNKNOWN_ = "{article.cut_off: yes}", "{message.html_only: yes}", "{auth.dmarc: pass}"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (YES_, "match"),
        (NO_, "no match"),
        (UNKNOWN_, "unknown"),
        (f"{{all: [{YES_}, {YES_}]}}", "match"),
        (f"{{all: [{YES_}, {NO_}]}}", "no match"),
        (f"{{all: [{YES_}, {UNKNOWN_}]}}", "unknown"),
        (f"{{all: [{NO_}, {UNKNOWN_}]}}", "no match"),
        (f"{{any: [{YES_}, {UNKNOWN_}]}}", "match"),
        (f"{{any: [{NO_}, {UNKNOWN_}]}}", "unknown"),
        (f"{{any: [{NO_}, {NO_}]}}", "no match"),
        (f"{{none: [{NO_}, {NO_}]}}", "match"),
        (f"{{none: [{NO_}, {UNKNOWN_}]}}", "unknown"),
        (f"{{none: [{YES_}, {UNKNOWN_}]}}", "no match"),
        ("{article.cut_off: yes, auth.dmarc: fail}", "unknown"),
        ("{message.html_only: yes, auth.dmarc: fail}", "no match"),
        ("{auth.dmarc: [pass, fail]}", "unknown"),
    ],
)
def test_a_condition_is_unknown_only_where_the_missing_fact_matters(when, expected):
    assert outcome(when) == expected


@pytest.mark.parametrize(
    ("when", "unless", "expected"),
    [
        (YES_, NO_, "match"),
        (YES_, YES_, "no match"),
        (YES_, UNKNOWN_, "unknown"),
        (NO_, UNKNOWN_, "no match"),
        (UNKNOWN_, YES_, "no match"),
        (UNKNOWN_, NO_, "unknown"),
        (UNKNOWN_, UNKNOWN_, "unknown"),
        ("always", UNKNOWN_, "unknown"),
    ],
)
def test_unless_takes_part_in_the_logic(when, unless, expected):
    assert outcome(when, unless) == expected


@pytest.mark.parametrize("test", ["{not_in: [a]}", "{is_not: a}", "{in: [a]}", "a", "{matches: a}"])
def test_a_test_of_an_unknown_text_is_unknown_whatever_it_asks(test):
    verdict = judged(rules(rule(when=f"{{article.source: {test}}}", then="digest")), article_source=UNKNOWN)
    assert outcomes(verdict) == {"r": "unknown"}
    assert verdict.disposition == "accept"


@pytest.mark.parametrize(("asked", "expected"), [("yes", "unknown"), ("no", "unknown")])
def test_a_named_condition_stays_unknown_when_turned_round(asked, expected):
    text = "conditions:\n  passed: {auth.dmarc: pass}\n" + rules(rule(when=f"{{passed: {asked}}}"))
    assert outcomes(judged(text, auth_dmarc=UNKNOWN))["r"] == expected


def test_a_named_condition_can_be_turned_round():
    text = "conditions:\n  long: {own.words: over 9}\n" + rules(
        rule("a", "{long: yes}"), rule("b", "{long: no}")
    )
    assert outcomes(judged(text, own_words=10)) == {"a": "match", "b": "no match"}
    assert outcomes(judged(text, own_words=9)) == {"a": "no match", "b": "match"}


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ("under 50", {49, 49.5}),
        ("over 50", {50.5, 51}),
        ("at least 50", {50, 50.5, 51}),
        ("at most 50", {49, 49.5, 50}),
        ("exactly 50", {50}),
        ("between 50 and 51", {50, 50.5, 51}),
        ("50", {50}),
        ("under 50 words", {49, 49.5}),
        ("$limit", {50}),
        ("under $limit", {49, 49.5}),
        ("between $limit and 51 words", {50, 50.5, 51}),
    ],
)
def test_numbers_are_compared_as_written(test, holds):
    text = "values: {limit: 50}\n" + rules(
        rule(when=f"{{own.words: {test}}}"), rule("x", "{own.lines: $limit}")
    )
    for number in (49, 49.5, 50, 50.5, 51):
        assert (outcomes(judged(text, own_words=number))["r"] == "match") is (number in holds), number


@pytest.mark.parametrize(
    ("fact", "test", "value", "expected"),
    [
        ("message_size", "over 40 KB", 40_001, True),
        ("message_size", "over 40 KB", 40_000, False),
        ("message_size", "at least 2 MB", 2_000_000, True),
        ("quoted_share", "over 60 %", 60.5, True),
        ("quoted_share", "over 60%", 60, False),
        ("own_lines", "exactly 1 line", 1, True),
        ("subject", "Hello World", "hello  world", True),
        ("subject", "{is: hello, case: yes}", "Hello", False),
        ("subject", "{is_not: hello}", "Bye", True),
        ("subject", '{is: ""}', "", True),
        ("subject", "{contains: ll}", "HELLO", True),
        ("subject", "{starts_with: he, ends_with: lo}", "Hello", True),
        ("subject", "{starts_with: he, ends_with: x}", "Hello", False),
        ("subject", "{matches: '^h.*o$'}", "Hello", True),
        ("subject", "{matches: '^h.*o$', case: yes}", "Hello", False),
        ("subject", "no", "No", True),
        ("subject", "012", "12", False),
        ("sender", "{in: $staff}", "ANN@Example.org", True),
        ("sender", "{not_in: $staff}", "bob@example.org", True),
        ("links_domains", "{has: example.org}", ("a.net", "Example.org"), True),
        ("links_domains", "{any_in: [a.net, b.net]}", ("x.net", "b.net"), True),
        ("links_domains", "{all_in: [a.net, b.net]}", ("a.net", "x.net"), False),
        ("links_domains", "{all_in: [a.net]}", (), True),
        ("links_domains", "{none_in: [a.net]}", (), True),
        ("links_domains", "{none_in: [a.net]}", ("a.net",), False),
        ("links_domains", "{any_matches: 'exa.ple'}", ("example.org",), True),
        ("now_weekday", "[saturday, sunday]", "sunday", True),
        ("now_weekday", "monday", "sunday", False),
        ("own_present", "no", False, True),
    ],
)
def test_each_kind_of_fact_has_its_tests(fact, test, value, expected):
    text = "lists: {staff: [ann@example.org, 014, no, 12:30]}\n"
    text += rules(rule(when=f"{{{fact.replace('_', '.', 1)}: {test}}}"), rule("x", "{subject: {in: $staff}}"))
    assert (outcomes(judged(text, **{fact: value}))["r"] == "match") is expected


@pytest.mark.parametrize("word", ["no", "014", "12:30", "2026-01-06", "~", "1e3"])
def test_texts_stay_what_was_typed(word):
    text = f"lists: {{odd: [{word}]}}\n" + rules(rule(when="{subject: {in: $odd}}"))
    assert outcomes(judged(text, subject=word))["r"] == "match"
    assert outcomes(judged(text, subject="false"))["r"] == "no match"
