"""One connection to an SMTP server, used for one mail after the other."""

import contextlib
from collections.abc import Mapping, Sequence

import aiosmtplib

from bot.delivery.smtp_line import Line, Reply
from bot.delivery.smtp_options import Broken, SmtpOptions
from bot.delivery.smtp_replies import outcome_of, recipient_outcome, why, words
from bot.delivery.smtp_text import send_text
from bot.delivery.smtp_wire import stuffed
from bot.lifecycle import Outcome, Receipt
from bot.notices.recode import CannotRecode, seven_bit


class Session:
    """An open connection. Make it with `open_session`."""

    def __init__(self, line: Line, extensions: Mapping[str, str], options: SmtpOptions) -> None:
        self._line = line
        self._extensions = extensions
        self._options = options
        self._mails = 0

    @property
    def usable(self) -> bool:
        """Whether another mail can go over it."""
        return self._line.is_open and self._mails < self._options.mails_each

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
        told: dict[str, Reply] = {}
        reply = await self._envelope(reverse_path, recipients, b"", told, ())
        outcome, text = await self._back_out(reply)
        return tuple(
            self._receipt(each, told[each])
            if each in told
            else Receipt(recipient=each, outcome=outcome, reply=text)
            for each in recipients
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
        told: dict[str, Reply] = {}
        try:
            reply = await self._envelope(
                reverse_path, recipients, self._parameters(raw, wide=wide), told, (b"DATA",)
            )
        finally:
            refused = [each for each, reply in told.items() if reply.code // 100 != 2]
            settled.update((each, self._receipt(each, told[each])) for each in refused)
        if reply.code != 354:
            return await self._back_out(reply)
        reply = await send_text(self._line, stuffed(raw), self._options)
        return outcome_of(reply.code), words(reply, self._options)

    def _receipt(self, recipient: str, reply: Reply) -> Receipt:
        """What the reply to RCPT means for its recipient."""
        outcome = recipient_outcome(reply.code)
        return Receipt(recipient=recipient, outcome=outcome, reply=words(reply, self._options))

    def _lacking(self, raw: bytes, *, wide: bool) -> str | None:
        """What the server does not offer and the mail needs; RFC 6531 3.2 forbids to try."""
        if wide and not self._offers("smtputf8"):
            return "5.6.7 the server does not offer SMTPUTF8, which an address of this mail needs"
        limit = self._extensions.get("size", "")
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

    async def say(self, line: bytes) -> Reply:
        """A command and its reply. Raises Broken."""
        return await self._command(line, "in the dialogue")

    async def text(self, raw: bytes) -> Reply:
        """DATA and a text, once recipients were taken; the reply to it. Raises Broken."""
        self._mails += 1
        start = await self._command(b"DATA", "at DATA")
        if start.code != 354:
            return start
        return await send_text(self._line, stuffed(raw), self._options)

    def offers(self, extension: str) -> bool:
        """Whether the server has an extension, by its EHLO keyword in lower case."""
        return self._offers(extension)

    def _offers(self, extension: str) -> bool:
        return extension in self._extensions

    async def _envelope(
        self,
        reverse_path: str,
        recipients: Sequence[str],
        parameters: bytes,
        told: dict[str, Reply],
        then: tuple[bytes, ...],
    ) -> Reply:
        """
        MAIL, each RCPT, and what follows where one was taken; the reply that ended it.

        ``told`` gets the replies to RCPT. Who refuses <>, against RFC 5321 4.5.5, is offered the
        bounce address: it answers nobody.
        """
        reply = await self._say_envelope(reverse_path, recipients, parameters, told, then)
        if reverse_path or told or reply.code // 100 != 5:
            return reply
        other = self._options.bounce_address
        if other:
            return await self._say_envelope(other, recipients, parameters, told, then)
        return Reply(reply.code, f"{reply.message} (to the null reverse-path: set smtp.bounce_address)")

    async def _say_envelope(
        self,
        reverse_path: str,
        recipients: Sequence[str],
        parameters: bytes,
        told: dict[str, Reply],
        then: tuple[bytes, ...],
    ) -> Reply:
        """In one write where the server has PIPELINING, else step by step."""
        mail = b"MAIL FROM:<" + reverse_path.encode() + b">" + parameters
        people = {each: b"RCPT TO:<" + each.encode() + b">" for each in recipients}
        ahead = self._offers("pipelining")
        if ahead:
            self._write((mail, *people.values(), *then), "at MAIL")
        reply = await self._command(mail, "at MAIL", ahead=ahead)
        if reply.code // 100 != 2:
            await self._pass_over(len(people) + len(then) if ahead else 0)
            return reply
        for each, command in people.items():
            reply = told[each] = await self._command(command, "at RCPT", ahead=ahead)
        if not any(one.code // 100 == 2 for one in told.values()):
            await self._pass_over(len(then) if ahead else 0)
            return reply
        for command in then:
            reply = await self._command(command, f"at {command.decode()}", ahead=ahead)
        return reply

    async def _pass_over(self, replies: int) -> None:
        """Replies to what was written ahead in vain; a text wanted all the same is empty (RFC 2920 3.1)."""
        for _ in range(replies):
            if (await self._reply("at RCPT")).code == 354:
                await self._command(b".", "at DATA")

    async def _back_out(self, reply: Reply) -> tuple[Outcome, str]:
        """Clear the envelope for the next mail; what the server said of this one stands."""
        with contextlib.suppress(Broken):
            if (await self._command(b"RSET", "at RSET")).code // 100 != 2:
                self.drop()
        outcome = Outcome.REFUSED if reply.code // 100 == 5 else Outcome.DEFERRED
        return outcome, words(reply, self._options)

    async def _command(self, line: bytes, verb: str, *, ahead: bool = False) -> Reply:
        """The reply to a command, which is written now where it was not ``ahead``."""
        if not ahead:
            self._write((line,), verb)
        return await self._reply(verb)

    def _write(self, lines: Sequence[bytes], verb: str) -> None:
        try:
            self._line.write(lines)
        except OSError as error:
            raise Broken(verb, Outcome.DEFERRED, why(error, self._options)) from None

    async def _reply(self, verb: str) -> Reply:
        times = self._options.timeouts
        try:
            reply = await self._line.reply(times.data if verb == "at DATA" else times.command)
        except (aiosmtplib.SMTPException, OSError) as error:
            self.drop()
            raise Broken(verb, Outcome.DEFERRED, why(error, self._options)) from None
        if reply.code == 421:  # RFC 5321 3.8: the server closes
            raise Broken(verb, Outcome.DEFERRED, words(reply, self._options))
        return reply

    def drop(self) -> None:
        """Close without a word."""
        self._line.drop()

    async def quit(self) -> None:
        """Close as RFC 5321 4.1.1.10 wants it; a server that has gone is no error."""
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            self._line.write((b"QUIT",))
            await self._line.reply(self._options.timeouts.quit)
        self.drop()
