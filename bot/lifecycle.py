"""The states of a case and of an outgoing mail, and the only legal transitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a case stands."""

    TAKEN = "taken"  # durable, not yet decided
    POSTING = "posting"  # accepted, on its way out
    POSTED = "posted"
    IN_DIGEST = "in digest"  # waits for the next issue
    DIGESTED = "digested"  # in an issue that is on its way or out
    RETURNING = "returning"
    RETURNED = "returned"
    HELD = "held"
    QUARANTINED = "quarantined"  # held because it could not be understood or crashed the bot
    DISCARDED = "discarded"
    REFUSED = "refused"  # its sender heard so in the SMTP dialogue, and keeps it
    OBSERVED = "observed"  # judged in observe mode: nothing follows, a list manager gets it as it came
    ANSWER = "answer"  # no post: a word to the bot, which was heard


class Event(StrEnum):
    """What happens to a case."""

    ACCEPT = "accept"
    DIGEST = "digest"
    RETURN = "return"
    HOLD = "hold"
    DISCARD = "discard"
    QUARANTINE = "quarantine"
    REFUSE = "refuse"  # to its sender, in the SMTP dialogue
    OBSERVE = "observe"
    ISSUED = "issued"  # the issue that holds it was made
    SENT = "sent"  # all its mail is out
    FAILED = "failed"  # its mail was refused or given up: a person must look
    ANSWER = "answer"  # it was a word to the bot


class OutboxState(StrEnum):
    """Where an outgoing mail stands."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the line or the machine died between the server's acceptance and our record


class Outcome(StrEnum):
    """How an attempt to hand a mail to one recipient's server ended (RFC 5321 4.2.1)."""

    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """
    One recipient's outcome with the server's words.

    ``judged`` is False where the server has said nothing about this mail: no
    session came about, or the line was lost before the final dot.
    """

    recipient: str
    outcome: Outcome
    reply: str
    judged: bool = True


class IllegalTransition(Exception):  # noqa: N818 - it is the transition that is illegal
    """The case does not stand where that can happen to it."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f'a case that is "{state}" knows no "{event}"')
        self.state = state
        self.event = event


_DECISIONS = {
    Event.ACCEPT: State.POSTING,
    Event.DIGEST: State.IN_DIGEST,
    Event.RETURN: State.RETURNING,
    Event.DISCARD: State.DISCARDED,
}

_TABLE: dict[State, dict[Event, State]] = {
    State.TAKEN: {
        **_DECISIONS,
        Event.HOLD: State.HELD,
        Event.QUARANTINE: State.QUARANTINED,
        Event.REFUSE: State.REFUSED,
        Event.OBSERVE: State.OBSERVED,
        Event.ANSWER: State.ANSWER,
    },
    State.HELD: _DECISIONS,
    # What could not be understood has no proven author: nobody is answered.
    State.QUARANTINED: {event: state for event, state in _DECISIONS.items() if event is not Event.RETURN},
    State.POSTING: {Event.SENT: State.POSTED, Event.FAILED: State.HELD},
    # Taken from the way to a list manager: it goes on.
    State.OBSERVED: {Event.SENT: State.OBSERVED, Event.FAILED: State.HELD},
    # Its author answers, perhaps before the server's word that the notice has left.
    State.RETURNING: {
        Event.SENT: State.RETURNED,
        Event.FAILED: State.HELD,
        **_DECISIONS,
        Event.HOLD: State.HELD,
    },
    State.RETURNED: {**_DECISIONS, Event.HOLD: State.HELD},
    # One bad post never blocks a digest: it is taken out and shown to a person.
    State.IN_DIGEST: {
        Event.ISSUED: State.DIGESTED,
        Event.HOLD: State.HELD,
        Event.QUARANTINE: State.QUARANTINED,
    },
}

TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {(state, event): then for state, row in _TABLE.items() for event, then in row.items()}
)
"""Every legal step of a case; what is not here cannot happen."""

FINAL = frozenset(State) - frozenset(_TABLE)
"""Where a case ends: no event leads out."""

ENDED = FINAL | {State.RETURNED, State.OBSERVED}
"""Where nothing is to be done: a case that came back goes on only if its author answers."""

WAITING = frozenset({State.HELD, State.QUARANTINED})
"""Where a case waits for a person."""

_FOLDERS: Mapping[State, str] = MappingProxyType(
    {
        State.POSTING: "Accepted",
        State.POSTED: "Accepted",
        State.IN_DIGEST: "Digested",
        State.DIGESTED: "Digested",
        State.RETURNING: "Returned",
        State.RETURNED: "Returned",
        State.HELD: "Held",
        State.QUARANTINED: "Quarantine",
        State.DISCARDED: "Discarded",
        State.ANSWER: "Answers",
    }
)


def next_state(state: State, event: Event) -> State:
    """The state that follows; raises IllegalTransition where the table has none."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(state, event) from None


def folder_of(state: State) -> str | None:
    """The folder in which a person finds the messages of that state; None where they stay in the inbox."""
    return _FOLDERS.get(state)


def folders() -> tuple[str, ...]:
    """Every folder that a state has, each once."""
    return tuple(dict.fromkeys(_FOLDERS.values()))


def diagram() -> str:
    """The table as a Mermaid state diagram for the documents; events between two states share an arrow."""
    events: dict[tuple[State, State], list[str]] = {}
    for (state, event), then in TRANSITIONS.items():
        events.setdefault((state, then), []).append(event.value)
    arrows = [f"    {_node(a)} --> {_node(b)}: {', '.join(names)}" for (a, b), names in events.items()]
    names = [f'    state "{state.value}" as {_node(state)}' for state in State]
    ends = [f"    {_node(state)} --> [*]" for state in State if state in FINAL]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {_node(State.TAKEN)}", *arrows, *ends, ""])


def _node(state: State) -> str:
    return state.value.replace(" ", "_")
