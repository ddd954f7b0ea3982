"""How many posts a rule would catch if one of its numbers were another."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.policy.comparisons import Within
from bot.policy.conditions import AllOf, Always, AnyOf, Answer, Asked, ByName, Condition, NoneOf
from bot.policy.rules import Rule
from bot.policy.verdict import ConditionTrace

NEAR = 0.1  # a value within a tenth of the threshold is "just over" it
DIGITS = 4  # numbers are kept to so many digits, away from the border that they are compared with
POINTS = 24
MOST_PATTERNS = 10_000
_NAMED = re.compile(r"\(\$([A-Za-z_][A-Za-z0-9_-]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """
    One number in a rule: ``article.words: over 250``.

    ``side`` is over, under, at least or at most; ``value_name`` the name behind
    ``$`` in the file, "" for a bare number. ``line`` is that of the test.
    """

    rule: str
    fact: str
    side: str
    value: float
    value_name: str
    line: int

    def holds(self, seen: float, value: float) -> bool:
        """Whether the test would hold for a post of this number with ``value`` in the rule."""
        match self.side:
            case "over":
                return seen > value
            case "under":
                return seen < value
            case "at least":
                return seen >= value
            case _:
                return seen <= value


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

    def caught(self, threshold: Threshold, value: float) -> int:
        """How many posts the rule catches with this number in it."""
        inside = sum(n for seen, n in self.inside.items() if threshold.holds(seen, value))
        outside = sum(n for seen, n in self.outside.items() if not threshold.holds(seen, value))
        return self.always + inside + outside


def curve(threshold: Threshold, tally: Tally) -> tuple[tuple[float, int], ...]:
    """Values that an owner might choose, ascending, and how many posts each would catch."""
    return tuple((value, tally.caught(threshold, value)) for value in _choices(threshold, tally))


def _choices(threshold: Threshold, tally: Tally) -> list[float]:
    """The number itself, round numbers about it, and those at which many posts change sides."""
    seen = sorted((tally.inside + tally.outside).elements())
    quantiles = [seen[(len(seen) - 1) * step // (POINTS // 2)] for step in range(POINTS // 2 + 1)] if seen else []
    top = max(seen[len(seen) * 98 // 100] if seen else 0, threshold.value * 2)
    round_ = [_round(top * step / (POINTS // 2)) for step in range(POINTS // 2 + 1)]
    values = {threshold.value, *round_, *(_round(value) for value in quantiles if value <= top)}
    return sorted(value for value in values if value >= 0)


def _round(value: float) -> float:
    """To two digits."""
    if value <= 0:
        return 0
    step = 10.0 ** max(0, math.floor(math.log10(value)) - 1)
    return round(value / step) * step


@dataclass(slots=True)
class Gauge:
    """Finds what the numbers of one rule meant for each post, from the rule's trace."""

    rule: Rule
    thresholds: tuple[Threshold, ...]
    _places: tuple[tuple[int, ...], ...]
    _questions: int
    _known: dict[tuple[Answer, ...], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: Rule) -> "Gauge":
        """The gauge of a rule; one without thresholds where the rule has no number to turn."""
        leaves = [*_leaves(rule.when), *(_leaves(rule.unless) if rule.unless else ())]
        places: dict[Threshold, list[int]] = {}
        for place, leaf in enumerate(leaves):
            if isinstance(leaf, Asked) and (found := _threshold(rule, leaf)):
                places.setdefault(found, []).append(place)
        return cls(rule, tuple(places), tuple(map(tuple, places.values())), len(leaves))

    def roles(self, trace: Sequence[ConditionTrace]) -> tuple[str, ...]:
        """Per threshold: "always", "inside", "outside" or "" (never caught by this number)."""
        if not self.thresholds or len(trace) != self._questions:
            return ()
        answers = tuple([one.holds for one in trace])
        if answers not in self._known:
            if len(self._known) >= MOST_PATTERNS:
                self._known.clear()
            self._known[answers] = tuple(self._role(answers, places) for places in self._places)
        return self._known[answers]

    def _role(self, answers: tuple[Answer, ...], places: tuple[int, ...]) -> str:
        where_it_holds = self._caught(answers, places, holds=True)
        where_not = self._caught(answers, places, holds=False)
        if where_it_holds:
            return "always" if where_not else "inside"
        return "outside" if where_not else ""

    def _caught(self, answers: tuple[Answer, ...], places: tuple[int, ...], *, holds: bool) -> bool:
        turned = iter([holds if place in places else answer for place, answer in enumerate(answers)])
        when = _again(self.rule.when, turned)
        unless = _again(self.rule.unless, turned) if self.rule.unless else False
        return when is True and unless is False


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
    )


def _leaves(condition: Condition) -> Iterator[Condition]:
    """The questions in the order in which a trace notes them."""
    if isinstance(condition, ByName):
        yield condition
        yield from _leaves(condition.condition)
    elif isinstance(condition, AllOf | AnyOf | NoneOf):
        for part in condition.parts:
            yield from _leaves(part)
    else:
        yield condition


def _again(condition: Condition, answers: Iterator[Answer]) -> Answer:
    """The answer of a condition from those of its questions, as ``Condition.answer`` gives it."""
    match condition:
        case ByName(wanted=wanted, condition=inner):
            next(answers)
            found = _again(inner, answers)
            return None if found is None else found is wanted
        case AllOf(parts=parts):
            said = [_again(part, answers) for part in parts]
            return False if False in said else None if None in said else True
        case AnyOf(parts=parts) | NoneOf(parts=parts):
            said = [_again(part, answers) for part in parts]
            found = True if True in said else None if None in said else False
            return found if isinstance(condition, AnyOf) or found is None else not found
        case Always() | _:
            return next(answers)
