"""A mail that leaves: fixed in every byte when the decision is stored."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


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
    boundaries: ASCII letters and digits that no author can guess.
    """

    date: dt.datetime
    message_id: str
    boundary: str
    loop_mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """
    One mail and its envelope; ``reverse_path`` "" is the null path; ``raw`` has CRLF line ends.

    ``collected``: a post that the next digest holds too, once it has reached the list.
    """

    kind: OutgoingKind
    message_id: str
    reverse_path: str
    recipients: tuple[str, ...]
    raw: bytes
    collected: bool = False
