"""Options of the IMAP intake, and the protocol of the service that it hands mail to."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.mail.post import Arrival, Move, Placement
from bot.oauth import Login

Security = Literal["tls", "starttls", "none"]

TRY_LATER = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]")
"""Log-in is refused for now, not for ever (RFC 5530 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapOptions:
    """
    One IMAP account and the folder to watch in it.

    ``account`` is our name for it, written into every ImapOrigin. ``folders`` are
    the disposition folders, by their plain names ("Held"), created below
    ``parent_folder`` ("" is the account's top). Sizes are octets, times seconds.
    ``batch`` messages or ``batch_bytes`` octets are fetched at once. ``moves``
    false: the account is only read. A server has ``login_seconds`` from its
    greeting to the log-in, ``answer_seconds`` for an answer as a whole, and may
    be silent within one for ``read_seconds``. With ``login`` its tokens are used,
    and no password.
    """

    account: str
    host: str
    port: int = 993
    security: Security = "tls"
    username: str
    password: str = field(default="", repr=False)
    login: Login | None = None
    folder: str = "INBOX"
    ca_file: str = ""
    parent_folder: str = ""
    folders: tuple[str, ...] = ()
    size_limit: int = 10_240_000
    poll_seconds: float = 60
    renew_seconds: float = 1500
    batch: int = 300
    batch_bytes: int = 8_000_000
    moves: bool = True
    connect_seconds: float = 15
    login_seconds: float = 60
    read_seconds: float = 60
    answer_seconds: float = 180
    retry_seconds: float = 1
    retry_seconds_max: float = 300
    refused_seconds: float = 60
    refused_seconds_max: float = 900

    @property
    def where(self) -> str:
        """The server, for sentences."""
        return f"{self.host}:{self.port}"

    @property
    def secret(self) -> str:
        """What must not be shown, whatever a server repeats."""
        return self.login.latest if self.login else self.password


class Desk(Protocol):
    """Who takes the mail: the service, which records it and placements where it should lie."""

    async def known(
        self, account: str, folder: str, validity: int, present: Sequence[int]
    ) -> AbstractSet[int]:
        """Those of the UIDs that are on record as lying there: they are not fetched again."""

    async def opened(self, account: str, folder: str, validity: int, uid_next: int) -> bool:
        """
        A folder was opened; False where its next UID (0: not said) was on record before.

        Those from it on are forgotten then: they mean other messages.
        """

    async def recognises(self, arrival: Arrival) -> bool:
        """Whether the message on record at that place is this one."""

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Take a batch; returns when it is durable."""

    async def placements(self, account: str) -> Sequence[Placement]:
        """The messages that should lie in another folder than they are known to."""

    async def moved(self, moves: Sequence[Move]) -> None:
        """Record what became of placements."""

    async def tell(self, topic: str, text: str) -> None:
        """Something that the list's owners should hear; ``topic`` is one of those in `bot.notices`."""
