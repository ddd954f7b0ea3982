"""What the service asks of every way out, whoever takes the mail."""

from collections.abc import Sequence
from typing import Protocol

from bot.lifecycle import Receipt


class WayOut(Protocol):
    """Hands over mail: an SMTP or LMTP server, or a program."""

    @property
    def failing(self) -> bool:
        """Whether the last try to reach it failed."""

    @property
    def trouble(self) -> str:
        """What that failed of; "" where it did not."""

    def pause(self) -> float:
        """Seconds until it may be tried again; 0 where it may be tried now."""

    async def send(self, reverse_path: str, recipients: Sequence[str], raw: bytes) -> tuple[Receipt, ...]:
        """Offer one mail; a receipt for each recipient, in their order. Raises nothing for what others do."""

    async def close(self) -> None:
        """Let go of what is open."""
