"""A desk that records in memory what an intake hands over: the least that a service does."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from bot.intake.smtp.filter import Passage
from bot.mail.format.identity import identify
from bot.mail.post import Arrival, ImapOrigin, Move, Placement


class MemoryDesk:
    """
    Keeps arrivals by their place, and placements until they are reported as moved.

    ``arrived`` holds every arrival handed over in order, doubles included;
    ``times`` when that was (monotonic). ``before_take`` may raise or wait.
    """

    def __init__(self) -> None:
        self.arrived: list[Arrival] = []
        self.times: list[float] = []
        self.moves: list[Move] = []
        self.open: list[Placement] = []
        self.batches: list[int] = []
        self.told: list[str] = []
        self._places: set[tuple[str, int, int]] = set()

    async def known(self, account: str, folder: str, validity: int, present: Sequence[int]) -> set[int]:
        return {uid for uid in present if (folder, validity, uid) in self._places}

    async def opened(self, account: str, folder: str, validity: int, uid_next: int) -> bool:
        highest = max((uid for *place, uid in self._places if place == [folder, validity]), default=0)
        self._places = {place for place in self._places if not uid_next or place[2] < uid_next}
        return not uid_next or uid_next > highest

    async def recognises(self, arrival: Arrival) -> bool:
        return not any(known.origin == arrival.origin and known.raw != arrival.raw for known in self.arrived)

    async def tell(self, topic: str, text: str) -> None:
        self.told.append(text)

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        self.batches.append(len(arrivals))
        for arrival in arrivals:
            if place := arrival.lies_in:
                self._places.add((place.folder, place.validity, place.uid))
            self.arrived.append(arrival)
            self.times.append(time.monotonic())

    async def receive(self, arrival: Arrival) -> str:
        await self.take([arrival])
        return f"case-{len(self.arrived)}"

    async def judge(self, arrival: Arrival, passage: Passage) -> str:
        return await passage.text(arrival.raw)

    async def placements(self, account: str) -> Sequence[Placement]:
        return list(self.open)

    async def moved(self, moves: Sequence[Move]) -> None:
        self.moves += moves
        settled = {move.case for move in moves}
        self.open = [placement for placement in self.open if placement.case not in settled]

    def place(
        self, arrival: Arrival, folder: str, *, case: str = "", origin: ImapOrigin | None = None
    ) -> None:
        """Let an arrival lie in a folder, from where it came or is known to lie now."""
        identity = identify(arrival.raw)
        place = origin or arrival.lies_in
        assert place is not None
        self.open.append(
            Placement(
                case=case or f"case-{arrival.lies_in and arrival.lies_in.uid}",
                origin=place,
                message_id=identity.message_id,
                content_hash=identity.content_hash,
                folder=folder,
            )
        )

    async def gets(self, count: int, seconds: float = 10) -> list[Arrival]:
        """The arrivals, once there are so many; fails the test after that time."""
        await _until(
            lambda: len(self.arrived) >= count, seconds, lambda: f"{len(self.arrived)} of {count} arrived"
        )
        return self.arrived

    async def is_content(self, seconds: float = 10) -> list[Move]:
        """The moves, once no placement is open; fails the test after that time."""
        await _until(lambda: not self.open, seconds, lambda: f"{len(self.open)} placements stay open")
        return self.moves


async def _until(condition, seconds, complaint) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"{complaint()} within {seconds:g} seconds")
        await asyncio.sleep(0.005)
