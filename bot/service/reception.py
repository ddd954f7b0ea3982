"""
Takes what servers hand over for one list: durable before they hear so, judged behind that.

What comes together shares one transaction, and with it one flush of the disk.
Judging costs many times what taking does; while mail comes in it gives way, so that
a storm is on disk, and its senders are free, long before all of it is judged.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import PermanentFailure, TemporaryFailure
from bot.mail.post import Arrival
from bot.service.patience import warn
from bot.service.pipeline import Pipeline

AT_ONCE, FEW = 100, 10  # posts judged in one go, and while mail comes in
MOMENT = 0.02  # seconds without mail after which none is coming in, at least
_LOOK = 0.01  # seconds between two looks whether mail comes in
SHARE = 9  # judging rests so many times as long as it has worked, at most, while mail comes in


@dataclass(frozen=True, slots=True)
class _Coming:
    """One that is to be made durable; its ``name`` comes when it is."""

    arrival: Arrival
    name: asyncio.Future[str]


class Reception:
    """The receiving side of a list; ``receive`` may be called by any number of connections at a time."""

    def __init__(self, pipeline: Pipeline, list_id: str) -> None:
        self._pipeline = pipeline
        self._list_id = list_id
        self._coming: list[_Coming] = []
        self._taking: asyncio.Task[None] | None = None
        self._judging: asyncio.Task[None] | None = None
        self._moved = self._took = 0.0

    async def receive(self, arrival: Arrival) -> str:
        """
        Make one durable; its case, "" where none was opened.

        Raises TemporaryFailure or PermanentFailure where the database refuses.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        coming = _Coming(arrival, loop.create_future())
        self._coming.append(coming)
        if self._taking is None:
            self._taking = loop.create_task(self._take_all())
        try:
            return await coming.name
        finally:
            self._moved = loop.time()
            self._took = self._moved - began

    async def _take_all(self) -> None:
        """All that came while the last of them were being written goes into the next transaction."""
        try:
            while self._coming:
                together, self._coming = self._coming, []
                await self._take(together)
        finally:
            self._taking = None

    async def _take(self, together: Sequence[_Coming]) -> None:
        try:
            names = await self._pipeline.receive([one.arrival for one in together])
        except (TemporaryFailure, PermanentFailure) as failure:
            _fail(together, failure)
        except Exception as defect:  # noqa: BLE001 - it is told to the one whose it is
            if len(together) == 1:
                _fail(together, defect)
            for one in together if len(together) > 1 else ():
                await self._take([one])
        except BaseException:
            for one in together:
                one.name.cancel()
            raise
        else:
            for one, name in zip(together, names, strict=True):
                if not one.name.done():
                    one.name.set_result(name)
            self._begin_to_judge()

    def _begin_to_judge(self) -> None:
        if self._judging is None:
            self._judging = asyncio.get_running_loop().create_task(self._judge_all())

    async def _judge_all(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._pipeline.has_received:
                began = loop.time()
                await self._pipeline.judge_received(FEW if self._is_coming() else AT_ONCE)
                await self._give_way(loop.time() - began)
        except Exception as problem:  # noqa: BLE001 - what is durable is tried again each second
            warn("posts that were taken wait to be judged", problem, list=self._list_id)
        finally:
            self._judging = None

    def _is_coming(self) -> bool:
        """Clients who wait for us send nothing: the slower we are, the longer their silence means nothing."""
        silence = asyncio.get_running_loop().time() - self._moved
        return self._taking is not None or silence < max(MOMENT, self._took)

    async def _give_way(self, worked: float) -> None:
        """Let mail come in, until none does; however much it is, some is judged."""
        until = asyncio.get_running_loop().time() + worked * SHARE
        while self._is_coming() and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110 - silence is no event
            await asyncio.sleep(_LOOK)


def _fail(those: Sequence[_Coming], problem: Exception) -> None:
    for one in those:
        if not one.name.done():
            one.name.set_exception(problem)
