"""The word to the other moderators that somebody has decided, in the thread of the notice that asked them."""

from collections.abc import Sequence

from bot.mail.mailing_list import MailingList
from bot.notices import layout
from bot.notices.layout import say
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp


def write_told(
    subject: str,
    rows: Sequence[str],
    person: str,
    mailing_list: MailingList,
    stamp: Stamp,
    answers: Sequence[str],
) -> Outgoing:
    """To one moderator; ``answers`` are the Message-IDs of the notices that it follows."""
    return seal(
        Letter(
            kind=OutgoingKind.OWNER,
            subject=subject,
            sender=f"{mailing_list.name} moderation bot",
            to=(("", person),),
            recipients=(person,),
            content=layout.content([say(*rows)], stamp.boundary),
            reverse_path=mailing_list.bounce_address,
            auto_submitted="auto-generated",
            answers=tuple(answers),
            reply_to=mailing_list.staff,
            bulk=True,
        ),
        mailing_list,
        stamp,
    )
