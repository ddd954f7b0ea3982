"""What a monitoring system may ask of the daemon: is it alive, is it ready, how is it."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.endpoint import endpoint_of
from bot.errors import PermanentFailure, TemporaryFailure
from bot.service.line import Line
from bot.service.list_runtime import Database
from bot.service.monitoring import PROMETHEUS, Answer, Monitoring
from bot.service.outbox import Worker
from bot.service.stamp import now
from bot.store import Queue

SECONDS = 3.0  # for the database to say what waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The daemon at one moment; ``stalled`` are those at work who do not move, ``ready`` as systemd heard."""

    lines: Sequence[Line]
    worker: Worker
    database: Database
    reachable: bool
    stalled: Sequence[str]
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What waits in the database, by list."""

    held: Mapping[str, Queue]
    unsent: Mapping[str, Queue]


def monitoring(listen: str, see: Callable[[], Sight]) -> Monitoring:
    """The server at a place of the settings; ``see`` looks at the daemon, in its loop."""

    async def health() -> Answer:
        sight = see()
        stalled = [f"{who} does not move" for who in sight.stalled]
        broken = [str(sight.database.broken)] if sight.database.broken else []
        return _yes_or(stalled + broken)

    async def ready() -> Answer:
        sight = see()
        return _yes_or([] if sight.ready else ["not every inbox was tried yet"])

    async def metrics() -> Answer:
        from bot.service.metrics import exposition  # noqa: PLC0415 - who is never asked need not load it

        sight = see()
        waits = await _waits(sight.database)
        return Answer(status=200, body=exposition(sight, waits, now()), kind=PROMETHEUS)

    return Monitoring(endpoint_of(listen), {"/metrics": metrics, "/healthz": health, "/readyz": ready})


def _yes_or(problems: Sequence[str]) -> Answer:
    if problems:
        return Answer(status=503, body="".join(f"{each}\n" for each in problems).encode())
    return Answer(status=200, body=b"ok\n")


async def _waits(database: Database) -> Waits | None:
    """What waits; None where the database does not say in time."""

    def look() -> Waits:
        with database.store.snapshot() as tx:
            return Waits(held=tx.held_by_list(), unsent=tx.unsent_by_list())

    with contextlib.suppress(TemporaryFailure, PermanentFailure, TimeoutError):
        async with asyncio.timeout(SECONDS):
            return await asyncio.to_thread(look)
    return None
