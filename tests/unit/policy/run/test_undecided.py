"""A rule that protects never passes a post by not knowing."""

import datetime as dt

import pytest

from bot.facts import ABSENT, UNKNOWN, VOCABULARY, Context, Facts
from bot.mail import read
from bot.policy import decide
from bot.policy.check import check
from bot.policy.model.fact_examples import example_of
from tests.parts.rulefiles import HEAD, Given, files, outcomes, policy_of, refusal_of, rule, rules

NOW = dt.datetime(2026, 1, 7, 12, tzinfo=dt.UTC)
PROTECTING = [
    "hold",
    "discard",
    "{drop_attachments: yes}",
    "{disposition: accept, drop_attachments: [image/*]}",
]
OTHERS = ["{notify: owners}", "digest", "accept", "{tag: talk}", "return"]
FACTS = [fact for fact in VOCABULARY if fact.name not in {"sender.proven", "message.lines"}]


class Unknowing(Given):
    """Facts none of which is known, with or without a span of time."""

    def __getitem__(self, name):
        return self.values.get(name, UNKNOWN)


def asked_of_nothing(text, **facts):
    return decide(policy_of(text), Unknowing({name.replace("_", ".", 1): one for name, one in facts.items()}))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_every_protecting_action_holds_whatever_fact_is_unknown(fact):
    asked = f"{{{fact.name}: {example_of(fact)}}}"
    known = "message.lines: over 5"
    forms = [
        {"when": asked},
        {"when": f"{{none: [{asked}]}}"},
        {"unless": asked},
        {"when": f"{{any: [{asked}, {known}]}}", "unless": f"{{{known}}}"},
    ]
    wanted = [{**form, "then": then} for form in forms for then in PROTECTING]
    texts = [rule(f"r{number}", **each) for number, each in enumerate(wanted)]
    verdict = asked_of_nothing(rules(*texts), message_lines=1)
    assert verdict.disposition == "hold"
    assert [finding.rule for finding in verdict.findings] == [f"r{number}" for number in range(len(wanted))]
    assert all("could not be decided: " in finding.text for finding in verdict.findings)
    assert all(fact.name in finding.text for finding in verdict.findings)


@pytest.mark.parametrize("then", OTHERS)
def test_other_actions_do_nothing_unless_the_rule_says_so(then):
    text = rule(when="{auth.dmarc: fail}", then=then)
    assert asked_of_nothing(rules(text)).disposition == "accept"
    verdict = asked_of_nothing(rules(rule(when="{auth.dmarc: fail}", then=then, on_unknown="hold")))
    assert verdict.disposition == "hold"
    assert verdict.done == ()


def test_a_rule_may_let_pass_what_it_cannot_decide():
    assert (
        asked_of_nothing(rules(rule(when="{auth.dmarc: fail}", on_unknown="ignore"))).disposition == "accept"
    )


def test_the_reason_says_what_is_missing():
    verdict = asked_of_nothing(rules(rule(when="{auth.dmarc: fail, article.age_days: over 3}")))
    assert verdict.findings[0].text == (
        'The rule "r" could not be decided: no authentication result of our mail server (auth.dmarc), and '
        "the date of the article was not found (article.age_days); a moderator decides."
    )


@pytest.mark.parametrize(
    ("when", "facts"),
    [
        ("{auth.dmarc: fail, own.words: over 5}", {"own_words": 1}),
        ("{auth.dmarc: fail, article.domain: x.org}", {"article_domain": ABSENT}),
        ("{auth.dmarc: fail, none: [article.domain: x.org]}", {"article_domain": ABSENT}),
        ("{article.domain: {not_in: [x.org]}}", {"article_domain": ABSENT}),
        ("{none: [{auth.dmarc: fail}, {own.words: over 5}]}", {"own_words": 9}),
    ],
)
def test_a_rule_that_cannot_hold_whatever_is_unknown_holds_nothing(when, facts):
    assert asked_of_nothing(rules(rule(when=when)), **facts).disposition == "accept"


def test_where_nothing_to_ask_about_could_be_left_out_the_unknown_decides():
    text = rules(rule(when="{any: [{auth.dmarc: fail}, {article.domain: x.org}]}"))
    assert asked_of_nothing(text, article_domain=ABSENT).disposition == "hold"


def test_a_waived_rule_is_not_held_for():
    text = rules(rule("a", then="{exempt_from: b}"), rule("b", when="{auth.dmarc: fail}"))
    assert asked_of_nothing(text).disposition == "accept"


def test_a_shadow_rule_that_is_open_holds_nothing():
    verdict = asked_of_nothing(rules(rule(when="{auth.dmarc: fail}", mode="shadow")))
    assert (verdict.disposition, outcomes(verdict)) == ("accept", {"r": "unknown"})


def test_an_archive_is_not_blamed_for_what_it_cannot_tell():
    policy = policy_of(rules(rule(when="{auth.dmarc: fail}")))
    assert decide(policy, Unknowing({}), closed=False).disposition == "accept"


def test_a_post_without_an_article_is_none_of_a_rule_about_articles():
    policy = policy_of(
        rules(rule(when="{article.age_days: over 30}"), rule("b", when="{forwarded.how: inline}"))
    )
    question = Facts(read(b"From: a@example.org\nSubject: x\n\nWhen do we meet?\n"), Context(now=NOW))
    verdict = decide(policy, question)
    assert (verdict.disposition, set(outcomes(verdict).values())) == ("accept", {"unknown"})


def test_whether_the_author_is_proven_is_always_known():
    policy = policy_of(rules(rule(when="{sender.proven: no}")))
    verdict = decide(policy, Facts(read(b"From: member@example.org\n\nx\n"), Context(now=NOW)))
    assert (verdict.disposition, outcomes(verdict)) == ("hold", {"r": "match"})


def test_check_names_the_rules_that_depend_on_what_may_be_unknown():
    asked = "{auth.dmarc: fail}"
    text = rules(
        rule("open", asked),
        rule("b", asked, "return"),
        rule("c", asked, on_unknown="hold"),
        rule("d", mode="off"),
    )
    report = check(["rules.yaml"], files(rules=HEAD + text).read)
    assert report.summary[1:] == (
        "  held for a moderator where a fact is unknown (on_unknown says otherwise): open (auth.dmarc)",
    )


def test_a_change_may_say_it_of_an_inherited_rule():
    base = "ruleset: base\nlanguage: 1\n" + rules(rule(when="{auth.dmarc: fail}"))
    own = "inherits: base.yaml\nchange: {r: {on_unknown: ignore}}\n"
    assert decide(policy_of(own, base=base), Unknowing({})).disposition == "accept"
    assert 'did you mean "ignore"?' in refusal_of(rules(rule(on_unknown="ignor")))
