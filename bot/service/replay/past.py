"""
Answers what only the list's history can tell, for all posts in the order of their dates.

Posts are judged in many processes and in any order. What a rule then cannot
say is kept open, with the other facts that it asks; here each post gets the
history that its own date gives it, and the open rules are asked again.
"""

import datetime as dt
import marshal
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from bot.facts import UNKNOWN, Context, Value
from bot.facts.calendar import OfRule
from bot.facts.facts import asked, over
from bot.facts.history import STRANGER, Memory, Question
from bot.facts.past import answer, answers
from bot.policy import Policy
from bot.policy.run.answers import State
from bot.service.known_list import KnownList
from bot.service.replay.kept.record import Remembered, plain, values
from bot.service.replay.ledger import FIRST, Place
from bot.service.replay.left_open import (
    DUPLICATE,
    FROM_THE_PAST,
    POSTS_EVER,
    Hanging,
    Hung,
    Open,
    history_answer,
    open_rules,
)
from bot.service.replay.measuring import Meter
from bot.service.replay.recent import Recent
from bot.service.replay.row import CAUGHT, LETTERS, Dated, Said, Settled
from bot.service.replay.verdict_from_outcomes import KEPT, KnownOutcomes


class Trail(NamedTuple):
    """
    What a post leaves in the history: its memory, and a hash of what makes it a duplicate.

    ``now`` and ``was`` are what the two rule sets have left open.
    """

    memory: Memory
    content: str
    now: Open
    was: Open


def packed(memory: Remembered, content: str, now: Open, was: Open) -> bytes:
    """A trail without its moment, as octets."""
    return marshal.dumps((memory, content, _plain(now), _plain(was)))


def unpacked(at: float, octets: bytes) -> Trail:
    """The trail of a moment (seconds, UTC) that ``packed`` gave."""
    memory, content, now, was = marshal.loads(octets)  # noqa: S302 - our own, packed a moment ago
    author, message_id, references, url, prints, subject, own = memory
    moment = dt.datetime.fromtimestamp(at, dt.UTC)
    remembered = Memory(moment, author, message_id, references, url, frozenset(prints), subject, own)
    return Trail(remembered, content, _told(now), _told(was))


def _plain(left: Open) -> Any:
    """What is left open, as marshal takes it."""
    return [
        (place, one) if isinstance(one, tuple) else (place, dict(zip(one, plain(one.values()), strict=True)))
        for place, one in left.items()
    ]


def _told(left: list[tuple[int, Any]]) -> Open:
    return {
        place: one if isinstance(one, tuple) else dict(zip(one, values([*one.values()]), strict=True))
        for place, one in left
    }


_NONE = frozenset[str]()


class Ever(NamedTuple):
    """Of a post's context what its author's whole past tells."""

    author_posts: int | None
    duplicate: bool


class Recalled(dict[str, Value]):
    """The facts of an open rule: those kept from the post, and those that history gives."""

    __slots__ = ("context",)

    def __init__(self, kept: Mapping[str, Value], context: Context) -> None:
        super().__init__(kept)
        self.context = context

    def __missing__(self, name: str) -> Value:
        return history_answer(name, self.context)

    def within(self, name: str, span: dt.timedelta) -> Value:
        """The value of a fact over a span of time."""
        return self.context.past[asked(name, span)[1]]


class Past(dict[Question, Value]):
    """What history answers for one post, each question when it is asked."""

    __slots__ = ("_history", "_memory", "_zone")

    def __init__(self, memory: Memory, history: Recent, zone: str) -> None:
        super().__init__()
        self._memory, self._history, self._zone = memory, history, zone

    def __missing__(self, question: Question) -> Value:
        value = self[question] = answer(question, self._memory, self._history, self._zone)
        return value


