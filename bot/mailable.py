"""Says whether a text is an address that mail can be sent to: the one test for settings, notices and SMTP."""

import re

MOST_OCTETS = 254
"""Octets of an address that SMTP carries (RFC 5321 4.5.3.1.3, less the brackets)."""

_ATOM = r"[^\s\"<>()\[\]\\,;:@\x00-\x1f\x7f]+"
_QUOTED = r'"(?:[^"\\<>\x00-\x1f\x7f]|\\[^<>\x00-\x1f\x7f])*"'
_DOMAIN = r"(?:[^\s\"<>()\[\]\\,;:@\x00-\x1f\x7f]+|\[[0-9A-Za-z:.]+\])"
_ADDRESS = re.compile(rf"(?:{_ATOM}|{_QUOTED})@{_DOMAIN}")


def is_mailable(text: str) -> bool:
    """Whether a text can stand between < and > of MAIL and RCPT (RFC 5321 4.1.2, RFC 6531 3.3)."""
    short = len(text.encode("utf-8", "replace")) <= MOST_OCTETS
    return short and text.isprintable() and _ADDRESS.fullmatch(text) is not None
