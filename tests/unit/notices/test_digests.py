"""The twelve things that a digest must get right, and that the field's digests get wrong."""

import dataclasses
import datetime as dt
import email
import email.policy
import re

import pytest
from inline_snapshot import snapshot

from bot.mail.post import Attachment, Post, ZoneKind
from bot.mail.read import read
from bot.notices import Entry, Outgoing, editions_of, write_issue
from bot.notices.catalogue import catalogue, languages
from bot.notices.digests import forms
from tests.parts.letters import fit_for_the_wire, opened, parts, raw_messages
from tests.parts.posts import a_post, a_subject
from tests.parts.reading import ANN, CLARE, HOSTILE, ISSUE, LI, OWN, RENEE, SALON, a_stamp, zoned

ALL = ("html", "plain", "mime")
STAMPS = {"alternative": a_stamp("digest"), "mime": a_stamp("mime")}


def issued(posts=ISSUE, formats: tuple[str, ...] = ALL, **changes) -> tuple[Outgoing, ...]:
    mailing_list = dataclasses.replace(SALON, digest_formats=formats, **changes)
    entries = [Entry(case=f"c{number}", post=post) for number, post in enumerate(posts, 1)]
    return write_issue(entries, mailing_list, 12, lambda name: STAMPS.get(name, STAMPS["alternative"]))


def plain(posts=ISSUE, formats: tuple[str, ...] = ALL) -> str:
    return str(parts(opened(issued(posts, formats)[0]), "text/plain")[0].get_content()).replace("\r\n", "\n")


def html(posts=ISSUE, formats: tuple[str, ...] = ALL) -> str:
    return str(parts(opened(issued(posts, formats)[0]), "text/html")[0].get_content()).replace("\r\n", "\n")


def mime(posts=ISSUE) -> Outgoing:
    return issued(posts, ("mime",))[0]


def burst(text: str) -> list[str]:
    """The posts of a plain digest, as RFC 1153 has them cut and RFC 934 has them unstuffed."""
    cover, _, rest = text.partition("\n" + "-" * 70 + "\n\n")
    assert cover
    *posts, trailer = rest.split("\n\n" + "-" * 30 + "\n\n")
    assert trailer.startswith("End of ")
    return [re.sub(r"(?m)^- ", "", post) for post in posts]


@pytest.mark.parametrize(
    ("formats", "name"), [(("plain",), "plain"), (("html", "plain"), "both"), (("mime",), "mime")]
)
def test_a_whole_issue(formats, name, mail):
    (outgoing,) = issued(formats=formats)

    assert outgoing.raw == mail(name=name)


def test_a_whole_page(web_page):
    assert html() == web_page


def test_its_mails_and_their_envelopes():
    readable, mime_digest = issued()

    assert opened(readable).get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in opened(readable).iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content_type() for part in opened(mime_digest).iter_parts()] == [
        "text/plain",
        "multipart/digest",
    ]
    for outgoing in (readable, mime_digest):
        message = opened(outgoing)
        assert outgoing.recipients == ("salon-digest@lists.example.org",)
        assert outgoing.reverse_path == "salon@lists.example.org"
        assert message["Subject"] == (
            "Salon: Reading group: February, Harbour Board Asks for Eleven…, Evil twin <script> · 8 Jan"
        )
        assert message["List-Id"] == "Salon <salon.lists.example.org>"
        assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", "bulk")


@pytest.mark.parametrize(("help_at", "named"), [("bot@lists.example.org", 1), ("", 0)])
def test_every_edition_names_the_list_and_who_helps(help_at, named):
    for mail in issued(self_service=help_at):
        head = mail.raw.partition(b"\r\n\r\n")[0]
        assert head.count(b"\r\nList-Id: ") == head.count(b"\r\nList-Post: ") == 1
        assert head.count(b"\r\nList-Help: <mailto:bot@lists.example.org?subject=help>") == named


def test_an_empty_issue_is_not_sent():
    assert issued(()) == ()


def test_one_file_is_one_format():
    assert list(forms()) == ["plain", "html", "mime"]
    assert [one.name for one in editions_of(("mime", "html"), ())] == ["alternative", "mime"]
    with pytest.raises(KeyError, match="pigeon"):
        editions_of(("pigeon",), ())


def test_1_the_text_is_readable_on_the_wire_and_whole():
    for outgoing in issued():
        fit_for_the_wire(outgoing.raw)
        assert b"base64" not in outgoing.raw

    text = plain()
    assert "\ufffd" not in text
    for words in (
        "Renée Dupont-Łukasiewicz",
        "the divers’ contract",
        "李小明",
        "灯不用带了。请看附件。",
        "Inge Sørby",
    ):
        assert words in text
    for post in ISSUE:
        said = " ".join(zone.text for zone in post.zones if zone.kind is not ZoneKind.ATTRIBUTION)
        assert set(re.findall(r"\w{4,}", said)) <= set(re.findall(r"\w{4,}", text))


