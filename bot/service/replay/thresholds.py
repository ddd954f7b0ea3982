"""How many posts a rule would catch if one of its numbers were another."""

import datetime as dt
import math
import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.facts import Value
from bot.facts.calendar import Calendar, OfRule
from bot.policy.model.conditions import (
    AllOf,
    Always,
    AnyOf,
    Asked,
    ByName,
    Condition,
    NoneOf,
    Source,
    parts_of,
)
from bot.policy.model.rule import Rule
from bot.policy.model.tests import Within
from bot.policy.run.answers import State
from bot.policy.run.compiled_rule import Ready
from bot.policy.run.evaluate import Names
from bot.service.replay.ranked import Ranked

NEAR = 0.1  # a value within a tenth of the threshold is "just over" it
DIGITS = 4  # numbers are kept to so many digits, away from the border that they are compared with
POINTS = 24
PLAYED = 12  # values of a number about the past: each is played through
SIDES: dict[str, Callable[[float, float], bool]] = {
    "over": operator.gt,
    "under": operator.lt,
    "at least": operator.ge,
    "at most": operator.le,
}
Caught = Callable[[float], int]
"""How many posts a rule catches with a number in it."""

_NAMED = re.compile(r"\(\$([A-Za-z_][A-Za-z0-9_-]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """
    One number in a rule: ``article.words: over 250``.

    ``side`` is over, under, at least or at most; ``value_name`` the name behind
    ``$`` in the file, "" for a bare number. ``line`` is that of the test,
    ``within`` how far it looks back.
    """

    rule: str
    fact: str
    side: str
    value: float
    value_name: str
    line: int
    within: dt.timedelta | None = None

    def holds(self, seen: float, value: float) -> bool:
        """Whether the test would hold for a post of this number with ``value`` in the rule."""
        return SIDES[self.side](seen, value)


@dataclass(slots=True, kw_only=True)
class Tally:
    """
    What a threshold meant for the posts so far.

    ``always`` posts are caught whatever the number is; ``inside`` counts, by
    the number seen, those caught where the test holds, ``outside`` those
    caught where it does not.
    """

    always: int = 0
    inside: Counter[float] = field(default_factory=Counter)
    outside: Counter[float] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Take in the tally of other posts."""
        self.always += other.always
        self.inside.update(other.inside)
        self.outside.update(other.outside)

    def count(self, threshold: Threshold, role: str, seen: Value) -> None:
        """Count one post for what the number means for it."""
        if role == "always" or not isinstance(seen, int | float):
            self.always += 1
        else:
            self.count_all(threshold, role, (seen,))

    def count_all(self, threshold: Threshold, role: str, numbers: Iterable[float]) -> None:
        """Count posts with these numbers, for all of which it means the same: "inside" or "outside"."""
        counts = self.inside if role == "inside" else self.outside
        for number, posts in Counter(numbers).items():
            counts[kept(threshold, number)] += posts

    def numbers(self) -> Counter[float]:
        """The numbers that posts had, and how many had each."""
        return self.inside + self.outside

    def catcher(self, threshold: Threshold) -> Caught:
        """How many posts the rule catches with a number in it; count no more after that."""
        inside, outside = Ranked(self.inside), Ranked(self.outside)
        always, side = self.always + len(outside), threshold.side
        return lambda value: always + inside.holding(side, value) - outside.holding(side, value)


class Measured(Protocol):
    """What is known of a threshold: a tally, or for one about the past the course of all posts."""

    def numbers(self) -> Counter[float]:
        """The numbers that posts had, and how many had each."""

    def catcher(self, threshold: Threshold, /) -> Caught:
        """How many posts the rule catches with a number in it; nothing is counted after that."""


def curve(threshold: Threshold, tally: Measured, caught: Caught) -> tuple[tuple[float, int], ...]:
    """Values that an owner might choose, ascending, and how many posts each would catch."""
    return tuple((value, caught(value)) for value in _choices(threshold, tally))


def _choices(threshold: Threshold, tally: Measured) -> list[float]:
    """The number itself, round numbers about it, and those at which many posts change sides."""
    seen = Ranked(tally.numbers())
    last, high = len(seen) - 1, seen.at(len(seen) * 98 // 100) if seen else 0
    quantiles = [seen.at(last * step // (POINTS // 2)) for step in range(POINTS // 2 + 1)] if seen else []
    top = max(high, threshold.value * 2)
    round_ = [_round(top * step / (POINTS // 2)) for step in range(POINTS // 2 + 1)]
    values = {threshold.value, *round_, *(_round(value) for value in quantiles if value <= top)}
    if threshold.within is None:
        return sorted(value for value in values if value >= 0)
    often = [float(n) for n in range(1, math.ceil(high) + 2)]
    return sorted({threshold.value, top, *often[:: len(often) // PLAYED + 1]})


def _round(value: float) -> float:
    """To two digits."""
    if value <= 0:
        return 0
    step = 10.0 ** max(0, math.floor(math.log10(value)) - 1)
    return round(value / step) * step


@dataclass(frozen=True, slots=True)
class Turned:
    """
    A threshold, and its rule with the test taken to hold, and taken not to.

    ``needed``: the rule never hits a post for which the test does not hold.
    """

    threshold: Threshold
    held: Ready
    failed: Ready
    needed: bool

    def seen(self, facts: Source) -> Value:
        """The number that a post has."""
        one = self.threshold
        return facts[one.fact] if one.within is None else facts.within(one.fact, one.within)

    def role(self, facts: Source, seen: float, state: State, *, caught: bool) -> str:
        """What the number, ``seen`` of a post, means for it where the rule has ``caught`` it, or not."""
        holds = SIDES[self.threshold.side](seen, self.threshold.value)
        if self.needed and holds:
            return "inside" if caught else ""
        other = self.failed if holds else self.held
        return meaning(holds=holds, otherwise=other.ask(facts, state) is True, caught=caught)


def meaning(*, holds: bool, otherwise: bool, caught: bool) -> str:
    """
    What a number means for a post: its test ``holds``; turned, the rule catches the post ``otherwise``.

    "inside": caught where the test holds, "outside": where it does not,
    "always": either way, "": neither way.
    """
    if otherwise:
        return "always" if caught else ("outside" if holds else "inside")
    return ("inside" if holds else "outside") if caught else ""


def turned(rule: Rule, names: Names) -> tuple[Turned, ...]:
    """
    The numbers that an owner might turn: those that the rule itself asks, and those with a ``$name``.

    None for a rule that is off. ``names`` are the named conditions of the rule's set.
    """
    if rule.mode == "off":
        return ()
    every = [*leaves(rule.when), *(leaves(rule.unless) if rule.unless else ())]
    asked = [leaf for leaf, own in every if own or _NAMED.search(leaf.words)]
    found = {leaf: threshold for leaf in asked if (threshold := _threshold(rule, leaf))}
    return tuple(
        Turned(
            threshold,
            held=Ready(decided(rule, leaf, holds=True), names),
            failed=Ready(decided(rule, leaf, holds=False), names),
            needed=leaf in (rule.when.parts if isinstance(rule.when, AllOf) else (rule.when,)),
        )
        for leaf, threshold in found.items()
    )


def kept(threshold: Threshold, seen: float) -> float:
    """The number to four digits, on the same side of every threshold that has no more digits."""
    if abs(seen) < 10**DIGITS:
        return seen
    step = 10.0 ** (math.floor(math.log10(abs(seen))) + 1 - DIGITS)
    away = math.ceil if threshold.side in {"over", "at most"} else math.floor
    return away(seen / step) * step


def is_near(threshold: Threshold, seen: float) -> bool:
    """Whether a number lies so close to the threshold that its owner may want to look."""
    return abs(seen - threshold.value) <= max(1, abs(threshold.value) * NEAR)


def _threshold(rule: Rule, asked: Asked) -> Threshold | None:
    test = asked.test
    if isinstance(asked.within, Calendar | OfRule):  # what falls into a day, or is of a kind, has no curve
        return None
    if not isinstance(test, Within) or (test.least is None) == (test.most is None):
        return None
    value = test.least if test.most is None else test.most
    words = ("over", "at least") if test.most is None else ("under", "at most")
    named = _NAMED.search(asked.words)
    return Threshold(
        rule=rule.name,
        fact=asked.fact,
        side=words[0] if test.strict else words[1],
        value=value or 0,
        value_name=named[1] if named else "",
        line=asked.line,
        within=asked.within,
    )


def leaves(condition: Condition, *, own: bool = True) -> Iterator[tuple[Asked, bool]]:
    """Every test of a fact in a condition, and whether it stands in the rule itself, behind no name."""
    if isinstance(condition, Asked):
        yield condition, own
    for part in parts_of(condition):
        yield from leaves(part, own=own and not isinstance(condition, ByName))


def decided(rule: Rule, leaf: Asked, *, holds: bool) -> Rule:
    """The rule, always awake, with one test decided."""
    unless = rule.unless and _with(rule.unless, leaf, holds=holds)
    when = _with(rule.when, leaf, holds=holds)
    return replace(rule, when=when, unless=unless, mode="live", since=None, until=None)


def _with(condition: Condition, leaf: Asked, *, holds: bool) -> Condition:
    """The condition with one test, wherever it stands, taken to hold or not; itself where it has none."""
    if condition == leaf:
        always = Always(leaf.line)
        return always if holds else NoneOf((always,))
    match condition:
        case ByName(condition=inner):
            changed = _with(inner, leaf, holds=holds)
            return condition if changed is inner else replace(condition, condition=changed)
        case AllOf(parts=parts) | AnyOf(parts=parts) | NoneOf(parts=parts):
            every = tuple(_with(part, leaf, holds=holds) for part in parts)
            same = all(one is other for one, other in zip(every, parts, strict=True))
            return condition if same else replace(condition, parts=every)
        case _:
            return condition
