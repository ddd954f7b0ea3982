"""The states of a case and of an outgoing mail, and the only legal transitions."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    TAKEN = "taken"              # durable, not yet decided
    POSTING = "posting"          # accepted, on its way out
    POSTED = "posted"
    IN_DIGEST = "in digest"      # waits for the next issue
    DIGESTED = "digested"        # in an issue that is on its way or out
    RETURNING = "returning"
    RETURNED = "returned"
    HELD = "held"
    QUARANTINED = "quarantined"  # held because it could not be understood or crashed the bot
    DISCARDED = "discarded"
    OBSERVED = "observed"        # judged in observe mode: nothing follows


class Event(StrEnum):
    """What happens to a case."""

    ACCEPT = "accept"
    DIGEST = "digest"
    RETURN = "return"
    HOLD = "hold"
    DISCARD = "discard"
    QUARANTINE = "quarantine"
    OBSERVE = "observe"
    ISSUED = "issued"            # the issue that holds it was made
    SENT = "sent"                # all its mail is out
    FAILED = "failed"            # its mail was refused or given up: a person must look


class OutboxState(StrEnum):
    """Where an outgoing mail stands."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"          # the line or the machine died between the server's acceptance and our record


class Outcome(StrEnum):
    """How an attempt to hand a mail to one recipient's server ended (RFC 5321 4.2.1)."""

    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One recipient's outcome with the server's words."""

    recipient: str
    outcome: Outcome
    reply: str
