"""What goes into the store and what comes out of it: plain data; every time is aware."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot import lifecycle
from bot.facts.history import Memory
from bot.lifecycle import Event, OutboxState, State
from bot.mail.known import Taught
from bot.mail.post import ImapOrigin, Origin
from bot.members.model import Mode
from bot.notices.alert import Alert
from bot.notices.outgoing import Outgoing, OutgoingKind
from bot.policy.model.verdict import Disposition, Finding, Outcome, Verdict
from bot.store.dialogues import KnownToken

BOT = "bot"
"""Who decided, where no person did."""


class AlreadySettled(Exception):  # noqa: N818 - it names what the caller finds
    """That decision on the case is on record already; nothing was changed."""


class LimitReached(Exception):  # noqa: N818
    """The answer would be one too many, or the second to this case; nothing was changed: decide again."""


class LeaseLost(Exception):  # noqa: N818
    """Another attempt has begun since that lease: its outcome counts, not this one."""


class NotWaiting(Exception):  # noqa: N818
    """A case named for an issue does not wait for one, or the number is not the next; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a member asked for: a mode from now on, nothing ``until`` a day, or to leave (``mode`` None)."""

    person: str
    mode: Mode | None
    until: dt.date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    Our record of one arrival.

    ``id`` sorts by time and can be read out on the telephone. ``origin`` is
    where the message was last known to lie, or who handed it over, None where it is gone; ``desired_folder``
    the folder in which it should lie, where there is one. ``size`` in octets.
    ``attempts`` counts how often work on it was begun. ``author`` is the
    address that was judged, None before a decision; ``told`` when owners heard
    of it as held; ``proven`` whether our own server confirmed that author.
    ``duplicate_of`` is the earlier case with the same content (``Transaction.copies``
    tells all), ``conflict_of`` the one with the same Message-ID and another content.
    """

    id: str
    list_id: str
    message_id: str
    content_hash: str
    signals_hash: str | None
    state: State
    origin: Origin | None
    desired_folder: str | None
    size: int
    oversize: bool
    attempts: int
    received: dt.datetime
    created: dt.datetime
    changed: dt.datetime
    author: str | None
    proven: bool
    reverse_path: str | None
    duplicate_of: str | None
    conflict_of: str | None
    told: dt.datetime | None

    @property
    def lies_in(self) -> ImapOrigin | None:
        """Where in an account it lies; None where it is gone, or lies in the database alone."""
        return self.origin if isinstance(self.origin, ImapOrigin) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """The same content came again: a case of its own, to be discarded unless it differs in what decides."""

    case: Case
    original: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Another content under a known Message-ID: a case of its own, to be held; ``original``: the earlier."""

    case: Case
    original: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The very message that is on record already, perhaps under a new UIDVALIDITY; nothing is to be done."""

    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A message of the backlog that the owner wanted left alone, found again under a new UIDVALIDITY."""

    origin: ImapOrigin


Admission = Case | Duplicate | Conflict | Seen | Ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """The version that a notice offers, and what its author must still write ("comment", "address")."""

    raw: bytes = field(repr=False)
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """
    One decision on a case with all that follows from it.

    ``verdict`` is None where a person decided without rules. ``folder`` is
    where the message should lie now, None to leave it. ``author`` is the
    address that was judged, ``proven`` whether it is confirmed, ``checked`` what we found
    of that ourselves, ``answered`` the one
    that gets an answer by this settlement (counts against the limits). ``answers_limit`` (a person, a day)
    and ``returns_limit`` (the list, an hour) are checked where given. ``memory``
    is what rules may ask of the post later, ``edited`` the post as rules changed
    it for the digest. ``alerts`` are what people of the list should hear;
    ``taught`` is what the post teaches if it goes out;
    ``tokens`` are those of the notices, ``draft`` what one offers;
    with ``answerable_until`` a dialogue with ``author`` goes into its next round.
    ``wish`` is what a member asks for by it, ``bounced`` whose mail
    came back for good.
    """

    case: str
    event: Event
    verdict: Verdict | None
    outgoing: tuple[Outgoing, ...] = ()
    folder: str | None = None
    author: str | None = None
    proven: bool | None = None
    checked: str = ""
    answered: str | None = None
    by: str = BOT
    note: str = ""
    answers_limit: int | None = None
    returns_limit: int | None = None
    memory: Memory | None = None
    taught: Taught | None = None
    edited: bytes | None = field(default=None, repr=False)
    alerts: tuple[Alert, ...] = ()
    tokens: tuple[KnownToken, ...] = ()
    draft: NewDraft | None = None
    answerable_until: dt.datetime | None = None
    wish: Wish | None = None
    bounced: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    By which ways mails can leave now.

    Posts of the lists in ``own`` go by ways of their own, of which those of ``open``
    take more; ``usual``: whether that of all other mail does.
    """

    usual: bool = True
    own: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """
    A mail leased for one attempt, its bytes as they were fixed at the decision.

    ``recipients`` are those who neither have it nor refused it. ``attempts``
    counts this one too; it is the fencing number of the lease. ``unknowns`` are
    those before it after which nobody knows whether it left. ``person`` is the
    member whose own copy it is: ``body``, which all copies share, under a ``head`` of its own.
    """

    id: int
    case: str | None
    issue: int | None
    list_id: str
    kind: OutgoingKind
    message_id: str
    reverse_path: str
    recipients: tuple[str, ...]
    body: bytes
    attempts: int
    created: dt.datetime
    head: bytes = b""
    unknowns: int = 0
    person: str | None = None

    @property
    def raw(self) -> bytes:
        """What goes over the wire."""
        return self.head + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """
    What an attempt came to: the mail's state; where it moved its case, the event and the case's state.

    ``missed``: recipients of a post that the others have, each with what the
    server said. Nobody offers it to them again by itself.
    """

    state: OutboxState
    event: Event | None = None
    case_state: State | None = None
    missed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a start found: mails whose attempt had no end on record, all of them ambiguous now."""

    ambiguous: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What the past says of an author and a list, for facts and guards."""

    author_posts: int
    author_returned: int
    answers_today: int
    returns_this_hour: int
    answered_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEvent:
    """One line of a case's journal."""

    at: dt.datetime
    event: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    One decision as it was recorded.

    ``rules`` holds every rule with its outcome; ``facts`` those that were read,
    as JSON knows them. ``disposition`` is what was carried out.
    """

    at: dt.datetime
    by: str
    event: Event
    disposition: Disposition
    digest: str
    findings: tuple[Finding, ...]
    rules: tuple[tuple[str, Outcome], ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRow:
    """One recipient of a mail and the server's last answer; ``outcome`` None before the first attempt."""

    recipient: str
    outcome: str | None
    reply: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """A mail in the outbox as ``status`` shows it; ``next_at`` when it is offered again."""

    id: int
    case: str | None
    issue: int | None
    list_id: str
    kind: OutgoingKind
    message_id: str
    reverse_path: str
    state: OutboxState
    attempts: int
    created: dt.datetime
    next_at: dt.datetime | None
    recipients: tuple[RecipientRow, ...]

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Who neither has it nor refused it."""
        done = (lifecycle.Outcome.SENT.value, lifecycle.Outcome.REFUSED.value)
        return tuple(one.recipient for one in self.recipients if one.outcome not in done)

    @property
    def last_reply(self) -> str:
        """What the server said last of those; "" before the first attempt."""
        said = [one for one in self.recipients if one.recipient in self.waiting_for and one.at]
        return max(said, key=lambda one: str(one.at)).reply if said else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that is known of one case: ``listwarden status``."""

    case: Case
    events: tuple[JournalEvent, ...]
    decisions: tuple[Decision, ...]
    mails: tuple[MailRow, ...]
    issue: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """
    A row of ``listwarden journal``: the last decision on a case.

    ``rules`` and ``reasons`` go in pairs, those of earlier decisions first; ``shadow``
    names the rules that would have matched if they were live.
    """

    case: str
    list_id: str
    message_id: str
    disposition: Disposition
    event: Event
    decided_at: dt.datetime
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    shadow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCase:
    """A case that waits for a person, and why."""

    case: Case
    findings: tuple[Finding, ...]
    decided_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """
    How far the work of a database has come.

    ``identity`` tells databases apart, ``leases`` counts the attempts to send,
    ``issues`` holds each list's highest number of a digest.
    """

    identity: str
    leases: int
    issues: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """What was stopped on a list after a restore: posts that are held now, and issues (their numbers)."""

    held: int
    issues: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAlert:
    """An alert that no mail has told yet; ``case`` is what it is about, if a case."""

    id: int
    case: str | None
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEntry:
    """A post that waits for the next issue."""

    case: Case
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A rule set as it was when it went live, every file of it by name."""

    digest: str
    files: Mapping[str, bytes]
    since: dt.datetime
