"""Messages of RFC 5322 made from what an archive page tells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.header import Header

_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")
_SPECIALS = re.compile(r"[^\w !#$%&\'*+/=?^`{|}~-]|_")
_STUFFED = re.compile(r"^(?=[ >]|From )", re.MULTILINE)
BOUNDARY = "archived-part"


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
        return _joined([*self._fields(), "MIME-Version: 1.0"]) + b"\n" + self._entity()

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

    def _entity(self) -> bytes:
        head = f"Content-Type: {self.type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        own = (head + self.text).encode(errors="replace")
        if not self.parts:
            return own
        entities = [own, *map(_written, self.parts)]
        fence = f"--{BOUNDARY}".encode()
        body = b"".join(fence + b"\n" + entity + b"\n" for entity in entities)
        return f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"\n\n'.encode() + body + fence + b"--\n"


def mailbox(name: str, address: str) -> str:
    """A name and an address as a From field has them (RFC 5322 3.4)."""
    name = _line(name)
    if not name or name == address:
        return address or '""'
    if "=?" not in name and name.isascii():
        name = '"' + name.replace("\\", "").replace('"', r"\"") + '"' if _SPECIALS.search(name) else name
    return f"{encoded(name)} <{address}>"


def encoded(value: str) -> str:
    """A text in a header: as it is in ASCII, else as encoded words (RFC 2047)."""
    value = _line(value)
    return value if value.isascii() else Header(value, "utf-8", maxlinelen=76).encode(linesep="\n")


def stuffed(text: str) -> str:
    """Lines of which a reader of format=flowed takes one space away again (RFC 3676 4.4)."""
    return "\n".join(line if line.startswith(">") else _STUFFED.sub(" ", line) for line in text.split("\n"))


def _written(part: Part) -> bytes:
    head = f"Content-Type: {part.type}"
    if part.name:
        head += f'\nContent-Disposition: attachment; filename="{encoded(part.name).replace(chr(34), "")}"'
    if part.type.startswith("message/"):
        return f"{head}\n\n".encode() + part.content
    return f"{head}\nContent-Transfer-Encoding: binary\n\n".encode() + part.content


def _line(value: str) -> str:
    return _BREAKS.sub(" ", value).strip()


def _joined(fields: Iterable[str]) -> bytes:
    return "\n".join(fields).encode(errors="replace")
