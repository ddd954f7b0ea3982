"""What follows in an example from the texts that it gives, as it would in a mail."""

import datetime as dt

import pytest

from bot.facts import Context
from bot.policy.examples.example_facts import as_in_mail
from tests.parts.rulefiles import policy_of, refusal_of, rule, rules

CONTEXT = Context(now=dt.datetime(2026, 1, 7, 12, tzinfo=dt.UTC))


def known(**given):
    return as_in_mail({name.replace("__", "."): value for name, value in given.items()}, CONTEXT)


def test_words_prices_and_lines_of_the_authors_text():
    told = known(own="I have a spade for 5 EUR.")
    assert (told["own.words"], told["own.prices"], told["own.lines"], told["own.present"]) == (7, 1, 1, True)


def test_links_of_the_authors_text():
    told = known(own="https://example.org/a")
    assert (told["links.count"], told["links.domains"], told["links.only"]) == (1, ("example.org",), True)
    assert "links.only" not in known(own="Look: https://example.org/a")


def test_links_of_all_texts_count():
    told = known(own="See https://example.org/a", quoted="Not https://example.net/b")
    assert (told["links.count"], told["quoted.words"], told["own.words"]) == (2, 2, 2)


def test_what_the_example_gives_stays():
    told = known(own="One two three, 5 EUR.", own__words=400, own__prices=0)
    assert (told["own.words"], told["own.prices"]) == (400, 0)


@pytest.mark.parametrize("text", ["> quoted", "-- \nAnn", "On Monday Ann wrote:", "a\nb\n\nc", ": x", "\x00"])
def test_a_text_is_the_authors_whatever_it_looks_like(text):
    told = known(own=text)
    assert told["own.words"] == len(text.split())
    assert "quoted.words" not in told


def test_a_rule_is_tried_on_the_text_itself():
    when = "{quoted.lines: over 10, own.words: under 3}"
    example = "\n      - facts: {{quoted.lines: 40, own: {}}}\n        expect: {}"
    assert policy_of(rules(rule(when=when, examples=example.format("Me too!", "hold"))))
    refused = refusal_of(rules(rule(when=when, examples=example.format("No since it leaks.", "hold"))))
    assert "own.words: under 3 (it is 4)" in refused


def test_a_number_that_no_text_gives_is_explained():
    text = rules(
        rule(when="{own.prices: over 0}", examples="\n      - facts: {own.words: 9}\n        expect: hold")
    )
    assert "own.prices: over 0 (it is 0)" in refusal_of(text)
    text = rules(
        rule(when="{own.prices: over 0}", examples="\n      - facts: {subject: Spade}\n        expect: hold")
    )
    assert refusal_of(text).endswith("; own.prices is 0 because the example gives no text (own: ...)")


def test_a_comma_in_a_text_in_braces():
    text = rules(rule(examples="\n      - facts: {own: Well, I take it}\n        expect: hold"))
    assert "a comma ends a text in braces" in refusal_of(text)
    assert "put single quotes around it: own: 'Well, I take it'" in refusal_of(text)
