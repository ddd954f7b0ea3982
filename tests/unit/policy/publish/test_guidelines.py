"""The page for members: in the owner's words, without what only a post can tell."""

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from bot.policy import load
from bot.policy.model.messages import Because, Slot
from bot.policy.publish.guidelines import Page, guidelines, unsaid
from bot.policy.publish.pages import html_page, markdown
from bot.policy.publish.plain_sentences import for_everybody
from tests.parts.rulefiles import policy_of, refusal_of, rule, rules

RULES = Path(__file__).parents[4] / "rules"
PACKS = sorted(path.name for path in RULES.glob("*.yaml"))
DAY = dt.date(2026, 1, 7)
PAGE = Page(name="Salon", address="salon@lists.example.org", ask=("owner@example.org",), today=DAY)


def said(*pieces):
    """The sentence for everybody; a piece in braces is a fact."""
    return for_everybody(
        Because(tuple(Slot(piece[1:-1]) if piece.startswith("{") else piece for piece in pieces))
    )


def page_of(text):
    return markdown(guidelines(policy_of(text), PAGE))


def points(text):
    return re.findall(r"^\d+\. (.*)$", page_of(text), re.MULTILINE)


def test_what_tells_of_one_post_is_left_out():
    assert {
        "semicolon": said("Write 50 words or more; we counted ", "{own.words}", " words."),
        "dash": said("Write more – this has ", "{own.words}", " words."),
        "comma": said("Keep a post under 500 words, this one has ", "{body.words}", "."),
        "bracket": said("Keep it short (it has ", "{own.words}", " words)."),
        "first": said("There are ", "{own.words}", " words; please write more of them."),
        "sentence": said("Write more.\nThis has ", "{own.words}", " words. Thank you!"),
        "sample": said("Put the address on a line:\n", "{article.link}"),
        "other sample": said("Begin the subject like this:\nFwd: Rain\n"),
        "announced": said("Delete captions; we found these:\n", "{article.clutter}"),
        "wrapped": said("This line\nis wrapped.\n\nAnd this is another\nparagraph."),
        "nothing left": said("It has ", "{own.words}", " words."),
        "no sense before the comma": said("In this post, ", "{own.words}", " words are yours."),
    } == snapshot(
        {
            "semicolon": "Write 50 words or more.",
            "dash": "Write more.",
            "comma": "Keep a post under 500 words.",
            "bracket": "Keep it short.",
            "first": "Please write more of them.",
            "sentence": "Write more. Thank you!",
            "sample": "Put the address on a line.",
            "other sample": """\
Begin the subject like this:
Fwd: Rain\
""",
            "announced": "Delete captions.",
            "wrapped": """\
This line is wrapped.

And this is another paragraph.\
""",
            "nothing left": "",
            "no sense before the comma": "",
        }
    )


def test_the_guidelines_of_a_list():
    policy = load("salon.yaml", lambda path: (RULES / path).read_bytes())
    assert markdown(guidelines(policy, PAGE)) == snapshot("""\
# Posting guidelines of Salon

We share articles that matter to us, and say why. The article itself stays where it was published: here we show what it says, where to find it, and what we think of it.

Posts go to salon@lists.example.org. A program reads each of them by the rules below and nothing else; where it is in doubt, a person decides.

## What we ask of a post

A post that misses one of these comes back to you by mail, with every reason at once. Nobody else sees it. Change it and send it again.

1. Please begin the subject of a post that passes something on with "Fwd:", like this:  \n\
   `Fwd: "Headline of the article" (Name of the paper)`
   \n\
   Answers to posts are exempt.
2. Please name the source of what you pass on, best in brackets at the end of the subject:  \n\
   `Fwd: "Headline of the article" (Name of the paper)`
   \n\
   Answers to posts are exempt.
3. Please say who passes this on, with a line of its own at the top of the post:  \n\
   `FM: Your Name`
   \n\
   Answers to posts are exempt.
4. Please give the web address of the article itself, on a line of its own above the text.
5. Please put the web address of the article alone on a line, so that every mail program shows it whole.
6. Please say in at least 50 words of your own why you share this. Answers to posts are exempt.
7. Please share at most 250 words of the article, the link leads to the rest.
8. Please keep a post to at most 4000 words, with all that it quotes and passes on.

## Good to know

- Absence notices and other automatic mail are never posted and never answered.
- A post is returned only where our mail server can prove who wrote it; else a moderator looks at it.
- Questions, and anything that seems wrong: owner@example.org.
- This page was written on 7 January 2026 from the very rules that read each post.
""")


def test_a_guideline_stands_in_for_the_reason():
    assert points(rules(rule(then="return", because="Too long.", guideline="Keep it short."))) == [
        "Keep it short."
    ]
    assert points(rules(rule(then="return", because="Too long.", guideline="none"))) == []


def test_numbers_of_a_list_stand_in_its_guidelines():
    text = "values: {least: 1}\n" + rules(
        rule(when="{own.words: under $least}", then="return", because="'Write {{ least }} words.'")
    )
    assert points(text) == ["Write 1 word."]


