"""What an SMTP server's replies mean; no I/O."""

import re

import aiosmtplib

from bot.lifecycle import Outcome

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def outcome_of(code: int) -> Outcome:
    """What a reply code says (RFC 5321 4.2.1)."""
    return {2: Outcome.SENT, 4: Outcome.DEFERRED, 5: Outcome.REFUSED}.get(code // 100, Outcome.UNKNOWN)


def recipient_outcome(code: int) -> Outcome:
    """As `outcome_of`; 552 to RCPT means "too many recipients", which is temporary (RFC 5321 4.5.3.1.10)."""
    return Outcome.DEFERRED if code == 552 else outcome_of(code)


def clean(text: str) -> str:
    """A server's words in one line, free of controls, at most 500 characters."""
    return _CONTROLS.sub(" ", text.strip().replace("\n", " / "))[:500]


def words(reply: aiosmtplib.SMTPResponse) -> str:
    """Code and text of a reply in one line."""
    return clean(f"{reply.code} {reply.message}")


def why(error: BaseException) -> str:
    """How a line broke."""
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"no SMTP reply ({clean(error.message)})"
    return "the connection was lost"
