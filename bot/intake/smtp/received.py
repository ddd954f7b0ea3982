"""A message as it was handed over, and the trace field that it gets when we take it (RFC 5321 4.4)."""

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import format_datetime

from bot.intake.smtp.talk import NAME
from bot.mailable import is_mailable

_WORD = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """
    What a client handed over for one list.

    ``helo`` and ``peer`` are its word and its address, ``others`` whether the message has other recipients.
    """

    raw: bytes
    reverse_path: str
    recipients: tuple[str, ...]
    others: bool
    helo: str
    peer: str
    identifier: str

    def traced(self, protocol: str) -> bytes:
        """The message below its trace field."""
        trace = received(
            helo=self.helo,
            peer=self.peer,
            protocol=protocol,
            identifier=self.identifier,
            to="" if self.others else self.recipients[0],
            when=dt.datetime.now(dt.UTC).astimezone(),
        )
        return trace + self.raw


def received(*, helo: str, peer: str, protocol: str, identifier: str, to: str, when: dt.datetime) -> bytes:
    """
    A Received field with its CRLF.

    ``helo`` is the client's own word, ``peer`` its address ("" for a socket of
    this machine); ``to`` "" where there are several recipients: one is not told of the others.
    """
    name = helo if _WORD.fullmatch(helo) else "unknown"
    address = f" ([{peer}])" if _WORD.fullmatch(peer) else ""
    whom = f"\r\n\tfor <{to}>" if to.isascii() and is_mailable(to) else ""
    by = f"by {NAME} (listwarden) with {protocol} id {identifier}"
    return f"Received: from {name}{address}\r\n\t{by}{whom};\r\n\t{format_datetime(when)}\r\n".encode()
