"""Several rules, one disposition, every reason."""

import pytest

from bot.facts import UNKNOWN, Context, Facts
from bot.mail import read
from bot.policy import decide
from bot.policy.model.verdict import Outcome
from bot.policy.run.decide import judge
from tests.parts.rulefiles import NOW, Given, judged, judged_post, outcomes, policy_of, rule, rules


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        (["accept", "digest"], "digest"),
        (["digest", "return"], "return"),
        (["return", "hold"], "hold"),
        (["hold", "discard"], "discard"),
        (["accept", "digest", "return", "hold", "discard"], "discard"),
    ],
)
def test_the_strongest_disposition_stands_whatever_the_order(words, stands):
    texts = [rule(f"r-{word}", then=word) for word in words]
    assert judged(rules(*texts)).disposition == stands
    assert judged(rules(*reversed(texts))).disposition == stands


def test_no_match_is_accepted_without_a_reason():
    verdict = judged(rules(rule(when="{own.words: over 9}")))
    assert (verdict.disposition, verdict.findings) == ("accept", ())


def test_all_reasons_come_in_the_order_of_the_file():
    text = rules(
        rule("a", then="return"), rule("b", then="hold"), rule("c", then="return"), rule("d", then="accept")
    )
    verdict = judged(text)
    assert [finding.rule for finding in verdict.findings] == ["a", "b", "c"]


def test_a_waived_rule_does_not_act_and_says_who_waived_it():
    verdict = judged(rules(rule("a", then="{exempt_from: [b]}"), rule("b", then="return")))
    assert outcomes(verdict) == {"a": "match", "b": "waived"}
    assert verdict.rules[1].waived_by == "a"
    assert verdict.disposition == "accept"


def test_exemptions_make_no_chains():
    chain = rules(
        rule("a", then="{exempt_from: [b]}"), rule("b", then="{exempt_from: [c]}"), rule("c", then="return")
    )
    assert outcomes(judged(chain)) == {"a": "match", "b": "waived", "c": "waived"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({"own_words": 0}, "match"), ({"own_words": UNKNOWN}, "match"), ({"own_words": 9}, "waived")],
)
def test_only_a_rule_that_matches_exempts(facts, expected):
    text = rules(rule("a", "{own.words: over 5}", "{exempt_from: [b]}"), rule("b", then="return"))
    assert outcomes(judged(text, **facts))["b"] == expected


def test_a_shadow_rule_is_evaluated_and_never_acts():
    text = rules(rule("a", then="discard", mode="shadow"), rule("b", "{own.words: 3}", "hold", mode="shadow"))
    verdict = judged(text)
    assert outcomes(verdict) == {"a": "shadow", "b": "no match"}
    assert (verdict.disposition, verdict.findings) == ("accept", ())


def test_a_shadow_rule_exempts_nobody():
    text = rules(rule("a", then="{exempt_from: [b]}", mode="shadow"), rule("b"))
    assert outcomes(judged(text)) == {"a": "shadow", "b": "match"}


def test_a_rule_that_is_off_is_not_asked():
    verdict = judged(rules(rule(mode="off")))
    assert outcomes(verdict) == {"r": "off"}
    assert verdict.rules[0].conditions == ()


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"from_": "2026-01-07"}, "match"),
        ({"from_": "2026-01-08"}, "off"),
        ({"until": "2026-01-07"}, "match"),
        ({"until": "2026-01-06"}, "off"),
    ],
)
def test_a_rule_runs_in_its_time(more, outcome):
    assert outcomes(judged(rules(rule(**more))))["r"] == outcome


class Broken(Given):
    """Facts one of which raises."""

    def __getitem__(self, name):
        if name == "own.words":
            raise ZeroDivisionError(name)
        return super().__getitem__(name)


def test_a_rule_that_fails_is_unknown_holds_the_post_and_says_so():
    policy = policy_of(rules(rule("a", "{own.words: 3}", "return"), rule("b", "{own.lines: 0}", "return")))
    verdict = decide(policy, Broken({}))
    assert outcomes(verdict) == {"a": "unknown", "b": "match"}
    assert verdict.disposition == "hold"
    assert verdict.findings[0].text == (
        'The rule "a" (rules.yaml, line 4) failed on this post (ZeroDivisionError); a moderator decides.'
    )
    assert [finding.rule for finding in verdict.findings] == ["a", "b"]


def test_a_sentence_that_fails_holds_the_post():
    policy = policy_of(rules(rule(then="return", because="You wrote {{ own.words }} words.")))
    assert decide(policy, Broken({})).disposition == "hold"


def test_a_failing_shadow_rule_holds_nothing():
    policy = policy_of(rules(rule("a", "{own.words: 3}", mode="shadow")))
    assert decide(policy, Broken({})).disposition == "accept"


