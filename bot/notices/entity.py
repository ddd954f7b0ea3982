"""MIME parts as octets: our own text is composed, other people's messages are carried untouched."""

import base64
import binascii
import re
from collections.abc import Sequence

from bot.notices import fields, wire

_LINE = 76
_QUOTED = re.compile(rb"=[0-9A-F]{2}|.", re.DOTALL)
_SOME = 57 * 10_000  # octets that make whole lines of base64


def text(body: str, *, subtype: str = "plain", flowed: bool = False, eight_bit: bool = False) -> bytes:
    """
    A text part in UTF-8: 7bit where it is ASCII in short lines, else quoted-printable, never base64.

    ``body`` has LF ends. ``flowed``: its lines are soft as RFC 3676 has it. ``eight_bit``: 8bit where
    its lines are short; for a server without 8BITMIME it is encoded when it is sent.
    """
    data = body.encode("utf-8", "replace").replace(b"\n", b"\r\n")
    parameters = "; format=flowed" if flowed else ""
    plain = data.isascii() and not wire.is_unfit(data)
    encoding, octets = ("7bit", data) if plain else ("quoted-printable", quoted_printable(data))
    if eight_bit and not data.isascii() and not wire.is_unfit(data):
        encoding, octets = "8bit", data
    return (
        fields.token("Content-Type", f"text/{subtype}; charset=utf-8{parameters}")
        + fields.token("Content-Transfer-Encoding", encoding)
        + b"\r\n"
        + octets
    )


def message(raw: bytes, file_name: str) -> bytes:
    """
    A part that carries a message as it is: message/rfc822, which may not be encoded (RFC 2046 5.2.1).

    One that no mail server may be given as it is travels encoded, as a file.
    """
    if wire.is_unfit(raw):
        return _file(raw, file_name)
    encoding = "8bit" if wire.is_eight_bit(raw) else "7bit"
    return (
        fields.token("Content-Type", "message/rfc822")
        + fields.token("Content-Transfer-Encoding", encoding)
        + fields.token("Content-Disposition", f'attachment; filename="{file_name}"')
        + b"\r\n"
        + raw
    )


def digest_member(raw: bytes) -> bytes:
    """A part of multipart/digest, where message/rfc822 is the default type (RFC 2046 5.1.5)."""
    eight_bit = fields.token("Content-Type", "message/rfc822") + fields.token(
        "Content-Transfer-Encoding", "8bit"
    )
    return (eight_bit if wire.is_eight_bit(raw) else b"") + b"\r\n" + raw


def picture(data: bytes, kind: str, name: str, cid: str) -> bytes:
    """A picture that a text/html beside it shows by its Content-ID (RFC 2392)."""
    return (
        fields.token("Content-Type", kind)
        + fields.token("Content-Transfer-Encoding", "base64")
        + fields.token("Content-ID", f"<{cid}>")
        + fields.token("Content-Disposition", "inline")
        + fields.text("Content-Description", name)
        + b"\r\n"
        + base64_lines(data)
    )


def multipart(subtype: str, parts: Sequence[bytes], seed: str, level: int = 0, type_: str = "") -> bytes:
    """One multipart/SUBTYPE; its boundary stands nowhere in the parts (RFC 2046 5.1.1).

    ``level`` tells the boundaries of one mail apart, so that none begins like another.
    ``type_`` is the type of the first part of a multipart/related (RFC 2387 3.1).
    """
    boundary = _boundary(f"{seed[:50]}_{level}", parts)
    delimiter = b"--" + boundary.encode("ascii")
    eight_bit = any(wire.is_eight_bit(part) for part in parts)
    encoding = fields.token("Content-Transfer-Encoding", "8bit") if eight_bit else b""
    root = f'; type="{type_}"' if type_ else ""
    return (
        fields.token("Content-Type", f'multipart/{subtype}{root}; boundary="{boundary}"')
        + encoding
        + b"\r\n"
        + b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts)
        + delimiter
        + b"--\r\n"
    )


def quoted_printable(data: bytes) -> bytes:
    """
    RFC 2045 6.7 with CRLF as the only line end: a stray CR, LF or NUL comes back as it was.

    No line begins with a dash that the text has further on: programs that burst digests (RFC 934)
    look for dashes in the lines of the wire.
    """
    lines = (binascii.b2a_qp(line, istext=False) for line in data.split(b"\r\n"))
    return b"\r\n".join(_dot_safe(b"=\r\n".join(_dash_safe(line.split(b"=\n")))) for line in lines)


def _dash_safe(pieces: Sequence[bytes]) -> Sequence[bytes]:
    """The pieces of a line that was cut; cut anew where one begins with a dash, which is then encoded."""
    if not any(piece.startswith(b"-") for piece in pieces[1:]):
        return pieces
    made = [b""]
    for octet in _QUOTED.findall(b"".join(pieces)):
        if len(made[-1]) + len(octet) >= _LINE:
            made.append(b"")
        begins = not made[-1] and len(made) > 1
        made[-1] += b"=2D" if begins and octet == b"-" else octet
    return made


def base64_lines(data: bytes) -> bytes:
    """RFC 2045 6.8 in lines of 76 with CRLF."""
    return b"\r\n".join(_encoded(data[at : at + _SOME]) for at in range(0, len(data), _SOME))


def _encoded(data: bytes) -> bytes:
    encoded = base64.b64encode(data)
    return b"\r\n".join(encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE))


def _dot_safe(line: bytes) -> bytes:
    return line.replace(b"From ", b"=46rom ", 1) if line.startswith(b"From ") else line


def _file(raw: bytes, file_name: str) -> bytes:
    return (
        fields.token("Content-Type", f'application/octet-stream; name="{file_name}"')
        + fields.token("Content-Transfer-Encoding", "base64")
        + fields.token("Content-Disposition", f'attachment; filename="{file_name}"')
        + b"\r\n"
        + base64_lines(raw)
    )


def _boundary(seed: str, parts: Sequence[bytes]) -> str:
    boundary, more = seed, 0
    while any(b"--" + boundary.encode("ascii") in part for part in parts):
        more += 1
        boundary = f"{seed}.{more}"
    return boundary
