"""Judges posts of an archive as the daemon would, and keeps what the report needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.facts import UNKNOWN
from bot.facts.facts import over
from bot.policy import Policy
from bot.policy.model.rule import Rule
from bot.policy.run.kept_answers import names_in
from bot.policy.run.many import Many
from bot.service.known_list import KnownList
from bot.service.replay.counting import Gauge
from bot.service.replay.judge_together import Together
from bot.service.replay.kept.record import Kept
from bot.service.replay.kept.shelf import Shelf
from bot.service.replay.ledger import Record, Step, entry
from bot.service.replay.left_open import DUPLICATE, FROM_THE_PAST, OpenRule, left_open, open_rules
from bot.service.replay.past import packed
from bot.service.replay.reader import Batch, Reader, source_of
from bot.service.replay.row import Said
from bot.service.replay.rulesets import RuleSet
from bot.service.replay.teaching import Taught


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """
    What every process of a replay is told; it can be pickled.

    ``shelf``: the file of what is kept; ``taught``: that of what posts teach of each other.
    """

    rules: RuleSet
    against: RuleSet | None
    known: KnownList
    shelf: Path | None = None
    taught: Path | None = None


class Judged(NamedTuple):
    """The rows of posts; the answers to tests of texts, where more are known now than were kept."""

    rows: list[Record]
    answers: dict[str, bytes]


@dataclass(slots=True, kw_only=True)
class Judge:
    """The rule sets of one process, compiled, and what it has counted. ``past``: some rule asks history."""

    policy: Policy
    against: Policy | None
    reader: Reader
    gauge: Gauge
    past: bool
    past_names: frozenset[str]
    open_rules: tuple[OpenRule, ...]
    were_open: tuple[OpenRule, ...]
    now: Together
    was: Together | None

    @classmethod
    def of(cls, task: Task, policy: Policy | None = None, against: Policy | None = None) -> "Judge":
        """A judge with the rules of a task, compiled again where they are not given."""
        policy = policy or task.rules.policy()
        against = against or (task.against.policy() if task.against else None)
        asked = asked_by(policy) | (asked_by(against) if against else frozenset())
        questions = policy.questions | (against.questions if against else frozenset())
        past = bool(questions or asked & FROM_THE_PAST)
        return cls(
            policy=policy,
            against=against,
            reader=Reader(
                known=task.known,
                shelf=Shelf(task.shelf),
                taught=Taught(task.taught),
                asked=asked,
                tests=tests_in(policy, against),
                past=past,
                keeps=task.shelf is not None,
            ),
            gauge=Gauge(policy),
            past=past,
            open_rules=open_rules(policy),
            were_open=open_rules(against) if against else (),
            past_names=FROM_THE_PAST | {over(one.fact, one.within) for one in questions},
            now=Together(policy),
            was=Together(against) if against else None,
        )

    def judged(self, batch: Batch) -> Judged:
        """Judge posts together, which is many times as fast as one after the other."""
        facts, size = batch.facts, len(batch.facts)
        strangers = [UNKNOWN] * size  # nobody's history is known yet
        many = Many(facts, lambda name, span: batch.whole(name) if span is None else strangers, batch.answers)
        days = cache(lambda: list(map(self.reader.day, batch.about["at"])))
        said = self.now.said(many, facts, days)
        unknown = many.unknown()
        before = self.was.said(many, facts, days) if self.was else [None] * size
        near = self.gauge.measure(many, said)
        kept = list(map(Kept._make, zip(*map(batch.about.__getitem__, Kept._fields), strict=True)))
        posts = [
            entry(
                (batch.unit, batch.start + place, source_of(batch.path, one.source)),
                one,
                said[place],
                before[place],
                [name for name in unknown[place] if name not in self.past_names],
                near[place],
            )
            for place, one in enumerate(kept)
        ]
        trails = self._trails(batch, many, kept, said, before) if self.past else [None] * size
        answers = {name: many.written(name) for name in sorted(many.news)} if self.reader.keeps else {}
        return Judged(list(map(Record, posts, trails)), answers)

    def _trails(
        self,
        batch: Batch,
        many: Many,
        kept: Sequence[Kept],
        said: Sequence[Said],
        before: Sequence[Said | None],
    ) -> list[Step]:
        """What each post leaves in the history, with what the rules have left open."""
        lost = batch.about["lost"]
        now = left_open(self.open_rules, many, said, lost)
        was = (
            left_open(self.were_open, many, [one for one in before if one], lost)
            if self.was
            else [{}] * len(kept)
        )
        duplicates = DUPLICATE in self.reader.asked
        return [
            (
                one.at,
                batch.unit,
                batch.start + place,
                packed(one.memory, one.content if duplicates else "", now[place], was[place]),
            )
            for place, one in enumerate(kept)
        ]


def tests_in(*policies: Policy | None) -> tuple[str, ...]:
    """The names of the tests of texts in these policies."""
    rules = (rule for policy in policies if policy for rule in policy.rules)
    found = (name for rule in rules for each in (rule.when, rule.unless) if each for name in names_in(each))
    return tuple(dict.fromkeys(found))


def asked_by(policy: Policy) -> frozenset[str]:
    """Every fact that a policy can ask."""
    return frozenset(name for rule in policy.rules for name in facts_in(rule))


def facts_in(rule: Rule) -> Iterable[str]:
    """Every fact that a rule can ask, in its conditions or its sentence."""
    yield from rule.when.all_facts
    yield from rule.unless.all_facts if rule.unless else ()
    yield from rule.because.facts if rule.because else ()
