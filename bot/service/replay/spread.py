"""Spreads the pieces of an archive over processes; what they make of them comes back in whatever order."""

import multiprocessing
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from typing import TypeVar

from bot.errors import PermanentFailure
from bot.intake.archive import Unit
from bot.service.garbage import look_rarely

WORTH_IT = 8_000_000  # octets of an archive for which starting processes pays
PATIENCE = 1.0  # seconds after which a silent worker is looked at

Result = TypeVar("Result")
Numbered = Iterator[tuple[int, Unit]]


class WorkerLost(PermanentFailure):
    """A process of the replay ended before its work was done."""


@dataclass(frozen=True, slots=True)
class _Over:
    """The last that a process sends: why it failed, "" where it has done its work."""

    failure: str = ""


def forks() -> bool:
    """Whether processes begin with all that this one has loaded: safe where it has but one thread."""
    return sys.platform == "linux" and threading.active_count() == 1


def is_worth_it(units: Sequence[Unit], workers: int) -> bool:
    """Whether so many processes read these units sooner than this one alone."""
    return workers > 1 and len(units) > 1 and sum(unit.octets for unit in units) >= WORTH_IT


def spread(
    work: Callable[[Numbered], Iterator[Result]], units: Sequence[Unit], workers: int
) -> Iterator[Result]:
    """
    What ``work`` makes of units with their numbers, in so many processes, or in this one if that is sooner.

    Its results are pickled, and so is ``work`` unless ``forks``. Raises WorkerLost.
    """
    if not is_worth_it(units, workers):
        yield from work(enumerate(units))
        return
    with _processes(work, units, min(workers, len(units))) as (processes, results):
        yield from _gathered(processes, results)


@contextmanager
def _processes(
    work: Callable[[Numbered], Iterator[Result]], units: Sequence[Unit], workers: int
) -> Iterator[tuple[list[BaseProcess], "Queue[Result | _Over]"]]:
    """Processes at work; they end with this block, whatever ends it."""
    context = multiprocessing.get_context("fork") if forks() else multiprocessing.get_context("spawn")
    tasks: Queue[tuple[int, Unit] | None] = context.Queue()
    results: Queue[Result | _Over] = context.Queue(maxsize=4 * workers)
    processes: list[BaseProcess] = [
        context.Process(target=_worker, args=(work, tasks, results), daemon=True) for _ in range(workers)
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


def _worker(
    work: Callable[[Numbered], Iterator[Result]],
    tasks: "Queue[tuple[int, Unit] | None]",
    results: "Queue[Result | _Over]",
) -> None:
    """The life of one process."""
    look_rarely()
    try:
        for result in work(iter(tasks.get, None)):
            results.put(result)
        results.put(_Over())
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001 - the parent must hear of it, it would wait for ever
        results.put(_Over(f"{type(error).__name__}: {error}"))


def _gathered(processes: list[BaseProcess], results: "Queue[Result | _Over]") -> Iterator[Result]:
    """Results until every process has sent its last."""
    working = len(processes)
    while working:
        try:
            result = results.get(timeout=PATIENCE)
        except queue.Empty:
            _look_at(processes)
            continue
        if not isinstance(result, _Over):
            yield result
        elif result.failure:
            raise WorkerLost(f"a process of the replay failed: {result.failure}")
        else:
            working -= 1


def _look_at(processes: list[BaseProcess]) -> None:
    """A process that was killed (by the system, for memory) says nothing: see it, and say so."""
    for process in processes:
        if process.exitcode:
            raise WorkerLost(
                f"a process of the replay was ended from outside (exit status {process.exitcode}); "
                "if memory is short, try --workers 1"
            )
