"""The header block: octets to fields (RFC 5322 2.2), every octet kept."""

import re
from dataclasses import dataclass, field

from bot.mail.charset import Decoder, one_line, printable
from bot.mail.encoded_words import decode_words
from bot.mail.limits import (
    ENCODED_WORDS,
    FIELD_OCTETS,
    HEADER_FIELDS,
    HEADER_OCTETS,
    Defects,
    LimitPassed,
)
from bot.mail.mailboxes import read_mailboxes
from bot.mail.post import Field, Header, Mailbox

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)\n?|[^\n]+\n?|\n")
_BLANK = re.compile(rb"(?:^|\n)\r?\n")


@dataclass(frozen=True, slots=True)
class Raw:
    """One field as it stands in the message: name "" for a line that is none; ``content`` is unfolded, its words undecoded."""

    name: str
    content: bytes
    first: int
    last: int


@dataclass(slots=True)
class Head:
    """A header block, split: the fields, where the body begins, and the limit that it passed, if any."""

    fields: list[Raw]
    body_at: int
    passed: str | None = None
    named: dict[str, list[bytes]] = field(default_factory=dict)

    def first(self, name: str) -> bytes | None:
        """The content of the topmost field of that (lower-case) name."""
        found = self.named.get(name)
        return found[0] if found else None


def split_head(data: bytes, start: int, end: int, defects: Defects) -> Head:
    """
    Split the header block that begins at ``start`` of ``data``.

    The block ends at the first empty line; where none comes, at the end or
    before the last lines that are no fields. Of a block over a limit (octets,
    fields, octets of one field) the fields are told that fit.
    """
    stop, body_at = _block(data, start, end)
    head = Head([], body_at)
    if stop - start > HEADER_OCTETS:
        head.passed = f"the header is larger than {HEADER_OCTETS // 1024} KB"
        stop = start + HEADER_OCTETS
    for found in _FIELD.finditer(data, start, stop):
        if len(head.fields) >= HEADER_FIELDS:
            head.passed = f"the header has more than {HEADER_FIELDS} fields"
            break
        _take(head, found)
    _drop_text(head, start, defects)
    return head


def _block(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the last field of the block ends, and where the body begins."""
    near = min(end, start + HEADER_OCTETS + 4)
    blank = _BLANK.search(data, start, near) or (_BLANK.search(data, near - 4, end) if near < end else None)
    if blank is None:
        return end, end
    return blank.start() + (
        data[blank.start() : blank.start() + 1] == b"\n" and blank.end() - blank.start() > 1
    ), blank.end()


def _take(head: Head, found: re.Match[bytes]) -> None:
    first, last = found.span()
    if last - first > FIELD_OCTETS:
        head.passed = f"a header field is larger than {FIELD_OCTETS // 1024} KB"
        return
    name, content = found[1], found[2]
    if name is None:
        head.fields.append(Raw("", found[0], first, last))
        return
    if b"\n" in content or b"\r" in content:
        content = content.replace(b"\r", b"").replace(b"\n", b"")
    text = name.decode("ascii")
    head.fields.append(Raw(text, content.strip(), first, last))
    head.named.setdefault(text.lower(), []).append(content.strip())


def _drop_text(head: Head, start: int, defects: Defects) -> None:
    """Lines at the block's end that are no fields are the body's, the empty line between being lost."""
    strange = [raw for raw in head.fields if not raw.name and not _is_mbox(raw, start)]
    if strange and head.named and not head.passed:
        while head.fields and not head.fields[-1].name:
            head.body_at = head.fields.pop().first
    for raw in strange[:3]:
        defects.add(f'The header has a line that is no field: "{printable(raw.content.decode("latin-1"))}".')


def _is_mbox(raw: Raw, start: int) -> bool:
    return raw.first == start and raw.content.startswith((b"From ", b">From "))


@dataclass(slots=True)
class Reading:
    """Fields of one message on their way to values; the charset of raw octets is guessed once for all of them."""

    decoder: Decoder
    defects: Defects
    charset: str | None = None

    def text(self, content: bytes) -> str:
        """A field's content as text, its encoded words left as they are."""
        if content.isascii():
            return content.decode("ascii")
        self.defects.add("A header field holds 8-bit characters that are not encoded.")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return self.decoder.decode(content, self.charset)

    def value(self, content: bytes) -> str:
        """A field's content decoded, on one line."""
        return decode_words(self.text(content), self.decoder, self.defects)

    def mailboxes(self, contents: list[bytes]) -> tuple[Mailbox, ...]:
        """The mailboxes of all fields of one name."""
        if len(contents) == 1:
            return read_mailboxes(self.text(contents[0]), self.decoder, self.defects)
        return tuple(
            box
            for content in contents
            for box in read_mailboxes(self.text(content), self.decoder, self.defects)
        )

    def header(self, data: bytes, head: Head) -> Header:
        """Every field with its decoded value; one over the limit of encoded words is told undecoded."""
        return Header(tuple([self._field(data, raw, head) for raw in head.fields]))

    def _field(self, data: bytes, raw: Raw, head: Head) -> Field:
        try:
            value = self.value(raw.content)
        except LimitPassed:
            head.passed = f"a header field has more than {ENCODED_WORDS} encoded words"
            value = one_line(raw.content.decode("ascii", "replace"))
        return Field(name=raw.name, value=value, raw=data[raw.first : raw.last])
