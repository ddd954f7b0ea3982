"""
Conditions as functions, made once when the rules are read.

There are two of each condition: one answers and stops as soon as the answer is
sure; the other asks every part and notes what it saw. Both answer the same. A
test that fails answers "unknown" and leaves the name of the failure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from bot.facts import UNKNOWN, Value
from bot.facts.facts import plain
from bot.policy.comparisons import predicate
from bot.policy.conditions import AllOf, Always, Answer, AnyOf, Asked, ByName, Condition, NoneOf, Source
from bot.policy.verdict import ConditionTrace

Failures = list[str]
Ask = Callable[[Source, Failures], Answer]
Note = tuple[int, str, Value | None, Answer]
"""The line of a condition, its words, the value seen, the answer."""
Notes = list[Note]
AskAndNote = Callable[[Source, Failures, Notes], Answer]


class Noted(Sequence[ConditionTrace]):
    """The conditions of a rule as they were evaluated; written out when somebody looks."""

    __slots__ = ("_notes",)

    def __init__(self, notes: Sequence[Note]) -> None:
        self._notes = notes

    @overload
    def __getitem__(self, at: int) -> ConditionTrace: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ConditionTrace]: ...
    def __getitem__(self, at: int | slice) -> ConditionTrace | Sequence[ConditionTrace]:
        if isinstance(at, slice):
            return Noted(self._notes[at])
        line, words, value, holds = self._notes[at]
        seen = None if value is None else plain(value)
        return ConditionTrace(line=line, condition=words, value=seen, holds=holds)

    def __len__(self) -> int:
        return len(self._notes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self._notes))

    def __repr__(self) -> str:
        return f"Noted({list(self)!r})"


@dataclass(frozen=True, slots=True)
class Program:
    """A condition, ready: ``ask`` answers, ``look`` answers and notes all that it saw."""

    ask: Ask
    look: AskAndNote


def program(condition: Condition, under: str = "") -> Program:
    """The functions of a condition; ``under`` stands before its words in notes."""
    return Program(_ask(condition), _look(condition, under))


def _value_of(asked: Asked) -> Callable[[Source], Value] | None:
    """How to get the value of a fact over a span of time; None for any other fact."""
    name, span = asked.fact, asked.within
    return None if span is None else lambda facts: facts.within(name, span)


def _ask(condition: Condition) -> Ask:
    match condition:
        case Always():
            return lambda _, __: True
        case Asked():
            return _ask_fact(condition)
        case ByName(wanted=wanted, condition=inner):
            ask = _ask(inner)
            return ask if wanted else _opposite(ask)
        case AllOf(parts=parts):
            return _until([_ask(part) for part in parts], deciding=False)
        case AnyOf(parts=parts):
            return _until([_ask(part) for part in parts], deciding=True)
        case NoneOf(parts=parts):
            return _opposite(_until([_ask(part) for part in parts], deciding=True))


def _ask_fact(asked: Asked) -> Ask:
    name, holds, value_of = asked.fact, predicate(asked.test), _value_of(asked)

    def ask(facts: Source, failures: Failures) -> Answer:
        try:
            value = facts[name] if value_of is None else value_of(facts)
            return None if value is UNKNOWN else holds(value)
        except Exception as error:  # noqa: BLE001 - a test that fails must not stop the others
            failures.append(type(error).__name__)
            return None

    return ask


def _opposite(ask: Ask) -> Ask:
    def answer(facts: Source, failures: Failures) -> Answer:
        found = ask(facts, failures)
        return None if found is None else not found

    return answer


def _until(asks: Sequence[Ask], *, deciding: bool) -> Ask:
    """Ask one after the other until one gives the deciding answer."""
    if len(asks) == 1:
        return asks[0]

    def answer(facts: Source, failures: Failures) -> Answer:
        result: Answer = not deciding
        for ask in asks:
            found = ask(facts, failures)
            if found is deciding:
                return deciding
            if found is None:
                result = None
        return result

    return answer


def _look(condition: Condition, under: str) -> AskAndNote:
    match condition:
        case Always(line=line):
            return _look_always((line, under + "always", None, True))
        case Asked():
            return _look_at_fact(condition, under + condition.words)
        case ByName():
            return _look_by_name(condition, under)
        case AllOf(parts=parts, word=word):
            return _look_at_each(parts, under + (f"{word}: " if word else ""), deciding=False)
        case AnyOf(parts=parts):
            return _look_at_each(parts, under + "any: ", deciding=True)
        case NoneOf(parts=parts):
            each = _look_at_each(parts, under + "none: ", deciding=True)
            return lambda facts, failures, notes: _turned(each(facts, failures, notes), wanted=False)


def _look_always(note: Note) -> AskAndNote:
    def look(_: Source, __: Failures, notes: Notes) -> Answer:
        notes.append(note)
        return True

    return look


def _look_at_fact(asked: Asked, words: str) -> AskAndNote:
    name, holds, value_of, line = asked.fact, predicate(asked.test), _value_of(asked), asked.line

    def look(facts: Source, failures: Failures, notes: Notes) -> Answer:
        value: Value = UNKNOWN
        answer: Answer = None
        try:
            value = facts[name] if value_of is None else value_of(facts)
            answer = None if value is UNKNOWN else holds(value)
        except Exception as error:  # noqa: BLE001 - a test that fails must not stop the others
            failures.append(type(error).__name__)
        notes.append((line, words, value, answer))
        return answer

    return look


def _look_by_name(named: ByName, under: str) -> AskAndNote:
    inner = _look(named.condition, f"{under}{named.name} > ")
    line, wanted = named.line, named.wanted
    words = f"{under}{named.name}: {'yes' if wanted else 'no'}"

    def look(facts: Source, failures: Failures, notes: Notes) -> Answer:
        at = len(notes)
        found = inner(facts, failures, notes)
        holds = _turned(found, wanted=wanted)
        notes.insert(at, (line, words, found, holds))
        return holds

    return look


def _look_at_each(parts: Sequence[Condition], under: str, *, deciding: bool) -> AskAndNote:
    """Ask every part, whatever the others say."""
    looks = [_look(part, under) for part in parts]

    def look(facts: Source, failures: Failures, notes: Notes) -> Answer:
        answers = [one(facts, failures, notes) for one in looks]
        if deciding in answers:
            return deciding
        return None if None in answers else not deciding

    return look


def _turned(found: Answer, *, wanted: bool) -> Answer:
    return None if found is None else found is wanted
