"""A database that fails when a test says so: before the work is done, or after it, when no word comes back."""

from collections.abc import Callable
from typing import Any, TypeVar

from bot.errors import TemporaryFailure
from bot.service.list_runtime import Database
from bot.store import Store, Transaction

T = TypeVar("T")

FULL = "the disk of the database is full: make room; nothing is taken until then"


class FailingDatabase(Database):
    """
    A real database of which call after call can be made to fail.

    ``fails`` gets the number of the call, from 1, and says "" (it works),
    "before" (nothing of it happens) or "after" (it is done, and the line
    breaks before the answer). ``calls`` counts them.
    """

    def __init__(self, store: Store, fails: Callable[[int], str] = lambda _: "") -> None:
        super().__init__(store)
        self.calls = 0
        self.fails = fails

    async def run(self, work: Callable[[Transaction], T]) -> T:
        self.calls += 1
        how = self.fails(self.calls)
        if how == "before":
            raise TemporaryFailure(FULL)
        result = await super().run(work)
        if how == "after":
            raise TemporaryFailure("the database server does not answer or has no room: gone")
        return result


class Through:
    """The way of one list to a database that others use too: it may fail for that list alone."""

    def __init__(self, database: Database, fails: Callable[[int], str]) -> None:
        self._database = database
        self.fails = fails
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def run(self, work: Callable[[Transaction], T]) -> T:
        self.calls += 1
        if self.fails(self.calls):
            raise TemporaryFailure(FULL)
        return await self._database.run(work)
