"""The tests that rules make of a fact's value, compiled once per rule set."""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, cast

from bot.facts import Known
from bot.policy.model.normalise import SHORT, has_phrase, normal, surely_without
from bot.policy.model.patterns import Pattern
from bot.policy.model.phrase_index import PhraseIndex


class Test(Protocol):
    """A question about a known value."""

    def holds(self, value: Known) -> bool:
        """The answer for this value."""


@dataclass(frozen=True, slots=True)
class Within:
    """A number from ``least`` to ``most``; None leaves that side open, ``strict`` leaves the borders out."""

    least: float | None = None
    most: float | None = None
    strict: bool = False
    _low: float = field(init=False, repr=False, compare=False)
    _high: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_low", -math.inf if self.least is None else self.least)
        object.__setattr__(self, "_high", math.inf if self.most is None else self.most)

    def holds(self, value: Known) -> bool:
        """Whether the number lies there."""
        number = cast("float", value)  # anything else is a TypeError of the comparison
        if self.strict:
            return self._low < number < self._high
        return self._low <= number <= self._high


@dataclass(frozen=True, slots=True)
class Is:
    """Yes or no."""

    wanted: bool

    def holds(self, value: Known) -> bool:
        """Whether the answer is the wanted one."""
        return value is self.wanted


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several fixed words."""

    words: frozenset[str]

    def holds(self, value: Known) -> bool:
        """Whether the value is among the words."""
        return value in self.words


@dataclass(frozen=True, slots=True)
class Compared:
    """
    A text compared with a text, both in their normal form.

    ``how`` takes the value and the wanted text; ``inside``: the one must stand in the other.
    """

    how: Callable[[str, str], bool]
    wanted: str
    case: bool
    inside: bool = False

    def holds(self, value: Known) -> bool:
        """Whether the comparison comes out true."""
        text = _text(value)
        if self.inside and len(text) > SHORT and surely_without(text, self.wanted, case=self.case):
            return False
        return self.how(normal(text, case=self.case), self.wanted)


@dataclass(frozen=True, slots=True)
class Among:
    """A text that is, as a whole, one of several."""

    wanted: frozenset[str]
    case: bool

    def holds(self, value: Known) -> bool:
        """Whether the text is one of them."""
        return _normal(value, case=self.case) in self.wanted


@dataclass(frozen=True, slots=True)
class HasAny:
    """A text in which one of several words or phrases stands, each as whole words; all in normal form."""

    index: PhraseIndex
    case: bool
    likely: Callable[[str], str | None]

    def holds(self, value: Known) -> bool:
        """Whether one is there. ``likely`` looks first, which is fast."""
        typed = _text(value)
        if typed.isascii() and self.likely(typed) is None:
            return False
        text = _normal(value, case=self.case)
        first = self.likely(text)
        if first is None:
            return False
        if first in self.index.wanted and has_phrase(text, first):
            return True
        return self.index.found_in(text)


@dataclass(frozen=True, slots=True)
class HasAll:
    """A text in which each of several words or phrases stands as whole words; all in normal form."""

    wanted: tuple[str, ...]
    case: bool

    def holds(self, value: Known) -> bool:
        """Whether all are there."""
        text = _normal(value, case=self.case)
        return all(has_phrase(text, one) for one in self.wanted)


@dataclass(frozen=True, slots=True)
class Matches:
    """A text in which a pattern is found."""

    pattern: Pattern

    def holds(self, value: Known) -> bool:
        """Whether the pattern is found."""
        return self.pattern.found_in(_text(value))


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    test: Test

    def holds(self, value: Known) -> bool:
        """Whether the test does not hold."""
        return not self.test.holds(value)


@dataclass(frozen=True, slots=True)
class Every:
    """Several tests of one value, all of which must hold."""

    tests: tuple[Test, ...]

    def holds(self, value: Known) -> bool:
        """Whether all hold."""
        return all(test.holds(value) for test in self.tests)


@dataclass(frozen=True, slots=True)
class AnyItem:
    """A list with at least one text for which the test holds."""

    test: Test

    def holds(self, value: Known) -> bool:
        """Whether the test holds for one of the texts."""
        return any(self.test.holds(item) for item in _items(value))


@dataclass(frozen=True, slots=True)
class AllItems:
    """A list without a text that fails the test; of an empty list that is true."""

    test: Test

    def holds(self, value: Known) -> bool:
        """Whether the test holds for each of the texts."""
        return all(self.test.holds(item) for item in _items(value))


@dataclass(frozen=True, slots=True)
class OverSpan:
    """A test of a fact over a span of time."""

    within: dt.timedelta
    test: Test

    def holds(self, value: Known) -> bool:
        """Whether the test of that value holds."""
        return self.test.holds(value)


@dataclass(frozen=True, slots=True)
class Beside:
    """
    A test against the value of another fact of the same post, by its name.

    ``form`` makes the test of that value. Nothing is compared with an empty text: the answer is no.
    """

    other: str
    form: Callable[[Known], Test]
    denied: bool = False

    def given(self, other: Known) -> Test:
        """The test, where the other fact has this value."""
        if other in ("", ()):
            return Nothing()
        test = self.form(other)
        return Not(test) if self.denied else test

    def holds(self, value: Known) -> bool:
        """Nobody can say without the other value."""
        raise TypeError(f"{value!r} is to be compared with {self.other}, which is not given")


@dataclass(frozen=True, slots=True)
class Nothing:
    """A test that no value passes."""

    def holds(self, value: Known) -> bool:  # noqa: ARG002 - one form for all tests
        """No."""
        return False


def _text(value: Known) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {value!r}")
    return value


def _items(value: Known) -> tuple[str, ...]:
    if not isinstance(value, tuple):
        raise TypeError(f"a list was expected, not {value!r}")
    return value


def _normal(value: Known, *, case: bool) -> str:
    return normal(_text(value), case=case)
