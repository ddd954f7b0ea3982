"""Whom the page of guidelines names as exempt, and what it says of a rule without a sentence."""

import datetime as dt
import re

import pytest

from bot.policy.publish.guidelines import Page, guidelines
from bot.policy.publish.pages import markdown
from tests.parts.rulefiles import policy_of, rule, rules

PAGE = Page(name="Salon", today=dt.date(2026, 1, 7))
LISTS = "lists: {staff: [ann@example.org]}\nconditions:\n  is_team: {sender: {in: $staff}}\n"


def page_of(*texts):
    return markdown(guidelines(policy_of(LISTS + rules(*texts)), PAGE))


def points(*texts):
    return re.findall(r"^\d+\. (.*)$", page_of(*texts), re.MULTILINE)


@pytest.mark.parametrize(
    ("unless", "said"),
    [
        ("{sender.moderator: yes}", "Moderators are exempt."),
        ("{message.reply: yes}", "Answers to posts are exempt."),
        ("{sender: {in: $staff}}", 'Those whom the owners list as "staff" are exempt.'),
        ("is_team", 'Those whom the owners list as "staff" are exempt.'),
        ("{sender: {in: [ann@example.org]}}", "Some whom the owners named are exempt."),
        (
            "{any: [{sender.moderator: yes}, {is_team: yes}, {message.reply: yes}]}",
            'Moderators, those whom the owners list as "staff" and answers to posts are exempt.',
        ),
        ("{sender.moderator: yes, message.reply: yes}", ""),
        ("{sender.moderator: no}", ""),
        ("{message.reply: no}", ""),
    ],
)
def test_people_whom_unless_exempts(unless, said):
    text = rule(then="return", when="{own.words: 1}", unless=unless, because="Write more.")
    assert points(text) == [f"Write more. {said}".strip()]


def test_people_whom_another_rule_exempts():
    exempting = rule("team", when="is_team", then="{exempt_from: [r]}")
    assert points(rule(then="return", because="Write more."), exempting) == [
        'Write more. Those whom the owners list as "staff" are exempt.'
    ]
    sleeping = rule("team", when="is_team", then="{exempt_from: [r]}", mode="off")
    assert points(rule(then="return", because="Write more."), sleeping) == ["Write more."]


def test_posts_that_another_rule_exempts_have_a_section_of_their_own():
    exempting = rule(
        "sale", when="{subject.tags: {has: sale}}", then="{exempt_from: [r]}", because="Offers may be short."
    )
    page = page_of(rule(then="return", because="Write more."), exempting)
    assert "1. Write more.\n" in page
    assert (
        "## Exceptions\n\nSome of the points above do not hold for these posts.\n\n2. Offers may be short."
        in page
    )


@pytest.mark.parametrize(
    ("when", "unless", "said"),
    [
        ("{links.count: 0, article.present: no}", "{message.reply: yes}",
         "Talk: links count 0 and not article present, unless message reply."),
        ("{any: [{own.words: under 5}, is_team]}", None, "Talk: own words under 5 or is team."),
        ("{none: [{own.words: 0}, {links.only: yes}]}", None, "Talk: neither own words 0 nor links only."),
        ("{subject.tags: {has: sale}}", None, "Talk: subject tags has sale."),
        ("always", None, "Talk."),
        ("always", "{message.reply: yes}", "Talk: every post, unless message reply."),
    ],
)  # fmt: skip
def test_a_rule_without_a_sentence_is_told_by_its_conditions(when, unless, said):
    more = {"unless": unless} if unless else {}
    assert points(rule("talk", when=when, then="digest", **more)) == [said]