def test_2_a_burst_gives_exactly_the_posts():
    posts = burst(plain())

    heads = [email.message_from_string(post, policy=email.policy.default) for post in posts]
    assert [head["Message"] for head in heads] == ["1", "2", "3", "4", "5"]
    assert [head["Message-ID"] for head in heads] == [
        f"<{post.message_id}>" for post in (ANN, LI, HOSTILE, CLARE, RENEE)
    ]


def test_2_no_line_of_a_post_starts_with_a_dash():
    dashes = {line for line in plain().split("\n") if line.startswith("-")}

    assert {line for line in dashes if not line.startswith("- ")} == {"-" * 70, "-" * 30}


def test_2_what_is_burst_needs_no_decoding():
    raw = issued([a_post(text="Über die Brücke")], ("plain",))[0].raw

    assert b"Content-Transfer-Encoding: 8bit\r\n" in raw
    assert "\r\nÜber die Brücke\r\n".encode() in raw


def test_2_no_line_of_the_wire_starts_with_a_dash_that_the_text_has_further_on():
    link = f"https://example.org/{'a' * 1000}\n"  # too long for mail: the text is encoded
    rulers = link + "=-" * 38 + "\n" + "-" * 73 + "\n" + "é" * 12 + "-" * 60 + "\n"
    raw = issued([a_post(text=rulers + "Words.")], ("plain",))[0].raw
    lines = raw.replace(b"\r\n", b"\n").split(b"\n")

    assert {line for line in lines if line.startswith(b"-")} - {b"-" * 70, b"-" * 30} <= {
        b"- " + b"-" * 73,
        b"- " + b"-" * 73 + b"=",
    }
    assert max(map(len, lines)) <= 76
    assert burst(plain([a_post(text=rulers + "Words.")], ("plain",)))[0].endswith(rulers + "Words.")


def test_2_no_line_of_a_post_starts_a_post():
    body = burst(plain())[2].partition("\n\n")[2]

    assert not re.search(r"(?:\A|\n\n)[A-Za-z-]+: .*\n[A-Za-z-]+: ", body)
    assert not re.search(r"(?m)^From ", body)


def test_3_there_is_one_end():
    assert re.findall(r"(?m)^End of .*", plain()) == ["End of Salon Digest, Vol 2026, Issue 12"]
    assert plain().endswith(
        "\n\n" + "-" * 30 + "\n\nEnd of Salon Digest, Vol 2026, Issue 12\n" + "*" * 39 + "\n"
    )


HTML_ONLY = read(
    b"From: ann@example.net\r\nSubject: x\r\nMessage-ID: <h@example.net>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Read <a href='https://www.example.com/story?id=1'>the "
    b"story</a> and <b>weep</b>.</p><script>alert(1)</script>"
)


def test_4_a_post_in_html_only_is_text_with_its_links():
    assert "Read the story and weep. <https://www.example.com/story?id=1>\n" in plain([HTML_ONLY])
    assert '<a href="https://www.example.com/story?id=1"' in html([HTML_ONLY])
    assert ">example.com/story?id=1</a>" in html([HTML_ONLY])
    assert "alert(1)" not in html([HTML_ONLY])


def test_5_an_attachment_has_name_type_and_size_and_can_be_had():
    note = "[Attachment: Mériméé – chapter 2.pdf, application/pdf, 1.2 MB]\n[Attachment: map.png, image/png, 48 KB]\n"

    assert note + "[In the MIME form of this digest, a mail of its own.]" in plain()
    assert note + "[Came along with this mail, in post-01.eml.]" in plain(formats=("html", "plain"))
    assert "map.png, image/png, 48 KB" in html()


def test_5_without_a_mime_digest_the_post_comes_along():
    (outgoing,) = issued(formats=("html", "plain"))
    message = opened(outgoing)

    assert message.get_content_type() == "multipart/alternative"
    (attached,) = parts(message, "message/rfc822")
    assert attached.get_filename() == "post-01.eml"
    assert raw_messages(outgoing) == [ANN.raw]


def test_5_what_is_too_large_to_come_along_can_be_asked_for():
    post = a_post(
        text="x\n" * 3_000_000, attachments=(Attachment(name=None, type="video/mp4", size=9_000_000),)
    )

    assert "[Too large for this mail; ask Ann Archer.]" in plain([post], ("html", "plain"))


