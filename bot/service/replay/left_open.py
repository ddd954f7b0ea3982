"""What rules leave open until the list's history is known, and how little of a post they need then."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.facts import Question, Unknown, Value
from bot.facts.vocabulary import VOCABULARY
from bot.intake.archive import is_lost
from bot.policy import Policy
from bot.policy.model.conditions import Asked
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Outcome
from bot.policy.run.evaluate import Names
from bot.policy.run.many import AskMany, Many, Mask, asking_many, marked
from bot.service.replay.judge_together import letters_of, written
from bot.service.replay.roles import AskRoles, Roles
from bot.service.replay.row import LETTERS, Said
from bot.service.replay.thresholds import Turned, decided, leaves, turned

DUPLICATE = "message.duplicate"
POSTS_EVER = frozenset({"sender.first_post", "sender.posts_ever"})
FROM_THE_PAST = POSTS_EVER | {DUPLICATE}
"""Facts without a span of time that history answers too."""

OPEN, OFF = LETTERS[Outcome.UNKNOWN], LETTERS[Outcome.OFF]
_NEITHER = 2 * LETTERS[Outcome.NO_MATCH]
_ROLE_OF_OCTET = b"-aio".ljust(256, b"-")

Either = str
"""Two letters: the outcome of a rule where its test of history holds, and where it does not."""

Aside = tuple[str, float]
"""
What a number that does not ask history means where the test of history holds, and where not.

One letter for each, see ``ROLES``; the number that the post has.
"""

ROLES = {"a": "always", "i": "inside", "o": "outside", "-": ""}

Hanging = tuple[Either, tuple[Aside, ...]]
"""What a post leaves to one test of history: the rule's outcomes, and its other numbers."""

Open = Mapping[int, Mapping[str, Value] | Hanging]
"""What history needs of a rule (by its place): the other facts that it asks, or what hangs on one test."""


class Sides(NamedTuple):
    """A number that does not ask history, where the test of history holds, and where not."""

    held: AskRoles
    failed: AskRoles


class Hinge(NamedTuple):
    """
    The only test of a rule that asks history, and what the post alone says for either answer.

    ``beside``: the rule's numbers that do not ask history.
    """

    asked: Asked
    question: Question | None
    held: AskMany
    failed: AskMany
    letters: bytes
    beside: tuple[Sides, ...]

    def settled(self, value: Value, either: Either) -> "tuple[str, bool | None]":
        """The rule's letter for what history says, and whether the test holds: None where nobody knows."""
        if isinstance(value, Unknown):
            return either[0] if either[0] == either[1] else OPEN, None
        holds = self.asked.test.holds(value)
        return either[not holds], holds


class Hung(NamedTuple):
    """A rule that a post has left to one test: what history says there, its side, and what hung on it."""

    value: Value
    side: bool | None
    either: Either
    numbers: tuple[Aside, ...]

    def beside(self, number: int) -> tuple[str, float]:
        """What a number that does not ask history means, and the number that the post has."""
        roles, seen = self.numbers[number]
        known = self.side is not None or roles[0] == roles[1]
        return ROLES[roles[self.side is False]] if known else "", seen


class OpenRule(NamedTuple):
    """
    A rule that asks history: its place, the facts that history answers, the other facts that it asks.

    ``measured``: it has a number beside those of history, which is measured with history known.
    """

    place: int
    past: frozenset[str]
    others: frozenset[str]
    measured: bool
    hinge: Hinge | None


def open_rules(policy: Policy) -> tuple[OpenRule, ...]:
    """The rules of a policy that ask history."""
    found = []
    for place, rule in enumerate(policy.rules):
        asked = frozenset(facts_in(rule))
        past = asked & FROM_THE_PAST | {one.fact for one in rule.questions}
        if past:
            numbers = turned(rule, policy.names)
            measured = any(one.threshold.within is None for one in numbers)
            found.append(OpenRule(place, past, asked - past, measured, _hinge(rule, policy.names, numbers)))
    return tuple(found)


