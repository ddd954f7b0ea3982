"""One connection to an SMTP server, used for one mail after the other."""

import contextlib
from collections.abc import Sequence

import aiosmtplib

from bot.delivery.smtp_options import Broken, SmtpOptions
from bot.delivery.smtp_replies import outcome_of, recipient_outcome, why, words
from bot.delivery.smtp_text import send_text
from bot.delivery.smtp_wire import stuffed
from bot.lifecycle import Outcome, Receipt
from bot.notices.recode import CannotRecode, seven_bit


class Session:
    """An open connection. Make it with `open_session`."""

    def __init__(self, client: aiosmtplib.SMTP, options: SmtpOptions) -> None:
        self._client = client
        self._options = options
        self._mails = 0

    @property
    def usable(self) -> bool:
        """Whether another mail can go over it."""
        return self._client.is_connected and self._mails < self._options.mails_each

    async def offer(self, reverse_path: str, recipients: Sequence[str], raw: bytes) -> tuple[Receipt, ...]:
        """
        Offer one mail (RFC 5321 3.3); one receipt a recipient.

        Raises Broken only where a used line was lost at MAIL: the server had
        closed it, and nothing was said of this mail.
        """
        settled: dict[str, Receipt] = {}
        judged = True
        self._mails += 1
        try:
            outcome, reply = await self._transact(reverse_path, recipients, raw, settled)
        except Broken as broken:
            self.drop()
            if broken.verb == "at MAIL" and self._mails > 1:
                raise
            outcome, reply = broken.outcome, broken.reply
            judged = outcome is Outcome.UNKNOWN
        return tuple(
            settled.get(each) or Receipt(recipient=each, outcome=outcome, reply=reply, judged=judged)
            for each in recipients
        )

    async def rehearse(self, reverse_path: str, recipients: Sequence[str]) -> tuple[Receipt, ...]:
        """What the server says to MAIL and to each RCPT; then all is taken back (RFC 5321 4.1.1.5)."""
        told: dict[str, Receipt] = {}
        reply = await self._mail(reverse_path, b"")
        for each in recipients if reply.code // 100 == 2 else ():
            said = await self._command(b"RCPT TO:<" + each.encode() + b">", "at RCPT")
            outcome, text = recipient_outcome(said.code), words(said, self._options)
            told[each] = Receipt(recipient=each, outcome=outcome, reply=text)
        outcome, text = await self._back_out(reply)
        return tuple(
            told.get(each) or Receipt(recipient=each, outcome=outcome, reply=text) for each in recipients
        )

    async def _transact(
        self, reverse_path: str, recipients: Sequence[str], raw: bytes, settled: dict[str, Receipt]
    ) -> tuple[Outcome, str]:
        """The outcome for all recipients that are not ``settled`` by a reply of their own."""
        try:
            raw = raw if raw.isascii() or self._offers("8bitmime") else seven_bit(raw)
        except CannotRecode as problem:
            return (
                Outcome.REFUSED,
                f"5.6.3 the server does not offer 8BITMIME, which this mail needs: {problem}",
            )
        wide = not all(each.isascii() for each in (reverse_path, *recipients))
        if lacking := self._lacking(raw, wide=wide):
            return Outcome.REFUSED, lacking
        reply = await self._mail(reverse_path, self._parameters(raw, wide=wide))
        if reply.code // 100 != 2:
            return await self._back_out(reply)
        for each in recipients:
            reply = await self._command(b"RCPT TO:<" + each.encode() + b">", "at RCPT")
            if reply.code // 100 != 2:
                settled[each] = Receipt(
                    recipient=each, outcome=recipient_outcome(reply.code), reply=words(reply, self._options)
                )
        if len(settled) == len(recipients):
            return await self._back_out(reply)
        return await self._data(raw)

    def _lacking(self, raw: bytes, *, wide: bool) -> str | None:
        """What the server does not offer and the mail needs; RFC 6531 3.2 forbids to try."""
        if wide and not self._offers("smtputf8"):
            return "5.6.7 the server does not offer SMTPUTF8, which an address of this mail needs"
        limit = self._client.esmtp_extensions.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(raw):
            return f"5.3.4 the mail has {len(raw)} octets, the server takes {limit}"
        return None

    def _parameters(self, raw: bytes, *, wide: bool) -> bytes:
        size = (
            b" SIZE=%d" % len(raw) if self._offers("size") else b""
        )  # RFC 1870 5: the size is told before the text
        body = b"" if raw.isascii() else b" BODY=8BITMIME"  # RFC 6152 2: octets over 127 are announced
        return (
            size + body + (b" SMTPUTF8" if wide else b"")
        )  # RFC 6531 3.4: addresses beyond ASCII are announced

    async def say(self, line: bytes) -> aiosmtplib.SMTPResponse:
        """A command and its reply. Raises Broken."""
        return await self._command(line, "in the dialogue")

    async def text(self, raw: bytes) -> aiosmtplib.SMTPResponse:
        """DATA and a text, once recipients were taken; the reply to it. Raises Broken."""
        self._mails += 1
        start = await self._command(b"DATA", "at DATA", self._options.timeouts.data)
        if start.code != 354:
            return start
        return await send_text(self._client, stuffed(raw), self._options)

    def offers(self, extension: str) -> bool:
        """Whether the server has an extension, by its EHLO keyword in lower case."""
        return self._offers(extension)

    def _offers(self, extension: str) -> bool:
        return self._client.supports_extension(extension)

    async def _mail(self, reverse_path: str, parameters: bytes) -> aiosmtplib.SMTPResponse:
        """MAIL; who refuses <>, against RFC 5321 4.5.5, is offered the bounce address: it answers nobody."""
        reply = await self._mail_from(reverse_path, parameters)
        if reverse_path or reply.code // 100 != 5:
            return reply
        if self._options.bounce_address:
            return await self._mail_from(self._options.bounce_address, parameters)
        told = f"{reply.message} (to the null reverse-path: set smtp.bounce_address)"
        return aiosmtplib.SMTPResponse(reply.code, told)

    async def _mail_from(self, reverse_path: str, parameters: bytes) -> aiosmtplib.SMTPResponse:
        return await self._command(b"MAIL FROM:<" + reverse_path.encode() + b">" + parameters, "at MAIL")

    async def _data(self, raw: bytes) -> tuple[Outcome, str]:
        start = await self._command(b"DATA", "at DATA", self._options.timeouts.data)
        if start.code != 354:
            return await self._back_out(start)
        reply = await send_text(self._client, stuffed(raw), self._options)
        return outcome_of(reply.code), words(reply, self._options)

    async def _back_out(self, reply: aiosmtplib.SMTPResponse) -> tuple[Outcome, str]:
        """Clear the envelope for the next mail; what the server said of this one stands."""
        with contextlib.suppress(Broken):
            if (await self._command(b"RSET", "at RSET")).code // 100 != 2:
                self.drop()
        outcome = Outcome.REFUSED if reply.code // 100 == 5 else Outcome.DEFERRED
        return outcome, words(reply, self._options)

    async def _command(self, line: bytes, verb: str, seconds: float | None = None) -> aiosmtplib.SMTPResponse:
        try:
            reply = await self._client.execute_command(
                line, timeout=seconds or self._options.timeouts.command
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            self.drop()
            raise Broken(verb, Outcome.DEFERRED, why(error, self._options)) from None
        if reply.code == 421:  # RFC 5321 3.8: the server closes
            raise Broken(verb, Outcome.DEFERRED, words(reply, self._options))
        return reply

    def drop(self) -> None:
        """Close without a word."""
        self._client.close()

    async def quit(self) -> None:
        """Close as RFC 5321 4.1.1.10 wants it; a server that has gone is no error."""
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await self._client.quit(timeout=self._options.timeouts.quit)
        self.drop()