def test_5_the_plain_form_alone_is_one_text_that_says_where_files_are():
    post = a_post(attachments=(Attachment(name=None, type="application/pdf", size=9_000),))
    (outgoing,) = issued([post], ("plain",))

    assert opened(outgoing).get_content_type() == "text/plain"
    assert "[The plain digest brings no files; ask Ann Archer.]" in plain([post], ("plain",))


def test_6_a_forwarded_message_keeps_who_when_and_what():
    head = "  Forwarded message from: Gwen Parry <gwen@example.org>\n  Date: Wed, 7 Jan 2026 18:00:00 +0000\n"

    assert head + "  Subject: The fuse\n\nThe fuse is mended.\n\nGwen\n" in plain()
    assert "Forwarded message from: Gwen Parry &lt;gwen@example.org&gt;<br>" in html()


def test_7_lines_are_short_but_for_links():
    wide = [line for line in plain().split("\n") if len(line) > 78]

    assert wide == snapshot(
        [
            "https://library.example.org/catalogue/search?author=Merimee&title=Carmen&edition=1847&page=2&sort=year"
        ]
    )


def test_7_wrapped_quotations_keep_their_marks():
    post = a_post(text="> > " + "word " * 40 + "\n" + "字" * 200 + "\n-" + "x y" * 30)
    body = burst(plain([post]))[0].partition("\n\n")[2]

    assert max(map(len, body.split("\n"))) <= 78
    assert [line[:4] for line in body.split("\n")[:3]] == ["> > "] * 3
    assert body.count("字") == 200


def test_8_contents_name_people_and_subjects_as_they_are():
    assert plain().partition("-" * 70)[0] == snapshot("""\
Salon Digest, Vol 2026, Issue 12
Thursday, 8 January 2026: 5 posts, 2 min to read

Today's Topics:

 1. Reading group: February
    Ann Archer, 2 attachments
 2. 李小明

 3. Evil twin <script>
    boss at corp.example

 4. Harbour Board Asks for Eleven Million to Rebuild the Old Quay
    Clare Whitfield
    Article: Courier
    https://www.courier.example.com/2026/01/06/coast/quay-wall-vote.html
 5. Renée Dupont-Łukasiewicz

To post, write to salon@lists.example.org. To answer a post, keep its
subject.
You get this digest as a member of Salon.
To change that, or to leave, write to owner@example.org.

""")


def test_8_contents_name_the_article_where_the_subject_does_not():
    post = dataclasses.replace(CLARE, subject=a_subject("Worth your time"))

    assert (
        " 1. Worth your time\n    Clare Whitfield\n"
        "    Article: Harbour Board Asks for Eleven Million to Rebuild the Old Quay, Courier\n"
        "    https://www.courier.example.com/2026/01/06/coast/quay-wall-vote.html\n"
    ) in plain([post]).replace("Quay,\n    Courier", "Quay, Courier")
    assert "Rebuild the Old Quay, Courier</bdi>" in html([post])


def test_9_the_mime_digest_keeps_threads():
    answers = [message.get_content()["References"] for message in parts(opened(mime()), "message/rfc822")]

    assert answers == [None, None, None, None, "<quay.1@example.net>"]


def test_9_threads_stand_together_whatever_they_name():
    texts = [CLARE, ANN, LI, RENEE]

    assert [post.partition("Message-ID: <")[2].partition(">")[0] for post in burst(plain(texts))] == [
        "quay.1@example.net",
        "quay.2@example.com",
        "group.1@example.net",
        "group.2@example.cn",
    ]


@pytest.mark.parametrize(
    "name", ["X-MailFrom", "X-Mailman-Rule-Hits", "Message-ID-Hash", "Approved", "Return-Path"]
)
def test_10_no_word_of_moderation_gets_out(name):
    post = read(f"{name}: canary\r\n".encode() + RENEE.raw)

    for outgoing in issued([post]):
        assert b"canary" not in outgoing.raw
    assert raw_messages(mime([post])) == [RENEE.raw]


def test_11_nothing_steers_the_eye_or_the_terminal():
    for text in (plain(), html()):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "From: boss at corp.example <mallory@example.net>\nSubject: Evil twin <script>\n" in plain()


def test_12_posts_are_octet_for_octet_what_came():
    assert raw_messages(mime()) == [post.raw for post in (ANN, LI, HOSTILE, CLARE, RENEE)]


def test_12_so_are_those_without_a_last_line_end_or_a_body():
    posts = [
        read(raw)
        for raw in (b"Subject: a\r\n\r\nno end", b"Subject: b\r\n\r\nends\r\n\r\n", b"Subject: c\r\n\r\n")
    ]

    assert sorted(raw_messages(mime(posts))) == [post.raw for post in posts]


