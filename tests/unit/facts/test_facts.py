"""What each fact answers, and that it is asked once and only when a rule asks."""

import datetime as dt

import pytest

from bot.facts import ABSENT, UNKNOWN, VOCABULARY, Context, ExampleFacts, Facts, GivenFacts, Number, fact
from bot.mail import read
from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import Authentication

NOW = dt.datetime(2026, 1, 10, 23, 30, tzinfo=dt.UTC)  # a Saturday
SHARE = b"""From: Ann Lee <Ann@example.org>
To: salon@lists.example.org, Bob <bob@example.net>
Cc: salon@lists.example.org
Subject: [Salon] Fwd: "Rain Falls On The Valley" (The Gazette)
X-Seen: one
X-Seen: two

FM: Ann Lee

Look at this. More at https://bit.ly/3abc and https://example.net/a?utm_source=x

https://gazette.example.com/2026/01/05/rain.html

Rain Falls On The Valley

By Joan Reed

Jan. 5, 2026

Rain fell on the valley on Monday, and the river rose by two feet before
noon, the mayor said. Schools were closed, and the bridge at the mill was
shut for cars until the evening, when the water had gone down again.
"""
ANSWER = b"""From: bob@example.net
Subject: Re: Rain
In-Reply-To: <1@example.org>

I agree.

On Mon, 5 Jan 2026, Ann Lee <ann@example.org> wrote:
> Rain fell.
>> It did?
> ____________________________________________
> To unsubscribe, write to the owner.
"""
EMPTY = b"\n"


def facts_of(raw, **context):
    return Facts(read(raw), Context(now=NOW, **context))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", '"Rain Falls On The Valley" (The Gazette)'),
        ("subject.words", 7),
        ("subject.prefix", ("fwd",)),
        ("subject.tag", "Salon"),
        ("subject.source", "The Gazette"),
        ("subject.all_caps", False),
        ("sender", "Ann@example.org"),
        ("sender.name", "Ann Lee"),
        ("sender.domain", "example.org"),
        ("own.words", 8),
        ("own.lines", 1),
        ("own.paragraphs", 1),
        ("own.present", True),
        ("quoted.present", False),
        ("article.present", True),
        ("article.link", "https://gazette.example.com/2026/01/05/rain.html"),
        ("article.link_present", True),
        ("article.link_alone", True),
        ("article.domain", "example.com"),
        ("article.byline", "Joan Reed"),
        ("article.age_days", 5),
        ("article.cut_off", False),
        ("article.quoted", False),
        ("article.clutter", 0),
        ("article.duplicate", UNKNOWN),
        ("forwarded.via", "Ann Lee"),
        ("forwarded.from", ABSENT),
        ("forwarded.levels", 0),
        ("links.count", 3),
        ("links.domains", ("bit.ly", "example.net", "example.com")),
        ("links.shortened", True),
        ("links.tracked", True),
        ("links.only", False),
        ("recipients", ("salon@lists.example.org", "bob@example.net")),
        ("recipients.count", 2),
        ("message.size", len(SHARE)),
        ("message.reply", False),
        ("message.type", "text/plain"),
        ("attachments.count", 0),
        ("header.x-seen", "one\ntwo"),
        ("header.X-Absent", ""),
        ("now.weekday", "saturday"),
        ("now.hour", 23),
    ],
)
def test_facts_of_a_shared_article(name, value):
    assert facts_of(SHARE)[name] == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("own.words", 2),
        ("message.reply", True),
        ("quoted.depth", 2),
        ("quoted.longest_block", 4),
        ("quoted.top_posted", True),
        ("quoted.footer", True),
        ("article.present", False),
        ("article.words", 0),
        ("article.link_present", ABSENT),
        ("article.source", ABSENT),
        ("subject.source", ""),
        ("subject.prefix", ("re",)),
    ],
)
def test_facts_of_an_answer(name, value):
    assert facts_of(ANSWER)[name] == value


def test_quoted_text_has_no_marks():
    assert facts_of(ANSWER)["quoted"].startswith("Rain fell.\nIt did?\n")


