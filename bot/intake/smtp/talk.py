"""
The dialogue with one client: aiosmtpd's, with what it leaves open closed.

aiosmtpd reads texts line by line and refuses those with long lines for good,
answers a defect with 500, lets its timer run while a message is being stored,
and asks DNS for its own name at each connection. Here a text is taken whole, what
goes wrong on our side is 451, the timer rests while we work, and
nobody is asked.
"""

import asyncio
import contextlib
import logging
import re
from collections import defaultdict
from typing import Any, AnyStr, cast

import structlog
from aiosmtpd.smtp import SMTP

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.smtp.incoming import BareLineEnd, Incoming, LineTooLong, Text
from bot.intake.smtp.limits import Limits, Room
from bot.mailable import is_mailable

log = structlog.get_logger()
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd's: it would write every address

NAME = "localhost"
"""How we call ourselves: a name that no trust in a receiving host is lost by."""
NOT_SPOKEN = ("AUTH", "EXPN", "STARTTLS")
"""Commands of aiosmtpd that make no sense between two programs of one machine."""
TRY_AGAIN = "451 4.3.0 This cannot be taken right now, try again later"
OVER = "421 4.4.2 This takes too long, good-bye"
_STATUS = re.compile(r"[245]\d\d[ -](?=\d\.\d{1,3}\.)")
_USUAL = {
    "250": "2.0.0",
    "221": "2.0.0",
    "252": "2.1.5",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "552": "5.3.4",
    "553": "5.1.3",
    "555": "5.5.4",
}
_PATH = re.compile(r"<([^<>]*)>(?:$|[ ]+)")
_ROUTE = re.compile(r"@[^:,@]+(?:,@[^:,@]+)*:")  # RFC 5321 4.1.2: accepted and ignored


class Talk(SMTP):
    """One connection. ``moved`` is the loop's time at which its client was heard last."""

    EXTENSIONS: tuple[str, ...] = ("PIPELINING", "ENHANCEDSTATUSCODES")

    def __init__(self, handler: Any, limits: Limits, room: Room) -> None:
        super().__init__(
            handler,
            data_size_limit=limits.size,
            enable_SMTPUTF8=True,
            hostname=NAME,
            ident="listwarden",
            timeout=limits.idle,
            command_call_limit={"NOOP": 1000, "VRFY": 100, "HELP": 100, "*": limits.commands},
            loop=asyncio.get_running_loop(),
        )
        self.command_size_limits = defaultdict(
            lambda: limits.command
        )  # aiosmtpd's is that of all connections
        for name in NOT_SPOKEN:
            self._smtp_methods.pop(name, None)
        self.limits = limits
        self.room = room
        self.moved = self.loop.time()
        self._incoming: Incoming | None = None
        self._greeted = False

    # Time

    @property
    def at_work(self) -> bool:
        """Whether a message is on its way in, or is being stored."""
        return bool(self.envelope and self.envelope.rcpt_tos)

    @property
    def helo(self) -> str:
        """What the client calls itself."""
        return (self.session.host_name or "") if self.session else ""

    @property
    def peer(self) -> str:
        """The client's address; "" at a socket of this machine."""
        name = self.session.peer if self.session else None
        return str(name[0]) if isinstance(name, tuple) else ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected: it is greeted, or sent away where there are too many."""
        super().connection_made(transport)
        if not self.event_handler.joined(self):
            self.hang_up()

    def connection_lost(self, error: Exception | None) -> None:
        """The client has gone."""
        self.event_handler.left(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """End the connection at once, with a word where that is possible."""
        self._leave("421 4.3.2 Closing, try again later")

    def _leave(self, word: str) -> None:
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(f"{word}\r\n".encode())
            transport.close()

    def _reset_timeout(self, duration: float | None = None) -> None:
        self.moved = self.loop.time()
        super()._reset_timeout(duration or (None if self._greeted else self.limits.greeting))

    def _rest(self) -> None:
        """No clock runs while the client waits for us."""
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()

    def _timeout_cb(self) -> None:
        self._leave(OVER)

    # What comes in

    def _cb_client_connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._incoming = Incoming(reader, self.limits.command)
        self._reader = cast(asyncio.StreamReader, self._incoming)  # aiosmtpd asks it for lines alone
        self._writer = writer

    async def _handle_client(self) -> None:
        """As aiosmtpd's, but a client that breaks the rules of lines hears so and is left."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await super()._handle_client()

    async def handle_exception(self, error: Exception) -> str:
        """What a client hears of an error."""
        if isinstance(error, LineTooLong):
            return "500 5.5.2 Line too long"
        if isinstance(error, BareLineEnd):
            return "500 5.5.2 A line ends with CR and LF (RFC 5321 2.3.8)"
        if isinstance(error, (asyncio.IncompleteReadError, ConnectionError)):
            self.hang_up()
            return TRY_AGAIN
        if not isinstance(error, (TemporaryFailure, PermanentFailure)):
            log.error("smtp: a defect of ours; the client is asked to try again", exc_info=error)
        return TRY_AGAIN

    async def text(self) -> Text:
        """Ask for the text and read it; gives back a Text whose octets are taken from the room."""
        assert self._incoming is not None  # noqa: S101 - set when the client connected
        await self.push("354 Send the message, end it with <CRLF>.<CRLF>")
        ends = self.loop.time() + self.limits.message

        def moved() -> None:
            self._reset_timeout(max(0.001, min(self.limits.pause, ends - self.loop.time())))

        text = await self._incoming.text(self.limits.size, self.room, moved)
        self._rest()
        return text

    # What goes out

    async def push(self, status: AnyStr) -> None:
        """Send a reply, with an enhanced status code where aiosmtpd has none (RFC 2034)."""
        if isinstance(status, str) and self._greeted and not _STATUS.match(status):
            code = _USUAL.get(status[:3], f"{status[0]}.0.0") if status[0] in "245" else ""
            await super().push(f"{status[:4]}{code} {status[4:]}" if code else status)
        else:
            await super().push(status)

    async def greet(self, name: str) -> None:
        """Answer EHLO or LHLO: the extensions of RFC 2033 5 beside aiosmtpd's own."""
        self._greeted = False
        await super().smtp_EHLO(name)
        self._greeted = bool(self.session and self.session.host_name)

    # Envelopes

    async def refuses(self, door: Any, address: str) -> str:
        """The reply to a recipient that is not taken; "" for one that is."""
        if door is None:
            return f"550 5.1.1 <{address}> is no address here"
        return "" if door.is_open else "451 4.3.2 This list takes no mail right now, try again later"

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Address and parameters of MAIL or RCPT; the null path stays "<>", as aiosmtpd has it."""
        found = _PATH.match(arg or "")
        if found is None:
            return None, None
        address, rest = _ROUTE.sub("", found[1], count=1), arg[found.end() :]
        if not address:
            return "<>", rest
        if address.lower() == "postmaster":
            return address, rest
        return (address, rest) if is_mailable(address) else (None, None)


def refusal_of(text: Text, limits: Limits) -> str:
    """The reply to a text that was not kept."""
    if text.crowded:
        return "452 4.3.1 Too many messages are on their way in, try again later"
    return f"552 5.3.4 The message has more than {limits.size} octets"