UNFIT = [b"x" * 1200, b"one\rtwo", b"nul\x00", b"a\n.\r\nb"]
ODD = b"From: ann@example.net\r\nSubject: odd\r\nDate: x\r\nMessage-ID: <o@x.example>\r\n"


@pytest.mark.parametrize("body", UNFIT)
def test_12_what_mail_does_not_carry_is_encoded(body):
    ours = raw_messages(mime([RENEE, read(ODD + b"\r\n" + body + b"\r\n")]))

    assert RENEE.raw in ours
    (other,) = [raw for raw in ours if raw != RENEE.raw]
    assert email.message_from_bytes(other).get_payload(decode=True) == body + b"\r\n"


@pytest.mark.parametrize("body", UNFIT)
def test_12_what_nobody_may_encode_is_a_file_named_in_the_contents(body):
    signed = b'Content-Type: multipart/signed; boundary="b"; protocol="application/pgp-signature"\r\n'
    seal = b"--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"
    post = read(ODD + signed + b"\r\n--b\r\n\r\n" + body + b"\r\n" + seal)
    outgoing = mime([RENEE, post])
    message = opened(outgoing)

    assert raw_messages(outgoing) == [RENEE.raw]
    (file,) = parts(message, "application/octet-stream")
    assert file.get_filename() == "post-01.eml"
    assert file.get_payload(decode=True) == post.raw
    assert (
        "Attached as post-01.eml: it has lines that mail does not carry."
        in parts(message, "text/plain")[0].get_content()
    )


class Poison(Post):
    """A post in which a look at the text fails, as no code of ours foresaw."""

    @property
    def lines(self):
        raise RecursionError


def test_one_bad_post_never_blocks_the_digest():
    values = {field.name: getattr(CLARE, field.name) for field in dataclasses.fields(CLARE)}
    posts = [Poison(**values), ANN]

    sentence = "This post could not be shown here. It is on record; the owner of the list"
    assert f"[{sentence}" in plain(posts)
    assert sentence in html(posts)
    assert "Dear all," in plain(posts)
    assert raw_messages(mime(posts)) == [ANN.raw, CLARE.raw]


def test_a_very_long_post_does_not_make_the_digest_a_mail_that_servers_refuse():
    post = a_post(**zoned((OWN, "word " * 20 + "\n" + "line of text\n" * 100_000)))
    pages = [
        str(part.get_content())
        for one in issued([post], ("html",))
        for part in parts(opened(one), "text/html")
    ]

    assert 2 <= len(pages) <= 6
    assert all(len(page.encode()) < 95_000 for page in pages)
    assert "[The rest is left out here: this post is very long.]" in pages[-1]


def test_a_boundary_that_stands_in_a_post_is_another_one():
    post = dataclasses.replace(HOSTILE, raw=HOSTILE.raw + b"\r\n--b17e5f0c2a9d_1--\r\n--b17e5f0c2a9d_0\r\n")

    assert raw_messages(mime([post, CLARE])) == [CLARE.raw, post.raw]
    whole = opened(mime([post, CLARE]))
    ours = [whole, *(part for part in whole.iter_parts() if part.is_multipart())]
    boundaries = [str(part.get_boundary()) for part in ours]
    assert len(set(boundaries)) == len(boundaries) == 2
    for boundary in boundaries:
        assert re.fullmatch(r"[0-9A-Za-z'()+_,./:=?-]{1,70}", boundary), "RFC 2046 5.1.1"
        assert f"--{boundary}".encode() not in post.raw + CLARE.raw
    assert len(list(opened(mime([post, CLARE])).iter_parts())) == 2


@pytest.mark.parametrize("language", languages())
def test_a_list_has_its_digest_in_its_language(language):
    mails = issued(language=language)
    text = str(parts(opened(mails[0]), "text/plain")[0].get_content())
    page = str(parts(opened(mails[0]), "text/html")[0].get_content())
    ours = catalogue(language)

    for form in (text, page):
        assert ours.day(dt.date(2026, 1, 8)) in form
        assert ours.say("digest.files_mime") in " ".join(form.split())
    assert ours.say("digest.topics") in text
    assert f'<html lang="{language}">' in page
    assert ours.say("digest.answer") in page
    if language != "en":
        english = [value for name, value in catalogue().sentences.items() if name.startswith("digest.")]
        said = " ".join((text + page).split())
        assert [one for one in english if "{" not in one and len(one) > 12 and one in said] == []
