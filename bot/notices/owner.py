"""A word to the owners: a broken rule file, a mail that was given up, a breaker that opened."""

from bot.mail.mailing_list import MailingList
from bot.notices import clean, entity
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp


def write_owner(subject: str, text: str, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """The text as it is (columns and line ends count: it may be an error with its caret), to the owners."""
    return seal(
        Letter(
            kind=OutgoingKind.OWNER,
            subject=f"{mailing_list.name}: {subject}",
            sender=f"{mailing_list.name} moderation bot",
            to=tuple(("", one) for one in mailing_list.owners),
            recipients=mailing_list.owners,
            content=entity.text(clean.body(text).rstrip("\n") + "\n"),
            reverse_path=mailing_list.bounce_address,
            auto_submitted="auto-generated",
            reply_to=mailing_list.owners,
            bulk=True,
        ),
        mailing_list,
        stamp,
    )
