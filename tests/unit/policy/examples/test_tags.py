"""Tags in brackets at the front of a subject: examples see what real mail shows, and vain tests are told."""

import pytest

from tests.parts.rulefiles import HEAD, judged_post, policy_of, refusal_of, rule, rules, warnings_of

SALE = rule(when="{subject.tags: {has: sale}}")
SUBJECTS = (
    "[sale] Bicycle",
    "[Salon] [sale] Bicycle",
    "[Salon] Re: [sale] Bicycle",
    "Re: [Salon] [sale] Bicycle",
    "[EXT] [sale] Bicycle",
    "[Sale] Bicycle",
)


def with_example(text, subject, expect="hold"):
    return text + f"    examples:\n      - facts: {{subject: '{subject}'}}\n        expect: {expect}\n"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_tag_is_found_in_real_mail_and_in_an_example_alike(subject):
    verdict = judged_post(rules(SALE), f"From: a@example.org\nSubject: {subject}\n\nx\n".encode())
    assert str(verdict.disposition) == "hold"
    assert policy_of(rules(with_example(SALE, subject))).examples == 1


@pytest.mark.parametrize("subject", ["Bicycle", "Bicycle [sale]", "[Salon] sale", "sale", ""])
def test_what_has_no_such_tag(subject):
    verdict = judged_post(rules(SALE), f"From: a@example.org\nSubject: {subject}\n\nx\n".encode())
    assert str(verdict.disposition) == "accept"
    assert policy_of(rules(with_example(SALE, subject, "no match"))).examples == 1


def test_an_example_cannot_pass_that_no_mail_can():
    vain = rule(when="{subject: {starts_with: '[sale]'}}")
    assert "expected hold, got no match" in refusal_of(rules(with_example(vain, "[sale] Bicycle")))


@pytest.mark.parametrize(
    ("when", "facts"),
    [
        ("{subject: Rain in May}", "{subject: 'Re: [Salon] Rain in May'}"),
        ("{message.reply: yes}", "{subject: 'AW: Rain in May'}"),
        ("{subject.words: 3}", "{subject: Rain in May}"),
        ("{subject.prefix: {has: fwd}}", "{subject.raw: 'Fwd: Rain'}"),
        ("{subject.words: 9}", "{subject: Rain in May, subject.words: 9}"),
        ("{message.reply: no}", "{subject: 'Re: Rain', message.reply: no}"),
        ("{subject.tags: {has: sale}}", "{subject.tag: sale}"),
        ("{subject.tag: sale}", "{subject.tags: [sale, bike]}"),
        ("{subject.all_caps: yes}", "{subject: RAIN IN MAY}"),
        ("{subject.source: NYT}", "{subject.raw: 'Rain (NYT)', subject: Sun}"),
        ("{subject: Sun}", "{subject.raw: 'Rain (NYT)', subject: Sun}"),
    ],
)
def test_an_examples_subject_is_read_as_that_of_a_mail(when, facts):
    text = rule(when=when) + f"    examples:\n      - facts: {facts}\n        expect: hold\n"
    assert policy_of(rules(text)).examples == 1


@pytest.mark.parametrize(
    "test",
    [
        "'[sale] bicycle'",
        "{starts_with: '[sale]'}",
        "{contains: '[sale]'}",
        "{has_phrase: '[sale]'}",
        "{is: '[sale]'}",
        "{in: ['[sale]', x]}",
        r"{matches: '^\[sale\]'}",
        r"{matches: '\[sale\]'}",
        "{matches: '^[sale]'}",
    ],
)
def test_a_test_that_looks_for_a_tag_in_the_subject(test):
    text = warnings_of(rules(rule(when=f"{{subject: {test}}}", mode="off")))
    assert "a tag in brackets at the front of a subject is not part of subject" in text
    assert "= help: write subject.tags: {has: sale}" in text


@pytest.mark.parametrize(
    ("test", "help_"),
    [
        ("{starts_with: 'Re:'}", "message.reply: yes"),
        ("{starts_with: 'Aw: '}", "message.reply: yes"),
        ("{contains: 'Fwd: Rain'}", "subject.prefix: {has: fwd}"),
    ],
)
def test_a_test_that_looks_for_a_prefix_in_the_subject(test, help_):
    text = warnings_of(rules(rule(when=f"{{subject: {test}}}")))
    assert "is not part of subject" in text
    assert f"= help: write {help_}" in text


@pytest.mark.parametrize("test", ["subject.tags: {has: '[sale]'}", "subject.tag: '[sale]'"])
def test_a_tag_is_asked_without_its_brackets(test):
    assert 'a tag has no brackets here: "[sale]"' in warnings_of(rules(rule(when=f"{{{test}}}")))


@pytest.mark.parametrize(
    "test",
    [
        "{ends_with: '[sale]'}",
        "{contains: sale}",
        "{matches: '[!?]{3}'}",
        "{matches: '[aeiou]+'}",
        "{starts_with: sale}",
    ],
)
def test_what_may_well_be_meant_is_not_suspected(test):
    assert "tag" not in warnings_of(HEAD + rules(rule(when=f"{{subject: {test}}}")))
