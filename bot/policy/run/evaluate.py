"""
Compiles conditions to functions when they are first asked.

There are two of each rule: one answers and stops as soon as the answer is
sure; the other asks every part and brings back all that it saw. Both answer
the same. A test that fails answers "unknown" and leaves the name of the failure.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.policy.model.conditions import AllOf, Always, Answer, AnyOf, Asked, ByName, Condition, NoneOf, Source
from bot.policy.run.codegen import Scribe
from bot.policy.run.trace import Inside, Layout, Line

Seen = tuple[Any, ...]
"""What a look saw, in the order of its layout: value and answer of each line; a tuple for each inside."""
Ask = Callable[[Source, "State"], Answer]
Look = Callable[[Source, "State"], tuple[Answer, Seen]]


class State:
    """What asking leaves behind: ``failures`` of one rule, answers of named conditions for all of them."""

    __slots__ = ("failures", "known")

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.known: dict[Named, tuple[Answer, str | None, Seen]] = {}


class Named:
    """A named condition: asked once for a post, however many rules use it."""

    __slots__ = ("_ask", "_condition", "_look", "_names", "layout")

    def __init__(self, condition: Condition, names: "Names") -> None:
        self._condition = condition
        self._names = names
        self._ask: Ask | None = None
        self._look: Look | None = None
        self.layout: Layout = ()

    def ask(self, facts: Source, state: State) -> Answer:
        """The answer, found with as few questions as can be."""
        known = state.known.get(self)
        if known is not None:
            return _recalled(known, state)
        if self._ask is None:
            self._ask = asking(self._condition, self._names)
        failed = len(state.failures)
        found = self._ask(facts, state)
        state.known[self] = (found, _failure(state, failed), ())
        return found

    def opposite(self, facts: Source, state: State) -> Answer:
        """The opposite of the answer."""
        found = self.ask(facts, state)
        return None if found is None else not found

    def look(self, facts: Source, state: State) -> tuple[Answer, Seen]:
        """The answer after every question, and what was seen."""
        known = state.known.get(self)
        if known is not None:
            return _recalled(known, state), known[2]
        failed = len(state.failures)
        found, seen = self.looking()(facts, state)
        state.known[self] = (found, _failure(state, failed), seen)
        return found, seen

    def looking(self) -> Look:
        """The function that looks; ``layout`` is there from then on."""
        if self._look is None:
            self._look, self.layout = looking(self._condition, None, self._names)
        return self._look


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


def asking(condition: Condition, names: Names) -> Ask:
    """The function that asks a condition until the answer is sure."""
    match condition:
        case Always():
            return lambda _, __: True
        case ByName(wanted=wanted):
            named = names.of(condition)
            return named.ask if wanted else named.opposite
        case Asked():
            return _until((condition,), names, deciding=False, answer=False)
        case AllOf(parts=parts):
            return _until(parts, names, deciding=False, answer=False)
        case AnyOf(parts=parts):
            return _until(parts, names, deciding=True, answer=True)
        case NoneOf(parts=parts):
            return _until(parts, names, deciding=True, answer=False)


def _until(parts: Sequence[Condition], names: Names, *, deciding: bool, answer: bool) -> Ask:
    """Ask one part after the other until one gives the deciding answer."""
    scribe = Scribe("facts", "state")
    scribe.add(f"result = {not answer}")
    for part in parts:
        if isinstance(part, Asked):
            test = scribe.test(part.test, "value")
            scribe.add(
                "try:",
                f"    value = {scribe.fact(part)}",
                "    if value is UNKNOWN:",
                "        result = None",
                f"    elif {test if deciding else f'not ({test})'}:",
                f"        return {answer}",
                *_failing("result"),
            )
        else:
            scribe.add(
                f"found = {scribe.name(asking(part, names))}(facts, state)",
                f"if found is {deciding}:",
                f"    return {answer}",
                "if found is None:",
                "    result = None",
            )
    scribe.add("return result")
    return scribe.made()


def _failing(answer: str) -> tuple[str, ...]:
    """The end of a ``try:``; a test that fails must not stop the others."""
    return (
        "except Exception as error:",
        "    state.failures.append(type(error).__name__)",
        f"    {answer} = None",
    )


def looking(condition: Condition, unless: Condition | None, names: Names) -> tuple[Look, Layout]:
    """The function that asks every part of a rule, whatever the others say; and what its notes stand for."""
    writing = _Looking(names)
    holds = writing.part(condition, "")
    if unless:
        excepted = writing.part(unless, "unless ")
        holds = (
            f"False if {holds} is False or {excepted} is True else None if {excepted} is None else {holds}"
        )
    return writing.made(holds), tuple(writing.layout)


class _Looking:
    """Writes a function that looks."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._scribe = Scribe("facts", "state")
        self._seen: list[str] = []
        self._answers = 0
        self.layout: list[Line | Inside] = []

    def made(self, holds: str) -> Look:
        self._scribe.add(f"return {holds}, ({''.join(f'{one}, ' for one in self._seen)})")
        return self._scribe.made()

    def part(self, condition: Condition, under: str) -> str:
        """Write a condition; the name of its answer. ``under`` stands before its words in notes."""
        match condition:
            case Always(line=line):
                return self._note(line, under + "always", "None", "True")
            case Asked():
                return self._fact(condition, under)
            case ByName():
                return self._by_name(condition, under)
            case AllOf(parts=parts, word=word):
                return self._each(parts, under + (f"{word}: " if word else ""), deciding=False, answer=False)
            case AnyOf(parts=parts):
                return self._each(parts, under + "any: ", deciding=True, answer=True)
            case NoneOf(parts=parts):
                return self._each(parts, under + "none: ", deciding=True, answer=False)

    def _note(self, line: int, words: str, value: str, answer: str) -> str:
        self.layout.append(Line(line, words))
        self._seen += [value, answer]
        return answer

    def _answer(self) -> str:
        self._answers += 1
        return f"a{self._answers}"

    def _fact(self, asked: Asked, under: str) -> str:
        answer = self._answer()
        value = f"v{self._answers}"
        self._scribe.add(
            f"{value}, {answer} = UNKNOWN, None",
            "try:",
            f"    {value} = {self._scribe.fact(asked)}",
            f"    if {value} is not UNKNOWN:",
            f"        {answer} = {self._scribe.test(asked.test, value)}",
            *_failing(answer),
        )
        return self._note(asked.line, under + asked.words, value, answer)

    def _by_name(self, asked: ByName, under: str) -> str:
        named = self._names.of(asked)
        named.looking()
        answer = self._answer()
        found, inside = f"f{self._answers}", f"i{self._answers}"
        self._scribe.add(
            f"{found}, {inside} = {self._scribe.name(named.look)}(facts, state)",
            f"{answer} = None if {found} is None else {found} is {asked.wanted}",
        )
        words = f"{under}{asked.name}: {'yes' if asked.wanted else 'no'}"
        self._note(asked.line, words, found, answer)
        self.layout.append(Inside(f"{under}{asked.name} > ", named.layout))
        self._seen.append(inside)
        return answer

    def _each(self, parts: Sequence[Condition], under: str, *, deciding: bool, answer: bool) -> str:
        each = [self.part(part, under) for part in parts]
        decided, unsure = (" or ".join(f"{one} is {wanted}" for one in each) for wanted in (deciding, None))
        name = self._answer()
        self._scribe.add(f"{name} = {answer} if {decided} else None if {unsure} else {not answer}")
        return name