def test_rules_that_do_not_act_are_left_out():
    assert points(rules(rule(mode="off"), rule("s", mode="shadow"), rule("t", until="2025-12-31"))) == []
    assert points(rules(rule(then="accept", because="Fine."), rule("s", then="{notify: owners}"))) == []


def test_days_are_told():
    text = rules(rule(then="return", because="Be brief.", from_="2026-03-01", until="2026-03-31"))
    assert points(text.replace("from_", "from")) == ["From 1 March 2026 until 31 March 2026: Be brief."]


def test_a_rule_that_tells_only_of_a_post_is_named_and_noted():
    policy = policy_of(rules(rule("too-long", then="return", because="'It has {{ own.words }} words.'")))
    assert unsaid(policy, DAY) == (("too-long", "Too long."),)
    assert "1. Too long." in markdown(guidelines(policy, PAGE))


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_reads_well(name):
    policy = load(name, lambda path: (RULES / path).read_bytes())
    assert unsaid(policy, DAY) == ()
    assert "{{" not in markdown(guidelines(policy, PAGE))


def test_a_rule_whose_beginning_is_lost_is_noted():
    policy = policy_of(rules(rule(then="return", because="'You wrote {{ own.words }} words; please wait.'")))
    assert unsaid(policy, DAY) == (("r", "Please wait."),)


def test_a_rule_without_words_is_named():
    policy = policy_of(rules(rule("at-the-weekend", then="digest")))
    assert unsaid(policy, DAY) == (("at-the-weekend", "At the weekend."),)
    assert "1. At the weekend." in markdown(guidelines(policy, PAGE))


def test_what_people_typed_is_no_markup():
    text = rules(rule(then="return", because="'No <script>, *stars*, _lines_ & [links](x).'"))
    assert points(text) == ["No \\<script>, \\*stars\\*, \\_lines\\_ & \\[links\\](x)."]
    html = html_page(guidelines(policy_of(text), PAGE))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


class Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", PACKS)
def test_the_page_as_html_closes_what_it_opens(name):
    policy = load(name, lambda path: (RULES / path).read_bytes())
    balance = Balance()
    balance.feed(html_page(guidelines(policy, PAGE)))
    assert not balance.open


def test_a_guideline_cannot_tell_of_a_post():
    text = rules(rule(then="return", guideline="'You wrote {{ own.words }} words.'"))
    assert refusal_of(text) == snapshot("""\
error[R014]: a guideline cannot tell "own.words": it is read before there is a post
 --> rules.yaml:7:27
  |
7 |     guideline: 'You wrote {{ own.words }} words.'
  |                           ^^^^^^^^^^^^^^^
  = help: write the number that is asked for, best as a value: {{ min_comment }}\
""")


def test_an_empty_guideline():
    assert refusal_of(rules(rule(then="return", guideline=""))) == snapshot("""\
error[R014]: guideline: needs a text, not nothing
 --> rules.yaml:7:15
  |
7 |     guideline:
  |               ^
  = help: write a sentence for everybody, or guideline: none to leave the rule out of the page\
""")


COMMITTEE = "lists: {committee: [kim@example.org]}\n"


def test_who_is_exempt_from_everything_is_said_once():
    unless = "{sender: {in: $committee}}"
    both = (
        rule("a", then="return", because="Be brief.", unless=unless),
        rule("b", then="hold", because="Be kind.", unless=unless),
    )
    assert points(COMMITTEE + rules(*both)) == ["Be brief.", "Be kind."]
    said = '- Those whom the owners list as "committee" are exempt from all of these points.'
    assert said in page_of(COMMITTEE + rules(*both))
    third = rule("c", then="return", because="No files.")
    exempt = 'Those whom the owners list as "committee" are exempt.'
    assert points(COMMITTEE + rules(*both, third)) == [
        f"Be brief. {exempt}",
        "No files.",
        f"Be kind. {exempt}",
    ]


def test_a_rule_for_a_tag_says_so():
    tagged = rule(
        "a", when="{subject.tags: {has: Sale}, own.prices: 0}", then="return", because="Name a price."
    )
    assert points(rules(tagged)) == [r"In a post with \[sale\] in the subject: Name a price."]
    assert points(rules(tagged.replace("Name a price.", "'A [sale] has a price.'"))) == [
        r"A \[sale\] has a price."
    ]
    several = rule("a", when="{subject.tags: {any_in: [b, a]}}", then="return", because="Be brief.")
    assert points(rules(several)) == [r"In a post with \[a\] or \[b\] in the subject: Be brief."]
    without = rule("a", when="{subject.tags: {none_in: [b]}}", then="return", because="Be brief.")
    assert points(rules(without)) == ["Be brief."]


def test_a_sentence_about_one_post_is_noted():
    text = "You wrote 5 mails today already, so this one waits."
    policy = policy_of(rules(rule("many", then="digest", because=f"'{text}'")))
    assert unsaid(policy, DAY) == (("many", text),)
