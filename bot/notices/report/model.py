"""What the report of a replay tells: plain data, counted and chosen by the replay."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.mail.post import Zone
from bot.policy.model.verdict import RuleTrace

DISPOSITIONS = ("accept", "digest", "return", "hold", "discard")
CAUGHT = ("return", "hold", "discard")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """
    One rule and what it would have done.

    ``outcomes`` counts posts by outcome ("match", "waived", "shadow",
    "unknown", "off"). Precision and recall are shares, None without labels.
    """

    name: str
    does: str
    mode: str
    place: str
    outcomes: Mapping[str, int]
    labelled: int = 0
    precision: float | None = None
    recall: float | None = None

    @property
    def hits(self) -> int:
        """Posts that the rule matches, in shadow too."""
        return self.outcomes.get("match", 0) + self.outcomes.get("shadow", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """
    How many posts a rule catches by one of its numbers.

    ``test`` is as in the file ("article.words: over 250"), ``name`` the value
    behind ``$`` there or "", ``points`` (value, posts) ascending by value.
    """

    rule: str
    test: str
    name: str
    unit: str
    value: float
    caught: int
    points: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who writes to the list, and what became of the posts."""

    name: str
    address: str
    posts: int
    dispositions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A post of which two rule sets say different things; ``shown``: the number of its entry, 0 for none."""

    change: str
    was: str
    now: str
    was_rules: tuple[str, ...]
    now_rules: tuple[str, ...]
    author: str
    subject: str
    date: dt.datetime | None
    signs: tuple[str, ...]
    shown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why, in the sentence that the author would get, and the lines that it means."""

    rule: str
    text: str
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    A post as the report shows it.

    ``key`` is what labels call it; ``hits`` the rules that match it;
    ``was_hits`` those of the other rule set; ``marks`` the labels that it has
    (rule: "right" or "wrong"). ``zones`` cover the first lines of the text, ``lines`` all its lines.
    """

    number: int
    key: str
    source: str
    disposition: str
    author: str
    subject: str
    date: dt.datetime | None
    hits: tuple[str, ...]
    was_hits: tuple[str, ...] = ()
    change: str = ""
    signs: tuple[str, ...] = ()
    reasons: tuple[Reason, ...]
    rules: tuple[RuleTrace, ...]
    zones: tuple[Zone, ...]
    lines: int
    unknown: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    One replay.

    ``days`` counts posts by day (ISO, None without date) and disposition.
    ``changes`` are the first of ``changed`` by kind, the likeliest mistakes on
    top; ``unknown`` counts posts by fact that nobody could tell,
    ``drafts`` tells how many returns an answer would have mended, "" where none was tried.
    """

    rules: str
    against: str
    archives: tuple[str, ...]
    posts: int
    seconds: float
    dispositions: Mapping[str, int]
    days: Sequence[tuple[str | None, str, int]]
    rule_lines: Sequence[RuleLine]
    curves: Sequence[Curve]
    authors: Sequence[Author]
    changed: Mapping[str, int]
    changes: Sequence[Change]
    doubtful: int
    shown: Sequence[Shown]
    unknown: Mapping[str, int]
    warnings: Sequence[str]
    drafts: str = ""
