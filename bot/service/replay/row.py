"""What replay keeps of each post: small, plain, and enough for every later question."""

from typing import NamedTuple

from bot.policy.model.verdict import HELD, Outcome

LETTERS = {
    Outcome.MATCH: "m",
    Outcome.NO_MATCH: "n",
    Outcome.WAIVED: "w",
    Outcome.SHADOW: "s",
    Outcome.UNKNOWN: "u",
    Outcome.OFF: "o",
}
"""One letter per rule of a policy makes the outcomes of a post a short text."""

CAUGHT = "".join(LETTERS[one] for one in LETTERS if one in HELD)
"""Letters of the outcomes in which a rule's conditions hold."""

OUTCOMES = {letter: outcome for outcome, letter in LETTERS.items()}


class Said(NamedTuple):
    """
    What one rule set says of one post.

    ``reasons`` are the rules whose findings count; ``outcomes`` one letter per rule.
    """

    disposition: str
    reasons: tuple[str, ...]
    outcomes: str


class Row(NamedTuple):
    """
    One replayed post.

    ``unit`` and ``position`` are its place in the archive, ``at`` is the moment
    it was judged at (seconds, UTC), ``dated`` false where no date was found.
    ``key`` is what labels call it: its Message-ID, else its source.
    ``parent`` is the Message-ID that it answers, ``octet`` where it begins in a plain mbox.
    ``near`` are rules that hit it by a number just over the threshold. ``change``
    tells how the two rule sets differ, ``signs`` what speaks for a mistake, ``doubt`` how much.
    """

    unit: int
    position: int
    source: str
    message_id: str | None
    key: str
    at: float
    dated: bool
    author: str
    name: str
    subject: str
    said: Said
    before: Said | None
    unknown: tuple[str, ...]
    near: tuple[str, ...]
    parent: str | None
    octet: int | None
    change: str = ""
    signs: tuple[str, ...] = ()
    doubt: float = 0


class Dated(NamedTuple):
    """Of a row what the list's history can change, its moment in seconds (UTC), and its trail."""

    at: float
    unit: int
    position: int
    trail: bytes
    said: Said
    before: Said | None


class Settled(NamedTuple):
    """
    What the list's history has decided of a row.

    ``unknown`` and ``near`` come to those that it has.
    """

    unit: int
    position: int
    said: Said
    before: Said | None
    unknown: tuple[str, ...]
    near: tuple[str, ...]
