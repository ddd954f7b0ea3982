"""
The cost of a piece of work, in yards: the cost of a fixed piece of plain Python, measured in the same moment.

A test that compares seconds fails where the machine is slow or busy; a test
that compares yards fails where the work has become another kind of work.
"""

import time
from collections.abc import Callable


def cost(work: Callable[[], object]) -> float:
    """How many yards of processor time ``work`` takes; a yard is 5 to 10 ms on machines of today."""
    before = yard()
    start = time.process_time()
    work()
    spent = time.process_time() - start
    return spent / max(before, yard())


def steepness(small: Callable[[], object], large: Callable[[], object], *, enough: float) -> float:
    """
    How many times ``small`` is in ``large`` by their cost: the least of three, ended early by one below ``enough``.

    The least, since a busy machine can only add to it.
    """
    least = float("inf")
    for _ in range(3):
        least = min(least, cost(large) / cost(small))
        if least < enough:
            break
    return least


def yard() -> float:
    """Seconds of processor time for one yard, now."""
    return min(_measured() for _ in range(3))


def _measured() -> float:
    start = time.process_time()
    words = [str(number * 7919 % 10007) for number in range(20_000)]
    seen: dict[str, int] = {}
    for word in words:
        seen[word] = seen.get(word, 0) + len(word)
    sorted(seen)
    return time.process_time() - start
