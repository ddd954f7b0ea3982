import base64
import quopri
from email import message_from_bytes, policy

import pytest

from bot.mail.read import read
from bot.notices import CannotRepost, without_secrets

TOKEN = "lw-" + "abcdefghijklmnop234567" + "qrstuvwxyz"
MEMBER = "mbr2mbr3mbr4mbr5"
HEAD = (
    b"From: Ann <ann@example.net>\r\nTo: salon@lists.example.org\r\nSubject: Why?\r\n"
    b"Message-ID: <why.1@example.net>\r\nMIME-Version: 1.0\r\n"
)
ASKS = "Why did this come back to me?\n\n> Answer this mail with ok.\n> {}\n\nAnn\n"


def cut(raw: bytes) -> bytes:
    return without_secrets(read(raw), {MEMBER}).raw


def part(body: bytes, encoding: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    encoded = body
    if encoding != "8bit":
        encoded = base64.encodebytes(body) if encoding == "base64" else quopri.encodestring(body)
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + encoded


def mixed(*parts: bytes, kind: str = "mixed") -> bytes:
    inside = b"".join(b"--edge\r\n" + one + b"\r\n" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="edge"\r\n\r\n'.encode() + inside + b"--edge--\r\n"


def decoded(raw: bytes) -> bytes:
    """Everything in a mail that a person can come by, as the standard library decodes it."""
    message = message_from_bytes(raw, policy=policy.default)
    leaves = [bytes(one.get_payload(decode=True) or b"") for one in message.walk() if not one.is_multipart()]
    heads = [f"{name}: {value}".encode() for one in message.walk() for name, value in one.items()]
    return raw + b"\n".join([*leaves, *heads])


def shows(raw: bytes) -> bool:
    plain = b"".join(decoded(raw).lower().split()).replace(b">", b"")
    return TOKEN.encode() in plain or TOKEN[3:].encode() in plain or MEMBER.encode() in plain


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        TOKEN.upper(),
        f"{TOKEN[:20]}\n> {TOKEN[20:]}",
        f"{TOKEN[:9]}\n>> {TOKEN[9:21]}\n>>> {TOKEN[21:]}",
        f"mailto:salon+{TOKEN}@lists.example.org?subject=ok",
    ],
)
def test_a_quoted_notice_goes_out_without_its_token(written, charset, encoding):
    text = ASKS.format(written).replace("Ann", "Zoë")
    raw = HEAD + part(text.encode(charset), encoding, f"text/plain; charset={charset}")
    assert shows(raw)

    made = cut(raw)

    assert not shows(made)
    post = read(made)
    assert post.text.startswith("Why did this come back to me?\n\n> Answer this mail with ok.\n")
    assert post.text.rstrip().endswith("Zoë")
    assert made.startswith(HEAD)


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        f"{TOKEN[:12]}<wbr>{TOKEN[12:]}",
        f"{TOKEN[:12]}<br>\n&gt; {TOKEN[12:]}",
        f"{TOKEN[:12]}&shy;{TOKEN[12:]}",
        f"{TOKEN[:12]}\N{ZERO WIDTH SPACE}{TOKEN[12:]}",
    ],
)
def test_the_html_form_goes_out_without_it_too(written, encoding):
    html = f"<p>Why did this come back?</p><blockquote>Answer it.<br>{written}</blockquote>"
    forms = mixed(
        part(ASKS.format(TOKEN).encode(), encoding),
        part(html.encode(), encoding, "text/html; charset=utf-8"),
        kind="alternative",
    )

    post = read(cut(HEAD + forms))

    assert not shows(post.raw)
    assert "<p>Why did this come back?</p>" in (post.html or "")
    assert TOKEN[12:] not in (post.html or "")


def test_a_token_in_an_attached_mail_and_in_its_header_goes():
    notice = (
        f"From: bot@lists.example.org\r\nReply-To: salon+{TOKEN}@lists.example.org\r\n"
        f"List-Unsubscribe: <mailto:salon@lists.example.org?subject=unsubscribe%20{MEMBER}>\r\n"
        f"Return-Path: <bounces+{MEMBER.upper()}@lists.example.org>\r\nSubject: Came back\r\n\r\nok\r\n{TOKEN}\r\n"
    ).encode()
    attached = b"Content-Type: message/rfc822\r\n\r\n" + notice
    picture = part(b"\x89PNG\r\n\x1a\n\0\0\0" + bytes(range(256)), "base64", 'image/png; name="sea.png"')

    made = cut(HEAD + mixed(part(b"See what I got.\n", "8bit"), attached, picture))

    assert not shows(made)
    assert b"See what I got." in made
    assert picture in made
    assert b"Subject: Came back" in made


def test_a_token_in_the_header_of_the_post_goes():
    head = HEAD.replace(b"To: salon", f"Cc: salon+{TOKEN}@lists.example.org\r\nTo: salon".encode())
    word = base64.b64encode(f"Re: {TOKEN}".encode()).decode()
    head = head.replace(b"Why?", f"Why =?utf-8?B?{word}?=".encode())

    made = cut(head + b"\r\nWhy?\r\n")

    assert not shows(made)
    assert read(made).subject.raw == "Why Re: lw-xxxxxx"


def test_what_holds_no_token_stays_the_same_post():
    words = "responsibilities lw-radio LW- this is a sentence of many small words that begin so and so on"
    post = read(HEAD + part(words.encode(), "base64"))

    assert without_secrets(post, {MEMBER}) is post


def test_a_domains_signature_that_the_cut_breaks_goes():
    signed = b"DKIM-Signature: v=1; d=example.net; h=from; b=AAAA\r\n" + HEAD

    assert b"DKIM-Signature" not in cut(signed + b"\r\n" + TOKEN.encode() + b"\r\n")
    assert b"DKIM-Signature" in cut(signed + b"\r\nHow are you?\r\n")


def test_what_its_author_signed_is_for_a_person_to_decide():
    body = b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n> " + TOKEN.encode() + b"\r\n"

    with pytest.raises(CannotRepost, match=r"only its receiver may know.*signed") as refused:
        cut(HEAD + b"\r\n" + body)
    assert refused.value.signed


@pytest.mark.parametrize(
    "body",
    [
        part(ASKS.format(TOKEN).encode("utf-16"), "base64", "text/plain; charset=utf-16"),
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(HEAD + b"\r\n" + TOKEN.encode()),
    ],
)
def test_what_cannot_be_cut_is_held(body):
    with pytest.raises(CannotRepost, match="only its receiver may know"):
        cut(HEAD + body)
