"""LMTP (RFC 2033): each recipient hears its own outcome, and 250 only when the message is durable."""

from typing import Any

from aiosmtpd.smtp import syntax

from bot.intake.smtp.talk import Talk, refusal_of


class Lmtp(Talk):
    """One connection; its handler has ``deliver``, which gives a reply for each recipient."""

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """The greeting."""
        await self.greet(arg)

    async def smtp_HELO(self, _arg: str) -> None:  # noqa: N802
        """RFC 2033 4.1: HELO and EHLO are none."""
        await self.push("500 5.5.1 This is LMTP: send LHLO")

    async def smtp_EHLO(self, _arg: str) -> None:  # noqa: N802
        """As HELO."""
        await self.push("500 5.5.1 This is LMTP: send LHLO")

    async def check_helo_needed(self, helo: str = "LHLO") -> bool:
        """Whether the client has still to greet."""
        return bool(await super().check_helo_needed("LHLO" if helo == "HELO" else helo))

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Read the text; then one reply for each recipient that was taken, in their order (4.2)."""
        if await self.check_helo_needed():
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        envelope: Any = self.envelope
        if not envelope.rcpt_tos:
            await self.push("503 5.5.1 No recipient is known")  # RFC 2033 4.2: as after RCPT that all failed
            return
        text = await self.text()
        try:
            if text.raw is None:
                replies = [refusal_of(text, self.limits)] * len(envelope.rcpt_tos)
            else:
                replies = await self.event_handler.deliver(self, envelope, text.raw)
        finally:
            if text.raw is not None:
                self.room.give(text.octets)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        self._reset_timeout()
        await super(Talk, self).push("\r\n".join(replies))