def test_an_address_behind_a_label_is_given_but_not_alone():
    found = facts_of(SHARE.replace(b"\nhttps://gazette", b"\nLink: https://gazette"))
    assert (found["article.link_present"], found["article.link_alone"]) == (True, False)


@pytest.mark.parametrize(
    ("subject", "reply"),
    [("Re: Fwd: x", True), ("Fwd: Re: x", False), ("Fwd: x", False), ("x", True), ("AW: x", True)],
)
def test_a_forward_is_no_answer_though_its_header_names_another(subject, reply):
    raw = f"From: a@example.org\nSubject: {subject}\nIn-Reply-To: <1@example.org>\n\nx\n".encode()
    assert facts_of(raw)["message.reply"] is reply


@pytest.mark.parametrize(
    ("subject", "source"),
    [
        ('"X" (NYT)', "NYT"),
        ("X [Le Monde].", "Le Monde"),
        ("X (was: Y)", ""),
        ("X (2026)", ""),
        ("X (5/1/2026)", ""),
        ("(X) Y", ""),
        ("X", ""),
    ],
)
def test_the_source_stands_in_brackets_at_the_end(subject, source):
    assert (
        facts_of(f"From: a@example.org\nSubject: Fwd: {subject}\n\nx\n".encode())["subject.source"] == source
    )


@pytest.mark.parametrize(
    ("subject", "shouts"), [("STOP THIS NOW", True), ("NYT", False), ("Stop THIS", False), ("1 2", False)]
)
def test_shouting_takes_two_words(subject, shouts):
    assert facts_of(f"Subject: {subject}\n\nx\n".encode())["subject.all_caps"] is shouts


@pytest.mark.parametrize(
    ("body", "only"),
    [
        ("https://example.org/a\n", True),
        ("<https://example.org/a>\n\nhttps://example.org/b\n", True),
        ("See https://example.org/a\n", False),
        ("Hello\n", False),
        ("", False),
    ],
)
def test_a_post_of_links_only(body, only):
    assert facts_of(b"Subject: x\n\n" + body.encode())["links.only"] is only


def test_what_nobody_knows_is_unknown():
    found = facts_of(EMPTY)
    outside = ("sender.member", "sender.posts", "sender.first_post", "auth.dmarc", "auth.spf", "thread.posts")
    assert {name: found[name] for name in ("sender", *outside)} == dict.fromkeys(
        ("sender", *outside), UNKNOWN
    )


def test_the_context_answers_what_the_post_cannot():
    known = facts_of(
        SHARE,
        authentication=Authentication(dmarc="PASS"),
        member=False,
        author_posts=0,
        automatic="it says so",
        mailing_list=MailingList(id="s", address="s@example.org", name="S", timezone="Asia/Tokyo"),
    )
    asked = ("auth.dmarc", "sender.member", "sender.first_post", "message.automatic")
    assert [known[name] for name in asked] == ["pass", False, True, True]
    assert (known["now.weekday"], known["now.hour"]) == ("sunday", 8)


def test_a_fact_is_computed_when_asked_and_once(monkeypatch):
    asked = []

    def count(*_):
        asked.append(1)
        return 7

    monkeypatch.setitem(VOCABULARY.answers, "own.words", count)
    facts = facts_of(SHARE)
    assert facts.read == {}
    assert (facts["own.words"], facts["own.words"], asked) == (7, 7, [1])
    assert facts.read == {"own.words": 7}


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        facts_of(SHARE)["own.word"]
    with pytest.raises(KeyError):
        GivenFacts({}, Context(now=NOW))["own.word"]


def test_two_facts_cannot_share_a_name():
    with pytest.raises(ValueError, match=r"own\.words"):
        fact("own.words", Number())(lambda *_: 0)


@pytest.mark.parametrize("each", list(VOCABULARY), ids=lambda each: each.name)
def test_every_fact_is_explained_and_answers_on_any_post(each):
    assert each.about.endswith(".")
    assert each.kind.phrase
    for raw in (SHARE, ANSWER, EMPTY):
        facts_of(raw)[each.name]
        facts_of(raw).spans(each.name)


