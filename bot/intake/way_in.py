"""What the service asks of every way in, whatever brings the mail."""

import asyncio
from collections.abc import Callable
from typing import Protocol


class Intake(Protocol):
    """
    One list's way in.

    ``trouble`` is None while all is well, else a sentence that says what keeps it from working; ``tried`` is
    set once it worked or failed. ``beat`` is called whenever it moves.
    """

    trouble: str | None
    tried: asyncio.Event
    beat: Callable[[], None]

    async def run(self, ready: Callable[[], None]) -> None:
        """Take mail until ``stop``; ``ready`` is called once, when what comes from then on is not missed."""

    async def drain(self) -> None:
        """Take all that is there, and leave; raises Temporary- or PermanentFailure."""

    def nudge(self) -> None:
        """Tell it that there may be placements; any thread may call it."""

    async def stop(self) -> None:
        """End ``run`` or ``drain``."""
