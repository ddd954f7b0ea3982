"""
Passes a message on while its sender is still on the line: each word of the next hop is heard at once.

What the next hop says to a recipient or to the text is what the sender hears;
where it is away, or the line breaks, that is 451: the sender tries again.
"""

import asyncio
from collections.abc import Mapping, Sequence

import aiosmtplib

from bot.delivery.smtp_open import open_session
from bot.delivery.smtp_options import Broken, SessionRefused, SmtpOptions
from bot.delivery.smtp_session import Session
from bot.delivery.smtp_tls import tls_context
from bot.server_text import shown

AWAY = "451 4.4.1 The next mail server is away, try again later"
_NO_UTF8 = "550 5.6.7 The next mail server takes no addresses beyond ASCII"
_NO_8BIT = "554 5.6.3 The next mail server takes no octets beyond ASCII"


class NextHop:
    """The server that mail is passed on to; connections are kept while they are used."""

    def __init__(self, options: SmtpOptions) -> None:
        self.options = options
        self._retired = False
        self._tls = tls_context(options)
        self._idle: list[Session] = []

    def begin(self, sender: str, parameters: Sequence[str], forward: Mapping[str, str]) -> "Relay":
        """A message to pass on; ``parameters`` are those of MAIL, ``forward`` those of XFORWARD."""
        return Relay(self, sender, parameters, forward)

    async def session(self) -> Session:
        """A connection; raises SessionRefused."""
        while self._idle:
            session = self._idle.pop()
            if session.usable:
                return session
            session.drop()
        return await open_session(self.options, self._tls)

    def keep(self, session: Session) -> None:
        """Let it be used again."""
        if session.usable and not self._retired and len(self._idle) < self.options.connections:
            self._idle.append(session)
        else:
            session.drop()

    def retire(self) -> None:
        """Another has taken its place: what is on its way goes through, and no connection is kept."""
        self._retired = True
        while self._idle:
            self._idle.pop().drop()

    async def close(self) -> None:
        """Say good-bye on what is open."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(session.quit() for session in idle))


class Relay:
    """One message on its way; ``end`` it, whatever became of it."""

    def __init__(
        self, hop: NextHop, sender: str, parameters: Sequence[str], forward: Mapping[str, str]
    ) -> None:
        self._hop = hop
        self._sender = sender
        self._parameters = parameters
        self._forward = forward
        self._session: Session | None = None
        self._busy = asyncio.Lock()

    async def recipient(self, address: str, parameters: Sequence[str] = ()) -> str:
        """What the next hop says to a recipient."""
        async with self._busy:
            try:
                refusal = await self._begin()
                if refusal:
                    return refusal
                dsn = [one for one in parameters if self._offers("dsn")]
                return await self._say(" ".join([f"RCPT TO:<{address}>", *dsn]))
            except (SessionRefused, Broken):
                self._drop()
                return AWAY

    async def text(self, raw: bytes) -> str:
        """What the next hop says to the text; 451 where it said nothing."""
        async with self._busy:
            if self._session is None:
                return AWAY
            if not (raw.isascii() or self._offers("8bitmime")):
                return _NO_8BIT
            try:
                return _line(await self._session.text(raw))
            except Broken:
                self._drop()
                return AWAY

    async def end(self) -> None:
        """Take back what was not sent; the connection is used again."""
        async with self._busy:
            session, self._session = self._session, None
            if session is None:
                return
            try:
                reply = await session.say(b"RSET")
            except Broken:
                return
            if reply.code // 100 == 2:
                self._hop.keep(session)
            else:
                session.drop()

    async def _begin(self) -> str:
        """The envelope up to MAIL; what the next hop has against it, "" for nothing."""
        if self._session is not None:
            return ""
        for _ in range(2):  # one that was kept may have been closed meanwhile
            self._session = await self._hop.session()
            try:
                return await self._open()
            except Broken:
                self._drop()
        return AWAY

    async def _open(self) -> str:
        if self._forward and self._offers("xforward"):
            wanted = " ".join(f"{name}={value}" for name, value in self._forward.items())
            await self._say(f"XFORWARD {wanted}")
        if "SMTPUTF8" in self._parameters and not self._offers("smtputf8"):
            return _NO_UTF8
        known = [
            one for one in self._parameters if self._offers(_EXTENSION.get(one.partition("=")[0].upper(), ""))
        ]
        reply = await self._say(" ".join([f"MAIL FROM:<{self._sender}>", *known]))
        return "" if reply.startswith("2") else reply

    async def _say(self, line: str) -> str:
        assert self._session is not None  # noqa: S101 - the caller has begun
        return _line(await self._session.say(line.encode()))

    def _offers(self, extension: str) -> bool:
        return self._session is not None and self._session.offers(extension)

    def _drop(self) -> None:
        if self._session is not None:
            self._session.drop()
        self._session = None


_EXTENSION = {"BODY": "8bitmime", "SIZE": "size", "SMTPUTF8": "smtputf8", "RET": "dsn", "ENVID": "dsn"}


def _line(reply: aiosmtplib.SMTPResponse) -> str:
    """A reply on one line, fit to be said again."""
    text = shown(reply.message).encode("ascii", "replace").decode()[:400]
    return f"{reply.code} {text}"
