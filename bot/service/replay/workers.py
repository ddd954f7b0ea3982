"""Judges the posts of an archive on every core; what comes back is small and comes in pieces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.facts import Facts
from bot.intake.archive import Unit, read_unit
from bot.service.replay.counting import Tallies
from bot.service.replay.judge_post import Judge, Taken, Task
from bot.service.replay.ledger import Record, record_of
from bot.service.replay.spread import Numbered, is_worth_it, spread

PIECE = 500  # posts that are judged together, and whose rows travel together
ROOM = 4_000_000  # octets of posts that are judged together
READ = 20  # times the octets of a post that it takes where it was read


@dataclass(slots=True, kw_only=True)
class Piece:
    """What a worker has done since its last piece: ``octets`` of the archive; the last has ``tallies``."""

    rows: list[Record] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    octets: int = 0
    tallies: Tallies | None = None


def judged(task: Task, judge: Judge, units: Sequence[Unit], workers: int) -> Iterator[Piece]:
    """Every post of the units, in pieces, in whatever order they get ready; ``judge`` is of the task."""
    if not is_worth_it(units, workers):
        yield from work(judge, enumerate(units))
        return
    yield from spread(partial(_work_on, task), units, workers)


def _work_on(task: Task, units: Numbered) -> Iterator[Piece]:
    yield from work(Judge.of(task), units)


def work(judge: Judge, units: Numbered) -> Iterator[Piece]:
    """Judge the posts of units, a piece at a time; the last piece brings what was counted."""
    try:
        for number, unit in units:
            yield from _judge_unit(judge, number, unit)
        yield Piece(tallies=judge.gauge.found())
    finally:
        judge.shelf.close()
        judge.taught.close()


def _judge_unit(judge: Judge, number: int, unit: Unit) -> Iterator[Piece]:
    told, left = list[str](), unit.octets
    posts = (judge.take(found, number, at) for at, found in enumerate(read_unit(unit, told)))
    for batch in _batches(posts):
        piece = Piece(rows=[record_of(row) for row in judge.rows(batch)])
        piece.octets = min(sum(len(one.found.raw) for one in batch), left)
        left -= piece.octets
        judge.shelf.write()
        piece.warnings = _taken(told)
        yield piece
    yield Piece(octets=left, warnings=_taken(told))


def _batches(posts: Iterable[Taken]) -> Iterator[list[Taken]]:
    """The posts in batches that memory has room for."""
    batch, weight = list[Taken](), 0
    for one in posts:
        batch.append(one)
        weight += len(one.found.raw) * (READ if isinstance(one.facts, Facts) else 1)
        if len(batch) >= PIECE or weight >= ROOM:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _taken(told: list[str]) -> list[str]:
    taken = list(told)
    told.clear()
    return taken
