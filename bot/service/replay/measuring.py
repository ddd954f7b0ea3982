"""
Counts how a rule's numbers divide the posts, for rules that ask the list's history.

Another number there changes the history itself: a post that a rule returns
went to nobody and does not count for the next one. So each value that an owner
might choose is played through, from the first post to the last.
"""

from array import array
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bot.facts import UNKNOWN, Value
from bot.facts.history import Memory
from bot.policy import Policy
from bot.policy.model.conditions import Source
from bot.policy.model.verdict import Outcome
from bot.policy.run.answers import State
from bot.service.replay.left_open import Hung, asides
from bot.service.replay.recent import GONE_OUT, Recent
from bot.service.replay.row import CAUGHT, LETTERS, Said
from bot.service.replay.thresholds import (
    SIDES,
    Caught,
    Tally,
    Threshold,
    is_near,
    meaning,
    turned,
)
from bot.service.replay.verdict_from_outcomes import KEPT, KnownOutcomes

HOLDS, FAILS, COUNTS_HIT, COUNTS_SPARED = 1, 2, 4, 8
"""Bits of a post: hit where the test holds, or fails; whether it counts for later ones if hit, or if not."""

BITS = {"always": HOLDS | FAILS, "inside": HOLDS, "outside": FAILS, "": 0}
RETURNED = "sender.returned"
_GONE_OUT, _RETURNED = 1, 2
_HOLDING, _FAILING = (bytes(bool(octet & bit) for octet in range(256)) for bit in (HOLDS, FAILS))
MATCH, NO_MATCH, OFF = (LETTERS[one] for one in (Outcome.MATCH, Outcome.NO_MATCH, Outcome.OFF))


@dataclass(slots=True)
class Steps:
    """
    The posts of an archive, oldest first, in what all numbers have in common; a post takes 25 octets.

    Of the author and the thread with which it is counted only hashes are kept.
    """

    at: "array[float]" = field(default_factory=lambda: array("d"))
    author: "array[int]" = field(default_factory=lambda: array("q"))
    thread: "array[int]" = field(default_factory=lambda: array("q"))
    became: bytearray = field(default_factory=bytearray)
    _counted: "dict[str, _Counted]" = field(default_factory=dict)

    def add(self, at: float, author: str, thread: str, disposition: str) -> None:
        """Take in the next post: its moment in seconds, whose it is, what became of it."""
        self.at.append(at)
        self.author.append(hash(author))
        self.thread.append(hash(thread))
        self.became.append(_GONE_OUT if disposition in GONE_OUT else _RETURNED * (disposition == "return"))

    def counted(self, fact: str) -> "_Counted":
        """The posts as a fact counts them; ``add`` no more after that."""
        by = fact if fact in {"thread.posts", "thread.sender_posts"} else ""
        if by not in self._counted:
            keys: Sequence[int] = self.author
            if by:
                both = zip(self.thread, self.author, strict=True)
                keys = self.thread if by == "thread.posts" else array("q", map(hash, both))
            order = array("l", sorted(range(len(keys)), key=keys.__getitem__))
            at = array("d", map(self.at.__getitem__, order))
            ends = [place for place in range(1, len(order)) if keys[order[place]] != keys[order[place - 1]]]
            runs = list(zip([0, *ends], [*ends, len(order)], strict=True)) if order else []
            self._counted[by] = _Counted(order, at, runs)
        return self._counted[by]


class _Counted(NamedTuple):
    """Posts by with whom they are counted, then by date: their places, their moments, where each run lies."""

    order: Sequence[int]
    at: Sequence[float]
    runs: Sequence[tuple[int, int]]


