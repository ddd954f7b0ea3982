"""
Conditions and their answer in three values: yes, no, unknown (None).

Unknown spreads as in Kleene's logic: it is the answer wherever the missing
fact could change it, and only there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.facts import Value
from bot.facts.facts import plain
from bot.facts.kinds import Unknown
from bot.policy.comparisons import Test
from bot.policy.verdict import ConditionTrace

Answer = bool | None


class Source(Protocol):
    """Where values come from: the facts of a post, or those given in an example."""

    def __getitem__(self, name: str) -> Value:
        """The value of a fact."""


Trace = list[ConditionTrace]


class Condition(Protocol):
    """A question about a post."""

    def answer(self, facts: Source, trace: Trace, under: str) -> Answer:
        """Yes, no or None; every part is asked and noted in the trace, with ``under`` before its words."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the condition asks itself, not by way of a named condition."""

    @property
    def all_facts(self) -> tuple[str, ...]:
        """The facts that the condition asks at all."""


@dataclass(frozen=True, slots=True)
class Always:
    """``when: always``."""

    line: int

    def answer(self, _: Source, trace: Trace, under: str) -> Answer:
        """Yes."""
        trace.append(ConditionTrace(line=self.line, condition=under + "always", value=None, holds=True))
        return True

    @property
    def facts(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def all_facts(self) -> tuple[str, ...]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Asked:
    """``FACT: TEST``; ``words`` is the line as people read it."""

    fact: str
    test: Test
    words: str
    line: int

    def answer(self, facts: Source, trace: Trace, under: str) -> Answer:
        """What the test says of the fact's value; None where that is unknown."""
        value = facts[self.fact]
        holds = None if isinstance(value, Unknown) else self.test.holds(value)
        words = under + self.words
        trace.append(ConditionTrace(line=self.line, condition=words, value=plain(value), holds=holds))
        return holds

    @property
    def facts(self) -> tuple[str, ...]:
        """The one fact."""
        return (self.fact,)

    @property
    def all_facts(self) -> tuple[str, ...]:
        """The one fact."""
        return (self.fact,)


@dataclass(frozen=True, slots=True)
class ByName:
    """``shares_an_article: yes``: a named condition, or (``no``) its opposite."""

    name: str
    wanted: bool
    condition: Condition
    line: int

    def answer(self, facts: Source, trace: Trace, under: str) -> Answer:
        """The named condition's answer, turned round for ``no``."""
        inner: Trace = []
        found = self.condition.answer(facts, inner, f"{under}{self.name} > ")
        holds = None if found is None else found is self.wanted
        words = f"{under}{self.name}: {'yes' if self.wanted else 'no'}"
        trace.append(ConditionTrace(line=self.line, condition=words, value=found, holds=holds))
        trace.extend(inner)
        return holds

    @property
    def facts(self) -> tuple[str, ...]:
        """None that the rule itself names."""
        return ()

    @property
    def all_facts(self) -> tuple[str, ...]:
        """Those of the named condition."""
        return self.condition.all_facts


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold. ``word`` is "" where a rule needs none, else "all"."""

    parts: tuple[Condition, ...]
    word: str = ""

    def answer(self, facts: Source, trace: Trace, under: str) -> Answer:
        """No where one part says no, else unknown where one is, else yes."""
        answers = _answers(self.parts, facts, trace, under + (f"{self.word}: " if self.word else ""))
        return False if False in answers else None if None in answers else True

    @property
    def facts(self) -> tuple[str, ...]:
        """Those of its parts."""
        return _merged(part.facts for part in self.parts)

    @property
    def all_facts(self) -> tuple[str, ...]:
        """Those of its parts."""
        return _merged(part.all_facts for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough."""

    parts: tuple[Condition, ...]

    def answer(self, facts: Source, trace: Trace, under: str) -> Answer:
        """Yes where one part says yes, else unknown where one is, else no."""
        answers = _answers(self.parts, facts, trace, under + "any: ")
        return True if True in answers else None if None in answers else False

    @property
    def facts(self) -> tuple[str, ...]:
        """Those of its parts."""
        return _merged(part.facts for part in self.parts)

    @property
    def all_facts(self) -> tuple[str, ...]:
        """Those of its parts."""
        return _merged(part.all_facts for part in self.parts)


@dataclass(frozen=True, slots=True)
class NoneOf:
    """No part may hold."""

    parts: tuple[Condition, ...]

    def answer(self, facts: Source, trace: Trace, under: str) -> Answer:
        """No where one part says yes, else unknown where one is, else yes."""
        answers = _answers(self.parts, facts, trace, under + "none: ")
        return False if True in answers else None if None in answers else True

    @property
    def facts(self) -> tuple[str, ...]:
        """Those of its parts."""
        return _merged(part.facts for part in self.parts)

    @property
    def all_facts(self) -> tuple[str, ...]:
        """Those of its parts."""
        return _merged(part.all_facts for part in self.parts)


def weight(condition: Condition, known: dict[int, int] | None = None) -> int:
    """How many questions a condition asks, those behind names counted each time that they are asked."""
    known = {} if known is None else known
    if id(condition) not in known:
        inner = (condition.condition,) if isinstance(condition, ByName) else getattr(condition, "parts", ())
        known[id(condition)] = 1 + sum(weight(part, known) for part in inner)
    return known[id(condition)]


def _answers(parts: tuple[Condition, ...], facts: Source, trace: Trace, under: str) -> list[Answer]:
    """Every part's answer: all are asked, so that an explanation has no holes."""
    return [part.answer(facts, trace, under) for part in parts]


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))
