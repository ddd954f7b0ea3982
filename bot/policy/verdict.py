"""What a policy says of a post, and what follows from it: plain data, stored before it is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Disposition(StrEnum):
    """What becomes of a post."""

    ACCEPT = "accept"
    DIGEST = "digest"
    RETURN = "return"
    HOLD = "hold"
    DISCARD = "discard"


class Outcome(StrEnum):
    """What became of one rule."""

    MATCH = "match"
    NO_MATCH = "no match"
    WAIVED = "waived"
    SHADOW = "shadow"
    UNKNOWN = "unknown"
    OFF = "off"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionTrace:
    """One condition as it was evaluated: line, words of the rule, value seen, answer (None: unknown)."""

    line: int
    condition: str
    value: Any
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrace:
    """One rule as it was evaluated."""

    name: str
    outcome: Outcome
    file: str
    line: int
    waived_by: str | None = None
    conditions: tuple[ConditionTrace, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What the rules (and then the guards) say of one post.

    ``findings`` are the reasons that count, in the order of the file;
    ``digest`` is the hash of the rule set; ``facts`` the facts that were read.
    """

    disposition: Disposition
    findings: tuple[Finding, ...]
    rules: tuple[RuleTrace, ...]
    digest: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repost:
    """Send the post on to the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToDigest:
    """Keep the post for the next issue."""


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


Effect = Repost | AddToDigest | ReturnNotice | Hold | Discard
