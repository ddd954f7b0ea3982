"""What rules leave open until the list's history is known, and how little of a post they need then."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.facts import Context, Question, Unknown, Value
from bot.facts.vocabulary import VOCABULARY
from bot.intake.archive import is_lost
from bot.policy import Policy
from bot.policy.model.conditions import Asked
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Outcome
from bot.policy.run.many import AskMany, Many, Mask, asking_many, marked
from bot.service.replay.judge_together import letters_of, written
from bot.service.replay.row import LETTERS, Said
from bot.service.replay.thresholds import decided, leaves, turned

DUPLICATE = "message.duplicate"
POSTS_EVER = frozenset({"sender.first_post", "sender.posts_ever"})
FROM_THE_PAST = POSTS_EVER | {DUPLICATE}
"""Facts without a span of time that history answers too."""

OPEN = LETTERS[Outcome.UNKNOWN]

Either = str
"""Two letters: the outcome of a rule where its test of history holds, and where it does not."""

Open = Mapping[int, Mapping[str, Value] | Either]
"""What history needs of a rule (by its place): the other facts that it asks, or its two outcomes."""


class Hinge(NamedTuple):
    """The only test of a rule that asks history, and what the post alone says for either answer."""

    asked: Asked
    question: Question | None
    held: AskMany
    failed: AskMany
    letters: bytes

    def outcome(self, value: Value, either: Either) -> str:
        """The letter of the rule; where nobody knows, open unless both are the same."""
        if isinstance(value, Unknown):
            return either[0] if either[0] == either[1] else OPEN
        return either[0] if self.asked.test.holds(value) else either[1]


class Hung(NamedTuple):
    """A rule that a post has left to one test: what history says there, and the two outcomes."""

    value: Value
    either: Either


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
            measured = any(one.threshold.within is None for one in turned(rule, policy.names))
            hinge = None if measured else _hinge(rule)
            found.append(OpenRule(place, past, asked - past, measured, hinge))
    return tuple(found)


def _hinge(rule: Rule) -> Hinge | None:
    """The one test of a rule that asks history; None where there are several, or values are compared."""
    every = [leaf for leaf, _ in (*leaves(rule.when), *(leaves(rule.unless) if rule.unless else ()))]
    found = [leaf for leaf in every if leaf.within or FROM_THE_PAST & set(leaf.facts)]
    if len(found) != 1 or len(found[0].facts) != 1:
        return None
    (leaf,) = found
    either = (decided(rule, leaf, holds=True), decided(rule, leaf, holds=False))
    held, failed = (asking_many(one.when, one.unless) for one in either)
    question = Question(leaf.fact, leaf.within) if leaf.within else None
    return Hinge(leaf, question, held, failed, letters_of(rule))


def left_open(
    rules: Sequence[OpenRule], many: Many, said: Sequence[Said], lost: Sequence[Sequence[str]]
) -> list[Open]:
    """For each post the rules that only history can answer or measure, with what is needed of the post."""
    found: list[dict[int, Mapping[str, Value] | Either]] = [{} for _ in said]
    gone = marked([bool(names) for names in lost])
    for rule in rules:
        where = many.all
        if not rule.measured:
            where = marked([one.outcomes[rule.place] == OPEN for one in said])
        for place in many.places(where & gone):
            if any(is_lost(name, frozenset(lost[place])) for name in rule.past):
                where ^= 1 << (8 * place)
        if where:
            for place, needed in _needed(rule, many, where):
                found[place][rule.place] = needed
    return list(found)


def _needed(rule: OpenRule, many: Many, where: Mask) -> Iterator[tuple[int, Mapping[str, Value] | Either]]:
    """For each post of a mask what history needs of it for a rule."""
    if rule.hinge:
        held, failed = (
            written(many, *ask(many, where), rule.hinge.letters)
            for ask in (rule.hinge.held, rule.hinge.failed)
        )
        yield from ((place, held[place] + failed[place]) for place in many.places(where))
        return
    columns = {name: many.column(name, None, where).values for name in rule.others}
    for place in many.places(where):
        yield place, {name: column[place] for name, column in columns.items()}


def facts_in(rule: Rule) -> Iterator[str]:
    """Every fact that a rule's conditions can ask."""
    yield from rule.when.all_facts
    yield from rule.unless.all_facts if rule.unless else ()


def history_answer(name: str, context: Context) -> Value:
    """What history says of a fact without a span of time; KeyError of others."""
    fact = VOCABULARY.find(name)
    if name not in FROM_THE_PAST or fact is None:
        raise KeyError(name)
    return fact.answer(None, context)  # type: ignore[arg-type]  # these look at the context alone
