"""What an intake tells: lines for the log, and sentences for the list's owners, each once."""

from collections.abc import Sequence
from typing import Any

from bot.intake.imap_memory import Memory
from bot.intake.imap_options import Desk, ImapOptions
from bot.intake.imap_wire import Selected
from bot.notices import INBOX

_PATIENT = 3  # failures of a move after which owners hear of it


class Telling:
    """Says what an account's server does that a person should know; ``log`` is a structlog logger."""

    def __init__(self, options: ImapOptions, desk: Desk, memory: Memory, log: Any) -> None:
        self._options = options
        self._desk = desk
        self._memory = memory
        self._log = log

    async def not_handed_out(self, uids: Sequence[int]) -> None:
        """Messages that the server lists and does not give, or over which it ends the connection."""
        folder = self._options.folder
        self._log.error(
            "imap: the server lists messages but does not hand them out; look at them with a mail client",
            folder=folder,
            uids=list(uids),
        )
        named = ", ".join(map(str, uids[:20])) + (" and more" if len(uids) > 20 else "")
        await self._tell(
            f"The mail server does not hand out what lies in {folder} under UID {named}. It stays there and "
            "is not judged; all other mail is. Look at it with a mail client, and move or delete it."
        )

    async def numbers_again(self, box: Selected) -> None:
        """UIDs that were on record mean other messages now."""
        self._log.error(
            "imap: the server gives out numbers again that its messages had before, as one does that was put "
            "back from a backup; every message is compared with those on record",
            folder=box.folder,
            uid_next=box.uid_next,
        )
        await self._tell(
            f"The mail server gives out numbers again that messages in {box.folder} had before, as one does "
            "that was put back from a backup. Nothing is judged twice, and nothing is passed over; but mail "
            "that it had before may be missing now."
        )

    async def moved_by_others(self, count: int) -> None:
        """Somebody does what we are about to do."""
        self._log.error(
            "imap: somebody else moves messages to where we want them: is a second listwarden at work here?",
            folder=self._options.folder,
            count=count,
        )
        await self._tell(
            f"Somebody else moves mail out of {self._options.folder} to where the bot was about to move it. "
            "If a second listwarden watches this inbox with a database of its own, every post goes out "
            "twice: stop one of them."
        )

    async def not_moved(self, reasons: Sequence[str], often: int) -> None:
        """Moves that the server refuses."""
        for reason in reasons:
            if self._memory.first_time("moves", reason):
                self._log.error("imap: the server does not move messages", reason=reason)
        if often >= _PATIENT:
            text = f"The mail server does not move messages to where they belong. It says: {reasons[0]}"
            if self._memory.first_time("moves told", ""):
                await self._tell(text)

    async def alert(self, text: str) -> None:
        """What the server itself wants a person to be told (RFC 9051 7.1, ALERT)."""
        if self._memory.first_time("alert", text):
            self._log.warning("imap: the server says", alert=text)
            await self._tell(f"The mail server wants you to know: {text}")

    def no_idle(self, refusal: str) -> None:
        """IDLE is offered and refused."""
        self._log.warning("imap: IDLE refused, the folder is looked at from time to time", reason=refusal)

    def stays_behind(self) -> None:
        """Neither MOVE nor UIDPLUS."""
        if self._memory.first_time("behind", ""):
            self._log.warning(
                "imap: the server has neither MOVE nor UIDPLUS: what we move stays behind, marked as deleted"
            )

    async def _tell(self, text: str) -> None:
        await self._desk.tell(INBOX, text)
