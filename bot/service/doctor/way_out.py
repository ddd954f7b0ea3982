"""The way out: the mail server, and whether it would take mail to each address that the lists write to."""

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.delivery.pipe import PipeOptions
from bot.delivery.smtp import Smtp
from bot.errors import PermanentFailure, TemporaryFailure
from bot.lifecycle import Outcome, Receipt
from bot.mail.mailing_list import MailingList
from bot.mail.origin.tokens import MAC, NAME, PREFIX
from bot.notices.courier import bounce_path
from bot.service.build import open_smtp
from bot.service.doctor.check import Check
from bot.service.doctor.serving import serving_checks
from bot.service.ways_out import own_options
from bot.settings import ListSettings, Settings

MOST = 5
"""Of so many addresses of a kind the server is asked; members may be thousands."""
SECONDS = 30.0
SPECIMEN = PREFIX + "a" * (NAME + MAC)
"""A token of the usual length: a server that refuses addresses with one in it loses each answer."""


async def way_out_checks(settings: Settings) -> list[Check]:
    """Reached, logged in; then MAIL and RCPT for each list, and all of it taken back."""
    ways_on = await asyncio.gather(*(way_on_of(one) for one in settings.lists))
    return [*await _mail_server(settings), *(check for checks in ways_on for check in checks)]


async def way_on_of(one: ListSettings) -> list[Check]:
    """Where accepted posts go that [smtp] does not send: a list manager, a program, a next server."""
    options = own_options(one)
    if options is None:
        return []
    subject = f"way on of {one.id}"
    if isinstance(options, PipeOptions):
        program = options.command[0]
        if await asyncio.to_thread(shutil.which, Path("/", program) if "/" in program else program):
            return [Check(subject=subject, state="ok", text=f"{program} can be run")]
        advice = "correct command under [lists.post]: the whole path of a program that the bot's user may run"
        return [Check(subject=subject, state="failed", text=f"{program} cannot be run", advice=advice)]
    listed = one.mailing_list()
    receipts = await Smtp(options).rehearse("", listed.post_to[:MOST] or (listed.address,))
    silent = [one for one in receipts if not one.judged]
    if silent:
        return [
            Check(
                subject=subject,
                state="failed",
                text=f"{one.next_hop} takes nothing: {silent[0].reply}",
                advice="is it running? Else correct next_hop; until then posts wait in the outbox",
            )
        ]
    text = f"{one.next_hop} would take posts to {', '.join(receipt.recipient for receipt in receipts)}"
    return list(_refusals(subject, "<>", receipts)) or [Check(subject=subject, state="ok", text=text)]


async def _mail_server(settings: Settings) -> list[Check]:
    smtp = open_smtp(settings)
    try:
        await smtp.probe()
    except (PermanentFailure, TemporaryFailure) as error:
        advice = _advice_on_session(str(error), settings)
        return [Check(subject="mail server", state="failed", text=str(error), advice=advice)]
    options = settings.smtp
    who = f" as {options.username}" if options.username else ", without a log-in"
    told = f"{options.host}:{options.port} takes mail{who}"
    checks = [Check(subject="mail server", state="ok", text=told)]
    try:
        for one in settings.lists:
            checks += await _list(smtp, one.mailing_list())
            checks += await serving_checks(smtp, one)
    finally:
        await smtp.close()
    return checks


def _advice_on_session(said: str, settings: Settings) -> str:
    if "certificate" in said:
        return (
            "if it is self-made, name its CA in ca_file under [smtp]; "
            "if it is another server's, or for another name, correct host"
        )
    return f"check host, port, security, username and {_secret(settings)} under [smtp]"


def _secret(settings: Settings) -> str:
    return "oauth" if settings.smtp.oauth else "password_file"


async def _list(smtp: Smtp, mailing_list: MailingList) -> list[Check]:
    subject = f"mail of {mailing_list.id}"
    path = bounce_path(mailing_list)
    to = (*mailing_list.post_to[:MOST], *mailing_list.digest_to[:MOST])
    answers = (mailing_list.answers_to(SPECIMEN),) if mailing_list.reply_address else ()
    try:
        async with asyncio.timeout(SECONDS):
            receipts = await smtp.rehearse(path, to)
            receipts += await smtp.rehearse("", mailing_list.staff[:MOST])
            receipts += await smtp.rehearse("", answers)
    except TimeoutError:
        text = "the server did not say in time whether it would take the list's mail"
        return [Check(subject=subject, state="warning", text=text, advice="try again; it may be busy")]
    found = list(_refusals(subject, path, receipts))
    tried = ", ".join(dict.fromkeys(receipt.recipient for receipt in receipts))
    text = f"the server would take mail to {tried} (nothing was sent)"
    return found or [Check(subject=subject, state="ok", text=text)]


def _refusals(subject: str, path: str, receipts: Sequence[Receipt]) -> Iterator[Check]:
    """One finding a reason: a sender that is refused is refused for each recipient."""
    reasons: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.outcome is not Outcome.SENT:
            reasons.setdefault(receipt.reply, []).append(receipt)
    for reply, refused in reasons.items():
        to = ", ".join(dict.fromkeys(receipt.recipient for receipt in refused))
        later = all(receipt.outcome is Outcome.DEFERRED for receipt in refused)
        yield Check(
            subject=subject,
            state="warning" if later else "failed",
            text=f"the server would not take mail from {path} to {to}{' now' if later else ''}: {reply}",
            advice=_advice(reply, to, path),
        )


def _advice(reply: str, to: str, path: str) -> str:
    said = reply.lower()
    for words, advice in _ADVICE:
        if any(word in said for word in words):
            return advice.format(to=to, path=path)
    if reply.startswith("4"):
        return "it says that this is temporary: try again; deferred mail is tried for give_up_days"
    return "ask whoever runs the server to accept this mail, or correct the address in the settings"


_ADVICE = (
    (
        ("null reverse-path",),
        "set bounce_address under [smtp] to an address that the server lets the bot use",
    ),
    (
        ("relay", "5.7.1 client host rejected", "authentication required", "5.5.1 authentication", "5.7.57"),
        "the server accepts mail to others only after a log-in: set username and password_file under [smtp]",
    ),
    (
        ("not owned", "sender address rejected", "not allowed to send", "sendasdenied", "5.7.60"),
        (
            "the account may not send as {path}: allow it on the server, or set bounce_address "
            "under [[lists]] to an address that it owns"
        ),
    ),
    (
        ("user unknown", "unknown user", "no such user", "5.1.1", "does not exist", "mailbox unavailable"),
        "there is no {to} on the server: create it, or correct the address in the settings",
    ),
    (("smtputf8", "5.6.7"), "write the address in ASCII, or let the server offer SMTPUTF8"),
    (
        ("grey", "4.2.0", "4.7.1"),
        "it defers unknown senders at first (greylisting): exempt the bot's machine, or wait",
    ),
)
