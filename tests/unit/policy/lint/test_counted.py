"""Rules that count what other rules matched."""

import datetime as dt

import pytest

from bot.facts import Context, Facts, Question
from bot.facts.calendar import OfRule
from bot.mail import read
from bot.policy import decide
from tests.parts.rulefiles import NOW, outcomes, policy_of, refusal_of

RULES = """\
rules:
  - name: shared
    when: {article.present: yes}
    mode: MODE
    then: THEN
    because: B.
  - name: second
    when: {subject: rain, FACT: {matched: NAME, within: 24 hours}}
    then: return
    because: Yours are {{ FACT }}.
    examples:
      - facts: {subject: rain, FACT: 1}
        expect: return
      - facts: {subject: rain}
        expect: no match
"""


def rules(mode="shadow", then="accept", fact="sender.posts", name="shared"):
    given = {"MODE": mode, "THEN": then, "FACT": fact, "NAME": name}
    text = RULES
    for word, value in given.items():
        text = text.replace(word, value)
    return text


def test_only_posts_count_that_the_rule_has_matched_and_one_is_enough():
    policy = policy_of(rules())
    question = Question("sender.posts", OfRule(dt.timedelta(hours=24), "shared"))
    assert policy.questions == {question}
    post = read(b"From: ann@example.org\nSubject: Rain\n\nHello.\n")
    found = [
        decide(policy, Facts(post, Context(now=NOW, past={question: number} if number is not None else {})))
        for number in (1, 0, None)
    ]
    assert [outcomes(one)["second"] for one in found] == ["match", "no match", "unknown"]
    assert found[0].findings[0].text == "Yours are 1."
    assert found[0].facts["sender.posts within 24 hours matched by shared"] == 1


def test_a_rule_that_is_not_there_is_named_with_the_one_that_was_meant():
    assert 'did you mean "shared"?' in refusal_of(rules(name="shard"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"mode": "off"}, "its mode is off"),
        ({"mode": "live", "then": "return"}, "sender.returned counts"),
        ({"mode": "live", "then": "discard"}, "it discards them"),
    ],
)
def test_a_rule_with_nothing_to_count_is_warned_of(changed, said):
    warned = [one for one in policy_of(rules(**changed)).warnings if one.code == "W018"]
    assert len(warned) == 1
    assert said in warned[0].note + warned[0].help


@pytest.mark.parametrize(
    "changed",
    [{}, {"mode": "live", "then": "hold"}, {"mode": "live", "then": "return", "fact": "sender.returned"}],
)
def test_a_rule_with_posts_to_count_is_not_warned_of(changed):
    warnings = policy_of(rules(**changed)).warnings
    assert not [one for one in warnings if one.code == "W018"]


def test_a_rule_that_waits_for_a_match_of_its_own_is_refused():
    assert "first a post must match itself" in refusal_of(rules(name="second"))


def test_rules_that_wait_for_each_other_are_refused_and_a_chain_is_not():
    chain = "rules:\n"
    for name, other in (("a", "b"), ("b", "c"), ("c", "OTHER")):
        chain += (
            f"  - {{name: {name}, when: {{list.posts: {{matched: {other}, within: today}}}}, then: hold}}\n"
        )
    chain += "  - {name: d, when: {own.words: 1}, then: hold}\n"
    assert policy_of(chain.replace("OTHER", "d")).rules
    assert refusal_of(chain.replace("OTHER", "a")).count("R019") == 3


def test_a_rule_may_count_its_own_matches_where_it_can_begin_without():
    text = rules(name="second").replace("within: 24 hours}", "within: 24 hours, under: 2}")
    assert policy_of(text.partition("    examples:")[0]).rules


@pytest.mark.parametrize(
    "line",
    [
        "matched: shared",
        "matched: {rule: shared, within: 7 days}",
        "all: [{matched: shared, within: 7 days}]",
    ],
)
def test_who_looks_for_it_under_another_name_is_led_there(line):
    text = rules().replace("subject: rain, sender.posts: {matched: shared, within: 24 hours}", line)
    span = "7 days" if "7" in line else "24 hours"
    assert f"write sender.posts: {{matched: shared, within: {span}}}" in refusal_of(text)
