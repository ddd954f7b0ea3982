"""What the IMAP modules share: errors, small records, safe arguments, UID sets."""

import datetime as dt
import imaplib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.errors import PermanentFailure, TemporaryFailure

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a message weighs (octets, as the server says) and when it came in (aware)."""

    uid: int
    size: int
    received: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Where messages went: the target's UIDVALIDITY and old UID -> new UID; empty where it is not said."""

    validity: int
    uids: Mapping[int, int]


def safe(argument: str) -> str:
    """The argument, where it is safe to send (IMAPClient puts CR and LF on the wire as they are)."""
    if _FORBIDDEN.search(argument):
        raise UnsafeArgument(f"an IMAP argument may hold no CR, LF or NUL: {argument!r}")
    return argument


def slices(items: Sequence[int], length: int) -> Iterator[Sequence[int]]:
    """The items in groups of that length."""
    for at in range(0, len(items), length):
        yield items[at : at + length]


def numbers(uid_set: bytes) -> Iterator[int]:
    """The UIDs of a set such as ``4,7:9``, in its order."""
    for part in uid_set.split(b","):
        first, _, last = part.partition(b":")
        low, high = sorted((int(first), int(last or first)))
        yield from range(low, high + 1)


def windows(lowest: int, box: Selected | None) -> Iterator[str]:
    """UID ranges whose lists fit into one line of what imaplib reads, 1,000,000 octets."""
    if box is None or box.exists <= _CROWD or not box.uid_next:
        yield f"{lowest}:*"
        return
    for first in range(lowest, box.uid_next, _CROWD):
        yield f"{first}:{first + _CROWD - 1}"
    yield f"{max(lowest, box.uid_next)}:*"


def copied_of(said: Sequence[bytes | None]) -> Copied:
    """What COPYUID responses said (RFC 4315 3); a large copy may bring several."""
    uids: dict[int, int] = {}
    validity = 0
    for value in filter(None, said):
        words = value.split()
        if len(words) == 3:
            validity = int(words[0])
            uids.update(zip(numbers(words[1]), numbers(words[2]), strict=False))
    return Copied(validity=validity, uids=uids)


def piece_of(uid: int, said: Mapping[bytes, Any]) -> Piece | None:
    """What FETCH said of a message; None where it said nothing of its size."""
    size, received = said.get(b"RFC822.SIZE"), said.get(b"INTERNALDATE")
    if not isinstance(size, int):
        return None
    if not isinstance(received, dt.datetime):
        received = dt.datetime.now(dt.UTC)
    if received.tzinfo is None:
        received = received.replace(tzinfo=dt.UTC)
    return Piece(uid=uid, size=size, received=received.astimezone(dt.UTC))


def raise_ours(error: Exception) -> NoReturn:
    """Raise IMAPClient's and the system's errors as Lost or CommandRefused."""
    text = str(error) or type(error).__name__
    broken = isinstance(error, imaplib.IMAP4.abort | OSError | ValueError | EOFError)
    if broken or not isinstance(error, imaplib.IMAP4.error):
        raise Lost(text) from error
    if text.startswith("got more than"):  # imaplib gave up in the middle of a line: the rest is still to come
        raise Lost(text) from error
    raise CommandRefused(text) from error
