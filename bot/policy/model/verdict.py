"""The data of a decision: dispositions, findings, traces, verdict, effects; stored before it is acted on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

OF_GUARDS = "guard."
"""The names of guards begin so, and those of no rule."""


class Disposition(StrEnum):
    """What becomes of a post, the weakest first."""

    ACCEPT = "accept"
    DIGEST = "digest"
    RETURN = "return"
    HOLD = "hold"
    DISCARD = "discard"


GOES_OUT = frozenset({Disposition.ACCEPT, Disposition.DIGEST})
"""The dispositions of a post that reaches the members."""

_STRENGTH = {each: number for number, each in enumerate(Disposition)}


def strongest(dispositions: Iterable[Disposition]) -> Disposition:
    """
    The one that stands: discard, hold, return, digest, accept; ``accept`` of none.

    Hold beats return: a doubtful sender is never mailed.
    """
    return max(dispositions, key=_STRENGTH.__getitem__, default=Disposition.ACCEPT)


class Outcome(StrEnum):
    """What became of one rule."""

    MATCH = "match"
    NO_MATCH = "no match"
    WAIVED = "waived"
    SHADOW = "shadow"
    UNKNOWN = "unknown"
    OFF = "off"


HELD = frozenset({Outcome.MATCH, Outcome.WAIVED, Outcome.SHADOW})
"""The outcomes of a rule whose conditions held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Lines of the post's text that a reason is about: from 1, both ends included."""

    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Why: a rule (or guard, ``guard.NAME``) that matched, its sentence for people, and the lines meant."""

    rule: str
    text: str
    disposition: Disposition | None
    spans: tuple[Span, ...] = ()

    @property
    def of_a_guard(self) -> bool:
        """Whether a guard says it, and no rule of the owners."""
        return self.rule.startswith(OF_GUARDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """Send the text alone, without HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAttachments:
    """Send the post without attached files of these types (``image/*``); of all types where none is named."""

    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimQuotes:
    """Keep at most so many lines of each quoted block."""

    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StripTracking:
    """Take out of web addresses what follows their readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """Put a word in brackets before the subject."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddHeader:
    """Put a field on top of the header."""

    name: str
    value: str


Change = PlainText | DropAttachments | TrimQuotes | StripTracking | Tag | AddHeader
"""What the rules can change in a post that leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Tell these people: "owners", "moderators"."""

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """Tell the author of a post that goes out what to do otherwise next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An action beside the disposition that a matching rule takes."""

    finding: Finding
    action: Change | Notify | Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionTrace:
    """One condition as it was evaluated: line, words of the rule, value seen, answer (None: unknown)."""

    line: int
    condition: str
    value: Any
    holds: bool | None


class RuleTrace(NamedTuple):
    """One rule as it was evaluated; ``why`` tells of a rule that was not asked what keeps it."""

    name: str
    outcome: Outcome
    file: str
    line: int
    waived_by: str | None = None
    conditions: Sequence[ConditionTrace] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What the rules (and then the guards) say of one post.

    ``findings`` are the reasons that count, in the order of the file;
    ``digest`` is the hash of the rule set; ``facts`` the facts that were read;
    ``done`` what rules do beside the disposition, in the order of the file.
    """

    disposition: Disposition
    findings: tuple[Finding, ...]
    rules: Sequence[RuleTrace]
    digest: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    done: tuple[Done, ...] = ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What the author of a post that goes out is to be told, in the order of the file."""
        return tuple(one.finding for one in self.done if isinstance(one.action, Warn))


@dataclass(frozen=True, slots=True, kw_only=True)
class Repost:
    """Send the post on to the list, with these changes."""

    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToDigest:
    """Keep the post for the next issue, with these changes."""

    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnNotice:
    """Give the post back to its proven author with every reason."""

    to: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Keep the post for a moderator, and tell owners and moderators."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard:
    """Record and forget."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Tell owners, moderators or both (``to``) that these rules matched."""

    to: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorWarning:
    """Tell the proven author of a post that goes out what to do otherwise next time."""

    to: str
    findings: tuple[Finding, ...]


Effect = Repost | AddToDigest | ReturnNotice | Hold | Discard | Notice | AuthorWarning
