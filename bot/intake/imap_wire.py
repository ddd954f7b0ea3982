"""What the IMAP modules share: errors, an open folder, safe arguments, UID windows."""

import imaplib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_options import ImapOptions
from bot.server_text import shown

_CROWD = 50_000  # messages whose UIDs are asked for at once
_FORBIDDEN = re.compile(r"[\r\n\0]")


class Lost(TemporaryFailure):
    """The connection is gone, or can no longer be believed."""


class CommandRefused(TemporaryFailure):
    """The server said NO or BAD to a command; the connection lives on."""


class UnsafeArgument(PermanentFailure):
    """A CR, LF or NUL stood in what should be one argument: it would end the command and begin another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """An open folder."""

    folder: str
    validity: int
    exists: int
    uid_next: int


def safe(argument: str) -> str:
    """The argument, where it is safe to send (IMAPClient puts CR and LF on the wire as they are)."""
    if _FORBIDDEN.search(argument):
        raise UnsafeArgument(f"an IMAP argument may hold no CR, LF or NUL: {argument!r}")
    return argument


def slices(items: Sequence[int], length: int) -> Iterator[Sequence[int]]:
    """The items in groups of that length."""
    for at in range(0, len(items), length):
        yield items[at : at + length]


def windows(lowest: int, box: Selected | None) -> Iterator[str]:
    """UID ranges whose lists fit into one line of what imaplib reads, 1,000,000 octets."""
    if box is None or box.exists <= _CROWD or not box.uid_next:
        yield f"{lowest}:*"
        return
    for first in range(lowest, box.uid_next, _CROWD):
        yield f"{first}:{first + _CROWD - 1}"
    yield f"{max(lowest, box.uid_next)}:*"


def raise_ours(error: Exception, options: ImapOptions) -> NoReturn:
    """Raise IMAPClient's and the system's errors as Lost, CommandRefused or PermanentFailure."""
    text = said(error, options)
    if isinstance(error, imaplib.IMAP4.readonly):
        raise PermanentFailure(
            f"The account {options.account} may only read its folders ({text}), so nothing can be moved. "
            'Ask for the right to write, or set mode = "observe".'
        ) from None
    broken = isinstance(error, imaplib.IMAP4.abort | OSError | ValueError | EOFError)
    if broken or not isinstance(error, imaplib.IMAP4.error):
        raise Lost(text) from None
    raise CommandRefused(text) from None


def said(error: object, options: ImapOptions) -> str:
    """An error in words that hold no secret of ours."""
    text = str(error) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)
    return shown(text, options.username, options.secret)
