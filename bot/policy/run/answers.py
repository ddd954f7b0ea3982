"""The functions that rules are made of: each asks something of a post and answers yes, no or unknown."""

from collections.abc import Callable, Sequence
from operator import itemgetter, methodcaller
from typing import Any

from bot.facts import UNKNOWN, Unknown, Value
from bot.policy.model.conditions import Answer, Asked, Source
from bot.policy.model.tests import Beside

Seen = list[Any]
"""What a look saw, in the order of its layout: value and answer of each line; a list for each inside."""
Ask = Callable[[Source, "State"], Answer]
Look = Callable[[Source, "State", Seen], Answer]


class State:
    """What asking leaves behind: ``failures`` of one rule, answers of named conditions for all of them."""

    __slots__ = ("failures", "known")

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.known: dict[object, tuple[Answer, str | None, Seen]] = {}


def _value_of(asked: Asked) -> Callable[[Source], Value]:
    if asked.within is None:
        return itemgetter(asked.fact)
    return methodcaller("within", asked.fact, asked.within)


def fact(asked: Asked) -> Ask:
    """The answer of one test. A test that fails answers "unknown" and leaves the name of the failure."""
    if isinstance(asked.test, Beside):
        return _beside(asked)
    value_of, holds = _value_of(asked), asked.test.holds

    def ask(facts: Source, state: State) -> Answer:
        try:
            value = value_of(facts)
            return None if isinstance(value, Unknown) else holds(value)
        except Exception as error:  # noqa: BLE001 - a test that fails must not stop the others
            state.failures.append(type(error).__name__)
            return None

    return ask


def _beside(asked: Asked) -> Ask:
    """The same where the value of another fact is needed."""

    def ask(facts: Source, state: State) -> Answer:
        try:
            value = asked.value(facts)
            return None if isinstance(value, Unknown) else asked.holds(value, facts)
        except Exception as error:  # noqa: BLE001 - a test that fails must not stop the others
            state.failures.append(type(error).__name__)
            return None

    return ask


def opposite(ask: Ask) -> Ask:
    """No for yes, yes for no."""

    def turned(facts: Source, state: State) -> Answer:
        found = ask(facts, state)
        return None if found is None else not found

    return turned


def until(parts: Sequence[Ask], *, deciding: bool) -> Ask:
    """Ask one part after the other until one gives the deciding answer."""
    if len(parts) == 1:
        return parts[0]

    def ask(facts: Source, state: State) -> Answer:
        result: Answer = not deciding
        for part in parts:
            found = part(facts, state)
            if found is deciding:
                return deciding
            if found is None:
                result = None
        return result

    return ask


def look_always(_: Source, __: State, seen: Seen) -> Answer:
    """Yes, without asking."""
    seen += (None, True)
    return True


def look_fact(asked: Asked) -> Look:
    """The same as ``fact``; notes the value and the answer."""
    value_of = _value_of(asked)

    def look(facts: Source, state: State, seen: Seen) -> Answer:
        value: Value = UNKNOWN
        answer: Answer = None
        try:
            value = value_of(facts)
            if not isinstance(value, Unknown):
                answer = asked.holds(value, facts)
        except Exception as error:  # noqa: BLE001 - a test that fails must not stop the others
            state.failures.append(type(error).__name__)
        seen += (value, answer)
        return answer

    return look


def look_opposite(look: Look) -> Look:
    """The same as ``opposite``; notes what the function notes."""

    def turned(facts: Source, state: State, seen: Seen) -> Answer:
        found = look(facts, state, seen)
        return None if found is None else not found

    return turned


def every(parts: Sequence[Look], *, deciding: bool) -> Look:
    """Ask every part; the deciding answer wins over unknown, and unknown over the other one."""
    if len(parts) == 1:
        return parts[0]

    def look(facts: Source, state: State, seen: Seen) -> Answer:
        result: Answer = not deciding
        for part in parts:
            found = part(facts, state, seen)
            if found is deciding:
                result = deciding
            elif found is None and result is not deciding:
                result = None
        return result

    return look
