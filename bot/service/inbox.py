"""What an intake asks of the service: which messages are known, take these, which should lie elsewhere."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from bot.mail.post import Arrival, Move, Wish
from bot.service.list_runtime import Database, Desk
from bot.service.pipeline import Pipeline
from bot.service.stamp import now
from bot.store import Transaction


class Inbox:
    """One list's side of its intake (the ``Desk`` protocol of bot.intake.imap)."""

    def __init__(self, desk: Desk, database: Database, pipeline: Pipeline) -> None:
        self._desk = desk
        self._database = database
        self._pipeline = pipeline
        self._list_id = desk.mailing_list.id

    async def known(
        self, account: str, folder: str, validity: int, present: Sequence[int]
    ) -> AbstractSet[int]:
        """The UIDs on record. At first sight of a folder ``backlog = "ignore"`` puts all of it on record."""
        place = (self._list_id, account, folder)

        def work(tx: Transaction) -> AbstractSet[int]:
            if self._desk.settings.intake.backlog == "ignore" and not tx.backlog_ignored(*place):
                tx.ignore_uids(*place, validity, present, now())
            return tx.known_uids(*place, validity, present)

        return await self._database.run(work)

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Durable and judged when this returns."""
        await self._pipeline.take(arrivals)

    async def wishes(self, account: str) -> Sequence[Wish]:
        """The messages that should lie in another folder than they do; none while it is observed."""
        if self._desk.observes:
            return ()
        wishes = await self._database.run(lambda tx: tx.wishes(self._list_id))
        return [wish for wish in wishes if wish.origin.account == account]

    async def moved(self, moves: Sequence[Move]) -> None:
        """Where the messages lie now."""
        at = now()
        await self._database.run(lambda tx: tx.moved(moves, at))
