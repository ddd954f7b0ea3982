"""Message-ID and content hash: how the same message is known again, whichever way it came."""

import hashlib
import re

from bot.mail.format.header import Head, split_head
from bot.mail.format.limits import Defects
from bot.mail.post import Identity

_NAMES = ("from", "to", "date", "subject", "message-id")
_BRACKETED = re.compile(rb"<\s*([^<>\s]+)\s*>")
_BLANKS = re.compile(rb"[ \t]+")


def identify(raw: bytes) -> Identity:
    """
    The Message-ID and a hash over what the author sent. Never fails.

    Trace fields (Received, Authentication-Results ...) do not count, neither do
    line ends, folding, or empty lines at the end: one message taken by IMAP and
    by LMTP is the same.
    """
    head = split_head(raw, 0, len(raw), Defects())
    digest = hashlib.sha256()
    for name in _NAMES:
        for content in head.named.get(name, ()):
            digest.update(name.encode() + b":" + _BLANKS.sub(b" ", content) + b"\n")
    digest.update(b"\n")
    body = memoryview(raw)[head.body_at :]
    digest.update(bytes(body).replace(b"\r\n", b"\n").rstrip(b"\n"))
    return Identity(message_id=message_id_of(head, Defects()) or "", content_hash=digest.hexdigest())


def message_id_of(head: Head, defects: Defects) -> str | None:
    """The topmost Message-ID without its brackets (RFC 5322 3.6.4); None where it names nothing."""
    contents = head.named.get("message-id", [])
    if not contents:
        defects.add("The message has no Message-ID.")
        return None
    if len(contents) > 1:
        defects.add("The message has more than one Message-ID.")
    found = _BRACKETED.search(contents[0])
    if found is None:
        defects.add("The Message-ID is malformed.")
    text = (found[1] if found else contents[0].strip(b"<> ")).decode("utf-8", "replace")
    return text if text and text.isprintable() and " " not in text else None
