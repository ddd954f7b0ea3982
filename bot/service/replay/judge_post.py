"""Judges one post of an archive as the daemon would, and keeps what the report needs."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from bot import mail
from bot.facts import UNKNOWN, Context, Facts, Value
from bot.facts.facts import over
from bot.facts.history import Memory, remember
from bot.intake.archive import Found
from bot.mail import identify
from bot.mail.known import Known
from bot.mail.origin.references import answered
from bot.mail.post import Post
from bot.notices import clean
from bot.policy import Policy
from bot.policy.model.rule import Rule
from bot.policy.run.many import Many, Whole
from bot.service.known_list import KnownList
from bot.service.replay.counting import Gauge
from bot.service.replay.judge_together import Together
from bot.service.replay.kept.facts import KeptFacts
from bot.service.replay.kept.record import Kept, key_of
from bot.service.replay.kept.shelf import Shelf
from bot.service.replay.left_open import FROM_THE_PAST, Either, OpenRule, either_way, kept_open, open_rules
from bot.service.replay.past import Trail, content_of
from bot.service.replay.post_context import facts_of, judged_by, moment
from bot.service.replay.row import Row, Said
from bot.service.replay.rulesets import RuleSet
from bot.service.replay.teaching import Taught

SUBJECT = 160
"""Characters of a subject that are kept."""


UNANSWERED = frozenset({"message.duplicate"})
"""What is not known yet when a post is read."""


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


class Taken(NamedTuple):
    """A post that waits to be judged with others: its place, its key on the shelf, what is known of it."""

    found: Found
    unit: int
    position: int
    key: bytes
    kept: Kept
    facts: Facts | KeptFacts


@dataclass(slots=True, kw_only=True)
class Judge:
    """The rule sets of one process, compiled, and what it has counted. ``past``: some rule asks history."""

    policy: Policy
    against: Policy | None
    known: KnownList
    asked: frozenset[str]
    gauge: Gauge
    past: bool
    past_names: frozenset[str]
    open_rules: tuple[OpenRule, ...]
    were_open: tuple[OpenRule, ...]
    shelf: Shelf
    taught: Taught
    now: Together
    was: Together | None

    @classmethod
    def of(cls, task: Task, policy: Policy | None = None, against: Policy | None = None) -> "Judge":
        """A judge with the rules of a task, compiled again where they are not given."""
        policy = policy or task.rules.policy()
        against = against or (task.against.policy() if task.against else None)
        asked = asked_by(policy) | (asked_by(against) if against else frozenset())
        questions = policy.questions | (against.questions if against else frozenset())
        return cls(
            policy=policy,
            against=against,
            known=task.known,
            asked=asked,
            gauge=Gauge(policy),
            past=bool(questions or asked & FROM_THE_PAST),
            open_rules=open_rules(policy),
            were_open=open_rules(against) if against else (),
            past_names=FROM_THE_PAST | {over(one.fact, one.within) for one in questions},
            shelf=Shelf(task.shelf),
            taught=Taught(task.taught),
            now=Together(policy),
            was=Together(against) if against else None,
        )

    def take(self, found: Found, unit: int, position: int) -> Taken:
        """A post with its facts; it is read unless all that is asked of it was kept."""
        taught = self.taught.of(unit, position)
        key = key_of(found, taught) if self.shelf.open else b""
        kept = self.shelf.find(key) if key else None
        if kept is None:
            facts, kept = self._read(found, taught)
            return Taken(found, unit, position, key, kept, facts)
        return Taken(found, unit, position, key, kept, self._facts_kept(kept, found, taught))

    def rows(self, taken: Sequence[Taken]) -> list[Row]:
        """Judge posts together, which is many times as fast as one after the other."""
        facts = [one.facts for one in taken]
        many = Many(facts, self._whole(taken))
        said = self.now.said(many, facts)
        unknown = [tuple(name for name in names if name not in self.past_names) for names in many.unknown()]
        before = self.was.said(many, facts) if self.was else None
        near = self.gauge.measure(many, said)
        ways = either_way(self.open_rules, many, said)
        ways_before = either_way(self.were_open, many, before) if before else [{}] * len(taken)
        return [
            self._row(
                one,
                said[place],
                before[place] if before else None,
                (ways[place], ways_before[place]),
                unknown=unknown[place],
                near=near[place],
            )
            for place, one in enumerate(taken)
        ]

    def _whole(self, taken: Sequence[Taken]) -> Whole:
        """The values of a fact where all posts were kept with it: nobody's history is known yet."""
        answers = [one.kept.answers for one in taken]
        strangers = [UNKNOWN] * len(taken)

        def whole(name: str, span: dt.timedelta | None) -> Sequence[Value] | None:
            if span is not None:
                return strangers
            try:
                return [each[name] for each in answers]
            except KeyError:
                return None

        return whole

    def _row(
        self,
        taken: Taken,
        said: Said,
        before: Said | None,
        ways: tuple[Mapping[int, Either], Mapping[int, Either]],
        *,
        unknown: tuple[str, ...],
        near: tuple[str, ...],
    ) -> Row:
        found, key, facts = taken.found, taken.key, taken.facts
        kept = self._with_content(taken.kept, found)
        trail = self._trail(kept, facts, found, said, before, ways) if self.past else None
        if key and not kept.knows(self.asked):
            self.shelf.put(key, replace(kept, answers={**kept.answers, **self._answers(facts)}))
        return Row(
            unit=taken.unit,
            position=taken.position,
            source=found.source,
            message_id=kept.message_id,
            key=kept.message_id or found.source,
            at=kept.at.timestamp(),
            dated=kept.dated,
            author=kept.author,
            name=kept.name,
            subject=kept.subject,
            said=said,
            before=before,
            unknown=unknown,
            near=near,
            parent=kept.parent,
            trail=trail.packed() if trail else b"",
        )

    def _read(self, found: Found, taught: Known) -> tuple[Facts, Kept]:
        """The facts of a post, and what else is kept of it."""
        post = mail.read(found.raw, known=taught)
        now, dated = moment(post, found)
        judged = judged_by(self.known, post, now, self.asked, keeping=self.shelf.open)
        remembers = self.past or self.shelf.open
        memory = remember(post, now, believed=judged.believed) if remembers else Memory(at=now)
        return self._facts(post, judged.context, found, past_known=False), kept_of(
            post, now, memory, dated=dated
        )

    def _facts_kept(self, kept: Kept, found: Found, taught: Known) -> KeptFacts:
        context = Context(now=kept.at, mailing_list=self.known.mailing_list)
        return KeptFacts(kept.answers, context, lambda: self._read(found, taught)[0])

    def _answers(self, facts: Facts | KeptFacts) -> dict[str, Value]:
        """All that the rules may ask of a post, whether they got so far or not."""
        found = dict[str, Value]()
        for name in self.asked:
            with suppress(Exception):  # a fact that fails is asked again, and fails where it is seen
                found[name] = facts[name]
        return found

    def _with_content(self, kept: Kept, found: Found) -> Kept:
        if kept.content or "message.duplicate" not in self.asked:
            return kept
        return replace(kept, content=content_of(identify(found.raw)))

    def facts(self, post: Post, now: dt.datetime, found: Found, past: Context | None = None) -> Facts:
        """What the rules may know of a post; history too where it is given."""
        context = judged_by(self.known, post, now, self.asked).context
        if past:
            context = replace(
                context, author_posts=past.author_posts, past=past.past, duplicate=past.duplicate
            )
        return self._facts(post, context, found, past_known=past is not None)

    def _facts(self, post: Post, context: Context, found: Found, *, past_known: bool) -> Facts:
        lost = found.lost | UNANSWERED if found.lost else UNANSWERED
        return facts_of(post, context, lost if self.past and not past_known else found.lost)

    def _trail(
        self,
        kept: Kept,
        facts: Mapping[str, Value],
        found: Found,
        said: Said,
        before: Said | None,
        ways: tuple[Mapping[int, Either], Mapping[int, Either]],
    ) -> Trail:
        return Trail(
            memory=kept.memory,
            content=kept.content if "message.duplicate" in self.asked else "",
            now=kept_open(self.open_rules, said, facts, found.lost, ways[0]),
            was=kept_open(self.were_open, before, facts, found.lost, ways[1]) if before else {},
        )


def kept_of(post: Post, now: dt.datetime, memory: Memory, *, dated: bool) -> Kept:
    """What is kept of a post, no fact yet."""
    author = post.from_[0] if post.from_ else None
    return Kept(
        at=now,
        dated=dated,
        message_id=post.message_id,
        author=author.address.lower() if author else "",
        name=clean.name(author) if author else "",
        subject=clean.one_line(post.subject.raw[: 2 * SUBJECT])[:SUBJECT],
        parent=next(iter(answered(post.header)), None),
        memory=memory,
    )


def asked_by(policy: Policy) -> frozenset[str]:
    """Every fact that a policy can ask."""
    return frozenset(name for rule in policy.rules for name in facts_in(rule))


def facts_in(rule: Rule) -> Iterable[str]:
    """Every fact that a rule can ask, in its conditions or its sentence."""
    yield from rule.when.all_facts
    yield from rule.unless.all_facts if rule.unless else ()
    yield from rule.because.facts if rule.because else ()
