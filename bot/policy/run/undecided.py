"""Asks of a rule that an unknown fact leaves open whether it may be about the post, and what is missing."""

from collections.abc import Iterator
from functools import reduce

from bot.facts import UNKNOWN, VOCABULARY, Unknown
from bot.policy.model.conditions import (
    AllOf,
    Always,
    Answer,
    AnyOf,
    Asked,
    ByName,
    Condition,
    NoneOf,
    Source,
    parts_of,
)
from bot.policy.model.rule import Rule

Answers = frozenset[Answer]
"""What a condition may answer; None: that there is nothing to ask about (``ABSENT``)."""

_EITHER: Answers = frozenset((True, False))


def left_open_by(rule: Rule, facts: Source) -> tuple[str, ...]:
    """
    What is missing to know whether the rule holds, in words.

    () where it does not hold whatever the missing facts are: a rule about an
    article, and a post without one.
    """
    possible = _possible(rule.when, facts)
    if rule.unless:
        possible = _all_of(possible, _turned(_possible(rule.unless, facts)))
    if True not in possible:
        return ()
    asked = [rule.when, *([rule.unless] if rule.unless else [])]
    names = dict.fromkeys(name for condition in asked for name in _unknown_in(condition, facts))
    return tuple(fact.missing for name in names if (fact := VOCABULARY.find(name)))


def _possible(condition: Condition, facts: Source) -> Answers:
    match condition:
        case Always():
            return frozenset((True,))
        case Asked():
            return _of_fact(condition, facts)
        case ByName(wanted=wanted, condition=inner):
            found = _possible(inner, facts)
            return found if wanted else _turned(found)
        case AllOf(parts=parts):
            return reduce(_all_of, (_possible(part, facts) for part in parts))
        case AnyOf(parts=parts):
            return _turned(reduce(_all_of, (_turned(_possible(part, facts)) for part in parts)))
        case NoneOf(parts=parts):
            return reduce(_all_of, (_turned(_possible(part, facts)) for part in parts))


def _of_fact(asked: Asked, facts: Source) -> Answers:
    value = asked.value(facts)
    if UNKNOWN in (value, *(facts[name] for name in asked.facts[1:])):
        return _EITHER
    if isinstance(value, Unknown):
        return frozenset((None,))
    try:
        return frozenset((asked.holds(value, facts),))
    except Exception:  # noqa: BLE001 - a test that fails may hold
        return _EITHER


def _all_of(one: Answers, other: Answers) -> Answers:
    return frozenset(_both(first, second) for first in one for second in other)


def _both(one: Answer, other: Answer) -> Answer:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _turned(answers: Answers) -> Answers:
    return frozenset(None if answer is None else not answer for answer in answers)


def _unknown_in(condition: Condition, facts: Source) -> Iterator[str]:
    if isinstance(condition, Asked):
        if condition.value(facts) is UNKNOWN:
            yield condition.fact
        yield from (name for name in condition.facts[1:] if facts[name] is UNKNOWN)
    for part in parts_of(condition):
        yield from _unknown_in(part, facts)
