"""What is allowed and looks wrong."""

import datetime as dt

import pytest

from bot.facts import Context, Facts
from bot.mail import read
from bot.mail.mailing_list import MailingList
from bot.policy import decide, load
from tests.parts.rulefiles import HEAD, files, outcomes, policy_of, rule, rules


def warned(text, today=None):
    policy = load("rules.yaml", files(rules=HEAD + text).read, today)
    return [warning.message for warning in policy.warnings if warning.code != "W008"]


@pytest.mark.parametrize(
    "when",
    [
        "{own.words: under 5, body.words: over 3, all: [{own.words: over 9}]}",
        "{message.reply: yes, all: [{message.reply: no}]}",
        "{auth.dmarc: pass, all: [{auth.dmarc: [fail, none]}]}",
        "{subject: Rain, all: [{subject: Sun}]}",
        "{sender: {in: [a@b.c]}, all: [{sender: {not_in: [a@b.c]}}]}",
        "{sender.posts: {within: 1 day, over: 5, under: 3}}",
    ],
)
def test_a_rule_that_can_never_match(when):
    assert warned(rules(rule(when=when))) == ['the rule "r" can never match']


@pytest.mark.parametrize(
    "when",
    [
        "{own.words: under 5, all: [{own.words: over 3}]}",
        "{auth.dmarc: [pass, none], all: [{auth.dmarc: [fail, none]}]}",
        "{sender.posts: {within: 1 day, over: 5}, all: [{sender.posts: {within: 7 days, under: 50}}]}",
        "{subject: {contains: a}, all: [{subject: {contains: b}}]}",
    ],
)
def test_a_rule_that_may_match_is_not_suspected(when):
    assert warned(rules(rule(when=when))) == []


def test_two_rules_that_say_the_same():
    wide, narrow = rule("wide", when="{own.words: over 250}"), rule("narrow", when="{own.words: over 900}")
    said = 'the rule "narrow" matches only where "wide" does, with the same outcome'
    assert warned(rules(wide, narrow)) == [said]
    assert warned(rules(narrow, wide)) == [said]
    assert warned(rules(wide, rule("narrow", when="{own.words: over 900}", then="discard"))) == []
    assert warned(rules(wide, rule("narrow", when="{own.words: over 900}", unless="{own: x}"))) == []


def test_a_rule_whose_time_is_over():
    text = rules(rule(until="2026-01-31"))
    assert warned(text, dt.date(2026, 2, 1)) == ['the rule "r" ended on 2026-01-31']
    assert warned(text, dt.date(2026, 1, 31)) == []


def test_a_rule_without_an_example():
    policy = policy_of(rules(rule()))
    assert [(one.code, one.message) for one in policy.warnings] == [("W008", 'the rule "r" has no example')]


@pytest.mark.parametrize(
    ("now", "zone", "outcome", "why"),
    [
        ("2026-03-01T04:59Z", "America/New_York", "off", "it begins on 2026-03-01"),
        ("2026-03-01T05:00Z", "America/New_York", "match", ""),
        ("2026-04-01T03:59Z", "America/New_York", "match", ""),
        ("2026-04-01T04:00Z", "America/New_York", "off", "it ended on 2026-03-31"),
        ("2026-03-31T16:00Z", "Asia/Tokyo", "off", "it ended on 2026-03-31"),
        ("2026-03-31T16:00Z", "Mars/Base", "match", ""),
    ],
)
def test_dates_are_those_of_the_lists_time_zone_and_are_explained(now, zone, outcome, why):
    policy = policy_of(rules(rule(from_="2026-03-01", until="2026-03-31")))
    context = Context(
        now=dt.datetime.fromisoformat(now),
        mailing_list=MailingList(id="s", address="s@example.org", name="S", timezone=zone),
    )
    for trace in (True, False):
        verdict = decide(policy, Facts(read(b"From: a@example.org\n\nx\n"), context), trace=trace)
        assert outcomes(verdict) == {"r": outcome}
        assert verdict.rules[0].why == why


def test_a_live_rule_that_changes_posts():
    then = "{trim_quotes: 10}"
    said = 'the rule "r" changes posts (trim_quotes): that breaks their signatures'
    assert warned(rules(rule(then=then))) == [said]
    assert warned(rules(rule(then=then, mode="shadow"))) == []
    assert warned(rules(rule(then="{notify: owners}"))) == []
    assert warned(rules(rule("a", then="{disposition: accept, tag: talk}"), rule("b", then=then))) == [
        'the rule "a" changes posts (tag): that breaks their signatures'
    ]


def test_a_host_that_is_no_site_today_may_be_one_tomorrow():
    said = '"links.domains" is never "shop.evil.example": of that address the site is "evil.example"'

    assert warned(rules(rule(when="{links.domains: {has: shop.evil.example}}"))) == [said]
    assert warned(rules(rule(when="{links.domains: {has: evil.example}}"))) == []


@pytest.mark.parametrize(
    ("unless", "told"),
    [
        ("{message.reply: yes, sender.moderator: yes}", True),
        ("{any: [{message.reply: yes}, {sender.moderator: yes}]}", False),
        ("{all: [{message.reply: yes}, {sender.moderator: yes}]}", False),
        ("{sender.member: yes, sender.proven: yes}", False),
        ("{message.reply: yes, own.words: over 5}", False),
    ],
)
def test_an_exception_of_two_lines_that_look_like_two_exceptions(unless, told):
    said = warned(rules(rule(when="{links.count: over 2}", unless=unless)))

    assert ('"r" spares a post where all lines of unless: hold together' in said) is told