@pytest.mark.parametrize("each", list(VOCABULARY), ids=lambda each: each.name)
def test_in_examples_what_is_not_given_is_no_zero_or_empty(each):
    assert GivenFacts({}, Context(now=NOW))[each.name] == each.kind.empty
    if each.outside:
        assert ExampleFacts(read(SHARE), Context(now=NOW))[each.name] == each.kind.empty


def test_each_fact_with_examples_answers_as_they_say():
    shown = [(each, example) for each in VOCABULARY for example in each.examples]
    assert len(shown) >= 20
    for each, (text, value) in shown:
        assert facts_of(text.encode())[each.name] == value, each.name


@pytest.mark.parametrize(
    ("name", "spans"),
    [
        ("own.words", ((3, 3),)),
        ("article.words", ((5, 15),)),
        ("article.link_present", ((5, 5),)),
        ("article.cut_off", ((15, 15),)),
        ("forwarded.via", ((1, 1),)),
        ("body.words", ((1, 15),)),
        ("links.count", ((3, 5),)),
        ("subject.prefix", ()),
        ("sender", None),
    ],
)
def test_facts_point_at_their_lines(name, spans):
    assert facts_of(SHARE).spans(name) == spans


def test_what_is_missing_points_at_where_it_should_be():
    bare = b"Subject: x\n\n" + SHARE.partition(b"rain.html\n\n")[2]
    found = facts_of(bare)
    assert found["article.link_present"] is False
    assert found.spans("article.link_present") == ((1, 1),)
    assert found.spans("own.words") == ((1, 1),)


@pytest.mark.parametrize(
    ("to", "named", "expected"),
    [
        ("salon@lists.example.org", "Salon <salon.lists.example.org>", ""),
        ("Salon <SALON@lists.example.org>, ann@example.org", "<salon.lists.example.org>", ""),
        ("ann@example.org", "<salon.lists.example.org>", UNKNOWN),
        ("ann@example.org", "", ""),
    ],
)
def test_without_settings_the_list_is_the_one_that_a_post_is_addressed_to(to, named, expected):
    field = f"List-Id: {named}\n" if named else ""
    post = read(f"From: bob@example.org\nTo: {to}\n{field}Subject: Rain\n\nRain.\n".encode())
    assert Facts(post, Context(now=NOW))["message.other_list"] == expected


@pytest.mark.parametrize(
    "footer",
    [
        "To unsubscribe, send a mail to tides-leave@example.org",
        'To unsubscribe from this list: send the line "unsubscribe tides" in\nthe body of a message',
        "Unsubscribe: https://lists.example.org/options/tides",
        "_______________________________________________\nTides mailing list\nTides@example.org",
        "______________________________\nhttps://lists.example.org/mailman/listinfo/tides",
        "Manage your subscription <https://groups.example.org/tides/unsubscribe>",
    ],
)
def test_a_list_footer_in_a_quotation_is_seen(footer):
    quoted = "".join(f"> {line}\n" for line in ["Rain fell.", "", *footer.split("\n")])
    assert facts_of(f"Subject: Re: x\n\nYes.\n\n{quoted}".encode())["quoted.footer"] is True


@pytest.mark.parametrize(
    "quoted",
    [
        "if someone does not like it they go to the website and\n> unsubscribe once, which takes a minute.",
        "Others can go and unsubscribe in no time. No drama.",
        "_________________________________________\n> | Rain | 4 mm |\n> | Snow | 2 mm |",
    ],
)
def test_talk_about_leaving_and_a_table_are_no_footer(quoted):
    assert facts_of(f"Subject: Re: x\n\nYes.\n\n> {quoted}\n".encode())["quoted.footer"] is False


def test_what_pgp_adds_makes_no_signature_longer():
    seal = "-----BEGIN PGP SIGNATURE-----\nVersion: 2.6.2\n\niQCVAwUBMDjWw/WZSllhfG25\n=096y\n-----END PGP SIGNATURE-----\n"
    post = f"Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nRain fell on the town.\n\n-- \nAnn Lee\nTown\n{seal}"
    assert facts_of(post.encode())["signature.lines"] == 2
