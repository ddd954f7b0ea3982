"""Tests over spans of time: how they are written, what they ask, what is wrong with them."""

import datetime as dt

from inline_snapshot import snapshot

from bot.facts import Context, Facts, Question
from bot.mail import read
from bot.policy import decide
from tests.parts.rulefiles import NOW, judged, outcomes, policy_of, refusal_of

BUSY = """\
rules:
  - name: busy
    when: {sender.posts: {within: 24 hours, at_least: 3}}
    unless: {article.duplicate: {within: 2 weeks}}
    then: return
    because: You sent {{ sender.posts }} posts today, duplicate {{ article.duplicate }}.
"""
POST = read(b"From: ann@example.org\n\nHello.\n")


def context(**answers):
    spans = {"sender.posts": dt.timedelta(hours=24), "article.duplicate": dt.timedelta(days=14)}
    past = {
        Question(name.replace("_", ".", 1), spans[name.replace("_", ".", 1)]): value
        for name, value in answers.items()
    }
    return Context(now=NOW, past=past)


def test_a_policy_names_what_it_asks_of_the_past():
    assert policy_of(BUSY).questions == {
        Question("sender.posts", dt.timedelta(hours=24)),
        Question("article.duplicate", dt.timedelta(days=14)),
    }


def test_the_answers_decide_and_fill_the_sentence():
    verdict = decide(policy_of(BUSY), Facts(POST, context(sender_posts=4, article_duplicate=False)))
    assert [finding.text for finding in verdict.findings] == ["You sent 4 posts today, duplicate no."]
    assert verdict.facts == {"sender.posts within 24 hours": 4, "article.duplicate within 14 days": False}


def test_what_nobody_looked_up_is_unknown():
    assert outcomes(decide(policy_of(BUSY), Facts(POST, context(sender_posts=4)))) == {"busy": "unknown"}


def test_an_example_gives_the_number_whatever_the_span():
    assert outcomes(judged(BUSY, sender_posts=3)) == {"busy": "match"}
    assert outcomes(judged(BUSY, sender_posts=2)) == {"busy": "no match"}


def test_a_span_is_mandatory_and_understood():
    assert refusal_of("""\
ruleset: x
language: 1
rules:
  - name: r
    when:
      sender.posts: over 7
      sender.returned: {at_least: 2}
      thread.posts: {within: 24 huors, at_least: 2}
      thread.sender_posts: {within: 3 years, over: 5}
      article.duplicate: yes
    then: hold
  - name: s
    when: {sender.posts: {within: 1 day, atleast: 2, over: many}}
    then: return
    because: So many posts, {{ thread.posts }} in the thread.
""") == snapshot("""\
error[R010]: "sender.posts" needs a span of time
 --> rules.yaml:6:21
  |
6 |       sender.posts: over 7
  |                     ^^^^^^
  = help: within what time? For example {within: 24 hours, over: 7} for a day (earlier posts are counted, not this one: over: 7 begins with post 9, at_least: 7 with post 8); sender.posts_ever: over 7 counts all that there ever were

error[R010]: "sender.returned" needs a span of time
 --> rules.yaml:7:24
  |
7 |       sender.returned: {at_least: 2}
  |                        ^
  = help: within what time? For example {within: 24 hours, at_least: 2} for a day

error[R011]: "24 huors" is not a span of time
 --> rules.yaml:8:30
  |
8 |       thread.posts: {within: 24 huors, at_least: 2}
  |                              ^^^^^^^^
  = help: did you mean "hours"?

error[R011]: "3 years" is not a span of time
 --> rules.yaml:9:37
  |
9 |       thread.sender_posts: {within: 3 years, over: 5}
  |                                     ^^^^^^^
  = help: for example, with other values, within: 24 hours (or minutes, days, weeks)

error[R010]: "article.duplicate" needs a span of time
  --> rules.yaml:10:26
   |
10 |       article.duplicate: yes
   |                          ^^^
   = help: write {within: 30 days} (or another span of time)

error[R010]: "atleast" is not a test of a number of posts within a span of time
  --> rules.yaml:13:42
   |
13 |     when: {sender.posts: {within: 1 day, atleast: 2, over: many}}
   |                                          ^^^^^^^ no such test
   = help: did you mean "at_least"?

error[R011]: "many" is not a number
  --> rules.yaml:13:60
   |
13 |     when: {sender.posts: {within: 1 day, atleast: 2, over: many}}
   |                                                            ^^^^
   = help: write for example over: 3\
""")