class Recollection:
    """The history of one rule set, and its open rules asked again."""

    def __init__(self, policy: Policy, known: KnownList, meter: Meter | None = None) -> None:
        self._meter = meter
        self._policy = policy
        self._known_outcomes = KnownOutcomes(policy.rules)
        self._known = known
        rules = open_rules(policy)
        self._ever_asked = {one.place: one.hinge.asked.fact for one in rules if one.hinge}
        self._hinges = {
            one.place: (one.hinge.question, lru_cache(maxsize=KEPT)(one.hinge.settled))
            for one in rules
            if one.hinge
        }
        self._past_names = {one.place: one.past for one in rules}
        self._zone = known.mailing_list.timezone if known.mailing_list else "UTC"
        self._questions = sorted(policy.questions, key=lambda one: (one.fact, str(one.within)))
        spans = [one.within for one in policy.questions]
        counted = {one.rule for one in spans if isinstance(one, OfRule)}
        self._counted = [(place, one.name) for place, one in enumerate(policy.rules) if one.name in counted]
        threads = any(one.fact.startswith("thread.") for one in policy.questions)
        self._history = Recent(max(spans, default=dt.timedelta()), threads=threads)

    def close(self) -> None:
        """Forget all."""
        self._history.close()

    def settle(
        self, said: Said, trail: Trail, left_open: Open
    ) -> tuple[Said, tuple[str, ...], tuple[str, ...]]:
        """The verdict with history, the facts that it does not know either, rules that hit narrowly."""
        unknown, asked = tuple[str, ...](), dict[int, Recalled | Hung]()
        if left_open:
            past = Past(trail.memory, self._history, self._zone)
            letters = list(said.outcomes)
            for place, kept in left_open.items():
                letters[place], asked[place] = self._ask(place, kept, trail, past)
            failed = self._known_outcomes.failed_in(said) if said.reasons else _NONE
            said = self._known_outcomes.of("".join(letters), failed)
            unknown = tuple([over(one.fact, one.within) for one, value in past.items() if value is UNKNOWN])
        near = self._meter.measure(said, trail.memory, asked, self._history) if self._meter else ()
        self.remember(trail, said)
        return said, unknown, near

    def remember(self, trail: Trail, said: Said) -> None:
        """Take a judged post into the history, with the rules that matched it as far as any rule asks."""
        memory = trail.memory
        if self._counted:
            names = frozenset(name for place, name in self._counted if said.outcomes[place] in CAUGHT)
            memory = memory._replace(matched=names)
        self._history.add(memory, trail.content, said.disposition)

    def past_of(self, trail: Trail) -> Context:
        """The moment of a post and its history, and nothing else."""
        past = answers(self._questions, trail.memory, self._history, self._zone)
        return self._context(trail, past, FROM_THE_PAST)

    def _context(self, trail: Trail, past: Mapping[Question, Value], names: frozenset[str]) -> Context:
        """The moment of a post and its history; of the facts without a span of time those of these names."""
        ever = self._ever_of(trail, posts=not names.isdisjoint(POSTS_EVER), duplicate=DUPLICATE in names)
        return Context(
            now=trail.memory.at,
            mailing_list=self._known.mailing_list,
            author_posts=ever.author_posts,
            past=past,
            duplicate=ever.duplicate,
        )

    def _posts_of(self, author: str) -> int | None:
        """How many earlier posts an author has; a stranger has none, whatever address they give."""
        if not author:
            return None
        return 0 if author.startswith(STRANGER) else self._history.ever(author)

    def _ask(
        self, place: int, kept: Mapping[str, Value] | Hanging, trail: Trail, past: Past
    ) -> tuple[str, Recalled | Hung]:
        """The letter of a rule that was open, and what history has said for it."""
        if isinstance(kept, tuple):
            question, settled = self._hinges[place]
            value = past[question] if question else self._ever(self._ever_asked[place], trail)
            letter, side = settled(value, kept[0])
            return letter, Hung(value, side, kept[0], kept[1])
        context = self._context(trail, past, self._past_names[place])
        facts = Recalled(kept, context)
        day = context.today if self._policy.may_idle else dt.date.min
        return LETTERS[self._policy.ready[place].judge(facts, day, State()).trace.outcome], facts

    def _ever(self, name: str, trail: Trail) -> Value:
        """What history says of a fact without a span of time."""
        return history_answer(
            name, self._ever_of(trail, posts=name in POSTS_EVER, duplicate=name == DUPLICATE)
        )

    def _ever_of(self, trail: Trail, *, posts: bool, duplicate: bool) -> Ever:
        memory = trail.memory
        return Ever(
            self._posts_of(memory.author) if posts else None,
            duplicate and self._history.was_seen(trail.content, memory),
        )


class Recall:
    """The verdicts that history gives to posts, oldest first, under both rule sets."""

    def __init__(self, known: KnownList, now: Policy, was: Policy | None, meter: Meter) -> None:
        self._present = Recollection(now, known, meter)
        self._former = Recollection(was, known) if was else None
        self.place: Place = FIRST

    def close(self) -> None:
        """Forget all."""
        self._present.close()
        if self._former:
            self._former.close()

    def settle(self, rows: Iterable[Dated]) -> Iterator[Settled]:
        """What history says of the next rows, of those of which it says anything."""
        for row in rows:
            trail = unpacked(row.at, row.trail)
            said, unknown, near = self._present.settle(row.said, trail, trail.now)
            before = row.before
            if self._former and before:
                before, _, _ = self._former.settle(before, trail, trail.was)
            self.place = (row.at, row.unit, row.position)
            if trail.now or trail.was or unknown or near:
                yield Settled(row.unit, row.position, said, before, unknown, near)
