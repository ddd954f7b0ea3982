"""The SMTP client: few connections, kept while there is mail, and patience with a server that refuses."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.delivery.smtp_options import Broken, SessionRefused, SmtpOptions, Timeouts
from bot.delivery.smtp_tls import tls_context
from bot.delivery.smtp_wire import fault_of
from bot.errors import PermanentFailure, TemporaryFailure
from bot.lifecycle import Outcome, Receipt
from bot.mailable import is_mailable

if TYPE_CHECKING:
    from bot.delivery.smtp_session import Session

__all__ = ["Smtp", "SmtpOptions", "Timeouts"]

_RECIPIENTS_EACH = 100  # what every server takes in one mail (RFC 5321 4.5.3.1.8)


class Circuit:
    """
    Keeps from knocking again too soon.

    Each failure in a row doubles the pause: 1 s to 60 s for a server that
    cannot be reached, 300 s to 3,600 s for refused credentials, which a
    provider may answer with a locked account.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self.reply = ""

    @property
    def failing(self) -> bool:
        """Whether the last try failed."""
        return self._failures > 0

    def pause(self) -> float:
        """Seconds until the next try is due; 0 where it is."""
        return max(0.0, self._until - self._clock())

    def why_open(self) -> str | None:
        """The last failure while the pause lasts, else None."""
        left = self.pause()
        return f"{self.reply} (next try in {left:.0f} s)" if left > 0 else None

    def failed(self, refusal: SessionRefused) -> None:
        """Begin or lengthen the pause."""
        least, most = (300.0, 3600.0) if refusal.credentials else (1.0, 60.0)
        self._until = self._clock() + min(least * 2.0 ** min(self._failures, 20), most)
        self._failures += 1
        self.reply = refusal.reply

    def worked(self) -> None:
        """Forget all failures."""
        self._failures, self._until = 0, 0.0


