"""What an SMTP server's replies mean; no I/O."""

import aiosmtplib

from bot.delivery.smtp_options import SmtpOptions
from bot.lifecycle import Outcome


def outcome_of(code: int) -> Outcome:
    """What a reply code says (RFC 5321 4.2.1)."""
    return {2: Outcome.SENT, 4: Outcome.DEFERRED, 5: Outcome.REFUSED}.get(code // 100, Outcome.UNKNOWN)


def recipient_outcome(code: int) -> Outcome:
    """As `outcome_of`; 552 to RCPT means "too many recipients", which is temporary (RFC 5321 4.5.3.1.10)."""
    return Outcome.DEFERRED if code == 552 else outcome_of(code)


def words(reply: aiosmtplib.SMTPResponse, options: SmtpOptions) -> str:
    """Code and text of a reply in one line."""
    return options.shown(f"{reply.code} {reply.message}")


def why(error: BaseException, options: SmtpOptions) -> str:
    """How a line broke."""
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"no SMTP reply ({options.shown(error.message)})"
    return "the connection was lost"
