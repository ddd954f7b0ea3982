"""Decodes transfer encodings (RFC 2045 6: base64, quoted-printable), and tells sizes without decoding."""

import binascii
import re

from bot.mail.format.limits import DECODED_OCTETS, Defects, LimitPassed

_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_NO_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_BLANKS = b" \t\r\n"
_PIECES = 20_000  # lines that are each padded, as some programs send
_LARGE = 64 * 1024
_PADDING = re.compile(rb"(?<!=)=++[ \t\r\n]*+(?=[^= \t\r\n])")


def decode_transfer(data: bytes, encoding: str, defects: Defects) -> bytes:
    """
    The octets behind a Content-Transfer-Encoding; uuencode and what is unknown stay as they are.

    Tolerant: what cannot be decoded is left out (base64) or left as it is
    (quoted-printable), as a defect. Text behind the end of base64, which list
    software puts there, is kept.
    """
    if len(data) > DECODED_OCTETS:
        raise LimitPassed(f"a part is larger than {DECODED_OCTETS // 1_000_000} MB")
    if encoding == "base64":
        return _base64(data, defects)
    if encoding == "quoted-printable":
        return _quoted_printable(data, defects)
    return data


def decoded_size(data: bytes, first: int, last: int, encoding: str, defects: Defects) -> int:
    """How many octets the part between two places stands for; large clean base64 is only counted."""
    if encoding != "base64":
        return (
            len(decode_transfer(data[first:last], encoding, defects))
            if encoding == "quoted-printable"
            else last - first
        )
    if last - first > _LARGE and (size := _counted(data, first, last)) is not None:
        return size
    return len(_base64(data[first:last], defects))


def _counted(data: bytes, first: int, last: int) -> int | None:
    """
    The decoded size of base64 whose lines end where the first one's length says; None for any other.

    Looked at are only those places, for counting every octet takes ten times as long.
    """
    while last > first and data[last - 1] in _BLANKS:
        last -= 1
    end = data.find(b"\n", first, last)
    end = last if end < 0 else end
    width = end + 1 - first
    ending = 2 if data[end - 1 : end] == b"\r" else 1
    lines = (last - first) // width
    rest = (last - first) % width
    ends = data[end:last:width]
    if ends != b"\n" * lines or (width - ending) % 4 or rest % 4 or b"\n" in data[last - rest : last]:
        return None
    padding = 2 if data[last - 2 : last] == b"==" else int(data[last - 1 : last] == b"=")
    return (lines * (width - ending) + rest) // 4 * 3 - padding


def _quoted_printable(data: bytes, defects: Defects) -> bytes:
    decoded = binascii.a2b_qp(data)
    if not (signs := decoded.count(b"=")) or signs == data.count(b"=3D") + data.count(b"=3d"):
        return decoded
    if b"= " in data or b"=\t" in data:  # section 6.7 (3): blanks at the end of a line were added on the way
        return _quoted_printable(
            _SOFT_BREAK.sub(b"=", data).replace(b"= ", b"=3D ").replace(b"=\t", b"=3D\t"), defects
        )
    defects.add("The quoted-printable encoding of a part is malformed.")
    return decoded


def _base64(data: bytes, defects: Defects) -> bytes:
    padding = _PADDING.search(data)
    if padding is None:
        return _chunk(data, defects)
    behind = data[padding.end() :]
    pieces = _PADDING.split(data, _PIECES)
    defects.add("There is something after the end of a base64 encoding.")
    if behind.translate(None, _BLANKS) != behind.translate(None, _NO_BASE64) or b" " in behind.strip():
        return _chunk(data[: padding.end()], defects) + b"\n" + behind
    return b"".join(_chunk(chunk, defects) for chunk in pieces[:_PIECES])


def _chunk(data: bytes, defects: Defects) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        defects.add("The base64 encoding of a part is malformed.")
    clean = data.translate(None, _NO_BASE64 + b"=")
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
