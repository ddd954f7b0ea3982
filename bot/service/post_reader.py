"""Reads posts in threads of the pool, with what the list has taught of them."""

import asyncio
import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.errors import PermanentFailure, TemporaryFailure
from bot.mail import Unread
from bot.mail.format.header import block_of
from bot.mail.known import NOTHING, Asked, Known
from bot.mail.post import Arrival, Post
from bot.service.list_runtime import Database, ListRuntime
from bot.store import Case
from bot.threads import ThreadEach

log = structlog.get_logger()

CRASHES = 3  # attempts that ended the bot, or in a defect; after them a message is not opened again
LIGHT = 500_000  # octets; reading takes many times a message's memory, so larger ones are read one at a time
_HEAVY = threading.Lock()
QUESTIONS = ThreadEach(16)
"""Threads that ask DNS, for all lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An admitted arrival on its way to a decision; its case counts the attempts that ended badly, too."""

    case: Case
    arrival: Arrival

    @property
    def poison(self) -> bool:
        """Whether work on it failed too often."""
        return self.case.attempts > CRASHES

    def again(self) -> "Work":
        """The next attempt in this run."""
        return replace(self, case=replace(self.case, attempts=self.case.attempts + 1))


class PostReader:
    """Reads the posts of one list."""

    def __init__(
        self, runtime: ListRuntime, database: Database, pool: Executor, clock: Callable[[], dt.datetime]
    ) -> None:
        self._runtime = runtime
        self._list_id = runtime.mailing_list.id
        self._database = database
        self._pool = pool
        self._clock = clock

    def begin(self, works: Sequence[Work]) -> asyncio.Task[list[Post | None]]:
        """Begin to read; a post is None where that failed, which must not stop the others."""
        return asyncio.get_running_loop().create_task(self.read(works))

    async def read(self, works: Sequence[Work]) -> list[Post | None]:
        """The posts; None for one that could not be read."""
        run = partial(asyncio.get_running_loop().run_in_executor, self._pool)
        unread = await run(self._open, works)
        posts = await run(self._read, works, unread, await self._known(unread))
        return await self._with_answers(works, posts)

    async def _with_answers(self, works: Sequence[Work], posts: Sequence[Post | None]) -> list[Post | None]:
        """The posts with what DNS says of them; a name server that is silent keeps no thread of the pool."""

        async def asked(work: Work, post: Post | None) -> Post | None:
            if post is None or not self._runtime.asks_dns(post):
                return post
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(QUESTIONS, self._ask, work, post)

        return list(await asyncio.gather(*map(asked, works, posts)))

    def _ask(self, work: Work, post: Post) -> Post:
        try:
            with _HEAVY if work.case.size > LIGHT else contextlib.nullcontext():
                return self._runtime.ask_dns(post, work.arrival.received)
        except Exception:
            log.exception("DNS could not be asked about a post", case=work.case.id, list=self._list_id)
            return post

    async def _known(self, unread: Sequence[Unread | None]) -> Sequence[Known]:
        """What is known of posts; nothing where the database is in trouble, which settling them will tell."""
        asked = [one.asked() if one else Asked("") for one in unread]
        try:
            return await self._database.run(lambda tx: tx.known(self._list_id, asked, self._clock()))
        except (TemporaryFailure, PermanentFailure):
            return [NOTHING] * len(unread)

    def _open(self, works: Sequence[Work]) -> list[Unread | None]:
        return [self._open_one(work) for work in works]

    def _open_one(self, work: Work) -> Unread | None:
        raw = block_of(work.arrival.raw) if work.poison else work.arrival.raw
        try:
            return Unread(raw, work.arrival.envelope)
        except Exception:
            log.exception("a post could not be read", case=work.case.id, list=self._list_id)
            return None

    def _read(
        self, works: Sequence[Work], unread: Sequence[Unread | None], known: Sequence[Known]
    ) -> list[Post | None]:
        return [self._read_one(*each) for each in zip(works, unread, known, strict=True)]

    def _read_one(self, work: Work, unread: Unread | None, known: Known) -> Post | None:
        if unread is None:
            return None
        try:
            with _HEAVY if work.case.size > LIGHT else contextlib.nullcontext():
                return unread.read(known)
        except Exception:
            log.exception("a post could not be read", case=work.case.id, list=self._list_id)
            return None
