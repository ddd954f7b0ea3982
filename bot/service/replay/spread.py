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
from multiprocessing.sharedctypes import Synchronized
from typing import TypeVar

from bot.errors import PermanentFailure
from bot.intake.archive import Unit
from bot.service.garbage import look_rarely

WORTH_IT = 8_000_000  # octets of an archive for which starting processes pays
PATIENCE = 1.0  # seconds after which a silent worker is looked at

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerLost(PermanentFailure):
    """A process of the replay ended before its work was done."""


@dataclass(frozen=True, slots=True)
class _Over:
    """The last that a process sends: why it failed, "" where it has done its work."""

    failure: str = ""


def forks() -> bool:
    """Whether processes begin with all that this one has loaded: safe where it has but one thread."""
    return sys.platform == "linux" and threading.active_count() == 1


def sensible(units: Sequence[Unit], workers: int) -> int:
    """How many of so many processes read these units soonest, this one where it is 1."""
    return min(workers, len(units)) if sum(unit.octets for unit in units) >= WORTH_IT else 1


def spread(
    work: Callable[[Iterator[Item]], Iterator[Result]], items: Sequence[Item], workers: int
) -> Iterator[Result]:
    """
    What ``work`` makes of items, in so many processes that begin with them in order, or in this one for 1.

    Its results are pickled, and so are ``work`` and the items unless ``forks``. Raises WorkerLost.
    """
    if workers <= 1:
        yield from work(iter(items))
        return
    with _processes(work, items, workers) as (processes, results):
        yield from _gathered(processes, results)


@contextmanager
def _processes(
    work: Callable[[Iterator[Item]], Iterator[Result]], items: Sequence[Item], workers: int
) -> Iterator[tuple[list[BaseProcess], "Queue[Result | _Over]"]]:
    """Processes at work; they end with this block, whatever ends it."""
    context = multiprocessing.get_context("fork") if forks() else multiprocessing.get_context("spawn")
    begun = context.Value("l", 0)
    results: Queue[Result | _Over] = context.Queue(maxsize=4 * workers)
    processes: list[BaseProcess] = [
        context.Process(target=_worker, args=(work, items, begun, results), daemon=True)
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    try:
        yield processes, results
    finally:
        for process in processes:
            process.terminate()
            process.join()
        results.close()


def _worker(
    work: Callable[[Iterator[Item]], Iterator[Result]],
    items: Sequence[Item],
    begun: "Synchronized[int]",
    results: "Queue[Result | _Over]",
) -> None:
    """The life of one process."""
    look_rarely()
    try:
        for result in work(_next(items, begun)):
            results.put(result)
        results.put(_Over())
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001 - the parent must hear of it, it would wait for ever
        results.put(_Over(f"{type(error).__name__}: {error}"))


def _next(items: Sequence[Item], begun: "Synchronized[int]") -> Iterator[Item]:
    """Items that no other process has begun with; ``begun`` counts those that have been."""
    while True:
        with begun.get_lock():
            number = begun.value
            begun.value += 1
        if number >= len(items):
            return
        yield items[number]


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
