"""A replay from beginning to end: archives in, rows and counts out."""

import math
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from bot.intake.archive import Unit
from bot.policy import Policy
from bot.service.known_list import KnownList
from bot.service.replay.assess import assess
from bot.service.replay.counting import Tallies
from bot.service.replay.judge_post import Judge, Task
from bot.service.replay.kept.shelf import Shelf, prepared
from bot.service.replay.kept.version import version_of
from bot.service.replay.labels import Labels, Score, score
from bot.service.replay.ledger import Ledger
from bot.service.replay.left_open import open_rules
from bot.service.replay.measuring import Meter
from bot.service.replay.past import Recall
from bot.service.replay.pieces import NothingReadable, units_of
from bot.service.replay.reader import Reader
from bot.service.replay.row import OUTCOMES
from bot.service.replay.rulesets import read_rules, staff_of
from bot.service.replay.teaching import Taught, taught_by
from bot.service.replay.thresholds import Measured, Tally, Threshold
from bot.service.replay.workers import judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    Archives, rule files, those to compare with (none: do not), what a list's settings tell, labels.

    ``keep``: what is read of each post is kept for the next replay, and taken from the last;
    ``lasting``: the archives will be there for it, so that what they teach is kept, too.
    """

    archives: tuple[str, ...]
    rules: tuple[str, ...]
    against: tuple[str, ...] = ()
    workers: int = 0
    known: KnownList = field(default_factory=KnownList)
    labels: Labels = field(default_factory=dict)
    keep: bool = False
    lasting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far a replay is: octets of the archives done and in all, posts so far, seconds since it began."""

    done: int
    total: int
    posts: int
    seconds: float


Watch = Callable[[Pace], None]


@dataclass(slots=True, kw_only=True)
class Replay:
    """
    A finished replay. The rows lie in ``ledger``.

    ``tallies`` are those of numbers in rules that ask the posts alone,
    ``past_numbers`` those in rules that ask history.
    """

    request: Request
    task: Task
    policy: Policy
    against: Policy | None
    units: Sequence[Unit]
    ledger: Ledger
    tallies: Tallies
    warnings: list[str]
    workers: int = 1
    past_numbers: Mapping[Threshold, Measured] = field(default_factory=dict)
    seconds: float = 0

    @property
    def posts(self) -> int:
        """How many posts were judged."""
        return self.ledger.count()

    def outcomes(self) -> dict[str, Counter[str]]:
        """Per rule how many posts had which outcome."""
        counts: dict[str, Counter[str]] = {rule.name: Counter() for rule in self.policy.rules}
        for letters, posts in self.ledger.outcomes().items():
            for rule, letter in zip(self.policy.rules, letters, strict=True):
                counts[rule.name][str(OUTCOMES[letter])] += posts
        return counts

    def hits_of(self, letters: str) -> tuple[str, ...]:
        """The rules that match, in shadow or live, by a row's outcomes."""
        return tuple(
            rule.name for rule, letter in zip(self.policy.rules, letters, strict=True) if letter in "ms"
        )

    def scores(self) -> tuple[Score, ...]:
        """Precision and recall of the rules by the labels."""
        labels = self.request.labels
        hits: dict[str, frozenset[str]] = {}
        for key in labels:
            for row in self.ledger.rows("key = ?", "unit, position", key):
                hits[key] = hits.get(key, frozenset()) | set(self.hits_of(row.said.outcomes))
        return score(labels, hits, [rule.name for rule in self.policy.rules])


@contextmanager
def replay(request: Request, watch: Watch) -> Iterator[Replay]:
    """
    Judge every post of the archives.

    Raises RulesRefused, or NothingReadable where no archive can be read; what
    else is wrong with archives is in ``warnings``.
    """
    started = time.monotonic()
    rules, policy = read_rules(request.rules)
    against, other = read_rules(request.against) if request.against else (None, None)
    shelf = prepared(version_of(request.known)) if request.keep else None
    workers = request.workers or cores()
    units, warnings = units_of(request.archives, shelf)
    with taught_by(units, shelf if request.lasting else None, workers) as taught, Ledger() as ledger:
        task = Task(rules=rules, against=against, known=request.known, shelf=shelf, taught=taught)
        done = Replay(
            request=request,
            task=task,
            policy=policy,
            against=other,
            units=units,
            ledger=ledger,
            tallies=defaultdict(Tally),
            warnings=warnings,
            workers=workers,
        )
        judge = Judge.of(task, policy, other)
        meter = Meter(policy, frozenset(rule.place for rule in open_rules(policy)))
        with closing(Recall(request.known, policy, other, meter)) as recall:
            _fill(done, judge, recall, watch, started)
        if not done.posts:
            raise NothingReadable("; ".join(["there is no post to replay", *done.warnings]))
        done.past_numbers = meter.found()
        assess(ledger, staff_of(policy) | request.known.staff)
        done.seconds = time.monotonic() - started
        yield done


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fill(done: Replay, judge: Judge, recall: Recall, watch: Watch, started: float) -> None:
    """Judge the posts, and settle what only history can answer as soon as no older post can come."""
    total = sum(unit.octets for unit in done.units)
    octets = posts = 0
    told = list[tuple[int, str]]()
    firsts = _firsts(done) if judge.past else {}
    order = sorted(range(len(done.units)), key=lambda number: (firsts.get(number, 0), number))
    for piece in judged(done.task, judge, done.units, done.workers, order):
        done.ledger.add(piece.rows)
        told += [(piece.unit, warning) for warning in piece.warnings]
        for threshold, tally in (piece.tallies or {}).items():
            done.tallies[threshold].add(tally)
        octets, posts = octets + piece.octets, posts + len(piece.rows)
        watch(Pace(done=octets, total=total, posts=posts, seconds=time.monotonic() - started))
        if piece.finished and piece.unit in firsts:
            del firsts[piece.unit]
            _settle(done, recall, min(firsts.values(), default=math.inf))
    done.warnings += [warning for _, warning in sorted(told, key=lambda one: one[0])]
    if judge.past:
        _settle(done, recall)


def _settle(done: Replay, recall: Recall, before: float = math.inf) -> None:
    """Settle the posts before a moment."""
    done.ledger.settle(recall.settle(done.ledger.by_date(recall.place, before)))


def _firsts(done: Replay) -> dict[int, float]:
    """For each unit a moment before which it has no post, where that is kept of all; else nothing."""
    reader = Reader(known=done.task.known, shelf=Shelf(done.task.shelf), taught=Taught(done.task.taught))
    found = dict[int, float]()
    with closing(reader):
        for number, unit in enumerate(done.units):
            first = reader.shelf.first(reader.key_of(number, unit))
            if first is None:
                return {}
            found[number] = first
    return found
