"""A mail that leaves: fixed in every byte when the decision is stored."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.mail.origin.own_marks import Marks


class OutgoingKind(StrEnum):
    """Why a mail leaves."""

    POST = "post"
    RETURN = "return"
    HELD = "held"
    DIGEST = "digest"
    OWNER = "owner"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """
    What the shell gives to a mail that the pure core writes.

    ``date`` is aware, ``message_id`` without brackets, ``boundary`` a seed for
    boundaries: ASCII letters and digits that no author can guess. ``marks`` makes
    the tokens of members (None: nobody gets a copy of their own), ``refused`` says
    whether receivers refuse mail in a domain's name that these domains alone signed (DMARC).
    """

    date: dt.datetime
    message_id: str
    boundary: str
    loop_mark: str
    marks: Marks | None = None
    refused: Callable[[str, Collection[str]], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """
    One member's own copy of a mail.

    ``reverse_path`` tells whose it was, should it come back (VERP); ``head`` are
    the fields above the mail that are that member's alone.
    """

    person: str
    recipient: str
    reverse_path: str
    head: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """
    One mail and its envelope; ``reverse_path`` "" is the null path; ``raw`` has CRLF line ends.

    ``copies`` go to members one by one, beside ``recipients``. ``collected``: a post that the
    next digest holds too, once it has reached the list.
    """

    kind: OutgoingKind
    message_id: str
    reverse_path: str
    recipients: tuple[str, ...]
    raw: bytes
    copies: tuple[Copy, ...] = ()
    collected: bool = False
