"""What an intake asks of the service: which messages are known, take these, which should lie elsewhere."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import structlog

from bot.mail import identify
from bot.mail.post import Arrival, Move, Placement
from bot.notices import Alert
from bot.service import alerts
from bot.service.in_dialogue import InDialogue
from bot.service.list_runtime import Database, ListRuntime
from bot.service.pipeline import Pipeline
from bot.service.reception import Reception
from bot.service.stamp import now
from bot.store import Transaction

if TYPE_CHECKING:  # a listener needs many modules, and few lists have one
    from bot.intake.smtp.filter import Passage

log = structlog.get_logger()


class Inbox:
    """One list's side of its intake (the ``Desk`` protocol of bot.intake.imap)."""

    def __init__(self, runtime: ListRuntime, database: Database, pipeline: Pipeline) -> None:
        self._runtime = runtime
        self._database = database
        self._pipeline = pipeline
        self._list_id = runtime.mailing_list.id
        self._reception = Reception(pipeline, self._list_id)
        self._in_dialogue = InDialogue(runtime, database, pipeline, self._reception, now)

    async def known(
        self, account: str, folder: str, validity: int, present: Sequence[int]
    ) -> AbstractSet[int]:
        """The UIDs on record. At first sight of a folder ``backlog = "ignore"`` puts all of it on record."""
        place = (self._list_id, account, folder)

        def work(tx: Transaction) -> AbstractSet[int]:
            if self._runtime.settings.intake.backlog == "ignore" and not tx.backlog_ignored(*place):
                tx.ignore_uids(*place, validity, present, now())
            return tx.lying_uids(*place, validity, present)

        return await self._database.run(work)

    async def opened(self, account: str, folder: str, validity: int, uid_next: int) -> bool:
        """Whether the folder's numbers go on from those on record; an account is known by a new name, too."""
        place = (self._list_id, account, folder, validity)

        def work(tx: Transaction) -> tuple[str | None, bool]:
            renamed = tx.renamed_account(*place)
            again = bool(uid_next) and uid_next <= tx.highest_uid(*place)
            if again:
                tx.doubt_numbers(*place, uid_next)
            return renamed, not again

        renamed, counts_on = await self._database.run(work)
        if renamed is not None:
            log.warning(
                "the account has another name in the settings; its mail is known by it",
                old=renamed,
                new=account,
            )
        return counts_on

    async def recognises(self, arrival: Arrival) -> bool:
        """Whether the message on record at that place is this one; where it is not, no number is believed."""
        place, content = arrival.lies_in, identify(arrival.raw).content_hash
        if place is None:
            return True

        def work(tx: Transaction) -> bool:
            known = tx.content_at(self._list_id, place)
            if known in (None, content):
                return True
            tx.doubt_numbers(self._list_id, place.account, place.folder, place.validity, place.uid + 1)
            return False

        return await self._database.run(work)

    async def tell(self, topic: str, text: str) -> None:
        """An alert for the owners."""
        await self._database.run(
            lambda tx: alerts.alert(tx, self._runtime, Alert(topic=topic, text=text), now())
        )

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Durable and judged when this returns."""
        await self._pipeline.take(arrivals)

    async def receive(self, arrival: Arrival) -> str:
        """Durable when this returns; its case. It is judged behind that."""
        return await self._reception.receive(arrival)

    async def judge(self, arrival: Arrival, passage: "Passage") -> str:
        """The reply to its sender, who is on the line."""
        return await self._in_dialogue.judge(arrival, passage)

    async def settled(self) -> None:
        """Wait until what was passed on in the dialogue is on record."""
        await self._in_dialogue.settled()

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
