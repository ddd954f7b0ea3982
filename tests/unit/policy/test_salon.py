"""The rules that are shipped, on posts as people write them."""

from pathlib import Path

import pytest

from bot.facts import Context, Facts
from bot.mail import read
from bot.policy import decide, load
from tests.parts.rulefiles import NOW

ROOT = Path(__file__).parents[3]
SALON = ROOT / "rules" / "salon.yaml"
SAMPLE = ROOT.parent / "shared" / "samples" / "seed-post.eml"
COMMENT = "The mill and its bridge matter to all of us, and " * 6 + "so I pass this on.\n"
LINK = "https://gazette.example.com/2026/01/05/rain-falls-on-the-valley.html\n"
ARTICLE = """\
Rain Falls On The Valley

By Joan Reed

Jan. 5, 2026

Rain fell on the valley on Monday, and the river rose by two feet before
noon, the mayor said. Schools were closed, and the bridge at the mill was
shut for cars until the evening, when the water had gone down again.

The county promised help. “We will look at the dam first,” said the
engineer, who had been at the mill all day, “and then at the road.”
"""


def policy(**values):
    """The shipped rules; with values, a list's own file on top of them."""
    raw = SALON.read_bytes()
    if not values:
        return load("salon.yaml", lambda _: raw)
    own = "ruleset: own\nlanguage: 1\ninherits: salon.yaml\nvalues:\n"
    own += "".join(f"  {name}: {value}\n" for name, value in values.items())
    return load("own.yaml", {"own.yaml": own.encode(), "salon.yaml": raw}.__getitem__)


def post(text, subject='Fwd: "Rain Falls On The Valley" (The Gazette)', *header):
    lines = [
        "From: Ann Lee <ann@example.org>",
        "To: salon@lists.example.org",
        f"Subject: [Salon] {subject}",
        *header,
    ]
    return ("\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", text])).encode()


def reasons(raw, **values):
    verdict = decide(policy(**values), Facts(read(raw), Context(now=NOW)))
    assert all(str(rule.outcome) != "unknown" for rule in verdict.rules), verdict.rules
    return [finding.rule for finding in verdict.findings]


def shared(via="FM: Ann Lee\n", comment=COMMENT, link=LINK, article=ARTICLE):
    return "\n".join(part for part in (via, comment, link, article) if part)


def test_the_shipped_rules_are_sound_and_their_examples_pass():
    checked = policy()
    assert checked.warnings == ()
    assert checked.examples >= 30
    assert len(checked.rules) == 8


def test_a_well_formed_share_is_accepted():
    assert reasons(post(shared())) == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (post(shared(), '"Rain Falls On The Valley" (The Gazette)'), ["forward-needs-subject"]),
        (post(shared(), "Fwd: Rain falls on the valley"), ["forward-needs-source"]),
        (post(shared(via="")), ["forward-needs-name"]),
        (post(shared(link="")), ["article-needs-link"]),
        (post(shared(link=f"Read it here: {LINK}")), ["link-needs-its-own-line"]),
        (post(shared(comment="Look at this.\n")), ["comment-too-short"]),
        (post(shared(article=ARTICLE + "\n" + ARTICLE.split("\n\n", 3)[3] * 4)), ["article-too-long"]),
    ],
)
def test_each_thing_missing_is_one_reason(raw, expected):
    assert reasons(raw) == expected


def test_all_reasons_come_together():
    found = reasons(post(shared(via="", comment="", link=""), "Rain"))
    assert found == [
        "forward-needs-subject",
        "forward-needs-source",
        "forward-needs-name",
        "article-needs-link",
        "comment-too-short",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        post("I agree.\n", "Re: Rain"),
        post("I agree.\n\nAnn\n", "Re: Fwd: Rain (The Gazette)"),
        post("I agree.\n\nOn Monday, Bob Ray wrote:\n> " + ARTICLE.replace("\n", "\n> "), "Re: Rain"),
        post("See https://example.com/a\n", "Re: Rain"),
        post("https://example.com/a\n", "Re: Rain", "In-Reply-To: <1@example.org>"),
        post("Does anybody know when the bridge opens?\n", "The bridge"),
        post("We meet on Friday at eight. Details: https://example.com/meeting\n", "Meeting (Friday)"),
        post(("A long thought of my own, in many words. " * 12 + "\n\n") * 5, "On bridges"),
        post("Ann wrote a fine book, “The Mill”.\n\n> “The river took it all.”\n\nRead it.\n", "A book"),
        post("", "Nothing"),
    ],
)
def test_a_discussion_is_left_alone(raw):
    assert reasons(raw) == []


def test_a_bare_link_comes_back_for_a_comment():
    assert reasons(post(LINK, "Rain")) == ["comment-too-short"]


def test_a_whole_post_has_a_limit():
    assert reasons(post("word " * 4000, "Long")) == []
    assert reasons(post("word " * 4001, "Long")) == ["post-too-long"]


def test_one_word_reads_as_one_word():
    verdict = decide(policy(), Facts(read(post(shared(comment="Look!\n"))), Context(now=NOW)))
    assert verdict.findings[0].text == (
        "Please say in at least 50 words of your own why you share this; we counted 1 word."
    )


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"the sample post is not there: {SAMPLE}")
def test_the_sample_post_is_only_too_long():
    raw = SAMPLE.read_bytes()
    assert reasons(raw) == ["article-too-long"]
    assert reasons(raw, max_article=2000) == []
