"""Messages of RFC 5322 made from what an archive page tells."""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")
_SPECIALS = re.compile(r"[^\w !#$%&\'*+/=?^`{|}~-]|_")
_WORD = 11  # characters: at most 44 octets, 60 in base64
_STUFFED = re.compile(r"^(?=[ >]|From )", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a rebuilt message: its type with parameters, its content."""

    type: str
    content: bytes
    name: str | None = None


@dataclass(slots=True, kw_only=True)
class Letter:
    """
    What an archive tells of a message; None or "" is not told.

    ``name`` may hold encoded words (RFC 2047), ids have no brackets. ``type`` is
    that of ``text``: text/plain or text/html, with parameters. ``parts`` follow it.
    """

    name: str = ""
    address: str = ""
    date: str = ""
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    to: str = ""
    cc: str = ""
    text: str = ""
    type: str = "text/plain"
    parts: list[Part] = field(default_factory=list)

    def write(self) -> bytes:
        """The message, with LF line ends, in UTF-8."""
        return self.head() + b"\n" + entity(self.text, self.type, self.parts)

    def head(self) -> bytes:
        """The header fields that are told, without those of MIME and without the last line end."""
        return "\n".join(self._fields()).encode(errors="replace")

    def _fields(self) -> Iterable[str]:
        yield f"From: {mailbox(self.name, self.address)}"
        for name, value in (("To", self.to), ("Cc", self.cc), ("Date", self.date)):
            if value:
                yield f"{name}: {_line(value)}"
        yield f"Subject: {encoded(self.subject)}"
        ids = (("Message-ID", self.message_id), ("In-Reply-To", self.in_reply_to))
        yield from (f"{name}: <{_line(value)}>" for name, value in ids if value)
        if self.references:
            yield "References: " + "\n ".join(f"<{_line(value)}>" for value in self.references)


def entity(text: str, type_: str, parts: Sequence[Part] = ()) -> bytes:
    """The MIME fields and the body of a message with this text and these parts (RFC 2045)."""
    head = f"Content-Type: {type_}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    own = (head + text).encode(errors="replace")
    if not parts:
        return b"MIME-Version: 1.0\n" + own
    entities = [own, *map(_written, parts)]
    fence = _fence(entities)
    body = b"".join(b"--%s\n%s\n" % (fence, part) for part in entities)
    head = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{fence.decode()}"\n\n'
    return head.encode() + body + b"--%s--\n" % fence


def mailbox(name: str, address: str) -> str:
    """A name and an address as a From field has them (RFC 5322 3.4)."""
    name = _line(name)
    if not name or name == address:
        return address or '""'
    if "=?" not in name and name.isascii():
        name = '"' + name.replace("\\", "").replace('"', r"\"") + '"' if _SPECIALS.search(name) else name
    return f"{encoded(name)} <{address}>"


def encoded(value: str) -> str:
    """A text in a header: as it is in ASCII, else as encoded words of at most 75 characters (RFC 2047 2)."""
    value = _line(value)
    if value.isascii():
        return value
    pieces = [value[at : at + _WORD] for at in range(0, len(value), _WORD)]
    return "\n ".join(
        f"=?utf-8?b?{base64.b64encode(piece.encode(errors='replace')).decode()}?=" for piece in pieces
    )


def stuffed(text: str) -> str:
    """Lines of which a reader of format=flowed takes one space away again (RFC 3676 4.4)."""
    return "\n".join(line if line.startswith(">") else _STUFFED.sub(" ", line) for line in text.split("\n"))


def _written(part: Part) -> bytes:
    """A part with its own header; a message goes as it is (RFC 2046 5.2.1)."""
    if part.type == "message/rfc822":
        return b"Content-Type: message/rfc822\n\n" + part.content
    name = f"; filename*=utf-8''{quote(part.name)}" if part.name else ""
    head = f"Content-Type: {part.type}\nContent-Disposition: attachment{name}\n"
    return f"{head}Content-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(part.content)


def _fence(entities: Sequence[bytes]) -> bytes:
    """A boundary that stands in none of the parts (RFC 2046 5.1.1)."""
    fence = b"archived-part"
    while any(b"--" + fence in part for part in entities):
        fence += b"-x"
    return fence


def _line(value: str) -> str:
    return _BREAKS.sub(" ", value).strip()
