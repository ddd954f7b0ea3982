"""The line that words of any system mean: the fact that they name, the owner's values, silence where they do not say."""

import pytest

from bot.facts import VOCABULARY
from bot.policy.compile.habits.words.lexicon import facts, section, stem, words_of
from bot.policy.compile.habits.words.meaning import line_by_meaning, then_by_meaning
from bot.policy.errors import Report
from bot.policy.source.nodes import Mapping
from bot.policy.source.parse import read_nodes
from tests.parts.rulefiles import policy_of, rule, rules


def line(text):
    """What is meant by one line of a rule file, or by a text without a colon."""
    node = read_nodes(text.encode(), "x.yaml", Report())
    if isinstance(node, Mapping):
        (entry,) = node.entries
        return line_by_meaning(entry.key.text, entry.value)
    return line_by_meaning(text, None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SubjectContainsWords: [free, winner]", "subject: {has_any: [free, winner]}"),
        ('header :contains "subject" "free"', "subject: {contains: free}"),
        ("the subject contains free: yes", "subject: {contains: free}"),
        ("size :over 100K", "message.size: over 100 KB"),
        ("author has posted more than 3 times today: yes", "sender.posts: {within: 24 hours, at_least: 3}"),
        ("it is a reply: yes", "message.reply: yes"),
        ("is not a member: yes", "sender.member: no"),
        ("SPF_FAIL: 1", "auth.spf: fail"),
        ("written language: french", "own.language: fr"),
        ("posted on a weekend: yes", "now.weekday: [saturday, sunday]"),
        ("uri: '/bit\\.ly/'", "links: {any_matches: 'bit\\.ly'}"),
    ],
)  # fmt: skip
def test_the_same_is_meant_in_many_ways(text, meant):
    assert line(text) == meant


@pytest.mark.parametrize(
    "text", ["media_author: BBC", "frobnicate: yes", "sun: {after: sunset}", "score: 5", "x: y"]
)
def test_where_the_words_do_not_say_nothing_is_offered(text):
    assert line(text) == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("hold for approval", "hold"),
        ("DeleteMessage", "discard"),
        ("remind the author", "warn"),
        ('PrependSubject: "[External]"', "{tag: External}"),
        ("delete attachments", "{drop_attachments: yes}"),
        ("never send to spam", ""),
        ("frobnicate", ""),
    ],
)
def test_what_is_done(text, meant):
    assert then_by_meaning(text) == meant


def test_every_name_of_the_lexicon_is_a_fact():
    named = {name for name, _ in section("facts").phrases}
    assert [name for name in named if VOCABULARY.find(name) is None] == []
    assert {"own.words", "sender.posts_ever"} <= {name for name, _ in facts().phrases}


@pytest.mark.parametrize(
    "text", ["fewer than 20 words: yes", "charset: utf-8", "phone number: yes", "html: yes"]
)
def test_what_is_offered_is_a_rule(text):
    offered = line(text)
    assert offered
    assert policy_of(rules(rule(when=f"\n      {offered}"))).rules


def test_words_and_their_stems():
    assert words_of("SubjectOrBodyContainsWords") == ["subject", "or", "body", "contains", "words"]
    assert words_of("HTML_MESSAGE isn't") == ["html", "message", "isn't"]
    assert [stem(word) for word in ("matches", "replies", "links", "address", "is", "has")] == [
        "match", "reply", "link", "address", "is", "has",
    ]  # fmt: skip
