"""An example of what can never be is warned of: it proves nothing about real posts."""

import pytest

from bot.policy.examples.contradictions import contradictions
from tests.parts.rulefiles import rule, rules, warnings_of


def named(**given):
    return [
        one.fact for one in contradictions({name.replace("__", "."): value for name, value in given.items()})
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"own__words": 3, "own__present": False},
        {"own": "Rain.", "own__present": False},
        {"own__words": 0, "own__present": True},
        {"own__words": 3, "own__lines": 9},
        {"own__words": 3, "own__sentences": 4},
        {"article__lines": 2, "article__paragraphs": 3},
        {"quoted__share": 120},
        {"now__hour": 24},
        {"sender": "Ann Lee"},
        {"links__domains": ("www.example.org",)},
        {"attachments__count": 0, "attachments__types": ("image/png",)},
        {"article__link_present": False, "article__link": "https://example.org/"},
        {"message__html_only": True, "message__has_html": False},
        {"sender__first_post": True, "sender__posts": 2},
    ],
    ids=str,
)
def test_what_no_post_can_have_together(given):
    assert len(named(**given)) == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"own__words": 3, "own__lines": 1, "own__present": True},
        {"own__words": 400, "article__words": 3, "article__present": True},
        {"attachments__count": 3, "attachments__types": ("image/png",)},
        {"quoted__share": 100, "now__hour": 23},
        {"sender": "ann@example.org", "sender__first_post": True, "sender__posts": 0},
        {"links__count": 2, "links__domains": ("example.org",)},
    ],
    ids=str,
)
def test_what_a_post_may_have(given):
    assert named(**given) == []


def test_the_warning_points_at_the_fact():
    example = "[{facts: {own.words: 3, own.present: no}, expect: hold}]"
    said = warnings_of(rules(rule(when="{own.words: under 5}", examples=example)))
    assert "warning[W016]: own.present says no, and there is a text in own" in said
    assert "take out own.present: no" in said
