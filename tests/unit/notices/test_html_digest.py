import dataclasses
import re

import pytest

from bot.mail import read
from bot.mail.post import ZoneKind
from bot.notices.digests import prose
from bot.notices.digests.formats.html import page
from bot.notices.digests.issue import Entry, make_issue
from tests.parts.posts import a_post
from tests.parts.reading import CLARE, HOSTILE, ISSUE, RENEE, SALON, a_stamp, zoned
from tests.parts.yardstick import steepness


def paged(*posts):
    entries = [Entry(case="c1", post=post) for post in posts]
    return page(make_issue(entries, SALON, 12, a_stamp().date, ("html", "plain")))


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-zA-Z0-9]+)", html.partition("<body")[2]))


def test_it_has_no_tag_but_ours():
    assert tags(paged(*ISSUE)) <= {
        "div",
        "h1",
        "h2",
        "p",
        "a",
        "br",
        "bdi",
        "b",
        "small",
        "blockquote",
        "h3",
        "details",
        "summary",
    }


def test_a_mail_program_fetches_nothing():
    html = paged(*ISSUE)

    ours = " ".join(re.findall(r"<[^>]*>|<style.*?</style>", html, re.DOTALL))
    assert not re.search(r"(?i)\b(?:src|srcset|background|poster|action)\s*=|url\(|@import", ours)
    assert "&lt;img src=" in html


def test_links_lead_to_the_web_or_to_a_letter():
    targets = re.findall(r'href="([^"]*)"', paged(*ISSUE))

    assert {target.partition(":")[0] for target in targets if not target.startswith("#")} == {
        "https",
        "mailto",
    }


def test_templates_in_a_post_are_text():
    assert "{{ 7 * 7 }} %s" in paged(HOSTILE)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "https://www.nytimes.com/2026/01/06/world/europe/ukraine-talks-europe.html",
            "nytimes.com/2026/01/06/world/europe/ukraine-talks-europe.html",
        ),
        ("https://example.org/", "example.org"),
        ("http://example.org:8080/a?b=c#d", "example.org:8080/a?b=c"),
        ("https://good.example@evil.example/", ""),
        ("https://good.example\\@evil.example/", ""),
        ("https://[::1/", ""),
        ("https://еxample.com/", "xn--xample-2of.com"),
        ("https://" + "a" * 70 + ".example/login/good.example", "a" * 70 + ".example/login/good…"),
        ("mailto:ann@example.net?bcc=x@example.com", "ann@example.net"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https:///nowhere", ""),
    ],
)
def test_a_link_shows_where_it_leads(address, shown):
    assert prose.visible(address) == shown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("see https://example.org/a.", 'see <a href="https://example.org/a">example.org/a</a>.'),
        ("(https://example.org/a_(b))", '(<a href="https://example.org/a_(b)">example.org/a_(b)</a>)'),
        (
            '<a href="https://example.org/">',
            '&lt;a href="<a href="https://example.org/">example.org</a>"&gt;',
        ),
        ("https://a.example/?x=1&y=2", '<a href="https://a.example/?x=1&amp;y=2">a.example/?x=1&amp;y=2</a>'),
        ("javascript:alert(1) & co", "javascript:alert(1) &amp; co"),
    ],
)
def test_text_becomes_html(text, html):
    assert str(prose.linked(text)) == html


def test_lines_that_a_program_broke_are_one_again():
    lines = [
        "This paragraph was written in a mail program that breaks its lines",
        "at seventy-two columns, as they all did once, so on a phone it would",
        "look like a bad poem.",
        "",
        "This is",
        "a good one.",
        "- a point",
        "- another",
    ]

    assert [str(one).replace("\n", "") for one in prose.paragraphs(lines)] == [
        " ".join(lines[:3]),
        "This is<br>a good one.<br>- a point<br>- another",
    ]


def test_a_quotation_from_the_same_issue_is_a_line_and_a_link():
    html = paged(CLARE, RENEE)

    assert html.count("nobody reads the minutes") == 1
    assert '<a href="#m1"><bdi>Clare Whitfield</bdi></a>: ' in html


def test_a_quotation_from_elsewhere_stays_and_folds_where_it_is_long():
    quoted = "\n".join(
        f"> Line {number} of a letter that nobody here has seen before, and that goes on."
        for number in range(1, 31)
    )
    quoted = quoted.replace("10 of", "10 of\n>\n> ")
    post = a_post(
        **zoned((ZoneKind.ATTRIBUTION, "Bob wrote:"), (ZoneKind.QUOTATION, quoted), (ZoneKind.OWN, "Yes."))
    )
    html = paged(CLARE, post)

    assert "Line 30 of a letter" in html
    assert re.search(r"<details><summary[^>]*>\d+ more quoted lines</summary>", html)


def test_captions_are_small_and_the_headline_is_large():
    html = paged(CLARE)

    assert re.search(r"<h2[^>]*>Harbour Board Asks", html)
    assert re.search(r'<div class="s"[^>]*>\s*<p[^>]*>The old quay at low tide', html)


def test_an_answer_keeps_subject_and_thread():
    assert (
        "mailto:salon@lists.example.org?subject=Re%3A%20Reading%20group%3A%20February&amp;In-Reply-To=%3Cgroup.1@example.net%3E"
        in paged(*ISSUE)
    )


def test_hostile_addresses_stay_in_their_attribute():
    post = dataclasses.replace(
        CLARE,
        from_=(dataclasses.replace(CLARE.from_[0], address='a"onclick="x@example.net?bcc=all@example.org'),),
    )

    assert 'onclick="' not in paged(post)
    assert "?bcc=" not in paged(post)


def test_the_style_stands_in_the_head_alone_and_there_is_a_dark_one():
    head, _, body = paged(*ISSUE).partition("<body>")

    assert "@media (prefers-color-scheme: dark)" in head
    assert "style=" not in body


def test_contents_say_a_thread_s_subject_and_an_article_once():
    again = dataclasses.replace(RENEE, article=CLARE.article, message_id="quay.3@example.com")
    contents = paged(CLARE, RENEE, again).partition('<div class="e"')[0]

    assert contents.count("Rebuild the Old Quay") == 1
    assert contents.count("<bdi>Renée Dupont-Łukasiewicz</bdi></a>") == 2


def test_a_post_of_very_many_short_lines_takes_time_that_grows_with_it_alone():
    few, many = (read(b"From: a@e.net\nSubject: x\n\n" + b"- a\n" * lines) for lines in (1_000, 8_000))
    paged(few)

    assert steepness(lambda: paged(few), lambda: paged(many), enough=20) < 20


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "nl", "pt"])
def test_the_foot_has_links_that_write_the_commands(language):
    own = dataclasses.replace(SALON, self_service="bot@lists.example.org", language=language)
    entries = [Entry(case="c1", post=a_post(text="Words."))]
    html = page(make_issue(entries, own, 12, a_stamp().date, ("html", "plain")))

    for word in ("mail", "pause%202%20weeks", "unsubscribe"):
        assert html.count(f'<a href="mailto:bot@lists.example.org?subject={word}">') == 1


def test_a_ruler_is_no_wider_than_a_phone():
    html = paged(a_post(text="One.\n\n" + "_" * 75 + "\n\nTwo " + "-" * 40 + "\n"))

    assert "<p>" + "_" * 30 + "</p>" in html
    assert "Two " + "-" * 40 in html
