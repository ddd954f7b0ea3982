"""Options of the IMAP intake, and the protocol of the service that it hands mail to."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.mail.post import Arrival, Move, Placement

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapOptions:
    """
    One IMAP account and the folder to watch in it.

    ``account`` is our name for it, written into every Origin. ``folders`` are
    the disposition folders, by their plain names ("Held"), created below
    ``parent_folder`` ("" is the account's top). Sizes are octets, times seconds.
    ``batch`` messages or ``batch_bytes`` octets are fetched at once.
    """

    account: str
    host: str
    port: int = 993
    security: Security = "tls"
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    ca_file: str = ""
    parent_folder: str = ""
    folders: tuple[str, ...] = ()
    size_limit: int = 10_240_000
    poll_seconds: float = 60
    renew_seconds: float = 1500
    batch: int = 300
    batch_bytes: int = 8_000_000
    connect_seconds: float = 15
    read_seconds: float = 60
    retry_seconds: float = 1
    retry_seconds_max: float = 300
    refused_seconds: float = 60
    refused_seconds_max: float = 900


class Desk(Protocol):
    """Who takes the mail: the service, which records it and says where it should lie."""

    async def known(
        self, account: str, folder: str, validity: int, present: Sequence[int]
    ) -> AbstractSet[int]:
        """Those of the UIDs that are on record: they are not fetched again."""

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Take a batch; returns when it is durable."""

    async def placements(self, account: str) -> Sequence[Placement]:
        """The messages that should lie in another folder than they are known to."""

    async def moved(self, moves: Sequence[Move]) -> None:
        """Record what became of placements."""
