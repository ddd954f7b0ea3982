"""Tries one rule on the posts of an archive while somebody writes it: what it hits, and nearly hits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from bot.facts import Unknown, Value, plain
from bot.policy.model.conditions import AllOf, AnyOf, Asked, ByName, Condition, NoneOf, Source, parts_of
from bot.policy.model.rule import Rule
from bot.policy.model.tests import Compared, HasAny, Test, Within
from bot.policy.run.answers import State
from bot.policy.run.compiled_rule import Ready
from bot.policy.run.evaluate import Names
from bot.service.replay.trial import Posts, Told

SHOWN = 10
AROUND = 20  # characters of a text that are shown before what is looked for
BEGINNING = 4  # letters by which a word is known again in another form
FAR = 0.5
"""A number that would have to be another by more than this part of itself is no near miss."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One post that a rule hits or nearly hits: its place among the posts, and the values that decide it."""

    place: int
    line: tuple[str, str, str]
    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule does on all posts: how many it hits and cannot decide on; some hits, some near misses."""

    posts: int
    hits: int
    unknown: int
    first: tuple[Seen, ...]
    near: tuple[Seen, ...]


def outcome(rule: Rule, posts: Posts, told: Told = lambda _, __: None) -> Outcome:
    """What a rule does on all posts; hits are spread over the archive, near misses are the nearest ones."""
    ready, asked = Ready(rule, Names()), list(dict.fromkeys(_asked(rule.when)))
    exempt = Ready(_only(rule), Names()) if rule.unless else None
    most = 0.99 if len(asked) == 1 else 1  # of a single yes or no every other post would be near
    hits, unknown, missed = list[int](), 0, list[tuple[float, int]]()
    posts.learn(_needed(rule), told)
    facts = posts.facts()
    for place in range(len(posts)):
        facts.place = place
        answer = ready.ask(facts, State())
        if answer:
            hits.append(place)
        elif answer is None:
            unknown += 1
        elif (far := _distance(rule.when, facts)) <= most and not _is_exempt(exempt, facts):
            missed.append((far, place))
    step = max(1, len(hits) // SHOWN)
    near = [place for _, place in nsmallest(SHOWN, missed)]
    return Outcome(
        posts=len(posts),
        hits=len(hits),
        unknown=unknown,
        first=tuple(_seen(place, posts, asked) for place in hits[::step][:SHOWN]),
        near=tuple(_seen(place, posts, asked) for place in near),
    )


def _needed(rule: Rule) -> frozenset[str]:
    """The facts of a post alone that the rule asks."""
    every = [*_asked(rule.when), *(_asked(rule.unless) if rule.unless else ())]
    return frozenset(fact for one in every if one.within is None for fact in one.facts)


def _seen(place: int, posts: Posts, asked: Sequence[Asked]) -> Seen:
    facts = posts.facts()
    facts.place = place
    values = tuple((each.fact, _around(each.test, each.value(facts))) for each in asked)
    return Seen(place, posts.line(place), values)


def _around(test: Test, value: Value) -> object:
    """A value as plain data; of a long text the stretch where the words stand that a test looks for."""
    if not isinstance(value, str) or len(value) <= AROUND:
        return plain(value)
    places = [at for one in _wanted(test) if (at := value.lower().find(one[:BEGINNING])) >= 0]
    begin = max(0, min(places, default=0) - AROUND // 2)
    return ("…" if begin else "") + value[begin : begin + 2 * AROUND]


def _wanted(test: Test) -> list[str]:
    """The words that a test of a text looks for."""
    if isinstance(test, HasAny):
        return list(test.index.wanted)
    return [test.wanted] if isinstance(test, Compared) and test.wanted else []


def _asked(condition: Condition) -> Iterator[Asked]:
    if isinstance(condition, Asked):
        yield condition
    for part in parts_of(condition):
        yield from _asked(part)


def _is_exempt(exempt: Ready | None, facts: Source) -> bool:
    """Whether an exception keeps the rule from the post, whatever the numbers."""
    return exempt is not None and exempt.ask(facts, State()) is not False


def _only(rule: Rule) -> Rule:
    return Rule(
        name=rule.name, at=rule.at, when=rule.unless or rule.when, unless=None, then=rule.then, because=None,
        mode="live", since=None, until=None,
    )  # fmt: skip


def _distance(condition: Condition, facts: Source) -> float:
    """
    How far a post is from a condition: 0 where it holds, up to 1 where one thing nearly does, else more.

    Of lines that must all hold the distances are added, of several ways the shortest counts.
    """
    match condition:
        case Asked():
            return _from_test(condition, facts)
        case AllOf(parts=parts):
            return sum(_distance(part, facts) for part in parts)
        case AnyOf(parts=parts):
            return min(_distance(part, facts) for part in parts)
        case NoneOf(parts=parts):
            return 0 if all(_distance(part, facts) for part in parts) else 1.5
        case ByName(condition=inner, wanted=True):
            return _distance(inner, facts)
        case _:
            return 0


def _from_test(asked: Asked, facts: Source) -> float:
    value = asked.value(facts)
    if isinstance(value, Unknown):
        return 2
    if asked.holds(value, facts):
        return 0
    return _beside(asked.test, value)


def _beside(test: Test, value: Value) -> float:
    """How far a value is from a test that it fails: a number by what it differs, a text by its words."""
    if isinstance(test, Within) and isinstance(value, int | float) and not isinstance(value, bool):
        bound = test.least if test.least is not None and value <= test.least else test.most
        off = abs(value - (bound or 0)) / max(1, abs(bound or 0))
        return min(1.0, off / FAR) if off <= FAR else 2
    beginnings = [one[: max(BEGINNING, len(one) - 2)] for one in _wanted(test) if len(one) >= BEGINNING]
    if isinstance(value, str) and any(one in value.lower() for one in beginnings):
        return 0.9
    return 1 if isinstance(value, bool) else 2