@dataclass(slots=True)
class Course:
    """
    What one number of a rule means for each of the posts that have gone their ``steps``.

    ``seen`` counts the numbers that posts had when they were judged. Only those are noted
    for which the number means anything.
    """

    steps: Steps
    fact: str
    seen: Counter[float] = field(default_factory=Counter)
    _noted: "array[int]" = field(default_factory=lambda: array("l"))
    _bits_noted: "array[int]" = field(default_factory=lambda: array("B"))
    _at: Sequence[float] = ()
    _bits: bytes = b""

    def note(self, bits: int) -> None:
        """Note the bits of the post that has gone the last step."""
        self._noted.append(len(self.steps.at) - 1)
        self._bits_noted.append(bits)

    def numbers(self) -> Counter[float]:
        """The numbers that posts had, and how many had each."""
        return self.seen

    def catcher(self, threshold: Threshold, /) -> Caught:
        """How many posts the rule catches with a number in it; ``add`` no more after that."""
        span = threshold.within.total_seconds() if threshold.within else 0
        groups = self._groups(span)
        most = max(groups, default=0)

        def caught(value: float) -> int:
            sides = [HOLDS if threshold.holds(number, value) else FAILS for number in range(most + 1)]
            found = 0
            for dense, group in groups.items():
                if sides[0] == sides[dense]:  # as many as they can be, they stay on one side
                    found += group.held if sides[0] == HOLDS else group.failed
                else:
                    found += sum(self._played(begin, end, span, sides) for begin, end in group.runs)
            return found

        return caught

    def _played(self, begin: int, end: int, span: float, sides: Sequence[int]) -> int:
        """How many of these posts are caught; ``sides``: the bit for each number of earlier ones."""
        earlier, caught = deque[float](), 0
        for at, bits in zip(self._at[begin:end], self._bits[begin:end], strict=True):
            while earlier and earlier[0] < at - span:
                earlier.popleft()
            hit = bits & sides[len(earlier)]
            caught += bool(hit)
            if bits & (COUNTS_HIT if hit else COUNTS_SPARED):
                earlier.append(at)
        return caught

    def _groups(self, span: float) -> Mapping[int, "_Group"]:
        """The posts that are counted together, by the most that can lie within a span before one."""
        counted = _RETURNED if self.fact == RETURNED else _GONE_OUT
        octets = bytes(COUNTS_HIT | COUNTS_SPARED if became == counted else 0 for became in range(256))
        bits = bytearray(self.steps.became.translate(octets))
        for place, noted in zip(self._noted, self._bits_noted, strict=True):
            bits[place] = noted
        order, self._at, runs = self.steps.counted(self.fact)
        self._bits = bytes(map(bits.__getitem__, order))
        found: dict[int, _Group] = {}
        for begin, end in runs:
            group = found.setdefault(self._densest(begin, end, span), _Group())
            group.add(begin, end, self._bits[begin:end])
        return found

    def _densest(self, begin: int, end: int, span: float) -> int:
        first, most, moments = begin, 0, self._at
        for place in range(begin + 1, end):
            while moments[first] < moments[place] - span:
                first += 1
            most = max(most, place - first)
        return most


@dataclass(slots=True)
class _Group:
    """Runs of posts that are counted together; how many are caught if the test holds of all, and of none."""

    runs: list[tuple[int, int]] = field(default_factory=list)
    held: int = 0
    failed: int = 0

    def add(self, begin: int, end: int, bits: bytes) -> None:
        """Take in a run."""
        self.runs.append((begin, end))
        self.held += bits.translate(_HOLDING).count(1)
        self.failed += bits.translate(_FAILING).count(1)


class _Means(NamedTuple):
    """
    What a number means for a post, and where that is counted; the number that the post has.

    ``bits`` are those of the post, ``near``: it lies narrowly on its side.
    """

    threshold: Threshold
    into: Course | Tally
    role: str
    seen: Value
    bits: int
    near: bool

    def take_in(self) -> None:
        """Count a post for which history was asked."""
        if isinstance(self.into, Tally):
            self.into.count(self.threshold, self.role, self.seen)
        elif self.role != "always" and isinstance(self.seen, int | float):
            self.into.seen[self.seen] += 1