def _hinge(rule: Rule, names: Names, numbers: Sequence[Turned]) -> Hinge | None:
    """The one test of a rule that asks history; None where there are several, or values are compared."""
    every = [leaf for leaf, _ in (*leaves(rule.when), *(leaves(rule.unless) if rule.unless else ()))]
    found = [leaf for leaf in every if leaf.within or FROM_THE_PAST & set(leaf.facts)]
    if len(found) != 1 or len(found[0].facts) != 1:
        return None
    (leaf,) = found
    either = (decided(rule, leaf, holds=True), decided(rule, leaf, holds=False))
    held, failed = (asking_many(one.when, one.unless) for one in either)
    sides = [{one.threshold: AskRoles(one) for one in turned(each, names)} for each in either]
    beside = tuple(
        Sides(sides[0][one.threshold], sides[1][one.threshold])
        for one, aside in zip(numbers, asides(numbers), strict=True)
        if aside is not None
    )
    question = Question(leaf.fact, leaf.within) if leaf.within else None
    return Hinge(leaf, question, held, failed, letters_of(rule), beside)


def asides(numbers: Sequence[Turned]) -> list[int | None]:
    """For each number of a rule its place among those that do not ask history, None where it does."""
    asks = [bool(one.threshold.within) or one.threshold.fact in FROM_THE_PAST for one in numbers]
    return [None if each else asks[:place].count(False) for place, each in enumerate(asks)]


def left_open(
    rules: Sequence[OpenRule], many: Many, said: Sequence[Said], lost: Sequence[Sequence[str]]
) -> list[Open]:
    """For each post the rules that only history can answer or measure, with what is needed of the post."""
    found: list[dict[int, Mapping[str, Value] | Hanging]] = [{} for _ in said]
    gone = marked([bool(names) for names in lost])
    for rule in rules:
        letters = [one.outcomes[rule.place] for one in said]
        wanted = marked([letter != OFF if rule.measured else letter == OPEN for letter in letters])
        for place in many.places(wanted & gone):
            if any(is_lost(name, frozenset(lost[place])) for name in rule.past):
                wanted ^= 1 << (8 * place)
        if wanted:
            needed = _hanging(rule.hinge, many, wanted) if rule.hinge else _asked(rule, many, wanted)
            for place, one in needed:
                found[place][rule.place] = one
    return list(found)


def _asked(rule: OpenRule, many: Many, where: Mask) -> Iterator[tuple[int, Mapping[str, Value]]]:
    """For each post of a mask the facts that a rule asks beside those of history."""
    columns = {name: many.column(name, None, where).values for name in rule.others}
    for place in many.places(where):
        yield place, {name: column[place] for name, column in columns.items()}


def _hanging(hinge: Hinge, many: Many, where: Mask) -> Iterator[tuple[int, Hanging]]:
    """For each post of a mask what hangs on a test of history; none where nothing does."""
    held, failed = hinge.held(many, where), hinge.failed(many, where)
    letters = [written(many, *each, hinge.letters) for each in (held, failed)]
    roles = [
        [
            _letters(many, asking.of(many, where, caught[0]))
            for asking, caught in ((one.held, held), (one.failed, failed))
        ]
        for one in hinge.beside
    ]
    numbers = [one.held.column(many, where).numbers() for one in hinge.beside]
    for place in many.places(where):
        either = letters[0][place] + letters[1][place]
        others = tuple(
            (first[place] + second[place], seen[place])
            for (first, second), seen in zip(roles, numbers, strict=True)
        )
        if either != _NEITHER or any(one != "--" for one, _ in others):
            yield place, (either, others)


def _letters(many: Many, roles: Roles) -> str:
    """The role of each post as a letter."""
    octets = roles.always | roles.inside * 2 | roles.outside * 3
    return octets.to_bytes(many.size, "little").translate(_ROLE_OF_OCTET).decode()


def facts_in(rule: Rule) -> Iterator[str]:
    """Every fact that a rule's conditions can ask."""
    yield from rule.when.all_facts
    yield from rule.unless.all_facts if rule.unless else ()


class WholePast(Protocol):
    """What facts without a span of time look at."""

    @property
    def author_posts(self) -> int | None:
        """How many posts the author has, ever; None where nobody knows."""

    @property
    def duplicate(self) -> bool:
        """Whether the same post was there."""


def history_answer(name: str, past: WholePast) -> Value:
    """What history says of a fact without a span of time; KeyError of others."""
    fact = VOCABULARY.find(name)
    if name not in FROM_THE_PAST or fact is None:
        raise KeyError(name)
    return fact.answer(None, past)  # type: ignore[arg-type]  # these look at the whole past alone
