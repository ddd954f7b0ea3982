"""Finds the message inside of opaque signed S/MIME (RFC 8551 3.5.2, RFC 5652 5.1), which anybody can read."""

_SEQUENCE, _OCTETS, _OID, _EXPLICIT, _GATHERED = 0x30, 0x04, 0x06, 0xA0, 0x24
_SIGNED = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
_MOST_CHUNKS = 10_000


class _BrokenError(ValueError):
    """The octets are no such structure."""


def signed_content(data: bytes) -> bytes | None:
    """The octets that are signed, from a CMS SignedData in BER; None where it is none, or broken."""
    try:
        outer, _, _ = _value(data, 0, _SEQUENCE)
        oid, oid_end, _ = _value(data, outer, _OID)
        if data[oid:oid_end] != _SIGNED:
            return None
        at, _, _ = _value(data, oid_end, _EXPLICIT)
        at, _, _ = _value(data, at, _SEQUENCE)
        at = _behind(data, at)  # version
        at = _behind(data, at)  # digest algorithms
        at, _, _ = _value(data, at, _SEQUENCE)
        at = _behind(data, at)  # content type
        at, _, _ = _value(data, at, _EXPLICIT)
        return _octets(data, at)
    except (_BrokenError, IndexError):
        return None


def _octets(data: bytes, at: int) -> bytes:
    """An octet string, whole or in chunks."""
    if data[at] == _OCTETS:
        start, end, _ = _value(data, at, _OCTETS)
        return data[start:end]
    at, end, open_ended = _value(data, at, _GATHERED)
    chunks: list[bytes] = []
    while at < end and len(chunks) < _MOST_CHUNKS and not (open_ended and data[at : at + 2] == b"\0\0"):
        start, at, _ = _value(data, at, _OCTETS)
        chunks.append(data[start:at])
    return b"".join(chunks)


def _value(data: bytes, at: int, tag: int) -> tuple[int, int, bool]:
    """Where a value with this tag begins and ends; whether its length is left open: it ends with all."""
    if data[at] != tag:
        raise _BrokenError
    length = data[at + 1]
    if length == 0x80:
        return at + 2, len(data), True
    if length < 0x80:
        start, end = at + 2, at + 2 + length
    else:
        start = at + 2 + (length & 0x7F)
        end = start + int.from_bytes(data[at + 2 : start], "big")
    if start > len(data) or end > len(data):
        raise _BrokenError
    return start, end, False


def _behind(data: bytes, at: int) -> int:
    """Where what follows a value begins."""
    _, end, open_ended = _value(data, at, data[at])
    if open_ended:
        raise _BrokenError
    return end
