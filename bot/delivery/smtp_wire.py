"""What may go over the wire to an SMTP server, and in which form; no I/O."""

import re

_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_LINE_LIMIT = 998


def fault_of(raw: bytes) -> str | None:
    """
    Why a message must not be sent as it is, None where nothing is wrong.

    A bare CR or LF would let one server see a message's end where another sees
    text (RFC 5321 2.3.8), a line over 998 octets breaks 4.5.3.1.6. Neither is
    mended here: that would change what may be signed.
    """
    if not raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r"):
        found = _BARE.search(raw)
        before = raw.count(b"\n", 0, found.start() if found else 0)
        return f"5.6.0 line {before + 1} holds a bare CR or LF"
    lengths = list(map(len, raw.split(b"\r\n")))
    for number, length in enumerate(lengths, start=1) if max(lengths) > _LINE_LIMIT else ():
        if length > _LINE_LIMIT:
            return f"5.6.0 line {number} has {length} octets, more than {_LINE_LIMIT}"
    return None


def stuffed(raw: bytes) -> bytes:
    """The message as DATA wants it before the final dot: dots doubled (RFC 5321 4.5.2), CRLF last."""
    text = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    text = text.replace(b"\r\n.", b"\r\n..")
    return b"." + text if text.startswith(b".") else text
