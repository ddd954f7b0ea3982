"""Retries: growing waits, a sleep that a stop ends, one line in the log for each try."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.errors import PermanentFailure, TemporaryFailure

log = structlog.get_logger()


@dataclass(slots=True)
class Backoff:
    """Waits in seconds that double from ``first`` to ``longest``."""

    first: float
    longest: float
    failures: int = field(default=0, init=False)

    def next(self) -> float:
        """The wait after one more failure."""
        self.failures += 1
        return min(self.longest, self.first * 2.0 ** min(self.failures - 1, 30))

    def reset(self) -> None:
        """What was tried worked: begin anew."""
        self.failures = 0


async def sleep_unless(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but not past a stop."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def wait_for_any(seconds: float, *events: asyncio.Event) -> None:
    """Wait for one of the events, and so many seconds at most."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def warn(event: str, problem: Exception, **about: Any) -> None:
    """One line for a failure of the world, which its sentence tells; a defect of ours with its traceback."""
    if isinstance(problem, (TemporaryFailure, PermanentFailure)):
        log.warning(event, problem=str(problem), **about)
    else:
        log.error(event, problem=repr(problem), exc_info=problem, **about)
