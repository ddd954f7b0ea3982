"""Whole messages: which parts are the text, which are attachments, what was wrong."""

import base64
import datetime as dt
from pathlib import Path

import pytest

from bot.mail import read
from bot.mail.post import Attachment, Envelope, Mailbox
from bot.mail.read import read_subject_of
from tests.parts.yardstick import cost

HEAD = (
    b"From: Ann Example <ann@example.org>\nTo: salon@lists.example.org\nSubject: Tea\n"
    b"Date: Thu, 08 Jan 2026 09:14:07 +0100\nMessage-ID: <tea.1@example.org>\n"
)
SAMPLES = Path(__file__).parents[4] / "shared"


def mail(content_type: str, body: str | bytes, encoding: str = "", extra: str = ""):
    fields = (
        f"Content-Type: {content_type}\n"
        + (f"Content-Transfer-Encoding: {encoding}\n" if encoding else "")
        + extra
    )
    return read(HEAD + fields.encode() + b"\n" + (body.encode() if isinstance(body, str) else body))


def mixed(*parts: str, subtype: str = "mixed", end: str = "--b--\n"):
    return mail(f"multipart/{subtype}; boundary=b", "".join(f"--b\n{part}\n" for part in parts) + end)


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nplain"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>rich</p>"
FILE = 'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\nQUJD'
INNER = "Content-Type: message/rfc822\n\nFrom: Bob <bob@example.net>\nTo: c@example.com\nSubject: Cake\nDate: some day\n\ncake?"


def test_a_plain_post_is_read():
    post = read(HEAD + b"In-Reply-To: <x@example.org>\n\nHello\n")
    assert (post.from_, post.to, post.cc) == (
        (Mailbox(name="Ann Example", address="ann@example.org"),),
        (Mailbox(name=None, address="salon@lists.example.org"),),
        (),
    )
    assert post.message_id == "tea.1@example.org"
    assert post.date == dt.datetime.fromisoformat("2026-01-08T09:14:07+01:00")
    assert (post.subject.raw, post.type, post.text, post.html) == ("Tea", "text/plain", "Hello", None)
    assert (post.defects, post.unreadable, post.html_only, post.signed, post.encrypted) == (
        (),
        False,
        False,
        False,
        False,
    )


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_octets_are_kept_and_the_body_begins_where_it_is_said(end):
    raw = (HEAD + b"\nOne\nTwo\n").replace(b"\n", end)
    post = read(raw)
    assert post.raw == raw
    assert raw[post.body_at :] == b"One\nTwo\n".replace(b"\n", end)
    assert b"".join(field.raw for field in post.header) + end == raw[: post.body_at]
    assert post.text == "One\nTwo"


def test_a_message_with_lone_cr_line_ends_is_read_and_its_octets_are_kept():
    raw = (HEAD + b"\nOne\nTwo\n").replace(b"\n", b"\r")
    post = read(raw)
    assert (post.text, post.subject.raw) == ("One\nTwo", "Tea")
    assert b"".join(field.raw for field in post.header) == raw[: post.body_at - 1]


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("utf-8", "Grüße, 日本".encode(), "Grüße, 日本"),
        ("iso-8859-1", "“Grüße”".encode("cp1252"), "“Grüße”"),
        ("iso-8859-15", "10 €".encode("iso8859-15"), "10 €"),
        ("windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("koi8-r", "Привет".encode("koi8_r"), "Привет"),
        ("iso-2022-jp", "日本語".encode("iso2022_jp"), "日本語"),
        ("shift_jis", "日本語".encode("cp932"), "日本語"),
        ("gb2312", "你好".encode("gb18030"), "你好"),
        ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
        ("utf-16", "Grüße".encode("utf-16"), "Grüße"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode("latin-1"), "Grüße"),
        ("utf-8", "Grüße, daß".encode("latin-1"), "Grüße, daß"),
        ("utf-8", "Grüße, Grüße".encode()[:-2], "Grüße, Grü�"),
        ("x-martian", "Grüße".encode(), "Grüße"),
        ("utf-7", b"+ADw-b+AD4-", "+ADw-b+AD4-"),
        ("unicode_escape", b"\\x41", "\\x41"),
        ("idna", b"xn--a", "xn--a"),
        ("undefined", b"tea", "tea"),
        ("windows-1252", b"\x81\x8d\x93", "“"),
    ],
)
def test_text_is_decoded_by_its_label_or_by_its_look(charset, octets, text):
    assert mail(f"text/plain; charset={charset}", octets).text == text


