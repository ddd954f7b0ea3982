"""What all mails of the bot have in common: sender, recipients, and the marks that prevent loops."""

from dataclasses import dataclass

from bot.mail.mailing_list import MailingList
from bot.mail.origin.references import ancestors
from bot.mail.post import Post
from bot.notices import fields
from bot.notices.outgoing import Copy, Outgoing, OutgoingKind, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    A mail of the bot's own before it has a date and an id.

    ``to`` are (name, address) pairs as the To field shows them, ``recipients``
    the envelope's. ``content`` is a MIME part with its own fields. ``about``
    is the post that it answers or tells of, ``answers`` the mails of ours that it
    follows instead. ``bulk``: it goes to several.
    """

    kind: OutgoingKind
    subject: str
    sender: str
    to: tuple[tuple[str, str], ...]
    recipients: tuple[str, ...]
    content: bytes
    reverse_path: str
    auto_submitted: str
    about: Post | None = None
    reply_to: tuple[str, ...] = ()
    bulk: bool = False
    list_fields: bool = False
    answers: tuple[str, ...] = ()


def seal(letter: Letter, mailing_list: MailingList, stamp: Stamp, copies: tuple[Copy, ...] = ()) -> Outgoing:
    """
    The letter as a mail.

    From is the list's own address, which its domain's servers may sign for
    (a person's address there would fail DMARC); answers go where Reply-To says,
    so that they never land on the list.
    """
    return Outgoing(
        kind=letter.kind,
        message_id=stamp.message_id,
        reverse_path=letter.reverse_path,
        recipients=letter.recipients,
        raw=_header(letter, mailing_list, stamp) + letter.content,
        copies=copies,
    )


def _header(letter: Letter, mailing_list: MailingList, stamp: Stamp) -> bytes:
    return b"".join(
        [
            fields.mailboxes("From", [(letter.sender, mailing_list.address)]),
            fields.mailboxes("To", letter.to),
            fields.mailboxes("Reply-To", [("", one) for one in letter.reply_to]) if letter.reply_to else b"",
            fields.text("Subject", letter.subject),
            fields.date("Date", stamp.date),
            fields.message_ids("Message-ID", [stamp.message_id]),
            *_thread(letter.about, letter.answers),
            fields.token(
                "Auto-Submitted", letter.auto_submitted
            ),  # RFC 3834 5: what a program writes says so
            fields.token("X-Auto-Response-Suppress", "All"),  # the same for Exchange
            fields.token("Precedence", "bulk") if letter.bulk else b"",
            fields.token("X-Loop", stamp.loop_mark),
            *(fields.of_list(mailing_list) if letter.list_fields else ()),
            fields.token("MIME-Version", "1.0"),
        ]
    )


def _thread(about: Post | None, answers: tuple[str, ...]) -> tuple[bytes, ...]:
    """RFC 5322 3.6.4: the parent's References and the parent."""
    if answers:
        named = fields.message_ids("References", answers)
        return (fields.message_ids("In-Reply-To", answers[:1]), named)
    if about is None or not about.message_id:
        return ()
    references = [*ancestors(about.header)[-10:], about.message_id]
    return (
        fields.message_ids("In-Reply-To", [about.message_id]),
        fields.message_ids("References", dict.fromkeys(references)),
    )
