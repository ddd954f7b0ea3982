"""
What only the history of the list can answer: asked of all posts in the order of their dates.

Posts are judged in many processes and in any order. What a rule then cannot
say is kept open, with the other facts that it asks; here each post gets the
history that its own date gives it, and the open rules are asked again.
"""

import datetime as dt
import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.facts import UNKNOWN, Context, Question, Value
from bot.facts.facts import over
from bot.facts.history import Memory
from bot.facts.past import answers
from bot.facts.vocabulary import VOCABULARY
from bot.intake.archive import is_lost
from bot.policy import Policy
from bot.policy.decision import SAID_ONLY_IF_IT_STANDS, STRENGTH
from bot.policy.programs import State
from bot.policy.rules import Rule
from bot.policy.verdict import Disposition, Outcome
from bot.service.replay.outside import Outside
from bot.service.replay.recent import Recent
from bot.service.replay.row import LETTERS, Row, Said

FROM_THE_PAST = frozenset({"sender.first_post", "message.duplicate"})
"""Facts without a span of time that history answers too."""


Open = Mapping[int, Mapping[str, Value]]
"""For each rule (by its place) that only history can answer, the other facts that it asks."""


class Trail(NamedTuple):
    """
    What a post leaves in the history: its memory, and a hash of what makes it a duplicate.

    ``now`` and ``was`` are what the two rule sets have left open.
    """

    memory: Memory
    content: str
    now: Open
    was: Open

    def packed(self) -> bytes:
        """The trail as octets."""
        one = self.memory
        plain = (one.at.timestamp(), one.author, one.message_id, one.references, one.url, tuple(one.prints))
        return pickle.dumps((plain, *self[1:]), pickle.HIGHEST_PROTOCOL)


def unpacked(octets: bytes) -> Trail:
    """The trail that ``packed`` gave."""
    plain, content, now, was = pickle.loads(octets)  # noqa: S301 - our own, packed a moment ago
    at, author, message_id, references, url, prints = plain
    memory = Memory(
        at=dt.datetime.fromtimestamp(at, dt.UTC),
        author=author,
        message_id=message_id,
        references=references,
        url=url,
        prints=frozenset(prints),
    )
    return Trail(memory, content, now, was)


class Recalled(dict[str, Value]):
    """The facts of an open rule: those kept from the post, and those that history gives."""

    __slots__ = ("context",)

    def __init__(self, kept: Mapping[str, Value], context: Context) -> None:
        super().__init__(kept)
        self.context = context

    def __missing__(self, name: str) -> Value:
        fact = VOCABULARY.find(name)
        if name not in FROM_THE_PAST or fact is None:
            raise KeyError(name)
        return fact.answer(None, self.context)  # type: ignore[arg-type]  # these look at the context alone

    def within(self, name: str, span: dt.timedelta) -> Value:
        """The value of a fact over a span of time."""
        return self.context.past.get(Question(name, span), UNKNOWN)


class Recollection:
    """The history of one rule set, and its open rules asked again."""

    def __init__(self, policy: Policy, outside: Outside) -> None:
        self._policy = policy
        self._outside = outside
        spans = [one.within for one in policy.questions]
        threads = any(one.fact.startswith("thread.") for one in policy.questions)
        self._history = Recent(max(spans, default=dt.timedelta()), threads=threads)

    def close(self) -> None:
        """Forget all."""
        self._history.close()

    def settle(
        self, said: Said, trail: Trail, open_rules: Mapping[int, Mapping[str, Value]]
    ) -> tuple[Said, tuple[str, ...]]:
        """The verdict with history, and the facts that history does not know either."""
        unknown = tuple[str, ...]()
        if open_rules:
            context = self._context(trail)
            letters = list(said.outcomes)
            for place, kept in open_rules.items():
                letters[place] = self._ask(place, Recalled(kept, context))
            said = standing(self._policy.rules, "".join(letters), failed_in(self._policy.rules, said))
            unknown = tuple(
                over(one.fact, one.within) for one, value in context.past.items() if value is UNKNOWN
            )
        self.remember(trail, said.disposition)
        return said, unknown

    def remember(self, trail: Trail, disposition: str) -> None:
        """Take a judged post into the history."""
        self._history.add(trail.memory, trail.content, disposition)

    def past_of(self, trail: Trail) -> Context:
        """The moment of a post and its history, and nothing else."""
        return self._context(trail)

    def _context(self, trail: Trail) -> Context:
        memory = trail.memory
        return Context(
            now=memory.at,
            mailing_list=self._outside.mailing_list,
            author_posts=self._history.total(memory.author) if memory.author else None,
            past=answers(self._policy.questions, memory, self._history),
            duplicate=self._history.was_seen(trail.content),
        )

    def _ask(self, place: int, facts: Recalled) -> str:
        return LETTERS[self._policy.ready[place].judge(facts, facts.context.today, State()).trace.outcome]


