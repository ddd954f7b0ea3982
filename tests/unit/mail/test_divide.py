"""Every line of a text belongs to one zone: what people and mail clients write around their own words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail.divide import Division, divide
from bot.mail.post import Article, Envelope, Mailbox, PostKind, ZoneKind
from bot.mail.read import read
from bot.mail.text.lines import MOST_LINES
from bot.mail.text.subject import read_subject
from bot.mail.text.text_of_post import Anchor, Text
from tests.parts.tries import tries

POSTS = Path(__file__).parent / "posts"
ANN = Mailbox(name="Ann Example", address="ann@example.org")


def divided(text, subject="[Salon] A bridge", *, reply=False, author=ANN, anchors=()) -> Division:
    return divide(Text(text=text, anchors=anchors), subject=read_subject(subject), author=author, reply=reply)


def post(name, subject="[Salon] A bridge", *, reply=False) -> Division:
    return divided((POSTS / name).read_text("utf-8").rstrip("\n"), subject, reply=reply)


def shape(division) -> list[str]:
    return [f"{zone.kind} {zone.depth} {zone.first_line}-{zone.last_line}" for zone in division.zones]


def article_of(division: Division) -> Article:
    assert division.article is not None
    return division.article


def text_of(division, kind) -> str:
    return "\n".join(zone.text for zone in division.zones if zone.kind is kind)


SHAPES = {
    "bare-article-url-first.txt": ["own 0 1-4", "article 1 5-21"],
    "article-url-last.txt": ["own 0 1-2", "article 1 3-11", "own 0 12-13"],
    "article-dateline.txt": ["forward-header 1 1-1", "own 0 2-2", "article 1 3-7"],
    "article-german.txt": ["own 0 1-2", "article 1 3-11"],
    "two-links.txt": ["own 0 1-2", "article 1 3-7"],
    "via-line.txt": ["forward-header 1 1-1", "own 0 2-2", "article 1 3-9"],
    "fm-line.txt": ["forward-header 1 1-1", "own 0 2-3"],
    "link-alone.txt": ["own 0 1-3"],
    "quoting-a-person.txt": ["own 0 1-7"],
    "gmail-forward.txt": ["own 0 1-2", "forward-header 1 3-8", "forward 1 9-15"],
    "apple-forward-quoted.txt": ["own 0 1-2", "forward-header 1 3-8", "forward 1 9-10", "own 0 11-12"],
    "outlook-forward-broken.txt": ["own 0 1-2", "forward-header 1 3-9", "forward 1 10-11"],
    "forward-of-forward.txt": [
        "forward-header 1 1-5",
        "forward 1 6-8",
        "forward-header 2 9-13",
        "forward 2 14-15",
    ],
    "inline-reply.txt": [
        "attribution 0 1-1",
        "quotation 1 2-3",
        "own 0 4-4",
        "quotation 1 5-5",
        "own 0 6-8",
        "quotation 1 9-10",
        "own 0 11-13",
    ],
    "top-post.txt": [
        "own 0 1-4",
        "signature 0 5-8",
        "attribution 0 9-10",
        "quotation 1 11-11",
        "quotation 2 12-12",
        "quotation 1 13-13",
    ],
    "mailman2-footer.txt": ["own 0 1-3", "footer 0 4-7"],
    "mailman3-footer.txt": ["own 0 1-2", "footer 0 3-5"],
    "google-groups-footer.txt": ["own 0 1-2", "footer 0 3-6"],
    "groups-io-footer.txt": ["own 0 1-3", "footer 0 4-8"],
    "listserv-footer.txt": ["own 0 1-2", "footer 0 3-6"],
    "sympa-footer.txt": ["own 0 1-2", "footer 0 3-4"],
    "archive-line.txt": ["own 0 1-2", "footer 0 3-3"],
    "disclaimer.txt": ["own 0 1-4", "footer 0 5-5"],
    "banner.txt": ["footer 0 1-2", "own 0 3-4"],
}


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_a_layout_is_cut_where_a_reader_would_cut_it(name):
    assert shape(post(name)) == SHAPES[name]


def test_every_layout_in_the_folder_has_an_expectation():
    files = {path.name for path in POSTS.glob("*.txt")}

    assert files == {*SHAPES, "outlook-reply-unmarked.txt"}


@pytest.mark.parametrize(
    ("subject", "reply", "kind", "last"),
    [
        ("[Salon] RE: Le pont", False, PostKind.REPLY, "quotation 1 9-10"),
        ("[Salon] Le pont", True, PostKind.REPLY, "quotation 1 9-10"),
        ("[Salon] TR: Le pont", False, PostKind.FORWARD, "forward 1 9-10"),
        ("[Salon] Re: Fwd: Le pont", False, PostKind.FORWARD, "forward 1 9-10"),
        ("Le pont", False, PostKind.FORWARD, "forward 1 9-10"),
    ],
)
def test_header_lines_without_a_mark_are_a_forward_unless_the_post_is_a_reply(subject, reply, kind, last):
    division = post("outlook-reply-unmarked.txt", subject, reply=reply)

    assert (division.kind, shape(division)[-1]) == (kind, last)
    assert text_of(division, ZoneKind.OWN) == "I agree.\n"
    assert text_of(division, ZoneKind.SIGNATURE) == "Sent from my iPhone\n"


def test_a_forward_tells_who_wrote_what_to_whom():
    forward = post("gmail-forward.txt").forwards[0]

    assert forward.how == "inline"
    assert forward.sender == Mailbox(name="Dora Example", address="dora@example.org")
    assert [box.address for box in forward.to] == ["emil@example.net", "ann@example.com"]
    assert forward.cc == (Mailbox(name="Bo", address="bo@example.org"),)
    assert (forward.subject, forward.date) == ("The bridge", "Tue, 3 Mar 2026 at 09:15")
    assert forward.body == "Dear both,\n\nthe bridge stays closed.\n\nDora"


def test_header_lines_that_a_mailer_broke_are_whole_again():
    forward = post("outlook-forward-broken.txt").forwards[0]

    assert forward.subject == "The bridge, and what the county has to say about it after the meeting"
    assert [box.name for box in forward.to] == ["Emil Muster", "Ann Example", "Bo Example"]


def test_a_forward_within_a_forward_is_one_level_deeper():
    levels = [
        (one.level, one.sender and one.sender.name, one.subject)
        for one in post("forward-of-forward.txt").forwards
    ]

    assert levels == [(1, "Emil Muster", "Le pont"), (2, "Dora Example", "The bridge")]


def test_a_quoted_forward_ends_with_its_quote_marks():
    division = post("apple-forward-quoted.txt")

    assert division.forwards[0].body == "Die Brücke bleibt gesperrt."
    assert text_of(division, ZoneKind.OWN).split() == ["See", "below.", "Und", "was", "nun?"]


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, Mar 2, 2026 at 9:00 AM, Dora <dora@example.org> wrote:",
        "Le 2 mars 2026 à 09:00, Dora <d@example.org> a écrit :",
    ],
)
def test_an_answer_between_quoted_lines_stays_the_authors(line):
    division = divided(
        f"{line}\n> Will it open before the summer, as the council told us in March?\nno\n> And the road\nyes"
    )

    assert text_of(division, ZoneKind.OWN) == "no\nyes"


def test_a_line_that_a_mailer_broke_off_a_quoted_one_stays_quoted():
    division = divided(
        "Dora wrote:\n> Will the bridge ever open before the summer, as the council told us in\nmarch of last year?\n> Yes."
    )

    assert text_of(division, ZoneKind.OWN) == ""


def test_who_passes_something_on_is_named():
    assert post("fm-line.txt").via == "Dora Example"
    assert post("via-line.txt").via == "Emil Muster"
    assert post("via-line.txt").kind is PostKind.FORWARD


@pytest.mark.parametrize(
    "line", ["From the bridge one sees the sea.", "FM: radio was better then", "via the old road we went"]
)
def test_a_sentence_is_no_name(line):
    assert shape(divided(f"{line}\n\nAnd so on.")) == ["own 0 1-3"]


def test_an_article_is_read_with_its_own_address_not_the_comments():
    article = article_of(post("two-links.txt"))

    assert article.url == "https://www.herald.example.com/2026/03/04/bridge-vote.html"
    assert (article.url_line, article.url_alone) == (3, True)
    assert article.headline == "Town Council Puts Off Vote on a New Bridge"


def test_an_article_names_its_writers_its_day_and_its_clutter():
    article = article_of(post("bare-article-url-first.txt"))

    assert (article.byline, article.date) == ("Dora Example and Emil Muster", "March 4, 2026")
    assert article.clutter == (17, 19)
    assert not article.cut_off


def test_an_article_that_breaks_off_is_known():
    assert article_of(post("article-german.txt")).cut_off


def test_the_publication_is_the_one_that_the_author_names():
    assert article_of(post("article-dateline.txt")).source == "Morning Herald"
    assert (
        article_of(post("two-links.txt", "[Salon] Fwd: Town Council Puts Off Vote (The Herald)")).source
        == "The Herald"
    )


def test_words_of_the_articles_address_are_no_words_of_the_article():
    division = post("via-line.txt")

    assert division.words.article == article_of(division).words == 127


def test_a_lone_link_stands_for_an_article_without_lines():
    article = article_of(post("link-alone.txt"))

    assert (article.first_line, article.last_line, article.words, article.url_line) == (0, 0, 0, 3)


@pytest.mark.parametrize(
    ("author", "path"),
    [
        ("MAILER-DAEMON@example.org", None),
        ("postmaster@example.org", "x@example.org"),
        ("ann@example.org", ""),
    ],
)
def test_a_mail_system_forwards_nothing(author, path):
    text = "It could not be delivered.\n\nFrom: Ann <ann@example.org>\nTo: bo@example.net\nSubject: Hello\nDate: today\n\nHi"

    found = read(f"From: {author}\nSubject: A bridge\n\n{text}".encode(), Envelope(reverse_path=path))

    assert (found.forwards, found.kind) == ((), PostKind.REPLY)


def test_links_of_html_mail_are_found_behind_their_words():
    division = divided(
        "Read this.", anchors=(Anchor(line=1, text="this", url="https://example.com/a?utm_source=x"),)
    )

    assert [(link.canonical, link.line) for link in division.links] == [("https://example.com/a", 1)]


WORDS = st.sampled_from(
    [
        "> ", ">", ">> ", "| ", "-- ", "-----", "_______________", "From: a@example.org", "FM: Ann Example", "Subject: x",
        "Date: 1 May 2026", "To: b@example.org", "---------- Forwarded message ----------", "On 1 May 2026 10:00, A <a@b.c> wrote:",
        "https://example.org/a", "<https://example.org/", "By Ann Example", "May 1, 2026", "A Headline Of Some Words", "\n", "\n\n",
        "Sent from my iPhone", "Salon mailing list", "To unsubscribe send an email to x@example.org", "word", " ", "\t", "漢字", "İ", "﻿",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=60).map("".join),
    st.lists(WORDS, max_size=40).map("\n".join),
)


@given(TEXTS, st.sampled_from(["", "[Salon] Re: x", "Fwd: A Headline Of Some Words (NYT)"]), st.booleans())
@settings(max_examples=tries(400), deadline=None)
def test_zones_cover_every_line_once_and_in_order(text, subject, reply):
    text = text.replace("\r", "\n")
    division = divided(text, subject, reply=reply)

    assert "\n".join(zone.text for zone in division.zones) == text
    assert [zone.first_line for zone in division.zones] == [
        1,
        *(zone.last_line + 1 for zone in division.zones[:-1]),
    ]
    assert division.zones[-1].last_line == text.count("\n") + 1
    assert all(zone.text.count("\n") == zone.last_line - zone.first_line for zone in division.zones)


@pytest.mark.parametrize("line", ["word", "> word", ""])
def test_lines_beyond_the_limit_are_covered_too(line):
    text = "\n".join([line] * (MOST_LINES + 50))

    zones = divided(text).zones

    assert "\n".join(zone.text for zone in zones) == text
    assert zones[-1].last_line == MOST_LINES + 50
