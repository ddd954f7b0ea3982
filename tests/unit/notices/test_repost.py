import dataclasses

import pytest

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.mail.read import read
from bot.notices import CannotRepost, write_repost
from tests.parts.letters import fit_for_the_wire, opened
from tests.parts.reading import CLARE, SALON, a_stamp

OWN_FIELDS = (
    b'From: "Ann  Archer"\r\n\t<ann@example.net>\r\n'
    b"X-Odd:no space, \ttabs  and trailing blanks  \r\n"
    b"Subject: =?iso-8859-1?q?Caf=E9?=\r\n  folded twice\r\n"
    b"Date: Thu, 8 Jan 2026 09:14:07 +0100 (CET)\r\n"
    b"Message-ID: <tides.1@example.net>\r\n"
)
BODY = b"Grue\xdf Gott  \r\n\r\n..\r\n.\r\nFrom here on\r\n-- \r\nAnn\r\n\r\n"


def reposted(raw: bytes, mailing_list: MailingList = SALON) -> bytes:
    return write_repost(read(raw), mailing_list, a_stamp("post")).raw


def fields_above(raw: bytes) -> list[str]:
    head = raw.partition(b"From: ")[0].decode()
    return [line.partition(":")[0] for line in head.split("\r\n") if line[:1].strip()]


def test_the_authors_octets_stay_in_one_piece():
    raw = reposted(OWN_FIELDS + b"\r\n" + BODY)

    assert raw.endswith(OWN_FIELDS + b"\r\n" + BODY)
    assert fields_above(raw) == ["Received", "List-Id", "List-Post", "Precedence", "X-Loop"]


def test_a_whole_repost(mail):
    assert write_repost(CLARE, SALON, a_stamp("post")).raw == mail


def test_its_envelope():
    outgoing = write_repost(CLARE, SALON, a_stamp("post"))

    assert outgoing.message_id == "quay.1@example.net"
    assert outgoing.reverse_path == "salon@lists.example.org"
    assert outgoing.recipients == ("salon-members@lists.example.org",)


def test_bounces_go_where_the_list_wants_them():
    wants = dataclasses.replace(SALON, bounce_address="salon-bounces@lists.example.org")

    assert write_repost(CLARE, wants, a_stamp("post")).reverse_path == "salon-bounces@lists.example.org"


@pytest.mark.parametrize(
    "goes",
    [
        "Return-Path: <ann@example.net>",
        "Authentication-Results: mx.example.org; dmarc=pass",
        "authentication-results : (ours) mx.example.org 1;\r\n spf=pass",
        "Approved: secret",
        "Approve: secret",
        "X-Approved: secret",
        "X-APPROVE: secret",
        "List-Id: <other.example.com>",
        "List-Unsubscribe: <https://other.example.com/u>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Disposition-Notification-To: <spy@example.com>",
        "Return-Receipt-To: spy@example.com",
        "X-Confirm-Reading-To: spy@example.com",
        "Control: newgroup",
        "X-Loop: salon.lists.example.org 0000",
        "x-loop: <SALON.lists.example.org>",
    ],
)
def test_what_goes_goes_with_its_folded_lines(goes):
    first, last = OWN_FIELDS.split(b"Subject:")

    raw = reposted(first + goes.encode() + b"\r\n\tfolded on\r\nSubject:" + last + b"\r\n" + BODY)

    assert raw.endswith(OWN_FIELDS + b"\r\n" + BODY)


@pytest.mark.parametrize(
    "stays",
    [
        "Authentication-Results: mx.elsewhere.example; dmarc=pass",
        "X-Loop: other.lists.example.org 0000",
        "X-Listed: yes",
        "Received: from a by b; Thu, 8 Jan 2026 09:14:07 +0100",
        "DKIM-Signature: v=1; d=example.net",
        "Reply-To: elsewhere@example.net",
        "Sender: secretary@example.net",
        "a line that is no field",
    ],
)
def test_nothing_else_goes(stays):
    head = OWN_FIELDS + stays.encode() + b"\r\n"

    assert reposted(head + b"\r\n" + BODY).endswith(head + b"\r\n" + BODY)


def test_servers_of_ours_may_be_named_by_a_pattern():
    ours = dataclasses.replace(SALON, authserv_ids=("*.example.org", "topmost-without-id"))
    results = b"Authentication-Results: mx7.example.org; spf=pass\r\n"

    assert results not in reposted(results + OWN_FIELDS + b"\r\n" + BODY, ours)


def test_a_post_kept_in_a_file_leaves_with_the_line_ends_of_mail():
    raw = reposted(
        (b"From ann@example.net Thu Jan  8 09:14:07 2026\r\n" + OWN_FIELDS + b"\r\n" + BODY).replace(
            b"\r\n", b"\n"
        )
    )

    assert raw.endswith(OWN_FIELDS + b"\r\n" + BODY)
    assert b"From ann@" not in raw


