"""
A message as octets: its header fields, and what no SMTP server may be given.

Authors' bytes pass through here untouched: what is not removed as a whole stays as it came.
"""

import re
from collections.abc import Callable, Iterator

_LINE_LIMIT = 998  # octets of a line, less its CRLF (RFC 5321 4.5.3.1.6 and RFC 5322 2.1.1)
_SOME = 1_000_000  # octets
_ENVELOPE_LINE = re.compile(rb">?From [^\r\n]*(?:\r?\n|\Z)")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_FIELD_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")


def halves(raw: bytes, body_at: int) -> tuple[bytes, bytes]:
    """
    Header block (with the empty line that ends it) and body, both with CRLF.

    Only a half whose lines all end with a bare LF is converted: that is how
    files keep mail. Stray ends between CRLFs are left for ``is_unfit`` to find.
    """
    head = crlf(raw[:body_at])
    envelope_line = _ENVELOPE_LINE.match(head)
    return head[envelope_line.end() :] if envelope_line else head, crlf(raw[body_at:])


def crlf(raw: bytes) -> bytes:
    """The octets with CRLF ends where all their ends are bare LF; else as they are."""
    return raw if b"\r" in raw else raw.replace(b"\n", b"\r\n")


def is_unfit(raw: bytes) -> bool:
    """Whether a line has over 998 octets, a CR or LF stands alone, or a NUL is in it (RFC 5322 2.1.1)."""
    ends = raw.count(b"\r\n")
    if raw.count(b"\r") != ends or raw.count(b"\n") != ends or b"\0" in raw:
        return True
    return any(max(map(len, lines)) > _LINE_LIMIT for lines in _some_lines(raw))


def _some_lines(raw: bytes) -> Iterator[list[bytes]]:
    """The lines, about a megabyte of them at a time: a message may have six million."""
    at = 0
    while at < len(raw):
        end = raw.find(b"\r\n", at + _SOME)
        end = len(raw) if end < 0 else end
        yield raw[at:end].split(b"\r\n")
        at = end + 2


def is_eight_bit(raw: bytes) -> bool:
    """Whether an octet over 127 is inside (RFC 6152)."""
    return not raw.isascii()


def fields(head: bytes) -> list[bytes]:
    """The header block cut at its fields, each with its folded lines; the empty line at the end left out."""
    found: list[list[bytes]] = []
    for line in _LINE.findall(head):
        if line[:1] in b" \t" and found:
            found[-1].append(line)
        elif line.strip(b"\r\n"):
            found.append([line])
    return [b"".join(lines) for lines in found]


def name_of(field: bytes) -> str:
    """The field's name, lower case; "" for a line that is no field."""
    match = _FIELD_NAME.match(field)
    return match[1].decode("ascii").lower() if match else ""


def value_of(field: bytes) -> str:
    """The field's value on one line, as Latin-1, not decoded."""
    return " ".join(field.partition(b":")[2].decode("latin-1").split())


def end_of(head: bytes) -> bytes:
    """What stands behind the last field of a header block: the empty line, or nothing."""
    return head[sum(map(len, fields(head))) :]


def without(head: bytes, goes: Callable[[bytes], bool]) -> bytes:
    """The header block less the fields of which ``goes`` is true; every other octet as it was."""
    found = fields(head)
    return b"".join([field for field in found if not goes(field)]) + head[sum(map(len, found)) :]