class Meter:
    """Counts what the numbers mean in the rules of a policy that ask history."""

    def __init__(self, policy: Policy, places: frozenset[int]) -> None:
        self._rules = policy.rules
        self._known_outcomes = KnownOutcomes(policy.rules)
        self._with_turned = lru_cache(maxsize=KEPT)(self._as_turned)
        self._of_the_test = lru_cache(maxsize=KEPT)(self._of_test)
        self._turned = {place: turned(policy.rules[place], policy.names) for place in sorted(places)}
        self._asides = {place: asides(numbers) for place, numbers in self._turned.items()}
        every = [one.threshold for ones in self._turned.values() for one in ones]
        self._threads = any(one.within and one.fact.startswith("thread.") for one in every)
        self._tallies = {one: Tally() for one in every if one.within is None}
        self._steps = Steps()
        self._courses = {one: Course(self._steps, one.fact) for one in every if one.within}
        found = self.found()
        self._into = {
            place: [found[one.threshold] for one in numbers] for place, numbers in self._turned.items()
        }

    def found(self) -> Mapping[Threshold, Course | Tally]:
        """What was counted, by threshold."""
        return {**self._tallies, **self._courses}

    def measure(
        self, said: Said, memory: Memory, asked: Mapping[int, Source | Hung], history: Recent
    ) -> tuple[str, ...]:
        """
        Count one judged post before history takes it in; the rules that hit it by a narrow number.

        ``asked``: the facts of each rule that history has answered for it.
        """
        near = dict[str, None]()
        if self._courses:
            thread = history.thread_of(memory) if self._threads else ""
            self._steps.add(memory.at.timestamp(), memory.author, thread, said.disposition)
        for place in self._turned:
            letter = said.outcomes[place]
            facts = asked.get(place) if letter != OFF else None
            if facts is None and letter not in CAUGHT:
                continue
            if isinstance(facts, Hung) and not facts.numbers:
                meant = self._of_the_test(facts.value, facts.either, place, said)
            else:
                numbers = range(len(self._turned[place]))
                meant = [self._means(place, number, facts, said) for number in numbers]
            for means in meant:
                if means.bits and isinstance(means.into, Course):
                    means.into.note(means.bits)
                if means.role and facts is not None:
                    means.take_in()
                    if means.near and letter == MATCH:
                        near[self._rules[place].name] = None
        return tuple(near)

    def _means(self, place: int, number: int, facts: Source | Hung | None, said: Said) -> "_Means":
        """What a number means for a post."""
        one = self._turned[place][number]
        caught = said.outcomes[place] in CAUGHT
        if facts is None:
            return self._with_bits("always" if caught else "", UNKNOWN, place, number, said)
        if isinstance(facts, Hung):
            aside = self._asides[place][number]
            if aside is None:
                return self._of_the_test(facts.value, facts.either, place, said)[number]
            role, seen_ = facts.beside(aside)
            return self._with_bits(role, seen_, place, number, said)
        seen = one.seen(facts)
        if isinstance(seen, int | float):
            role = one.role(facts, seen, State(), caught=caught)
        else:
            role = "always" if caught else ""
        return self._with_bits(role, seen, place, number, said)

    def _of_test(self, value: Value, either: str, place: int, said: Said) -> "list[_Means]":
        """What the numbers of the only test of history mean for a post; ``either``: the two outcomes left."""
        caught = said.outcomes[place] in CAUGHT
        found = []
        for number, one in enumerate(self._turned[place]):
            role = "always" if caught else ""
            if isinstance(value, int | float):
                holds = SIDES[one.threshold.side](value, one.threshold.value)
                role = meaning(holds=holds, otherwise=either[holds] in CAUGHT, caught=caught)
            found.append(self._with_bits(role, value, place, number, said))
        return found

    def _with_bits(self, role: str, seen: Value, place: int, number: int, said: Said) -> "_Means":
        one = self._turned[place][number].threshold
        bits = BITS[role] | self._counts(one.fact, role, said, place) if role and one.within else 0
        near = role not in {"", "always"} and isinstance(seen, int | float) and is_near(one, seen)
        return _Means(one, self._into[place][number], role, seen, bits, near)

    def _counts(self, fact: str, role: str, said: Said, place: int) -> int:
        """Whether the post counts for later ones, if the rule hits it and if not."""
        as_it_is = _counted(fact, said.disposition)
        if role == "always" or self._rules[place].mode == "shadow":
            return (COUNTS_HIT | COUNTS_SPARED) if as_it_is else 0
        caught = said.outcomes[place] in CAUGHT
        other = _counted(fact, self._with_turned(said, place))
        hit, spared = (as_it_is, other) if caught else (other, as_it_is)
        return (COUNTS_HIT if hit else 0) | (COUNTS_SPARED if spared else 0)

    def _as_turned(self, said: Said, place: int) -> str:
        """What would become of a post if the rule hit it, or hit it not."""
        turned_ = NO_MATCH if said.outcomes[place] in CAUGHT else MATCH
        letters = said.outcomes[:place] + turned_ + said.outcomes[place + 1 :]
        return self._known_outcomes.of(letters, self._known_outcomes.failed_in(said)).disposition


def _counted(fact: str, disposition: str) -> bool:
    return disposition == "return" if fact == RETURNED else disposition in GONE_OUT
