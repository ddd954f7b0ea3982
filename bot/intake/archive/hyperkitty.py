"""
HyperKitty's export: an mbox that it makes from its database, not what came in.

It writes From, To, Subject, Date, Message-ID, In-Reply-To and a multipart/mixed,
the addresses in texts as ``anne(a)example.org``, and in older versions those in
the header as ``anne at example.org``.
"""

import datetime as dt
import re

from bot.intake.archive.addresses import unhide
from bot.intake.archive.found import Found
from bot.intake.archive.losses import FORMS, HEADERS, RECIPIENTS

_FIELDS = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_WRITTEN = frozenset({b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"mime-version"})
_ALSO = frozenset({b"content-type", b"content-transfer-encoding", b"references"})
_HIDDEN = re.compile(rb"([\w.+-]{1,64})\(a\)([\w-]{1,63}\.[\w.-]{1,200})")


def is_hyperkitty(raw: bytes) -> bool:
    """Whether a message of an mbox has just what HyperKitty writes, always as multipart/mixed."""
    if b"multipart/mixed" not in raw[:4_000]:
        return False
    head = raw.partition(b"\n\n")[0]
    names = {name.lower() for name in _FIELDS.findall(head)}
    return names >= _WRITTEN - {b"in-reply-to"} and names <= _WRITTEN | _ALSO and _has_its_mark(head, raw)


def read_hyperkitty(raw: bytes, source: str, received: dt.datetime | None) -> Found:
    """The message with its addresses whole."""
    head, end, body = raw.partition(b"\n\n")
    fields = [_whole(field) for field in re.split(rb"\n(?![ \t])", head)]
    written = b"\n".join(fields) + end + _HIDDEN.sub(rb"\1@\2", body)
    lost = HEADERS | RECIPIENTS | FORMS
    return Found(source=source, raw=written, received=received, lost=lost, origin_form="hyperkitty")


def _has_its_mark(head: bytes, raw: bytes) -> bool:
    return b" at " in head or b"(a)" in raw or b'boundary="====' in head


def _whole(field: bytes) -> bytes:
    if not field.lower().startswith((b"from:", b"to:")):
        return field
    return unhide(field.decode("utf-8", "replace")).encode()
