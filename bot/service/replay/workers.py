"""Judges the posts of an archive on every core; what comes back is small and comes in pieces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.facts import Facts
from bot.intake.archive import Unit, read_unit
from bot.service.replay.counting import Tallies
from bot.service.replay.judge_post import Judge, Task
from bot.service.replay.kept.filling import Filling
from bot.service.replay.ledger import Record
from bot.service.replay.reader import Taken, placed, source_of
from bot.service.replay.spread import forks, sensible, spread

PIECE = 500  # posts that are judged together, and whose rows travel together
ROOM = 4_000_000  # octets of posts that are judged together
READ = 20  # times the octets of a post that it takes where it was read


@dataclass(slots=True, kw_only=True)
class Piece:
    """
    What a worker has done since its last piece: ``octets`` of the archive; the last has ``tallies``.

    ``unit`` is that of the posts; ``finished``: it was the last of it.
    """

    rows: list[Record] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    octets: int = 0
    tallies: Tallies | None = None
    unit: int = -1
    finished: bool = False


def judged(
    task: Task, judge: Judge, units: Sequence[Unit], workers: int, order: Sequence[int]
) -> Iterator[Piece]:
    """
    Every post of the units, in pieces, in whatever order they get ready; ``judge`` is of the task.

    The units are begun in this ``order``.
    """
    workers = sensible(units, workers)
    alone = workers == 1 or forks()
    numbered = [(number, units[number]) for number in order]
    yield from spread(partial(work, judge) if alone else partial(_work_on, task), numbered, workers)


def _work_on(task: Task, units: Iterator[tuple[int, Unit]]) -> Iterator[Piece]:
    yield from work(Judge.of(task), units)


def work(judge: Judge, units: Iterator[tuple[int, Unit]]) -> Iterator[Piece]:
    """Judge the posts of units, a piece at a time; the last piece brings what was counted."""
    try:
        for number, unit in units:
            yield from _judge_unit(judge, number, unit)
        yield Piece(tallies=judge.gauge.found())
    finally:
        judge.reader.close()


def _judge_unit(judge: Judge, number: int, unit: Unit) -> Iterator[Piece]:
    """The posts of a unit as they are kept, and read from where they are not."""
    reader = judge.reader
    key = reader.key_of(number, unit)
    kept = reader.shelf.unit(key)
    at, left = 0, unit.octets
    for part, sheet in enumerate(kept.sheets if kept else ()):
        batch = reader.again(sheet, number, unit, at)
        if batch is None:
            yield from _read_unit(judge, number, unit, Filling(reader.shelf, key, part), at)
            return
        rows, answers = judge.judged(batch)
        reader.widen(sheet, batch, reader.asked, answers)
        at, octets = at + sheet.size, left // max(1, len(kept.sheets) - part if kept else 1)
        left -= octets
        yield Piece(unit=number, rows=rows, octets=octets)
    if kept:
        warnings = [source_of(unit.path, one) for one in kept.told]
        yield Piece(unit=number, octets=left, warnings=warnings, finished=True)
    else:
        yield from _read_unit(judge, number, unit, Filling(reader.shelf, key), 0)


def _read_unit(judge: Judge, number: int, unit: Unit, filling: Filling, start: int) -> Iterator[Piece]:
    """The posts of a unit from the position ``start`` on, one by one as they are kept, or read."""
    told, left = list[str](), unit.octets
    every = list[str]()
    posts = (
        judge.reader.take(found, number, at, unit.path)
        for at, found in enumerate(read_unit(unit, told))
        if at >= start
    )
    for taken in _batches(posts):
        batch = judge.reader.batch(taken, number, unit.path, start)
        rows, answers = judge.judged(batch)
        piece = Piece(unit=number, rows=rows)
        filling.add(taken, batch, judge.reader.asked, answers)
        start += len(taken)
        piece.octets = min(sum(len(one.found.raw) for one in taken), left)
        left -= piece.octets
        piece.warnings = _taken(told)
        every += piece.warnings
        yield piece
    every += told
    filling.finish([placed(one, unit.path) for one in every], judge.reader.key_of(number, unit))
    yield Piece(unit=number, octets=left, warnings=_taken(told), finished=True)


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
