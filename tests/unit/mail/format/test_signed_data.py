"""Opaque S/MIME: what is only signed is read, all else is named."""

import base64

import pytest

from bot.mail.format.signed_data import signed_content
from bot.mail.read import read

INNER = b"Content-Type: text/plain\r\n\r\nThe gates are open.\r\n"
HEAD = (
    b"From: ann@example.net\nTo: salon@example.org\nSubject: Gates\nMessage-ID: <a@example.net>\n"
    b"Date: Tue, 3 Mar 2026 09:15:00 +0000\nMIME-Version: 1.0\n"
)
SMIME = b"Content-Type: application/pkcs7-mime; smime-type=%s; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"


def der(tag: int, content: bytes) -> bytes:
    """A value with a definite length (X.690 8.1.3)."""
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def signed(content: bytes, oid: str = "2a864886f70d010702") -> bytes:
    """A SignedData (RFC 5652 5.1) as far as its content, with nobody's signature."""
    data = der(0x06, bytes.fromhex("2a864886f70d010701")) + der(0xA0, content)
    body = der(0x02, b"\x01") + der(0x31, b"") + der(0x30, data) + der(0x31, b"")
    return der(0x30, der(0x06, bytes.fromhex(oid)) + der(0xA0, der(0x30, body)))


@pytest.mark.parametrize(
    "content",
    [der(0x04, INNER), der(0x24, der(0x04, INNER[:9]) + der(0x04, INNER[9:]))],
    ids=["whole", "chunks"],
)
def test_what_is_signed_is_found(content: bytes) -> None:
    assert signed_content(signed(content)) == INNER


def test_a_signed_message_is_read() -> None:
    post = read(HEAD + SMIME % b"signed-data" + base64.encodebytes(signed(der(0x04, INNER))))
    assert post.text.strip() == "The gates are open."
    assert post.signed
    assert not post.defects


@pytest.mark.parametrize("data", [b"", b"\x30", b"no structure", signed(der(0x04, INNER))[:40]])
def test_what_is_broken_is_no_content(data: bytes) -> None:
    assert signed_content(data) is None


def test_what_cannot_be_read_is_named() -> None:
    sealed = signed(der(0x04, INNER), oid="2a864886f70d010703")
    post = read(HEAD + SMIME % b"enveloped-data" + base64.encodebytes(sealed))
    assert any("S/MIME" in defect for defect in post.defects)
    tnef = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b\n"
    post = read(tnef + b"Content-Type: application/ms-tnef; name=winmail.dat\n\nx\n--b--\n")
    assert any("TNEF" in defect for defect in post.defects)
