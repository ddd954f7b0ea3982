"""Mails to those who run a list: a broken rule file, a post that a rule pointed out, a mail given up."""

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.notices import clean, entity
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp


def write_owner(subject: str, text: str, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """The text as it is (columns and line ends count: it may be an error with its caret), to the owners."""
    content = entity.text(clean.body(text).rstrip("\n") + "\n")
    return word_to(mailing_list.owners, f"{mailing_list.name}: {subject}", content, mailing_list, stamp)


def word_to(
    people: tuple[str, ...],
    subject: str,
    content: bytes,
    mailing_list: MailingList,
    stamp: Stamp,
    *,
    about: Post | None = None,
) -> Outgoing:
    """A mail from the bot to owners or moderators by their addresses; they answer one another."""
    return seal(
        Letter(
            kind=OutgoingKind.OWNER,
            subject=subject,
            sender=f"{mailing_list.name} moderation bot",
            to=tuple(("", one) for one in people),
            recipients=people,
            content=content,
            reverse_path=mailing_list.bounce_address,
            auto_submitted="auto-generated",
            about=about,
            reply_to=people,
            bulk=True,
        ),
        mailing_list,
        stamp,
    )
