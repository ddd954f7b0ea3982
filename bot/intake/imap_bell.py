"""Wakes a waiting IMAP connection: for placements, for a stop, or to look for mail."""

import asyncio
import contextlib
from collections.abc import Callable


class Bell:
    """
    Rung when there are new placements, when mail may have come, and to stop.

    ``nudged`` stays true until somebody takes care of it; ``stopping`` for
    ever. Only ``nudge`` may be called from another thread.
    """

    def __init__(self) -> None:
        self.nudged = False
        self.stopping = False
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def nudge(self) -> None:
        """There are new placements."""
        self.nudged = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits
                self._loop.call_soon_threadsafe(self._event.set)

    def stop(self) -> None:
        """End all waits, now and later."""
        self.stopping = True
        self._event.set()

    def ring(self) -> None:
        """Let the one who waits look again."""
        self._event.set()

    async def wait(self, seconds: float, *, until: Callable[[], bool] = lambda: False) -> None:
        """Wait for a nudge, the stop, the condition (looked at whenever it rings) or so many seconds."""
        self._loop = asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (self.nudged or self.stopping or until()):
                    self._event.clear()
                    await self._event.wait()

    async def pause(self, seconds: float) -> None:
        """Wait so many seconds, or for the stop."""
        until = asyncio.get_running_loop().time() + seconds
        while not self.stopping and (left := until - asyncio.get_running_loop().time()) > 0:
            self._event.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._event.wait()
