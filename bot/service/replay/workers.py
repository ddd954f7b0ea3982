"""Judges the posts of an archive on every core; what comes back is small and comes in pieces."""

import multiprocessing
import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue

from bot.errors import PermanentFailure
from bot.intake.archive import Unit, read_unit
from bot.service.replay.counting import Tallies
from bot.service.replay.judge_post import Judge, Task
from bot.service.replay.ledger import Record, record_of

PIECE = 500  # rows that travel together
WORTH_IT = 8_000_000  # octets of an archive for which starting processes pays
PATIENCE = 1.0  # seconds after which a silent worker is looked at


@dataclass(slots=True, kw_only=True)
class Piece:
    """What a worker has done since its last piece: ``octets`` of the archive; the last has ``tallies``."""

    rows: list[Record] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    octets: int = 0
    tallies: Tallies | None = None
    failure: str = ""


class WorkerLost(PermanentFailure):
    """A process of the replay ended before its work was done."""


def judged(task: Task, judge: Judge, units: Sequence[Unit], workers: int) -> Iterator[Piece]:
    """Every post of the units, in pieces, in whatever order they get ready; ``judge`` is of the task."""
    if workers == 1 or len(units) == 1 or sum(unit.octets for unit in units) < WORTH_IT:
        yield from work(judge, enumerate(units))
        return
    with _processes(task, units, min(workers, len(units))) as (processes, results):
        yield from _gathered(processes, results)


def work(judge: Judge, units: Iterator[tuple[int, Unit]]) -> Iterator[Piece]:
    """Judge the posts of units, a piece at a time; the last piece brings what was counted."""
    try:
        for number, unit in units:
            yield from _judge_unit(judge, number, unit)
        yield Piece(tallies=judge.gauge.found())
    finally:
        judge.shelf.close()
        judge.taught.close()


def _judge_unit(judge: Judge, number: int, unit: Unit) -> Iterator[Piece]:
    piece, told, left = Piece(), list[str](), unit.octets
    for position, found in enumerate(read_unit(unit, told)):
        piece.rows.append(record_of(judge.row(found, number, position)))
        step = min(len(found.raw), left)
        piece.octets += step
        left -= step
        if len(piece.rows) >= PIECE:
            judge.shelf.write()
            piece.warnings = _taken(told)
            yield piece
            piece = Piece()
    judge.shelf.write()
    piece.octets += left
    piece.warnings = _taken(told)
    yield piece


def _taken(told: list[str]) -> list[str]:
    taken = list(told)
    told.clear()
    return taken


@contextmanager
def _processes(
    task: Task, units: Sequence[Unit], workers: int
) -> Iterator[tuple[list[BaseProcess], "Queue[Piece]"]]:
    """Processes at work; they end with this block, whatever ends it."""
    context = multiprocessing.get_context("spawn")
    tasks: Queue[tuple[int, Unit] | None] = context.Queue()
    results: Queue[Piece] = context.Queue(maxsize=4 * workers)
    processes: list[BaseProcess] = [
        context.Process(target=_worker, args=(task, tasks, results), daemon=True) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    try:
        for numbered in [*enumerate(units), *[None] * workers]:
            tasks.put(numbered)
        yield processes, results
    finally:
        for process in processes:
            process.terminate()
            process.join()
        tasks.cancel_join_thread()  # what nobody takes any more need not be sent
        results.close()


def _worker(task: Task, tasks: "Queue[tuple[int, Unit] | None]", results: "Queue[Piece]") -> None:
    """The life of one process."""
    try:
        for piece in work(Judge.of(task), iter(tasks.get, None)):
            results.put(piece)
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001 - the parent must hear of it, it would wait for ever
        results.put(Piece(failure=f"{type(error).__name__}: {error}"))


def _gathered(processes: list[BaseProcess], results: "Queue[Piece]") -> Iterator[Piece]:
    """Pieces until every process has sent its last."""
    working = len(processes)
    while working:
        try:
            piece = results.get(timeout=PATIENCE)
        except queue.Empty:
            _look_at(processes)
            continue
        if piece.failure:
            raise WorkerLost(f"a process of the replay failed: {piece.failure}")
        working -= piece.tallies is not None
        yield piece


def _look_at(processes: list[BaseProcess]) -> None:
    """A process that was killed (by the system, for memory) says nothing: see it, and say so."""
    for process in processes:
        if process.exitcode:
            raise WorkerLost(
                f"a process of the replay was ended from outside (exit status {process.exitcode}); "
                "if memory is short, try --workers 1"
            )