def test_a_post_without_message_id_and_date_gets_both():
    outgoing = write_repost(
        read(b"From: ann@example.net\r\nSubject: x\r\n\r\nhi\r\n"), SALON, a_stamp("post")
    )
    message = opened(outgoing)

    assert outgoing.message_id == "post.c17.00112233445566778899aabbccddeeff@lists.example.org"
    assert message["Message-ID"] == f"<{outgoing.message_id}>"
    assert message["Date"] == "Thu, 08 Jan 2026 12:00:00 +0000"
    assert message.get_content() == "hi\r\n"


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"no header at all", b"\r\nonly a body\r\n", b"From: ann@example.net"]
)
def test_a_message_without_header_or_body_is_still_a_mail(raw):
    sent = reposted(raw)

    fit_for_the_wire(sent)
    assert b"\r\n\r\n" in sent or sent.endswith(b"\r\n")
    assert sent.count(b"List-Id:") == 1


LONG = b"word " * 300


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (LONG + b"\r\nend\r\n", LONG.decode() + "\r\nend\r\n"),
        (b"one\rtwo\r\nthree\nfour\r\n", "one\rtwo\r\nthree\nfour\r\n"),
        (b"nul\x00\r\n", "nul\x00\r\n"),
        ("é".encode() * 600 + b"\r\n", "é" * 600 + "\r\n"),
        (b"a\r\n.\n.\r\nb\r.\r\nc", "a\r\n.\n.\r\nb\r.\r\nc"),
    ],
)
def test_an_unsigned_post_that_mail_does_not_carry_is_encoded_and_says_the_same(body, text):
    head = OWN_FIELDS + b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    outgoing = write_repost(read(head + b"\r\n" + body), SALON, a_stamp("post"))
    message = opened(outgoing)

    assert head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" in outgoing.raw
    assert message.get_payload(decode=True) == text.encode()


def test_only_the_part_that_needs_it_is_encoded():
    fit = b"Content-Type: text/plain\r\n\r\n<b>stays  </b>\r\n"
    unfit = b"Content-Type: text/html\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + LONG
    body = b"preamble\r\n--=_x\r\n" + fit + b"\r\n--=_x\r\n" + unfit + b"\r\n--=_x--\r\nepilogue\r\n"
    head = OWN_FIELDS + b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="=_x"\r\n'
    raw = reposted(head + b"\r\n" + body)

    fit_for_the_wire(raw)
    assert head + b"\r\npreamble\r\n--=_x\r\n" + fit + b"\r\n--=_x\r\n" in raw
    assert raw.endswith(b"\r\n--=_x--\r\nepilogue\r\n")
    message = opened(write_repost(read(head + b"\r\n" + body), SALON, a_stamp("post")))
    assert list(message.iter_parts())[1].get_payload(decode=True) == LONG


def test_base64_in_one_line_is_broken_into_lines():
    import base64

    data = bytes(range(256)) * 20
    head = (
        OWN_FIELDS + b"MIME-Version: 1.0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
    )
    post = read(head + b"\r\n" + base64.b64encode(data) + b"\r\n")

    assert opened(write_repost(post, SALON, a_stamp("post"))).get_payload(decode=True) == data


def test_a_header_line_that_is_too_long_is_folded_where_it_has_blanks():
    references = b"References:" + b" <id.0123456789@example.net>" * 60
    raw = reposted(OWN_FIELDS + references + b"\r\n\r\nhi\r\n")

    fit_for_the_wire(raw)
    assert references in raw.replace(b"\r\n ", b" ")


def signed(head: bytes) -> Post:
    return read(head + OWN_FIELDS + b"\r\n" + LONG)


@pytest.mark.parametrize(
    "post",
    [
        signed(b"DKIM-Signature: v=1; d=example.net\r\n"),
        read(OWN_FIELDS + b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n" + LONG),
        dataclasses.replace(read(OWN_FIELDS + b"\r\n" + LONG), signed=True),
        dataclasses.replace(read(OWN_FIELDS + b"\r\n" + LONG), encrypted=True),
    ],
)
def test_a_signed_post_is_never_changed(post):
    with pytest.raises(
        CannotRepost, match=r"^The post is signed and has lines .* would break its signature\.$"
    ):
        write_repost(post, SALON, a_stamp("post"))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (
            OWN_FIELDS + b"X-Long: " + b"x" * 1200 + b"\r\n\r\nhi",
            "a word in its header is longer than mail allows",
        ),
        (
            OWN_FIELDS + b"Content-Transfer-Encoding: x-uue\r\n\r\n" + LONG,
            "a part is encoded in a way that is not known",
        ),
        (
            OWN_FIELDS + b"Content-Type: multipart/mixed\r\n\r\n" + LONG,
            "its parts cannot be told from each other",
        ),
        (
            OWN_FIELDS
            + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
            + LONG
            + b"\r\n--x\r\n\r\na\r\n--x--\r\n",
            "a line between its parts is longer than mail allows",
        ),
    ],
)
def test_what_cannot_be_encoded_is_left_to_a_person(raw, why):
    with pytest.raises(CannotRepost, match=why):
        reposted(raw)


def test_a_name_of_the_list_that_is_not_ascii_stays_one_field():
    named = dataclasses.replace(SALON, name="Café\r\nBcc: x@example.net")
    raw = reposted(OWN_FIELDS + b"\r\nhi", named)

    assert fields_above(raw) == ["Received", "List-Id", "List-Post", "Precedence", "X-Loop"]
    assert b"List-Id: =?utf-8?" in raw