def test_a_text_without_a_label_is_read_by_its_look():
    octets = "Привет, как дела? Это письмо для всех нас, и оно без указания кодировки.".encode("koi8_r")
    assert mail("text/plain", octets).text.startswith("Привет, как дела?")


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("quoted-printable", "Gr=C3=BC=\n=C3=9Fe", "Grüße"),
        ("quoted-printable", "Gr=c3=bc=  \n=c3=9fe", "Grüße"),
        ("Quoted-Printable", "1 =3D 1", "1 = 1"),
        ("quoted-printable", "1 = 1 =XY", "1 = 1 =XY"),
        ("base64", "R3LDvMOfZQ==", "Grüße"),
        ("BASE64", "R3LD\r\nvM Of!ZQ", "Grüße"),
        ("base64", "R3I=\nw7zDn2U=", "Grüße"),
        ("base64", "R3LDvMOfZQ==\n_______\nSalon list\n", "Grüße\n_______\nSalon list"),
        ("base64", "A", ""),
        ("7bit", "a=20b", "a=20b"),
        ("x-uuencode", "begin 644 a\n#0V%T\n`\nend", "begin 644 a\n#0V%T\n`\nend"),
        ("strange", "a=20b", "a=20b"),
    ],
)
def test_transfer_encodings_are_undone(encoding, body, text):
    assert mail("text/plain; charset=utf-8", body, encoding).text == text


def test_controls_are_no_part_of_a_text_and_lone_line_ends_end_lines():
    assert mail("text/plain; charset=utf-8", "a\0b\x1b[1m\x07\tc\rd\u2028e\x85f").text == "ab[1m\tc\nd\ne\nf"


def test_flowed_text_is_put_together():
    assert mail("text/plain; format=flowed; delsp=no", "> a \n> b\nown \ntext").text == "> a b\nown text"


def test_plain_text_is_preferred_to_its_html():
    post = mixed(PLAIN, HTML, subtype="alternative")
    assert (post.text, post.html, post.html_only, post.attachments) == ("plain", "<p>rich</p>", False, ())


@pytest.mark.parametrize(
    "stub",
    ["", "  \n", "This message is in HTML format.", "Your email client does not support HTML mail.", "View this email in your browser: https://x.example/",
     "Ihr E-Mail-Programm unterstützt kein HTML."],
)  # fmt: skip
def test_html_is_read_where_the_plain_text_says_nothing(stub):
    post = mixed(f"Content-Type: text/plain; charset=utf-8\n\n{stub}", HTML, subtype="alternative")
    assert (post.text, post.html_only) == ("rich", True)


def test_a_short_plain_text_is_no_stub():
    assert mixed("\nNo.", HTML, subtype="alternative").text == "No."


def test_an_html_form_that_is_too_large_is_left_out():
    post = mixed(
        PLAIN, f"Content-Type: text/html\n\n<img src='data:{'x' * 3_100_000}'>", subtype="alternative"
    )
    assert (post.text, post.html, post.unreadable) == ("plain", None, False)
    assert post.defects == ("The HTML form of the text is too large; it was left out.",)


@pytest.mark.parametrize("kind", ["text/markdown", "text/enriched"])
def test_other_texts_that_people_write_are_text(kind):
    assert mail(f"{kind}; charset=utf-8", "*tea*").text == "*tea*"