def standing(rules: tuple[Rule, ...], letters: str, failed: frozenset[str] = frozenset()) -> Said:
    """
    What a policy says where each rule's outcome is known: waivers and strength, as ``decide`` has them.

    ``failed`` rules hold the post.
    """
    raw = letters.replace(LETTERS[Outcome.WAIVED], LETTERS[Outcome.MATCH])
    matched = [rule for rule, letter in zip(rules, raw, strict=True) if letter == LETTERS[Outcome.MATCH]]
    names = {rule.name for rule in matched}
    waived = {exempt.rule for rule in matched for exempt in rule.then.exempts} & names
    found = [
        (rule.name, Disposition.HOLD if rule.name in failed else rule.then.disposition)
        for rule in rules
        if rule.name in failed or (rule.name in names - waived and rule.then.disposition)
    ]
    strongest = max((one for _, one in found if one), key=STRENGTH.index, default=Disposition.ACCEPT)
    return Said(
        disposition=str(strongest),
        reasons=tuple(name for name, one in found if one == strongest or one not in SAID_ONLY_IF_IT_STANDS),
        outcomes="".join(
            LETTERS[Outcome.WAIVED] if rule.name in waived else letter
            for rule, letter in zip(rules, raw, strict=True)
        ),
    )


def failed_in(rules: tuple[Rule, ...], said: Said) -> frozenset[str]:
    """The rules that failed: they give a reason though they did not match."""
    unknown = LETTERS[Outcome.UNKNOWN]
    return frozenset(
        rule.name
        for rule, letter in zip(rules, said.outcomes, strict=True)
        if letter == unknown and rule.name in said.reasons
    )


class OpenRule(NamedTuple):
    """A rule that asks history: its place, the facts that history answers, the other facts that it asks."""

    place: int
    past: frozenset[str]
    others: frozenset[str]


def open_rules(policy: Policy) -> tuple[OpenRule, ...]:
    """The rules of a policy that ask history."""
    found = []
    for place, rule in enumerate(policy.rules):
        asked = frozenset(facts_in(rule))
        past = asked & FROM_THE_PAST | {one.fact for one in rule.questions}
        if past:
            found.append(OpenRule(place, past, asked - past))
    return tuple(found)


def kept_open(
    rules: tuple[OpenRule, ...], said: Said, facts: Mapping[str, Value], lost: frozenset[str]
) -> dict[int, dict[str, Value]]:
    """For each rule that only history can answer, the other facts that it asks."""
    return {
        rule.place: {name: facts[name] for name in rule.others}
        for rule in rules
        if said.outcomes[rule.place] == LETTERS[Outcome.UNKNOWN]
        and not any(is_lost(name, lost) for name in rule.past)
    }


def facts_in(rule: Rule) -> Iterator[str]:
    """Every fact that a rule's conditions can ask."""
    yield from rule.when.all_facts
    yield from rule.unless.all_facts if rule.unless else ()


def content_of(message_id: str, hashed: str) -> str:
    """What two messages have in common where one is a duplicate of the other."""
    return hashlib.sha256(f"{message_id}\0{hashed}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def recall(rows: Iterable[Row], outside: Outside, now: Policy, was: Policy | None) -> Iterator[Row]:
    """The rows, oldest first, with the verdicts that history gives them."""
    present = Recollection(now, outside)
    former = Recollection(was, outside) if was else None
    try:
        for row in rows:
            trail = unpacked(row.trail)
            said, unknown = present.settle(row.said, trail, trail.now)
            before = row.before
            if former and before:
                before, _ = former.settle(before, trail, trail.was)
            yield replace(row, said=said, before=before, unknown=(*row.unknown, *unknown))
    finally:
        present.close()
        if former:
            former.close()
