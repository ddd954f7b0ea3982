"""Tests that compare a fact with another: numbers of one unit, texts, what is empty and what is unknown."""

import pytest

from bot.facts import UNKNOWN
from bot.policy import RulesRefused
from bot.policy.run.answers import State
from bot.policy.run.compiled_rule import Ready
from bot.policy.run.evaluate import Names
from bot.policy.run.undecided import left_open_by
from tests.parts.rulefiles import Given, policy_of, rule, rules


def asked(line, **given):
    """Whether a rule with that line matches a post with these facts: yes, no or None."""
    (one,) = policy_of(rules(rule(when=f"\n      {line}"))).rules
    facts = Given({name.replace("__", "."): value for name, value in given.items()})
    state = State()
    answer = Ready(one, Names()).ask(facts, state)
    assert state.failures == []
    return answer


@pytest.mark.parametrize(
    ("line", "own", "article", "answer"),
    [
        ("own.words: over article.words", 51, 50, True),
        ("own.words: over article.words", 50, 50, False),
        ("own.words: under article.words", 49, 50, True),
        ("own.words: at least article.words", 50, 50, True),
        ("own.words: at most article.words", 51, 50, False),
        ("own.words: exactly article.words", 50, 50, True),
        ("own.words: over article.words", 51, UNKNOWN, None),
    ],
)
def test_a_number_beside_another(line, own, article, answer):
    assert asked(line, own__words=own, article__words=article) is answer


@pytest.mark.parametrize(
    ("test", "subject", "headline", "answer"),
    [
        ("{contains: '{{ article.headline }}'}", "Fwd: RAIN in May (NYT)", "Rain in may", True),
        ("{contains: '{{ article.headline }}'}", "Look at this", "Rain in May", False),
        ("{starts_with: '{{ article.headline }}'}", "Rain in May, again", "Rain in May", True),
        ("'{{ article.headline }}'", "rain in May", "Rain in May", True),
        ("{is_not: '{{ article.headline }}'}", "Look", "Rain in May", True),
        ("{is_not: '{{ article.headline }}'}", "Look", "", False),
        ("{contains: '{{ article.headline }}'}", "Look", "", False),
        ("{contains: '{{ article.headline }}'}", "Look", UNKNOWN, None),
    ],
)
def test_a_text_beside_another(test, subject, headline, answer):
    assert asked(f"subject: {test}", subject=subject, article__headline=headline) is answer


@pytest.mark.parametrize(
    "line",
    [
        "own.words: over article.lines",
        "own.words: over own.words",
        "subject: {contains: '{{ article.words }}'}",
        "subject: {contains: 'about {{ article.headline }}'}",
        "subject: {contains: '{{ article.headlin }}'}",
        "subject: {contains: '{{ article.headline }}', starts_with: Rain}",
        "subject: {has_any: ['{{ article.headline }}', rain]}",
        "subject: {in: ['{{ article.headline }}']}",
    ],
)
def test_what_cannot_be_compared_is_refused(line):
    with pytest.raises(RulesRefused):
        policy_of(rules(rule(when=f"\n      {line}")))


def test_what_is_missing_is_told_of_the_other_fact():
    (one,) = policy_of(rules(rule(when="\n      own.words: over article.words"))).rules
    assert left_open_by(one, Given({"own.words": 5, "article.words": UNKNOWN})) == (
        "article.words is unknown",
    )