def test_html_alone_is_rendered():
    post = mail("text/html", "<p>One <a href='https://example.org/'>link</a></p>")
    assert (post.text, post.html_only, post.type) == ("One link", True, "text/html")
    assert post.html == "<p>One <a href='https://example.org/'>link</a></p>"


def test_html_names_its_charset_itself_where_the_field_does_not():
    assert mail("text/html", b'<meta charset="koi8-r"><p>' + "Привет".encode("koi8_r")).text == "Привет"


def test_a_footer_part_is_part_of_the_text():
    assert mixed(PLAIN, "\n____\nSalon mailing list").text == "plain\n____\nSalon mailing list"
    assert mixed(HTML, "\n____\nSalon mailing list").text == "rich\n____\nSalon mailing list"


def test_parts_that_are_no_text_are_attachments_with_their_decoded_size():
    post = mixed(
        PLAIN,
        FILE,
        "Content-Type: text/plain; name=notes.txt\n\nnotes",
        "Content-Disposition: attachment\n\nx",
        "Content-Type: image/png\n\nxy",
    )
    assert post.text == "plain"
    assert post.attachments == (
        Attachment(name="a.pdf", type="application/pdf", size=3),
        Attachment(name="notes.txt", type="text/plain", size=5),
        Attachment(name=None, type="text/plain", size=1),
        Attachment(name=None, type="image/png", size=2),
    )


@pytest.mark.parametrize("size", [3, 100, 57 * 2_000, 57 * 2_000 + 1, 57 * 2_000 + 2])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_the_size_of_base64_is_exact(size, end):
    encoded = base64.encodebytes(b"x" * size).decode().replace("\n", end)
    assert mail("application/pdf", encoded, "base64").attachments[0].size == size


@pytest.mark.parametrize("gap", [0, 1, 4095, 4096, 4097, 4130, 8191, 8192, 70_000])
def test_a_boundary_is_found_at_any_distance(gap):
    text = "x" * gap
    post = read(
        f"From: ann@example.org\nContent-Type: multipart/mixed; boundary=a-long-boundary\n\n"
        f"--a-long-boundary\n\n{text}\n--a-long-boundary\n{FILE}\n--a-long-boundary--\n".encode()
    )
    assert len(post.text) == gap
    assert [part.size for part in post.attachments] == [3]


def test_pictures_inside_of_html_are_attachments():
    related = f"Content-Type: multipart/related; boundary=r\n\n--r\n{HTML}\n--r\nContent-Type: image/png\n\nxy\n--r--\n"
    post = mixed(PLAIN, related, subtype="alternative")
    assert (post.text, post.html, [part.type for part in post.attachments]) == (
        "plain",
        "<p>rich</p>",
        ["image/png"],
    )


def test_an_attached_message_is_a_forward():
    post = mixed(PLAIN, INNER)
    forward = post.forwards[0]
    assert (forward.how, forward.level, forward.sender, forward.subject, forward.date, forward.body) == (
        "attached", 1, Mailbox(name="Bob", address="bob@example.net"), "Cake", "some day", "cake?",
    )  # fmt: skip
    assert [part.type for part in post.attachments] == ["message/rfc822"]
    assert post.text == "plain"


def test_a_message_in_a_message_in_base64_is_read():
    inner = base64.encodebytes(f"Subject: Out\n{INNER}".encode()).decode()
    post = mixed(PLAIN, f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}")
    assert [(forward.level, forward.subject) for forward in post.forwards] == [(1, "Out"), (2, "Cake")]


def test_a_digest_holds_messages_without_saying_so():
    post = mixed("\nSubject: One\n\n1", "\nSubject: Two\n\n2", subtype="digest")
    assert [forward.subject for forward in post.forwards] == ["One", "Two"]


