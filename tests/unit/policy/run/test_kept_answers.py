"""Answers of tests are known again by names: no two tests that say something else have the same."""

from bot.policy.run.kept_answers import names_in
from tests.parts.rulefiles import policy_of, rule, rules

DIFFERENT = (
    "{subject: {contains: tide}}",
    "{subject: {contains: tides}}",
    "{subject: {starts_with: tide}}",
    "{subject: {ends_with: tide}}",
    "{subject: {has_word: tide}}",
    "{subject: tide}",
    "{subject: {is_not: tide}}",
    "{subject: {contains: tide, case: yes}}",
    "{subject: {has_any: [tide, moon]}}",
    "{subject: {has_all: [tide, moon]}}",
    "{subject: {in: [tide, moon]}}",
    "{subject: {matches: tide}}",
    "{subject: {matches: tide, case: yes}}",
    "{own: {contains: tide}}",
    "{links.domains: {has: tide.example}}",
    "{links.domains: {any_in: [tide.example]}}",
    "{links.domains: {all_in: [tide.example]}}",
)


def names_of(when: str, head: str = "") -> list[str]:
    (only,) = policy_of(head + rules(rule("r", when))).rules
    return list(names_in(only.when))


def test_what_says_something_else_has_another_name():
    names = [name for when in DIFFERENT for name in names_of(when)]

    assert len(set(names)) == len(DIFFERENT)


def test_what_says_the_same_has_the_same_name():
    assert names_of("{subject: {has_any: [moon, tide]}}") == names_of(
        "{subject: {has_any: [tide, moon, tide]}}"
    )
    assert names_of("{none: [{subject: {contains: tide}}]}") == names_of("{subject: {contains: tide}}")


def test_numbers_and_history_have_none():
    assert names_of("{own.words: over 3}") == []
    assert names_of("{message.reply: yes}") == []
    assert names_of("{own.duplicate: {within: 3 days}}") == []
