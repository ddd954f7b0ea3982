"""Mails that left, taken apart by the standard library, not by the code that wrote them."""

import email
import email.policy
import re
import textwrap
from email.message import EmailMessage

from bot.notices.outgoing import Outgoing


def opened(outgoing: Outgoing) -> EmailMessage:
    """The mail, after a look at its wire form and at each part: there is no defect."""
    fit_for_the_wire(outgoing.raw)
    message = email.message_from_bytes(outgoing.raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [defect for part in _ours(message) for defect in part.defects] == []
    return message


def _ours(message: EmailMessage) -> list[EmailMessage]:
    """The parts that the bot made: not those inside somebody's message."""
    if message.get_content_maintype() != "multipart":
        return [message]
    return [message, *(one for part in message.iter_parts() for one in _ours(part))]  # type: ignore[arg-type]  # typeshed says Message


def fit_for_the_wire(raw: bytes) -> None:
    """CRLF only, no line over 998 octets (RFC 5322 2.1.1), and 8-bit octets are declared (RFC 2045 6.2)."""
    assert re.search(rb"\r(?!\n)|(?<!\r)\n|\x00", raw) is None
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    head = raw.partition(b"\r\n\r\n")[0]
    assert raw.isascii() or b"content-transfer-encoding: 8bit" in head.lower()


def parts(message: EmailMessage, kind: str) -> list[EmailMessage]:
    """The parts of that type that are not inside an attached message, in order."""
    found: list[EmailMessage] = []
    if message.get_content_type() == kind:
        found.append(message)
    if message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            assert isinstance(part, EmailMessage)
            found += parts(part, kind)
    return found


def said(message: EmailMessage, width: int = 0) -> str:
    """The first text/plain part, its soft lines joined and unstuffed as programs show it (RFC 3676 4)."""
    part = parts(message, "text/plain")[0]
    text = str(part.get_content())
    shown = _unflowed(text) if part.get_param("format") == "flowed" else text
    if not width:
        return shown
    return "".join("\n".join(textwrap.wrap(line, width)) + "\n" for line in shown.splitlines())


def _unflowed(text: str) -> str:
    shown: list[str] = []
    soft, depth_before = False, 0
    for line in text.splitlines():
        marks = re.match(">*", line)
        depth = len(marks[0]) if marks else 0
        content = line[depth:].removeprefix(" ")
        if soft and depth == depth_before:
            shown[-1] += content
        else:
            shown.append(("> " if depth else "") + content)
        soft, depth_before = line.endswith(" ") and line != "-- ", depth
    return "\n".join(shown) + "\n"


def raw_messages(outgoing: Outgoing) -> list[bytes]:
    """The octets of each message/rfc822 part as they are on the wire: cut at boundaries, nothing decoded."""
    found: list[bytes] = []
    boundaries = re.findall(rb'boundary="([^"]+)"', outgoing.raw)
    for boundary in boundaries:
        for piece in outgoing.raw.split(b"\r\n--" + boundary)[1:-1]:
            # A part without fields of its own begins with the empty line that ends them.
            head, _, content = piece.partition(b"\r\n\r\n")
            if b"multipart/" not in head and (b"message/rfc822" in head or b"Content-Type" not in head):
                found.append(content)
    return found
