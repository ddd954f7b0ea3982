"""
Turns conditions into functions that answer yes, no or unknown.

There are two of each: one stops as soon as the answer is sure; the other asks
every part and notes all that it saw. Both answer the same.
"""

from collections.abc import Sequence

from bot.policy.model.conditions import AllOf, Always, Answer, AnyOf, Asked, ByName, Condition, NoneOf, Source
from bot.policy.run.answers import (
    Ask,
    Look,
    Seen,
    State,
    every,
    fact,
    look_always,
    look_fact,
    look_opposite,
    opposite,
    until,
)
from bot.policy.run.trace import Inside, Layout, Line


class Named:
    """A named condition: asked once for a post, however many rules use it."""

    __slots__ = ("_ask", "_look", "layout")

    def __init__(self, condition: Condition, names: "Names") -> None:
        self._ask = asking(condition, None, names)
        self._look, self.layout = looking(condition, None, names)

    def ask(self, facts: Source, state: State) -> Answer:
        """The answer, found with as few questions as can be."""
        known = state.known.get(self)
        if known is not None:
            return _recalled(known, state)
        failed = len(state.failures)
        found = self._ask(facts, state)
        state.known[self] = (found, _failure(state, failed), [])
        return found

    def look(self, facts: Source, state: State) -> tuple[Answer, Seen]:
        """The answer after every question, and what was seen."""
        known = state.known.get(self)
        if known is not None:
            return _recalled(known, state), known[2]
        failed, seen = len(state.failures), Seen()
        found = self._look(facts, state, seen)
        state.known[self] = (found, _failure(state, failed), seen)
        return found, seen


class Names(dict[int, Named]):
    """The named conditions of a rule set, each once; the conditions must outlive it."""

    __slots__ = ()

    def of(self, named: ByName) -> Named:
        """What stands for the condition behind a name."""
        key = id(named.condition)
        if key not in self:
            self[key] = Named(named.condition, self)
        return self[key]


def _recalled(known: tuple[Answer, str | None, Seen], state: State) -> Answer:
    if known[1] is not None:
        state.failures.append(known[1])
    return known[0]


def _failure(state: State, before: int) -> str | None:
    """The failure that came to those before."""
    return state.failures[before] if len(state.failures) > before else None


def asking(when: Condition, unless: Condition | None, names: Names) -> Ask:
    """The function that asks until the answer is sure whether the one holds and the other does not."""
    ask = _asking(when, names)
    return until((ask, opposite(_asking(unless, names))), deciding=False) if unless else ask


def _asking(condition: Condition, names: Names) -> Ask:
    match condition:
        case Always():
            return lambda _, __: True
        case Asked():
            return fact(condition)
        case ByName(wanted=wanted):
            ask = names.of(condition).ask
            return ask if wanted else opposite(ask)
        case AllOf(parts=parts):
            return until([_asking(part, names) for part in parts], deciding=False)
        case AnyOf(parts=parts):
            return until([_asking(part, names) for part in parts], deciding=True)
        case NoneOf(parts=parts):
            return opposite(until([_asking(part, names) for part in parts], deciding=True))


def looking(when: Condition, unless: Condition | None, names: Names) -> tuple[Look, Layout]:
    """The function that asks every part of a rule, whatever the others say; and what its notes stand for."""
    building = _Looking(names)
    look = building.part(when, "")
    if unless:
        look = every((look, look_opposite(building.part(unless, "unless "))), deciding=False)
    return look, tuple(building.layout)


class _Looking:
    """Builds a function that looks, and the layout of what it notes."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.layout: list[Line | Inside] = []

    def part(self, condition: Condition, under: str) -> Look:
        """A condition's function. ``under`` stands before its words in notes."""
        match condition:
            case Always(line=line):
                self.layout.append(Line(line, f"{under}always"))
                return look_always
            case Asked(line=line, words=words):
                self.layout.append(Line(line, under + words))
                return look_fact(condition)
            case ByName():
                return self._by_name(condition, under)
            case AllOf(parts=parts, word=word):
                return self._each(parts, under + (f"{word}: " if word else ""), deciding=False)
            case AnyOf(parts=parts):
                return self._each(parts, f"{under}any: ", deciding=True)
            case NoneOf(parts=parts):
                return look_opposite(self._each(parts, f"{under}none: ", deciding=True))

    def _each(self, parts: Sequence[Condition], under: str, *, deciding: bool) -> Look:
        return every([self.part(part, under) for part in parts], deciding=deciding)

    def _by_name(self, asked: ByName, under: str) -> Look:
        named, wanted = self._names.of(asked), asked.wanted
        self.layout.append(Line(asked.line, f"{under}{asked.name}: {'yes' if wanted else 'no'}"))
        self.layout.append(Inside(f"{under}{asked.name} > ", named.layout))

        def look(facts: Source, state: State, seen: Seen) -> Answer:
            found, inside = named.look(facts, state)
            answer = None if found is None else found is wanted
            seen += (found, answer, inside)
            return answer

        return look
