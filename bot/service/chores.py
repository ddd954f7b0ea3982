"""Runs recurring work: each piece is caught, backed off and reported by itself; none stops another."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from bot.errors import PermanentFailure, TemporaryFailure
from bot.service.patience import Backoff, warn

TRIES = 3
"""Failures in a row after which a person hears of a defect, which no waiting mends."""
WAITS = 1.0, 600.0

Report = Callable[[str, str, bool], None]
"""Told after each turn: of what, the problem ("" where it works), whether a person should hear of it now."""


class Chore:
    """
    Something done again and again for one list, or for all of them.

    A failure is logged and tried again with growing waits; it is never raised.
    """

    def __init__(self, what: str, work: Callable[[dt.datetime], Awaitable[None]], report: Report) -> None:
        self.what = what
        self._work = work
        self._report = report
        self._backoff = Backoff(*WAITS)
        self._not_before = 0.0

    async def turn(self, now: dt.datetime) -> bool:
        """Do it, unless it has to wait after a failure; False while it fails."""
        at = asyncio.get_running_loop().time()
        if at < self._not_before:
            return False
        try:
            await self._work(now)
        except Exception as problem:  # noqa: BLE001 - one list's trouble is that list's alone
            self._failed(problem, at)
            return False
        self._backoff.reset()
        self._report(self.what, "", False)  # noqa: FBT003 - a Report has no keywords
        return True

    def _failed(self, problem: Exception, at: float) -> None:
        wait = self._backoff.next()
        self._not_before = at + wait
        warn(f"{self.what}: failed, and tried again", problem, next_try_seconds=round(wait, 1))
        defect = not isinstance(problem, TemporaryFailure)
        self._report(self.what, sentence_of(problem), defect and self._backoff.failures >= TRIES)


def sentence_of(problem: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(problem, TemporaryFailure | PermanentFailure):
        return str(problem)
    if isinstance(problem, TimeoutError):
        return "it takes too long"
    return f"a defect of the bot ({type(problem).__name__}); its log tells where"
