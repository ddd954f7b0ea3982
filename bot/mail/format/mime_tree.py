"""Reads the MIME tree (RFC 2045, 2046) as octet ranges of the message; little is copied or decoded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.mail.format.charset import Decoder
from bot.mail.format.comments import without_comments
from bot.mail.format.header import Head, Reading, split_head
from bot.mail.format.limits import (
    DEPTH,
    HEADER_FIELDS,
    PARTS,
    REMEMBERED_OCTETS,
    SEARCHED_FLOOR,
    SEARCHED_OCTETS,
    Defects,
    LimitPassed,
)
from bot.mail.format.parameters import Labelled, boundary_forms, file_name, read_labelled, remembered_label
from bot.mail.format.signed_data import signed_content
from bot.mail.format.transfer_encoding import decode_transfer, decoded_size
from bot.mail.post import Attachment

_PLAIN = Labelled("text/plain")
_DIGEST = Labelled("message/rfc822")
_SMIME = frozenset(["application/pkcs7-mime", "application/x-pkcs7-mime"])
_MESSAGES = frozenset(["message/rfc822", "message/global"])
_DECIDING = {
    "content-type": "Content-Type",
    "content-transfer-encoding": "Content-Transfer-Encoding",
    "content-disposition": "Content-Disposition",
}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:+-]{1,40})", re.IGNORECASE)
_WINDOW = 4096  # octets
_IDENTITY = frozenset(["7bit", "8bit", "binary", ""])


@dataclass(slots=True)
class Part:
    """
    One part: ``data[begin:last]``, of which the body is ``data[first:last]`` in its transfer encoding.

    ``children`` are the parts of a multipart, which ``boundary`` tells apart; of
    an attached message the one child is that message, whose ``head`` holds its
    header. A child of an encoded message has ``data`` of its own.
    """

    data: bytes
    begin: int
    first: int
    last: int
    head: Head
    content: Labelled
    disposition: Labelled
    encoding: str
    children: list["Part"] = field(default_factory=list)
    boundary: bytes = b""

    @property
    def is_multipart(self) -> bool:
        """Whether its body is parts of its own."""
        return self.type.startswith("multipart/")

    @property
    def is_message(self) -> bool:
        """Whether its body is a message."""
        return self.type in _MESSAGES

    @property
    def is_smime(self) -> bool:
        """Whether it is opaque S/MIME; what is signed but not encrypted is its child."""
        return self.type in _SMIME

    @property
    def type(self) -> str:
        """The media type, lower case."""
        return self.content.value

    @property
    def name(self) -> str | None:
        """The file name that the sender gives, without folders."""
        return file_name(self.disposition.get("filename") or self.content.get("name"))

    def walk(self) -> Iterator["Part"]:
        """This part and those below it, but for what is inside of attached messages."""
        yield self
        if not (self.is_message or self.is_smime):
            for child in self.children:
                yield from child.walk()


class Reader:
    """Reads one message; counts parts and octets searched, so that no message takes long."""

    def __init__(self, size: int, defects: Defects, usual: str | None = None) -> None:
        self.defects = defects
        self.decoder = Decoder(defects, usual)
        self._reading = Reading(self.decoder, defects)
        self._parts = 0
        self._search = SEARCHED_OCTETS * max(size, SEARCHED_FLOOR)

    def read(self, data: bytes, head: Head, last: int, default: Labelled = _PLAIN, depth: int = 0) -> Part:
        """The part whose header is ``head`` and whose body ends at ``last``. Raises LimitPassed."""
        self._count(head, depth)
        part = self._leaf(data, head, last, default)
        if part.is_multipart:
            self._open_multipart(part, depth)
        elif part.is_message:
            self._open_message(part, depth)
        elif part.is_smime:
            self._open_signed(part, depth)
        elif part.type == "application/ms-tnef":
            self.defects.add("A part is Outlook's TNEF (winmail.dat), which was not looked into.")
        return part

    def _count(self, head: Head, depth: int) -> None:
        if head.passed:
            raise LimitPassed(head.passed)
        self._parts += 1
        if self._parts > PARTS:
            raise LimitPassed(f"the message has more than {PARTS} parts")
        if depth > DEPTH:
            raise LimitPassed(f"the parts of the message are nested more than {DEPTH} deep")

    def _leaf(self, data: bytes, head: Head, last: int, default: Labelled) -> Part:
        written = (head.first("content-transfer-encoding") or b"").decode("latin-1")
        written = without_comments(written) if "(" in written else written
        encoding = written.partition(";")[0].strip().lower()
        disposition = head.first("content-disposition")
        self._doubt_twice(head)
        return Part(
            data=data,
            begin=head.begin,
            first=min(head.body_at, last),
            last=last,
            head=head,
            content=self._content(head, default),
            disposition=self._labelled(disposition) if disposition else Labelled(""),
            encoding="" if encoding in _IDENTITY else encoding,
        )

    def _content(self, head: Head, default: Labelled) -> Labelled:
        """RFC 2045 5.2: what has no type, or one that cannot be read, is plain text."""
        written = head.first("content-type")
        if not written:
            return default
        content = self._labelled(written)
        if "/" in content.value.strip("/"):
            return content
        self.defects.add("A Content-Type is malformed; the part was read as plain text.")
        return Labelled("text/plain", content.parameters)

    def _labelled(self, written: bytes) -> Labelled:
        if (
            written.isascii()
            and b"*" not in written
            and b"=?" not in written
            and len(written) < REMEMBERED_OCTETS
        ):
            labelled, defects = remembered_label(written.decode("ascii"))
            self.defects.take(defects)
            return labelled
        return read_labelled(self._reading.text(written), self.decoder, self.defects)

    def _doubt_twice(self, head: Head) -> None:
        """Which of two fields counts, RFC 2045 does not say: programs show different parts."""
        for name, written in _DECIDING.items():
            if len(found := head.named.get(name, ())) > 1 and len(set(found)) > 1:
                self.defects.doubt(f"The message, or a part of it, has two {written} fields that differ.")

    def _open_multipart(self, part: Part, depth: int) -> None:
        part.boundary = self._boundary(part)
        default = _DIGEST if part.type == "multipart/digest" else _PLAIN
        for first, last in self._sections(part) if part.boundary else ():
            head = split_head(part.data, first, last, self.defects)
            part.children.append(self.read(part.data, head, last, default, depth + 1))
        if not part.children:
            self.defects.add("A multipart has no parts; it was read as plain text.")
            part.content = Labelled("text/plain", part.content.parameters)

    def _boundary(self, part: Part) -> bytes:
        """Of the forms in which programs read a badly written boundary, the one that parts stand by."""
        written = self._reading.text(part.head.first("content-type") or b"")
        forms = boundary_forms(written, part.content)
        if len(forms) < 2:
            return forms[0] if forms else self._guessed(part)
        standing = [form for form in forms if self._has_delimiter(part, form)]
        if len(standing) > 1:
            self.defects.doubt("The boundary between the parts can be read in two ways, and both have parts.")
        return (standing or forms)[0]

    def _has_delimiter(self, part: Part, boundary: bytes) -> bool:
        self._search -= part.last - part.first
        return next(_delimiters(part, b"--" + boundary), None) is not None

    def _guessed(self, part: Part) -> bytes:
        """What stands behind "--" on the first line that begins so."""
        self.defects.add("A multipart does not tell its boundary.")
        at = (
            part.first
            if part.data.startswith(b"--", part.first)
            else part.data.find(b"\n--", part.first, part.last) + 1
        )
        if not at:
            return b""
        end = part.data.find(b"\n", at, part.last)
        return part.data[at + 2 : end if end > 0 else part.last].strip()[:200]

    def _sections(self, part: Part) -> Iterator[tuple[int, int]]:
        """Where each part begins and ends: between lines that are the boundary alone (RFC 2046 5.1.1)."""
        self._search -= part.last - part.first
        if self._search < 0:
            raise LimitPassed("the parts of the message are nested too deep for its size")
        begin: int | None = None
        for first, last, closes in _delimiters(part, b"--" + part.boundary):
            if begin is not None:
                yield begin, max(begin, first)
            begin = last
            if closes:
                return
        self.defects.add("A multipart is not closed by its boundary.")
        if begin is not None and (begin < part.last or not part.children):
            yield begin, part.last

    def _open_message(self, part: Part, depth: int) -> None:
        """An attached message, also one that is encoded against RFC 2046 5.2.1."""
        data, first, last = part.data, part.first, part.last
        if part.encoding:
            data = decode_transfer(data[first:last], part.encoding, self.defects)
            first, last = 0, len(data)
            self._search -= last
        head = split_head(data, first, last, self.defects)
        part.children.append(self.read(data, head, last, _PLAIN, depth + 1))

    def _open_signed(self, part: Part, depth: int) -> None:
        """What opaque S/MIME holds, if it is only signed."""
        self._search -= part.last - part.first
        data = signed_content(self.octets(part))
        if data is None:
            self.defects.add("A part is S/MIME that cannot be read; its text was not judged.")
            return
        head = split_head(data, 0, len(data), self.defects)
        part.children.append(self.read(data, head, len(data), _PLAIN, depth + 1))

    def octets(self, part: Part) -> bytes:
        """The decoded body of a part."""
        return decode_transfer(part.data[part.first : part.last], part.encoding, self.defects)

    def attachment(self, part: Part) -> Attachment:
        """What is told about a part that is no text of the post."""
        size = decoded_size(part.data, part.first, part.last, part.encoding, self.defects)
        return Attachment(name=part.name, type=part.type, size=size)


def usual_charset(head: Head) -> str | None:
    """The charset that a message names for its body: its header's octets above 127 mostly are in it, too."""
    found = _CHARSET.search(head.first("content-type") or b"")
    return found[1].decode("ascii") if found else None


def _delimiters(part: Part, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """The delimiter lines: where what is before ends, where what is behind begins, whether it closes."""
    data, at = part.data, part.first
    for _ in range(2 * PARTS + HEADER_FIELDS):
        at = _find(data, mark, at, part.last)
        if at < 0:
            return
        behind = at + len(mark)
        if at > part.first and data[at - 1] not in b"\r\n":
            at = behind
            continue
        end = data.find(b"\n", behind, part.last)
        end = part.last if end < 0 else end
        rest = data[behind:end]
        if not rest.removeprefix(b"--").strip():
            before = at - (at > part.first)
            yield (
                max(part.first, before - (data[before - 1 : before + 1] == b"\r\n")),
                min(end + 1, part.last),
                rest[:2] == b"--",
            )
        at = behind
    raise LimitPassed("the message has too many lines that look like boundaries")


def _find(data: bytes, mark: bytes, at: int, last: int) -> int:
    """``data.find(mark, at, last)`` of a mark that begins with "-", in a tenth of the time over base64."""
    while 0 <= at < last:
        found = data.find(mark, at, min(at + _WINDOW + len(mark), last))
        if found >= 0:
            return found
        at = data.find(b"-", at + _WINDOW, last)
    return -1
