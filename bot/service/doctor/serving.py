"""A list that serves its members: whether what comes back, and who wants to leave, would reach the bot."""

import asyncio
from collections.abc import Iterator

from bot.delivery.smtp import Smtp
from bot.lifecycle import Outcome, Receipt
from bot.mail.mailing_list import MailingList
from bot.notices.courier import TOKEN, bounce_path
from bot.service.doctor.check import Check
from bot.settings import ListSettings

SAMPLE = "a2b3c4d5e6f7g2h3"
"""Stands where a member's token does."""
SECONDS = 30.0


async def serving_checks(smtp: Smtp, settings: ListSettings) -> list[Check]:
    """What a list needs that sends to its members itself; nothing for any other list."""
    if not settings.sends_to_members:
        return []
    mailing_list = settings.mailing_list()
    path = bounce_path(mailing_list, SAMPLE)
    try:
        async with asyncio.timeout(SECONDS):
            sent = await smtp.rehearse(path, (mailing_list.owners or (mailing_list.address,))[:1])
            came = await smtp.rehearse("", (path,))
    except TimeoutError:
        came, sent = (), ()
    return [
        *_paths(mailing_list, path, (*sent, *came)),
        *_ways_out(settings, mailing_list),
        _signatures(mailing_list),
    ]


def _paths(mailing_list: MailingList, path: str, receipts: tuple[Receipt, ...]) -> Iterator[Check]:
    subject = f"bounces of {mailing_list.id}"
    if TOKEN not in mailing_list.bounce_address:
        yield Check(
            subject=subject,
            state="warning",
            text="mail that comes back does not say to whom it went: bounce_address has no {token}",
            advice=f'write bounce_address = "{_with_token(mailing_list)}" where your server takes "+"',
        )
        return
    refused = [one for one in receipts if one.outcome is Outcome.REFUSED]
    if refused:
        yield Check(
            subject=subject,
            state="failed",
            text=f"the server would not take {path}, where mail to a member comes back: {refused[0].reply}",
            advice="let it deliver that form of address into the list's inbox (Postfix: "
            "recipient_delimiter = +), or leave {token} out of bounce_address",
        )
    elif receipts:
        yield Check(
            subject=subject, state="ok", text=f"the server takes {path}, an address of one member's own"
        )


def _with_token(mailing_list: MailingList) -> str:
    local, _, domain = mailing_list.address.partition("@")
    return f"{local}-bounces+{TOKEN}@{domain}"


def _ways_out(settings: ListSettings, mailing_list: MailingList) -> Iterator[Check]:
    subject = f"members of {mailing_list.id}"
    if not mailing_list.self_service:
        yield Check(
            subject=subject,
            state="warning",
            text="members cannot leave by mail (self_service is off), and every copy names the list for it",
            advice="set self_service = true, or unsubscribe_page; without a way out mail is taken for spam",
        )
        return
    click = "by one click and by mail" if settings.unsubscribe_page else "by mail"
    text = f"members leave {click}, to {mailing_list.self_service}"
    if settings.unsubscribe_page:
        yield Check(subject=subject, state="ok", text=text)
    else:
        advice = "above 5,000 copies a day Gmail and Yahoo ask for one click: see docs/sending-to-members.md"
        yield Check(subject=subject, state="ok", text=text, advice=advice)


def _signatures(mailing_list: MailingList) -> Check:
    return Check(
        subject=f"signatures of {mailing_list.id}",
        state="ok",
        text=f"the bot signs nothing (DKIM): what it sends in the name of {mailing_list.domain} is for "
        "your mail server to sign, which cannot be seen from here",
        advice="have rspamd or OpenDKIM sign what this bot hands over, send a digest to a mailbox at Gmail, "
        f'look for "dkim=pass header.i=@{mailing_list.domain}" in its source: docs/sending-to-members.md',
    )
