"""Records around a decision: what is known before it, and what of it is stored."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.facts import Question, Value
from bot.lifecycle import Event, State, folder_of, next_state
from bot.notices import Alert, Outgoing, OutgoingKind, phrases
from bot.policy.model.verdict import Verdict
from bot.service.list_runtime import ListRuntime
from bot.store import Case, KnownToken, NewDraft, Numbers

After = Literal["", "ok", "text"]
"""What a version of a post came by: nothing, its author's "ok", a text of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    All that is stored of a judged post: the verdict, the case's event, and the mails that leave for it.

    ``proven``: our own server confirmed the author.
    ``edited`` is the post as rules changed it for the digest, None where they did not;
    ``alerts`` are what people of the list should hear beside these mails.
    ``tokens`` are those of the notices, ``draft`` the version that one
    offers and what its author must write into it; until ``answerable_until`` the
    author may answer.
    """

    verdict: Verdict
    event: Event
    outgoing: tuple[Outgoing, ...] = ()
    answered: str | None = None
    proven: bool = False
    edited: bytes | None = None
    alerts: tuple[Alert, ...] = ()
    tokens: tuple[KnownToken, ...] = ()
    draft: NewDraft | None = None
    answerable_until: dt.datetime | None = None

    @property
    def folder(self) -> str | None:
        """Where the message should lie."""
        return folder_of(next_state(State.TAKEN, self.event))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """
    What the store knows at the moment of the decision.

    ``copies`` are the earlier cases with the same Message-ID and content,
    ``held_notices`` tells how many were sent within the hour, ``alert_mails`` how
    many told alerts of a topic, ``kinds_sent`` as what a Message-ID went out
    before; they ask only when a post needs it.
    ``standing`` is what a moderator said of an author for good ("always", "never").
    ``answers`` are those to the policy's questions; ``round`` counts the notices that the
    author of this very post was sent. ``came_back`` tells whether a case was returned to a
    person who may send it anew.
    """

    numbers: Numbers
    copies: Callable[[], Sequence[Case]]
    held_notices: Callable[[], int]
    alert_mails: Callable[[str], int]
    kinds_sent: Callable[[str], frozenset[OutgoingKind]]
    standing: Callable[[str], str | None]
    came_back: Callable[[str, str], bool]
    now: dt.datetime
    answers: Mapping[Question, Value] = field(default_factory=dict)
    round: int = 0


def in_words(runtime: ListRuntime, at: dt.datetime) -> str:
    """A moment on the list's own clock."""
    return phrases.moment(phrases.local(at, runtime.mailing_list.timezone))
