"""The mail to a member: the answer to a request, and the word that their mail comes back."""

import datetime as dt

from bot.mail.mailing_list import MailingList
from bot.mail.requests import Ask
from bot.members.model import Member, Mode
from bot.notices import clean, entity, flowing, phrases
from bot.notices.courier import bounce_path
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp

_WAYS = {
    Mode.MAIL: "each post by itself",
    Mode.DIGEST: "the digest",
    Mode.PLAIN: "the digest as plain text",
    Mode.MIME: "the digest with each post as it was sent",
    Mode.NONE: "nothing by mail",
}


def answer_to_member(
    ask: Ask, person: Member, until: dt.date | None, mailing_list: MailingList, stamp: Stamp
) -> Outgoing:
    """What was done, in a sentence, and what else can be asked for. ``person`` is as it was before."""
    name = clean.one_line(mailing_list.name)
    return _mail(_done(ask, person, until, name), person, mailing_list, stamp, leaves=ask is Ask.LEAVE)


def write_paused(person: Member, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """Once, when nothing more is sent to a member since their mail came back."""
    name = clean.one_line(mailing_list.name)
    said = (
        f"Mail of {name} to you came back on several days, so nothing more is sent to you. "
        'If you read this, it works again: answer "mail" and you get the list as before.'
    )
    return _mail(said, person, mailing_list, stamp)


def _done(ask: Ask, person: Member, until: dt.date | None, name: str) -> str:
    match ask:
        case Ask.LEAVE:
            return f"You have left {name}. Nothing more is sent to {person.address}."
        case Ask.PAUSE if until is not None:
            return (
                f"You get nothing from {name} before {phrases.day(until)}; then {_WAYS[person.mode]} again."
            )
        case Ask.HELP | Ask.SUBSCRIBE:
            return f"You are on {name} with {person.address} and get {_WAYS[person.mode]}."
        case _:
            return f"From now on you get {_WAYS[Mode(ask.value)]} of {name}."


def _mail(
    said: str, person: Member, mailing_list: MailingList, stamp: Stamp, *, leaves: bool = False
) -> Outgoing:
    blocks = [flowing.paragraph(said)] + ([] if leaves else [flowing.paragraph(_else(mailing_list))])
    return seal(
        Letter(
            kind=OutgoingKind.ANSWER,
            subject=f"{clean.one_line(mailing_list.name)}: how you get the list",
            sender=clean.one_line(mailing_list.name),
            to=((person.name, person.address),),
            recipients=(person.address,),
            content=entity.text(flowing.joined(blocks), flowed=True),
            reverse_path=bounce_path(mailing_list) if mailing_list.bounce_address else "",
            auto_submitted="auto-replied",
            reply_to=(mailing_list.self_service or mailing_list.address,),
        ),
        mailing_list,
        stamp,
    )


def _else(mailing_list: MailingList) -> str:
    digests = '"digest", "plain" (the digest as plain text), ' if mailing_list.digest_to_members else ""
    return (
        f"What you can write to {mailing_list.self_service}, as the subject or alone in the text: "
        f'"mail" (each post), {digests}"pause 2 weeks", "unsubscribe".'
    )
