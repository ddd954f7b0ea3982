"""The trace field that a message gets when we take it (RFC 5321 4.4)."""

import datetime as dt
import re
from email.utils import format_datetime

from bot.intake.smtp.talk import NAME
from bot.mailable import is_mailable

_WORD = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")


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
