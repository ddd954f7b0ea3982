"""The mail to a member: the answer to a request, and the word that their mail comes back."""

import datetime as dt

from bot.mail.mailing_list import MailingList
from bot.mail.requests import Ask
from bot.members.model import Member, Mode
from bot.notices import clean, entity, flowing
from bot.notices.catalogue import Catalogue, catalogue_of
from bot.notices.courier import bounce_path
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp


def answer_to_member(
    ask: Ask, person: Member, until: dt.date | None, mailing_list: MailingList, stamp: Stamp
) -> Outgoing:
    """What was done, in a sentence, and what else can be asked for. ``person`` is as it was before."""
    said = _done(ask, person, until, mailing_list)
    return _mail(said, person, mailing_list, stamp, leaves=ask is Ask.LEAVE)


def write_paused(person: Member, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """Once, when nothing more is sent to a member since their mail came back."""
    word = Mode.MAIL if person.mode is Mode.NONE else person.mode
    said = _texts(mailing_list).say(
        "member.came_back", list=clean.one_line(mailing_list.name), word=str(word)
    )
    return _mail(said, person, mailing_list, stamp)


def _texts(mailing_list: MailingList) -> Catalogue:
    return catalogue_of(mailing_list.language, mailing_list.wording)


def _done(ask: Ask, person: Member, until: dt.date | None, mailing_list: MailingList) -> str:
    texts, name = _texts(mailing_list), clean.one_line(mailing_list.name)
    way = texts.say(f"member.{person.mode}")
    match ask:
        case Ask.LEAVE:
            owner = mailing_list.owners[0] if mailing_list.owners else mailing_list.address
            return texts.say("member.left", list=name, address=person.address, person=owner)
        case Ask.PAUSE if until is not None:
            return texts.say("member.paused", list=name, day=texts.day(until), way=way)
        case Ask.HELP | Ask.SUBSCRIBE:
            return texts.say("member.are", list=name, address=person.address, way=way)
        case _:
            return texts.say("member.now", list=name, way=texts.say(f"member.{Mode(ask.value)}"))


def _mail(
    said: str, person: Member, mailing_list: MailingList, stamp: Stamp, *, leaves: bool = False
) -> Outgoing:
    blocks = [flowing.paragraph(said)] + ([] if leaves else [flowing.paragraph(_else(mailing_list))])
    return seal(
        Letter(
            kind=OutgoingKind.ANSWER,
            subject=_texts(mailing_list).say("member.subject", list=clean.one_line(mailing_list.name)),
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
    sentence = "member.can_digest" if mailing_list.digest_to_members else "member.can"
    return _texts(mailing_list).say(sentence, address=mailing_list.self_service)