class Smtp:
    """
    Hands mail to one server; used by any number of tasks at once.

    Raises PermanentFailure at once where ``ca_file`` holds no certificate.
    """

    def __init__(self, options: SmtpOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self._options = options
        try:
            self._tls = tls_context(options)
        except OSError as error:
            raise PermanentFailure(
                f"smtp.ca_file {options.ca_file} cannot be used: {error.strerror or error}"
            ) from None
        self._circuit = Circuit(clock)
        self._mark = (0, 0)
        self._opening = asyncio.Lock()
        self._room = asyncio.Semaphore(options.connections)
        self._idle: dict[Session, asyncio.TimerHandle] = {}
        self._quitting: set[asyncio.Task[None]] = set()

    async def send(self, reverse_path: str, recipients: Sequence[str], raw: bytes) -> tuple[Receipt, ...]:
        """
        Offer one mail; a receipt for each recipient, in their order, each once.

        ``reverse_path`` "" is the null path. ``raw`` has CRLF line ends and
        arrives unchanged (a missing last CRLF is added). Never raises for what
        a server does: no session, refused credentials and a line lost before
        the final dot are DEFERRED, one lost after it is UNKNOWN.
        """
        wanted = tuple(dict.fromkeys(recipients))
        fault = fault_of(raw) or (
            None if _is_reverse_path(reverse_path) else "5.1.7 the reverse-path is no address"
        )
        if fault:
            return _all(wanted, Outcome.REFUSED, fault)
        good = [each for each in wanted if is_mailable(each)]
        found = {
            each: Receipt(recipient=each, outcome=Outcome.REFUSED, reply="5.1.3 this is no address")
            for each in wanted
        }
        each = 1 if self._options.protocol == "lmtp" else _RECIPIENTS_EACH  # RFC 2033 4.2: a reply for each
        for start in range(0, len(good), each):
            receipts = await self._send(reverse_path, good[start : start + each], raw)
            found.update((receipt.recipient, receipt) for receipt in receipts)
        return tuple(found.values())

    @property
    def failing(self) -> bool:
        """Whether the last try to open a session failed."""
        return self._circuit.failing

    @property
    def trouble(self) -> str:
        """What the last try to open a session failed of, while it is so; else ""."""
        return self._circuit.reply if self.failing else ""

    async def reachable(self) -> bool:
        """Open a session where the pause after a failure is over: no mail is spent on finding out."""
        async with self._room:
            try:
                self._keep(await self._session())
            except SessionRefused:
                return False
        return True

    def pause(self) -> float:
        """Seconds until the server is tried again after a failure; 0 where it may be tried now."""
        login = self._options.login
        if login is not None and login.mark() != self._mark:
            return 0.0  # somebody logged in anew
        return self._circuit.pause()

    async def _send(self, reverse_path: str, recipients: Sequence[str], raw: bytes) -> tuple[Receipt, ...]:
        async with self._room:
            try:
                return await self._offer(reverse_path, recipients, raw)
            except SessionRefused as refusal:
                return _all(recipients, Outcome.DEFERRED, refusal.reply, judged=False)

    async def _offer(self, reverse_path: str, recipients: Sequence[str], raw: bytes) -> tuple[Receipt, ...]:
        while True:
            session = await self._session()
            try:
                return await session.offer(reverse_path, recipients, raw)
            except Broken:  # the server closed an idle connection: nothing was said of this mail yet
                continue
            except BaseException:
                session.drop()
                raise
            finally:
                self._keep(session)

    async def _session(self) -> "Session":
        while self._idle:
            session, timer = self._idle.popitem()
            timer.cancel()
            if session.usable:
                return session
            session.drop()
        async with self._opening:
            return await self._open()

    async def _open(self) -> "Session":
        if self.pause() and (why := self._circuit.why_open()):
            raise SessionRefused(why)
        try:
            session = await self._begin()
        except SessionRefused as refusal:
            self._circuit.failed(refusal)
            self._mark = self._options.login.mark() if self._options.login else (0, 0)
            raise
        self._circuit.worked()
        return session

    async def _begin(self) -> "Session":
        from bot.delivery.smtp_open import open_session  # noqa: PLC0415 - a daemon without mail needs no client

        return await open_session(self._options, self._tls)

    def _keep(self, session: "Session") -> None:
        if not session.usable:
            self._quit(session)
            return
        loop = asyncio.get_running_loop()
        self._idle[session] = loop.call_later(self._options.idle, self._retire, session)

    def _retire(self, session: "Session") -> None:
        if self._idle.pop(session, None):
            self._quit(session)

    def _quit(self, session: "Session") -> None:
        task = asyncio.get_running_loop().create_task(session.quit())
        self._quitting.add(task)
        task.add_done_callback(self._quitting.discard)

    async def probe(self) -> None:
        """Connect and log in. Raises TemporaryFailure, or PermanentFailure for refused credentials."""
        try:
            session = await self._begin()
        except SessionRefused as refusal:
            raise (PermanentFailure if refusal.credentials else TemporaryFailure)(refusal.reply) from None
        await session.quit()

    async def rehearse(self, reverse_path: str, recipients: Sequence[str]) -> tuple[Receipt, ...]:
        """What the server would say to a mail with that envelope; nothing is sent, nothing raised."""
        try:
            session = await self._begin()
            try:
                return await session.rehearse(reverse_path, recipients)
            finally:
                await session.quit()
        except SessionRefused as refusal:
            return _all(recipients, Outcome.DEFERRED, refusal.reply, judged=False)
        except Broken as broken:
            return _all(recipients, broken.outcome, broken.reply, judged=False)

    async def close(self) -> None:
        """Say QUIT on every idle connection."""
        for session in list(self._idle):
            self._idle[session].cancel()
            self._retire(session)
        await asyncio.gather(*self._quitting)


def _is_reverse_path(text: str) -> bool:
    return not text or is_mailable(text)


def _all(
    recipients: Sequence[str], outcome: Outcome, reply: str, *, judged: bool = True
) -> tuple[Receipt, ...]:
    return tuple(Receipt(recipient=each, outcome=outcome, reply=reply, judged=judged) for each in recipients)
