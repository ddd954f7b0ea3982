"""
Conditions, and their answer in three values: yes, no, unknown (None).

Unknown spreads as in Kleene's logic: it is the answer wherever the missing
fact could change it, and only there. ``bot.policy.run.evaluate`` runs them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from bot.facts import Known, Question, Unknown, Value
from bot.policy.model.tests import Beside, Test

Answer = bool | None


class Source(Protocol):
    """Where values come from: the facts of a post, or those given in an example."""

    def __getitem__(self, name: str, /) -> Value:
        """The value of a fact."""

    def within(self, name: str, span: dt.timedelta, /) -> Value:
        """The value of a fact over a span of time."""


@dataclass(frozen=True, slots=True)
class Always:
    """``when: always``."""

    line: int

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that a condition asks itself, not by way of a named condition: none."""
        return ()

    @property
    def all_facts(self) -> tuple[str, ...]:
        """The facts that a condition asks at all: none."""
        return ()


@dataclass(frozen=True, slots=True)
class Asked:
    """``FACT: TEST``; ``words`` is the line as people read it, ``within`` how far it looks back."""

    fact: str
    test: Test
    words: str
    line: int
    within: dt.timedelta | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The one fact, and the one that it is compared with."""
        return (self.fact, self.test.other) if isinstance(self.test, Beside) else (self.fact,)

    @property
    def all_facts(self) -> tuple[str, ...]:
        """The same."""
        return self.facts

    def value(self, facts: Source) -> Value:
        """What the fact is of a post."""
        return facts[self.fact] if self.within is None else facts.within(self.fact, self.within)

    def holds(self, value: Known, facts: Source) -> "Answer":
        """Whether a value of the fact passes; None where it is compared with what is unknown."""
        test = self.test
        if isinstance(test, Beside):
            other = facts[test.other]
            return None if isinstance(other, Unknown) else test.given(other).holds(value)
        return test.holds(value)


@dataclass(frozen=True, slots=True)
class ByName:
    """``shares_an_article: yes``: a named condition, or (``no``) its opposite."""

    name: str
    wanted: bool
    condition: "Condition"
    line: int

    @property
    def facts(self) -> tuple[str, ...]:
        """None that the rule itself names."""
        return ()

    @property
    def all_facts(self) -> tuple[str, ...]:
        """Those of the named condition."""
        return self.condition.all_facts


@dataclass(frozen=True, slots=True)
class _Group:
    """Several conditions, with the facts that they ask themselves, and those that they ask at all."""

    parts: tuple["Condition", ...]
    facts: tuple[str, ...] = field(init=False, repr=False, compare=False)
    all_facts: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", _merged(part.facts for part in self.parts))
        object.__setattr__(self, "all_facts", _merged(part.all_facts for part in self.parts))


@dataclass(frozen=True, slots=True)
class AllOf(_Group):
    """Every part must hold. ``word`` is "" where a rule needs none, else "all"."""

    word: str = ""


@dataclass(frozen=True, slots=True)
class AnyOf(_Group):
    """One part is enough."""


@dataclass(frozen=True, slots=True)
class NoneOf(_Group):
    """No part may hold."""


Condition = Always | Asked | ByName | AllOf | AnyOf | NoneOf


def weight(condition: Condition, known: dict[int, int] | None = None) -> int:
    """How many questions a condition asks, those behind names counted each time that they are asked."""
    known = {} if known is None else known
    if id(condition) not in known:
        known[id(condition)] = 1 + sum(weight(part, known) for part in parts_of(condition))
    return known[id(condition)]


def questions(condition: Condition) -> frozenset[Question]:
    """What a condition asks about the past."""
    if isinstance(condition, Asked):
        return frozenset([Question(condition.fact, condition.within)] if condition.within else [])
    return frozenset(one for part in parts_of(condition) for one in questions(part))


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that a condition is made of."""
    if isinstance(condition, ByName):
        return (condition.condition,)
    return condition.parts if isinstance(condition, AllOf | AnyOf | NoneOf) else ()


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))
