"""Splits off the header block and cuts it into fields (RFC 5322 2.2), every octet kept."""

import functools
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.mail.format.charset import Decoder, one_line, printable
from bot.mail.format.encoded_words import decode_words
from bot.mail.format.limits import (
    ENCODED_WORDS,
    FIELD_OCTETS,
    HEADER_FIELDS,
    HEADER_OCTETS,
    REMEMBERED_OCTETS,
    Defects,
    LimitPassed,
)
from bot.mail.format.mailboxes import read_mailboxes, remembered_mailboxes
from bot.mail.post import Field, Header, Mailbox

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)\n?|[^\n]+\n?|\n")
_BLANK = re.compile(rb"\n(\r?\n)")
_EMPTY = re.compile(rb"\r?\n")


class Raw(NamedTuple):
    """One field where it stands, unfolded, its words undecoded; name "" for a line that is no field."""

    name: str
    content: bytes
    first: int
    last: int


@dataclass(slots=True)
class Head:
    """A header block, split: its fields, where it and the body begin, the limit that it passed, if any."""

    fields: list[Raw]
    begin: int
    body_at: int
    passed: str | None = None
    named: dict[str, list[bytes]] = field(default_factory=dict)

    def first(self, name: str) -> bytes | None:
        """The content of the topmost field of that (lower-case) name."""
        found = self.named.get(name)
        return found[0] if found else None


_raw = functools.partial(tuple.__new__, Raw)  # half the time of Raw(...)
_field = functools.partial(tuple.__new__, Field)


def _names(octets: bytes) -> tuple[str, str]:
    """A field's name as it is written, and in small letters."""
    name = octets.decode("ascii")
    return name, name.lower()


_known_names = functools.lru_cache(maxsize=1024)(_names)


def block_of(raw: bytes, most: int = 65_536) -> bytes:
    """The header block of a message alone, so many octets at most: enough to name it."""
    ends = [end for end in (raw.find(b"\r\n\r\n", 0, most), raw.find(b"\n\n", 0, most)) if end >= 0]
    return raw[: min(ends) + 2] if ends else raw[:most]


def split_head(data: bytes, start: int, end: int, defects: Defects) -> Head:
    """
    Split the header block that begins at ``start`` of ``data``.

    The block ends at the first empty line; where none comes, at the end or
    before the last lines that are no fields. Of a block over a limit (octets,
    fields, octets of one field) the fields are told that fit.
    """
    stop, body_at = header_end(data, start, end)
    head = Head([], start, body_at)
    if stop - start > HEADER_OCTETS:
        head.passed = f"the header is larger than {HEADER_OCTETS // 1024} KB"
        stop = start + HEADER_OCTETS
    fields, named = head.fields, head.named
    for found in _FIELD.finditer(data, start, stop):
        octets, content = found.groups()
        if octets is None:
            fields.append(Raw("", found[0], *found.span()))
        elif len(content) > FIELD_OCTETS:
            head.passed = f"a header field is larger than {FIELD_OCTETS // 1024} KB"
            continue
        else:
            content = content.strip()
            if b"\n" in content or b"\r" in content:
                content = _unfolded(content)
            name, lower = (_known_names if len(octets) < REMEMBERED_OCTETS else _names)(octets)
            fields.append(_raw((name, content, *found.span())))
            named.setdefault(lower, []).append(content)
        if len(fields) > HEADER_FIELDS:
            head.passed = f"the header has more than {HEADER_FIELDS} fields"
            break
    _drop_text(head, start, defects)
    return head


def _unfolded(content: bytes) -> bytes:
    """Section 2.2.3: the line ends are taken out and nothing else; a lone CR is no part of any value."""
    return content.replace(b"\r", b"").replace(b"\n", b"").replace(b"\t", b" ")


def header_end(data: bytes, start: int = 0, end: int | None = None) -> tuple[int, int]:
    """
    Where the last field of a header block ends, and where the body begins (RFC 5322 2.1).

    The block ends at the first empty line, with CRLF or LF; where none comes, at ``end``.
    """
    end = len(data) if end is None else end
    if empty := _EMPTY.match(data, start, end):
        return start, empty.end()
    near = min(end, start + HEADER_OCTETS + 4)
    blank = _BLANK.search(data, start, near) or (_BLANK.search(data, near - 4, end) if near < end else None)
    return (blank.start(1), blank.end()) if blank else (end, end)


def _drop_text(head: Head, start: int, defects: Defects) -> None:
    """Lines at the block's end that are no fields are the body's, the empty line between being lost."""
    strange = [raw for raw in head.fields if not raw.name and not _is_mbox(raw, start)]
    if strange and head.named and not head.passed:
        while head.fields and not head.fields[-1].name:
            head.body_at = head.fields.pop().first
    for raw in strange[:3]:
        defects.add(
            f'The header has a line that is not a field: "{printable(raw.content.decode("latin-1"))}".'
        )


def _is_mbox(raw: Raw, start: int) -> bool:
    return raw.first == start and raw.content.startswith((b"From ", b">From "))


@dataclass(slots=True)
class Reading:
    """Fields of one message on their way to values."""

    decoder: Decoder
    defects: Defects

    def text(self, content: bytes) -> str:
        """A field's content, its encoded words left alone, octets above 127 as lone surrogates."""
        if not content.isascii():
            self.defects.add("A header field holds 8-bit characters that are not encoded.")
        return content.decode("ascii", "surrogateescape")

    def value(self, content: bytes) -> str:
        """A field's content decoded, on one line."""
        return decode_words(self.text(content), self.decoder, self.defects)

    def mailboxes(self, contents: list[bytes]) -> tuple[Mailbox, ...]:
        """The mailboxes of all fields of one name; authors and lists come again, so they are remembered."""
        first = contents[0] if len(contents) == 1 else b""
        if first and len(first) < REMEMBERED_OCTETS and first.isascii() and b"=?" not in first:
            found, defects = remembered_mailboxes(first.decode("ascii"))
            self.defects.take(defects)
            return found
        return read_mailboxes(map(self.text, contents), self.decoder, self.defects)

    def header(self, data: bytes, head: Head) -> Header:
        """Every field with its decoded value; one over the limit of encoded words is told undecoded."""
        return Header(tuple([self._field(data, raw, head) for raw in head.fields]))

    def _field(self, data: bytes, raw: Raw, head: Head) -> Field:
        content = raw.content
        if content.isascii() and b"=?" not in content and (value := content.decode("ascii")).isprintable():
            return _field((raw.name, value, data[raw.first : raw.last]))
        try:
            value = self.value(raw.content)
        except LimitPassed:
            head.passed = f"a header field has more than {ENCODED_WORDS} encoded words"
            value = one_line(raw.content.decode("ascii", "replace"))
        return Field(raw.name, value, data[raw.first : raw.last])