def test_what_a_mail_system_returns_is_no_forward():
    assert mixed(PLAIN, INNER, subtype="report").forwards == ()
    parts = f"Content-Type: multipart/mixed; boundary=b\n\n--b\n{PLAIN}\n--b\n{INNER}\n--b--\n"
    assert read(HEAD + parts.encode(), Envelope(reverse_path="")).forwards == ()
    assert read(b"From: MAILER-DAEMON@example.org\n" + parts.encode()).forwards == ()


@pytest.mark.parametrize(
    "kind", ["message/partial; id=x; number=1", "message/external-body; access-type=URL"]
)
def test_messages_that_lie_elsewhere_are_left_alone(kind):
    post = mixed(PLAIN, f"Content-Type: {kind}\n\nSubject: x\n\ny")
    assert post.forwards == ()
    assert len(post.attachments) == 1


def test_a_boundary_counts_only_on_a_line_of_its_own():
    post = mixed("\n--bc\nsee --b\n --b\n--b x", end="--b--   \nepilogue\n--b\n\nno part\n")
    assert post.text == "--bc\nsee --b\n --b\n--b x"
    assert post.defects == ()


def test_an_inner_multipart_that_is_not_closed_ends_with_the_outer_one():
    inner = f"Content-Type: multipart/alternative; boundary=bb\n\n--bb\n{PLAIN}\n--bb\n{HTML}"
    post = mixed(inner, FILE)
    assert (post.text, post.html, len(post.attachments)) == ("plain", "<p>rich</p>", 1)
    assert post.defects == ("A multipart is not closed by its boundary.",)


def test_a_multipart_that_never_closes_or_begins_is_read_all_the_same():
    assert mixed(PLAIN, FILE, end="").text == "plain"
    post = mail("multipart/mixed; boundary=nowhere", "just text")
    assert (post.text, post.defects[-1]) == (
        "just text",
        "A multipart has no parts; it was read as plain text.",
    )


def test_a_multipart_that_does_not_tell_its_boundary_is_cut_where_it_looks_like_one():
    post = mail("multipart/mixed", f"preamble\n--b\n{PLAIN}\n--b\n{FILE}\n--b--\n")
    assert (post.text, len(post.attachments)) == ("plain", 1)
    assert "A multipart does not tell its boundary." in post.defects


@pytest.mark.parametrize(
    ("content_type", "signed", "encrypted"),
    [
        ("multipart/signed; boundary=b; protocol=application/pgp-signature", True, False),
        ("multipart/encrypted; boundary=b; protocol=application/pgp-encrypted", False, True),
        ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", True, False),
        ("application/x-pkcs7-mime; smime-type=enveloped-data", False, True),
        ("application/pkcs7-mime", False, True),
        ("text/plain", False, False),
    ],
)
def test_signatures_and_encryption_are_seen(content_type, signed, encrypted):
    post = mail(content_type, f"--b\n{PLAIN}\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n")
    assert (post.signed, post.encrypted) == (signed, encrypted)


