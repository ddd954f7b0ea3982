"""Advice offers no text that still holds what another language means by it."""

import pytest

from bot.policy import RulesRefused, load
from bot.policy.compile.habits.words.literals import foreign, sound
from tests.parts.rulefiles import files

RULE = (
    "ruleset: t\nlanguage: 1\nrules:\n  - name: r\n    when:\n      {}\n    then: {}\n    because: Because.\n"
)


def told(line, then="hold"):
    """All help on a rule with one line below ``when:``."""
    try:
        policy = load("rules.yaml", files(rules=RULE.format(line, then)).read)
    except RulesRefused as refused:
        return " | ".join(one.help for one in refused.errors)
    return " | ".join(one.help for one in policy.warnings if one.code not in {"W008", "W012"})


@pytest.mark.parametrize(
    "text",
    [
        "/casino/i",
        ".*BulkMail.",
        r"\bfree",
        "free*",
        "*.exe",
        '"free"',
        "a or b",
        "help and not helpful",
        "!= x",
    ],
)
def test_syntax_of_other_languages_is_no_text(text):
    assert foreign(text)


@pytest.mark.parametrize(
    "text", ["free", "for sale", "?", "[jobs]", "Q&A", "ann@example.org", "AC/DC", "5 * 3", ""]
)
def test_a_plain_text_is_one(text):
    assert not foreign(text)


def test_a_pattern_may_hold_what_a_text_may_not():
    assert sound(r"subject: {matches: '\bfree.*now'}")
    assert not sound(r"any: [{subject: {contains: sale}}, {body: {has_any: [sale, '\bfree']}}]")


@pytest.mark.parametrize(
    ("line", "help_"),
    [
        ("sender.posts: first 4", "write  sender.posts_ever: under 4"),
        ("thread.posts: over 20", "within what time?"),
        ("attachments.size: more than 5MB", 'write "over 5 MB"'),
        ("sender.domain: 'file:///etc/banned.map'", "name the file at the top"),
        ("body: {has_any: [idiot, 'moron*']}", r"{matches: '\bidiot\b|\bmoron'}"),
        ("subject: {matches: '^(re|fwd)'}", "subject.prefix: {any_in: [re, fwd]}"),
        ("subject: {matches: '^re:'}", "message.reply: yes"),
        ("links.domains: not example.org", "none: [links.domains: {all_in: [example.org]}]"),
    ],
)
def test_what_cannot_be_meant_is_told(line, help_):
    assert help_ in told(line)


def test_a_reply_is_no_beginning_of_another_word():
    assert told("subject: {matches: '^(report|request)'}") == ""


def test_an_example_of_a_span_never_stands_as_advice():
    assert "write {within" not in told("thread.posts: 20")


@pytest.mark.parametrize("word", ["remove", "block", "delete"])
def test_a_word_that_may_mean_a_return_names_it(word):
    assert '"return"' in told("own.words: 0", word)


def test_a_question_is_no_action():
    assert "below when:" in told("own.words: 0", "approve_post_count")
