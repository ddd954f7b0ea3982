"""What an intake asks of the service: which messages are known, take these, which should lie elsewhere."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from bot.mail.post import Arrival, Move, Placement
from bot.service.list_runtime import Database, ListRuntime
from bot.service.pipeline import Pipeline
from bot.service.stamp import now
from bot.store import Transaction


class Inbox:
    """One list's side of its intake (the ``Desk`` protocol of bot.intake.imap)."""

    def __init__(self, runtime: ListRuntime, database: Database, pipeline: Pipeline) -> None:
        self._runtime = runtime
        self._database = database
        self._pipeline = pipeline
        self._list_id = runtime.mailing_list.id

    async def known(
        self, account: str, folder: str, validity: int, present: Sequence[int]
    ) -> AbstractSet[int]:
        """The UIDs on record. At first sight of a folder ``backlog = "ignore"`` puts all of it on record."""
        place = (self._list_id, account, folder)

        def work(tx: Transaction) -> AbstractSet[int]:
            if self._runtime.settings.intake.backlog == "ignore" and not tx.backlog_ignored(*place):
                tx.ignore_uids(*place, validity, present, now())
            return tx.known_uids(*place, validity, present)

        return await self._database.run(work)

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Durable and judged when this returns."""
        await self._pipeline.take(arrivals)

    async def placements(self, account: str) -> Sequence[Placement]:
        """The messages that should lie in another folder than they do; none while it is observed."""
        if self._runtime.observes:
            return ()
        placements = await self._database.run(lambda tx: tx.placements(self._list_id))
        return [placement for placement in placements if placement.origin.account == account]

    async def moved(self, moves: Sequence[Move]) -> None:
        """Where the messages lie now."""
        at = now()
        await self._database.run(lambda tx: tx.moved(moves, at))