def test_pgp_inside_of_the_text_is_seen():
    assert mail("text/plain", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nx").signed
    assert mail("text/plain", "see\n-----BEGIN PGP MESSAGE-----\n\nx").encrypted
    assert not mail("text/plain", "> -----BEGIN PGP MESSAGE-----\n\nx").encrypted


@pytest.mark.parametrize(
    ("field", "path", "expected"),
    [(b"", None, None), (b"Return-Path: <bounce@example.org>\n", None, "bounce@example.org"), (b"Return-Path: <>\n", None, ""),
     (b"Return-Path: <forged@example.net>\n", "real@example.org", "real@example.org")],
)  # fmt: skip
def test_the_return_path_stands_for_an_unknown_reverse_path(field, path, expected):
    assert read(field + HEAD + b"\nx", Envelope(reverse_path=path)).envelope.reverse_path == expected


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (b"To: x@example.org\n", "The message has no From."),
        (b'From:"\n', "The From field names no address."),
        (b"Date: 8 Jan 99999999999999 09:14\n", "The Date is malformed."),
        (b"To: x@example.org\n", "The message has no Date."),
        (b"Message-ID: <\n", "The Message-ID is malformed."),
        (b"To: x@example.org\n", "The message has no Message-ID."),
        (
            b"Message-ID: <a@example.org>\nMessage-ID: <b@example.org>\n",
            "The message has more than one Message-ID.",
        ),
        (b"Subject: a\nSubject: b\n", "The message has more than one Subject field."),
        (b"From: a@example.org\nFrom: b@example.org\n", "The message has more than one From field."),
        (b"Content-Type: nonsense\n", "A Content-Type is malformed; the part was read as plain text."),
        (
            b"Content-Type: text/plain; charset=x-martian\n\n\xff",
            'The charset "x-martian" is not known; the text was read by its look.',
        ),
        (
            b"Content-Type: text/plain; charset=utf-8\n\n\xff a b",
            'The text is not in the charset "utf-8" that it is labelled with.',
        ),
        (b"Content-Transfer-Encoding: base64\n\nABCDE", "The base64 encoding of a part is malformed."),
        (
            b"Content-Transfer-Encoding: quoted-printable\n\n=XY",
            "The quoted-printable encoding of a part is malformed.",
        ),
    ],
)
def test_what_is_malformed_is_told_in_a_sentence(head, sentence):
    assert sentence in read(head if b"\n\n" in head else head + b"\nbody").defects


@pytest.mark.parametrize(
    ("field", "message_id"),
    [(b"<a.b@example.org>", "a.b@example.org"), (b"a.b@example.org", "a.b@example.org"), (b"<", None), (b"garbage and more", None),
     (b" < a@example.org > (x)", "a@example.org"), (b"", None), (b"<a\0b@example.org>", None)],
)  # fmt: skip
def test_a_message_id_is_read_without_its_brackets(field, message_id):
    assert read(b"Message-ID: " + field + b"\n\n").message_id == message_id


def test_a_subject_of_no_charset_is_guessed_in_the_text_and_honest_in_the_raw_form():
    post = read(b"Subject: [Salon] Gr\xfc\xdfe\nContent-Type: text/plain; charset=iso-8859-1\n\n")
    assert (post.subject.raw, post.subject.text) == ("[Salon] Gr��e", "Grüße")


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not there")
def test_the_seed_post_is_decoded_exactly():
    post = read((SAMPLES / "samples" / "seed-post.eml").read_bytes())
    assert post.defects == ()
    assert post.text.startswith("FM: John Whitbeck\n\nOne doesn't know whether to laugh or to cry.\n")
    assert (
        "in Paris for the latest round of talks on Ukraine’s future.Credit...Pool photo by Yoan Valat"
        in post.text
    )
    assert "=\n" not in post.text


def test_a_subject_is_read_without_the_body():
    raw = (
        b"Subject: =?utf-8?q?caf=C3=A9?=\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nx\n" * 50_000
    )
    assert read_subject_of(raw).raw == "café"
    assert cost(lambda: read_subject_of(raw)) < 1


def test_a_forward_by_somebody_whose_address_an_archive_has_veiled_is_no_returned_mail():
    text = (
        "See below.\n\n---------- Forwarded message ----------\nFrom: Bo Example <bo at example.com>\n"
        "Date: Mon, Jan 12, 2026 at 6:04 PM\nSubject: The harbour\nTo: Ann\n\nThe pier is closed.\n"
    )
    veiled = read(f"From: ann at example.org (Ann Example)\nSubject: Fwd: The harbour\n\n{text}".encode())
    system = read(f"From: Mail Delivery Subsystem\nSubject: Fwd: The harbour\n\n{text}".encode())
    assert [forward.subject for forward in veiled.forwards] == ["The harbour"]
    assert not system.forwards
