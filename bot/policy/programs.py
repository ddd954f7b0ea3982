"""
Conditions as functions, made once when the rules are read.

There are two of each condition: one answers and stops as soon as the answer is
sure; the other asks every part and notes what it saw. Both answer the same. A
test that fails answers "unknown" and leaves the name of the failure.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

from bot.facts import UNKNOWN, Value
from bot.facts.facts import plain
from bot.policy.comparisons import predicate
from bot.policy.conditions import AllOf, Always, Answer, AnyOf, Asked, ByName, Condition, NoneOf, Source
from bot.policy.verdict import ConditionTrace


class Inside(NamedTuple):
    """What a named condition noted, and what stands before its words; shared by all rules that use it."""

    under: str
    notes: Sequence["Note | Inside"]


class State:
    """What asking leaves behind: ``failures`` of one rule, answers of named conditions for all of them."""

    __slots__ = ("failures", "known")

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.known: dict[object, tuple[Answer, str | None, Notes]] = {}


Ask = Callable[[Source, State], Answer]
Note = tuple[int, str, Value | None, Answer]
"""The line of a condition, its words, the value seen, the answer."""
Notes = list["Note | Inside"]
AskAndNote = Callable[[Source, State, Notes], Answer]


class Noted(Sequence[ConditionTrace]):
    """The conditions of a rule as they were evaluated; written out when somebody looks."""

    __slots__ = ("_notes", "_written")
    _written: list[ConditionTrace]

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    @property
    def _all(self) -> list[ConditionTrace]:
        if not hasattr(self, "_written"):
            self._written = list(_written(self._notes, ""))
        return self._written

    @overload
    def __getitem__(self, at: int) -> ConditionTrace: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ConditionTrace]: ...
    def __getitem__(self, at: int | slice) -> ConditionTrace | Sequence[ConditionTrace]:
        return self._all[at]

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == list(other)

    def __hash__(self) -> int:
        return hash(len(self._notes))

    def __repr__(self) -> str:
        return f"Noted({self._all!r})"


def _written(notes: Sequence[Note | Inside], under: str) -> Iterator[ConditionTrace]:
    for note in notes:
        if isinstance(note, Inside):
            yield from _written(note.notes, under + note.under)
            continue
        line, words, value, holds = note
        seen = None if value is None else plain(value)
        yield ConditionTrace(line=line, condition=under + words, value=seen, holds=holds)


@dataclass(frozen=True, slots=True)
class Program:
    """A condition, ready: ``ask`` answers, ``look`` answers and notes all that it saw."""

    ask: Ask
    look: AskAndNote


def program(condition: Condition, under: str = "") -> Program:
    """The functions of a condition; ``under`` stands before its words in notes."""
    return Program(_ask(condition), _look(condition, under))


def _ask(condition: Condition) -> Ask:
    match condition:
        case Always():
            return lambda _, __: True
        case Asked():
            return _ask_fact(condition)
        case ByName(wanted=wanted):
            ask = _ask_once(condition)
            return ask if wanted else _opposite(ask)
        case AllOf(parts=parts):
            return _until([_ask(part) for part in parts], deciding=False)
        case AnyOf(parts=parts):
            return _until([_ask(part) for part in parts], deciding=True)
        case NoneOf(parts=parts):
            return _opposite(_until([_ask(part) for part in parts], deciding=True))


def _ask_fact(asked: Asked) -> Ask:
    name, holds, span = asked.fact, predicate(asked.test), asked.within

    def ask(facts: Source, state: State) -> Answer:
        try:
            value = facts[name] if span is None else facts.within(name, span)
            return None if value is UNKNOWN else holds(value)
        except Exception as error:  # noqa: BLE001 - a test that fails must not stop the others
            state.failures.append(type(error).__name__)
            return None

    return ask


def _ask_once(named: ByName) -> Ask:
    """A named condition: asked once for a post, however many rules use it."""
    inner, key = _ask(named.condition), id(named.condition)

    def ask(facts: Source, state: State) -> Answer:
        known = state.known.get(key)
        if known is not None:
            return _recalled(known, state)
        failed = len(state.failures)
        found = inner(facts, state)
        state.known[key] = (found, _failure(state, failed), [])
        return found

    return ask


def _recalled(known: tuple[Answer, str | None, Notes], state: State) -> Answer:
    if known[1] is not None:
        state.failures.append(known[1])
    return known[0]


def _failure(state: State, before: int) -> str | None:
    """The failure that came to those before."""
    return state.failures[before] if len(state.failures) > before else None


def _opposite(ask: Ask) -> Ask:
    def answer(facts: Source, state: State) -> Answer:
        found = ask(facts, state)
        return None if found is None else not found

    return answer


def _until(asks: Sequence[Ask], *, deciding: bool) -> Ask:
    """Ask one after the other until one gives the deciding answer."""
    if len(asks) == 1:
        return asks[0]

    def answer(facts: Source, state: State) -> Answer:
        result: Answer = not deciding
        for ask in asks:
            found = ask(facts, state)
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
            return lambda facts, state, notes: _turned(each(facts, state, notes), wanted=False)


def _look_always(note: Note) -> AskAndNote:
    def look(_: Source, __: State, notes: Notes) -> Answer:
        notes.append(note)
        return True

    return look


def _look_at_fact(asked: Asked, words: str) -> AskAndNote:
    name, holds, span, line = asked.fact, predicate(asked.test), asked.within, asked.line

    def look(facts: Source, state: State, notes: Notes) -> Answer:
        value: Value = UNKNOWN
        answer: Answer = None
        try:
            value = facts[name] if span is None else facts.within(name, span)
            answer = None if value is UNKNOWN else holds(value)
        except Exception as error:  # noqa: BLE001 - a test that fails must not stop the others
            state.failures.append(type(error).__name__)
        notes.append((line, words, value, answer))
        return answer

    return look


def _look_by_name(named: ByName, under: str) -> AskAndNote:
    inner, key = _look(named.condition, ""), id(named.condition)
    line, wanted, before = named.line, named.wanted, f"{under}{named.name} > "
    words = f"{under}{named.name}: {'yes' if wanted else 'no'}"

    def look(facts: Source, state: State, notes: Notes) -> Answer:
        known = state.known.get(key)
        if known is None:
            failed, inside = len(state.failures), list[Note | Inside]()
            found = inner(facts, state, inside)
            known = state.known[key] = (found, _failure(state, failed), inside)
        else:
            found = _recalled(known, state)
        holds = _turned(found, wanted=wanted)
        notes.append((line, words, found, holds))
        notes.append(Inside(before, known[2]))
        return holds

    return look


def _look_at_each(parts: Sequence[Condition], under: str, *, deciding: bool) -> AskAndNote:
    """Ask every part, whatever the others say."""
    looks = [_look(part, under) for part in parts]

    def look(facts: Source, state: State, notes: Notes) -> Answer:
        answers = [one(facts, state, notes) for one in looks]
        if deciding in answers:
            return deciding
        return None if None in answers else not deciding

    return look


def _turned(found: Answer, *, wanted: bool) -> Answer:
    return None if found is None else found is wanted
