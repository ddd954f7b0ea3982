"""Short answers to people who wrote to the bot: what was done, what was not understood, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.notices import clean, layout
from bot.notices.catalogue import catalogue_of
from bot.notices.layout import Block, say
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.notices.returned import Answerable, name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """
    What an answer says.

    ``subject`` names the sentence of its subject, ``about`` is the post's subject;
    ``blocks`` are its text; ``case`` and ``answerable`` stand at its end.
    """

    subject: str
    about: str
    blocks: Sequence[Block]
    case: str = ""
    answerable: Answerable | None = None


def write_reply(reply: Reply, answered: Post, mailing_list: MailingList, to: str, stamp: Stamp) -> Outgoing:
    """The answer to a person at ``to``, with the null reverse-path; ValueError for what is no address."""
    texts = catalogue_of(mailing_list.language, mailing_list.wording)
    about = clean.shorten(clean.subject(reply.about), 200)
    end = [texts.say("return.end", list=clean.one_line(mailing_list.name), case=reply.case)]
    if reply.answerable:
        end.append(texts.say("return.for_bot", token=reply.answerable.token))
    return seal(
        Letter(
            kind=OutgoingKind.ANSWER,
            subject=texts.say(reply.subject, subject=about),
            sender=f"{mailing_list.name} moderation bot",
            to=((name_of(answered, to), to),),
            recipients=(to,),
            content=layout.content(
                [*reply.blocks, say(*end, look="small")], stamp.boundary, mailing_list.language
            ),
            reverse_path="",
            auto_submitted="auto-replied",
            about=answered,
            reply_to=(reply.answerable.to if reply.answerable else mailing_list.address,),
        ),
        mailing_list,
        stamp,
    )
