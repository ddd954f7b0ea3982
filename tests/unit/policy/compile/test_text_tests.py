"""Tests of texts against several words at once."""

import pytest

from tests.parts.rulefiles import judged, outcomes, refusal_of, rule, rules

ASKS = rules(rule(when="\n      own: {has_all: [wire transfer, Urgent]}"))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("URGENT: I need a wire\ntransfer.", "match"),
        ("A wire transfer, urgently.", "no match"),
        ("Urgent!", "no match"),
        ("", "no match"),
    ],
)
def test_has_all_needs_each_of_them_as_whole_words(text, outcome):
    assert outcomes(judged(ASKS, own=text)) == {"r": outcome}


def test_has_all_takes_a_list_of_texts():
    assert "[urgent]" in refusal_of(rules(rule(when="\n      own: {has_all: urgent}")))
    assert "empty text" in refusal_of(rules(rule(when="\n      own: {has_all: [urgent, '']}")))