def test_every_condition_is_traced_with_line_and_value():
    text = rules(
        rule(when="{any: [own.words: under 5, own.lines: 3], subject: x}", unless="{auth.dmarc: pass}")
    )
    trace = judged(text, own_words=3, own_lines=2, subject="X", auth_dmarc=UNKNOWN).rules[0]
    assert (trace.file, trace.line) == ("rules.yaml", 4)
    assert [(c.line, c.condition, c.value, c.holds) for c in trace.conditions] == [
        (5, "any: own.words: under 5", 3, True),
        (5, "any: own.lines: 3", 2, False),
        (5, "subject: x", "X", True),
        (7, "unless auth.dmarc: pass", None, None),
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 word, of at least 1 word."),
        (2, "2 words, of at least 1 word."),
        (21, "21 words, of at least 1 word."),
    ],
)
def test_numbers_and_nouns_agree(count, said):
    text = "values: {few: 1}\n" + rules(
        rule(
            when="{own.words: over $few}",
            then="return",
            because="'{{ own.words }} words, of at least {{ few }} words.'",
        ),
        rule(
            "x", "{own.words: 1}", "return", because="'{{ own.words }} words, of at least {{ few }} words.'"
        ),
    )
    assert judged(text, own_words=count).findings[0].text == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("message.size", 34_400, "34 KB"),
        ("message.size", 2_400_000, "2.4 MB"),
        ("quoted.share", 61.5, "61.5 %"),
        ("links.domains", ("a.org", "b.org"), "a.org, b.org"),
        ("links.domains", (), "none"),
        ("own.present", True, "yes"),
        ("subject", "a\x1b[2J\nb", "a [2J b"),
        ("article.source", UNKNOWN, "(unknown)"),
        ("own.words", 1160, "1160"),
    ],
)
def test_values_read_well_inside_a_sentence(name, value, said):
    text = rules(rule(then="return", because=f"'It is {{{{ {name} }}}}.'"))
    verdict = decide(policy_of(text), Given({name: value}))
    assert verdict.findings[0].text == f"It is {said}."


def test_a_post_cannot_write_braces_into_a_sentence():
    text = rules(rule(then="return", because="'You wrote {{ subject }}.'"))
    assert judged(text, subject="{{ sender }}").findings[0].text == "You wrote {{ sender }}."


POST = b"""From: ann@example.org
Subject: Fwd: Rain (The Gazette)

FM: Ann Lee

Look at this.

https://gazette.example.com/2026/01/rain.html

Rain Falls On The Valley

By Joan Reed

Jan. 5, 2026

Rain fell on the valley on Monday, and the river rose by two feet before
noon, the mayor said. Schools were closed, and the bridge at the mill was
shut for cars until the evening, when the water had gone down again.
"""


@pytest.mark.parametrize(
    ("when", "spans"),
    [
        ("{own.words: under 50}", [(3, 3)]),
        ("{article.words: over 5}", [(5, 15)]),
        ("{article.link_alone: yes}", [(5, 5)]),
        ("{forwarded.via: Ann Lee}", [(1, 1)]),
        ("{subject.prefix: {has: fwd}}", []),
        ("{body.words: over 5}", [(1, 15)]),
        ("{sender: ann@example.org, own.words: under 50}", [(3, 3)]),
    ],
)
def test_a_reason_points_at_the_lines_that_it_means(when, spans):
    [finding] = judged_post(rules(rule(when=when)), POST).findings
    assert [(span.first_line, span.last_line) for span in finding.spans] == spans


def test_a_sentence_that_tells_a_fact_points_at_it():
    text = rules(rule(when="{article.words: over 5}", then="return", because="'{{ own.words }} words.'"))
    [finding] = judged_post(text, POST).findings
    assert [(span.first_line, span.last_line) for span in finding.spans] == [(3, 3)]


def test_the_digest_follows_the_bytes_of_the_rules():
    one, two = policy_of(rules(rule())), policy_of(rules(rule("other")))
    assert one.digest == policy_of(rules(rule())).digest != two.digest
    assert len(one.digest) == 64


def test_facts_are_kept_as_plain_data():
    policy = policy_of(
        rules(rule(when="{body: {has_word: rain}, auth.dmarc: pass, links.domains: {has: x.org}}"))
    )
    facts = decide(policy, Facts(read(POST), Context(now=NOW))).facts
    assert facts["auth.dmarc"] is None
    assert facts["links.domains"] == ["example.com"]
    assert len(facts["body"]) == 200


def test_judging_twice_gives_the_same_verdict():
    policy = policy_of(rules(rule(when="{own.words: under 50}", then="return")))
    facts = Facts(read(POST), Context(now=NOW))
    assert decide(policy, facts) == decide(policy, facts)
    assert judge(policy.rules[0], facts).trace.outcome is Outcome.MATCH
