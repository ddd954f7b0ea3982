"""Hears what other workers on the database call, and wakes whoever of this one is concerned."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from bot.errors import PermanentFailure, TemporaryFailure
from bot.service.list_runtime import Database
from bot.service.patience import Backoff, wait_for_any
from bot.store import Call, Ear, Transaction

log = structlog.get_logger()

PROVED_EVERY: Final = 30.0  # seconds between two calls of our own that must be heard
PATIENCE: Final = 5.0  # seconds until such a call is heard
WAITS: Final = 1.0, 60.0  # seconds, the first and the longest, until calls are listened for again


class Calls:
    """
    ``hears`` says whether calls come through, proved now and then by a call of our own over another session.

    A pooler that keeps no session for its client passes on some calls or none, and a line
    may be dead without a word; where nothing is heard, everybody looks as often as before.
    """

    def __init__(self, database: Database, bells: Mapping[Call, Callable[[], None]]) -> None:
        self._database = database
        self._bells = bells
        self._backoff = Backoff(*WAITS)
        self._told = True
        self.hears = False

    async def go_on(self, stop: asyncio.Event, beat: Callable[[], None]) -> None:
        """Listen until stopped, again after each cut."""
        while not stop.is_set():
            beat()
            try:
                ear = await asyncio.to_thread(self._database.store.listen)
                try:
                    await self._listen(ear, stop, beat)
                finally:
                    ear.close()
            except (TemporaryFailure, PermanentFailure) as failure:
                self._tell(str(failure))
            finally:
                self.hears = False
            await wait_for_any(self._backoff.next(), stop)

    async def _listen(self, ear: Ear, stop: asyncio.Event, beat: Callable[[], None]) -> None:
        """Until stopped, or a call of our own is not heard; raises TemporaryFailure where the line is cut."""
        loop, rings = asyncio.get_running_loop(), asyncio.Event()
        proof, until = "", loop.time()
        line = ear.fileno()
        loop.add_reader(line, rings.set)
        self._ring(frozenset(self._bells))  # what was called before is heard no more
        try:
            while not stop.is_set():
                beat()
                if loop.time() >= until:
                    if proof:
                        self._tell("a call of our own was not heard")
                        return
                    proof, until = secrets.token_hex(4), loop.time() + PATIENCE
                    await self._database.run(_calling(proof))
                await wait_for_any(until - loop.time(), rings, stop)
                rings.clear()
                heard = ear.heard()
                self._ring(heard)
                if proof in heard:
                    proof, until = "", loop.time() + PROVED_EVERY
                    self._proved()
        finally:
            loop.remove_reader(line)

    def _ring(self, heard: frozenset[str]) -> None:
        for what, bell in self._bells.items():
            if what in heard:
                bell()

    def _proved(self) -> None:
        self._backoff.reset()
        if not self.hears and not self._told:
            log.info("calls of other workers are heard again")
        self.hears = self._told = True

    def _tell(self, problem: str) -> None:
        """Once: that nothing is heard costs some seconds at most."""
        if self._told:
            log.info("calls of other workers are not heard: it looks each second", problem=problem)
        self._told = False


def _calling(what: str) -> Callable[[Transaction], None]:
    return lambda tx: tx.call(what, ours_too=True)
