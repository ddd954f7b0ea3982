"""
A filter in the SMTP dialogue: mail for a list is judged while its sender is on the line, all other passes.

Before Postfix's queue (smtpd_proxy_filter) or behind it (content_filter), with
XFORWARD: what the client is told comes from the next hop, or is the list's own word.
A message for a list has no other recipients: they are asked to come in one of
their own (452, RFC 5321 4.5.3.1.10), since all of a message hear one reply.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog
from aiosmtpd.smtp import syntax

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.smtp.limits import Limits, Room
from bot.intake.smtp.talk import TRY_AGAIN, Talk, refusal_of

log = structlog.get_logger()

_FORWARD = ("NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE")
_ATTRIBUTE = re.compile(r"([A-Z]{2,8})=([!-~]{1,255})")
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_OF_DSN = ("RET=", "ENVID=", "NOTIFY=", "ORCPT=", "AUTH=")
_ALONE = "452 4.5.3 This recipient takes messages of its own, send it in another"


class Passage(Protocol):
    """One message on its way to the next hop."""

    async def recipient(self, address: str, parameters: Sequence[str] = ()) -> str:
        """The next hop's reply to a recipient."""

    async def text(self, raw: bytes) -> str:
        """The next hop's reply to the text."""

    async def end(self) -> None:
        """No more of it is passed on."""


class Hop(Protocol):
    """The next hop."""

    def begin(self, sender: str, parameters: Sequence[str], forward: Mapping[str, str]) -> Passage:
        """A message to pass on."""


class Filter(Talk):
    """One connection."""

    EXTENSIONS = ("PIPELINING", "ENHANCEDSTATUSCODES", f"XFORWARD {' '.join(_FORWARD)}")

    def __init__(self, handler: Any, limits: Limits, room: Room) -> None:
        self._passage: Passage | None = None
        self._door: Any = None
        self._extra: list[str] = []
        self._mail_extra: list[str] = []
        self._forward: dict[str, str] = {}
        self._ending: set[asyncio.Task[None]] = set()
        super().__init__(handler, limits, room)

    @syntax("EHLO hostname")
    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """The greeting."""
        await self.greet(arg)

    @syntax("XFORWARD attribute=value")
    async def smtp_XFORWARD(self, arg: str | None) -> None:  # noqa: N802
        """What the server before us knows of its client (Postfix, XFORWARD_README)."""
        words = (arg or "").split()
        found = [_ATTRIBUTE.fullmatch(word) for word in words]
        pairs = {one[1]: one[2] for one in found if one is not None and one[1] in _FORWARD}
        if not words or len(pairs) != len(words):
            await self.push("501 5.5.4 Syntax: XFORWARD attribute=value")
            return
        self._forward |= pairs
        await self.push("250 2.0.0 Known")

    @property
    def helo(self) -> str:
        """What the client calls itself, as the server before us heard it."""
        return self._told("HELO") or super().helo

    @property
    def peer(self) -> str:
        """The client's address, as the server before us saw it."""
        return self._told("ADDR") or super().peer

    def _told(self, name: str) -> str:
        value = self._forward.get(name, "")
        return "" if value == "[UNAVAILABLE]" else value

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """What is said of delivery reports goes on with the message."""
        address, rest = super()._getaddr(arg)
        words = (rest or "").split()
        self._extra = [word for word in words if word.upper().startswith(_OF_DSN)]
        return address, " ".join(word for word in words if not word.upper().startswith(_OF_DSN))

    def _set_rset_state(self) -> None:
        super()._set_rset_state()  # type: ignore[no-untyped-call]
        self._over()

    def connection_lost(self, error: Exception | None) -> None:
        """The client has gone."""
        self._over()
        super().connection_lost(error)

    def _over(self) -> None:
        """This message is over."""
        passage, self._passage, self._door = self._passage, None, None
        if passage is not None:
            task = self.loop.create_task(passage.end())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        """The reverse-path; what was said of delivery reports is kept for the next hop."""
        await super().smtp_MAIL(arg)
        self._mail_extra = self._extra

    async def refuses(self, door: Any, address: str) -> str:
        """The next hop's word on a recipient, where it may stand in this message at all."""
        envelope: Any = self.envelope
        if envelope.rcpt_tos and door is not self._door:
            return _ALONE
        if door is not None and not door.is_open:
            return "451 4.3.2 This list takes no mail right now, try again later"
        if self._passage is None:
            sender = "" if envelope.mail_from == "<>" else envelope.mail_from
            options = [*envelope.mail_options, *self._mail_extra]
            self._passage = self.event_handler.hop.begin(sender, options, self._forward)
        extra, self._door = self._extra, door
        self._rest()
        reply = await self._passage.recipient(address, extra)
        self._reset_timeout()
        return "" if reply.startswith("2") else str(reply)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Read the text, then say what becomes of it."""
        if await self.check_helo_needed("EHLO"):
            return
        envelope: Any = self.envelope
        if arg or not envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 No recipient is known")
            return
        text = await self.text()
        try:
            if text.raw is None:
                reply = refusal_of(text, self.limits)
            elif _BARE.search(text.raw):
                reply = "550 5.6.0 The message has a bare CR or LF (RFC 5321 2.3.8)"
            else:
                reply = await self._verdict(envelope, text.raw)
        finally:
            if text.raw is not None:
                self.room.give(text.octets)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        self._over()
        self._reset_timeout()
        await self.push(reply)

    async def _verdict(self, envelope: Any, raw: bytes) -> str:
        passage = self._passage
        if passage is None:
            return TRY_AGAIN
        try:
            return str(await self.event_handler.judge(self, envelope, raw, self._door, passage))
        except (TemporaryFailure, PermanentFailure) as failure:
            log.warning("smtp: a message could not be judged", problem=str(failure))
        return TRY_AGAIN
