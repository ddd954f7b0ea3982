"""The accepted post on its way to a list manager: as it came, for somebody else to distribute."""

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.notices import fields, wire
from bot.notices.courier import bounce_path
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp

APPROVALS = frozenset({"approve", "approved", "x-approve", "x-approved"})
"""With these a list manager lets a post pass: nobody but the list's own people may write them."""

_PLACE = fields.token("Approved", "*")
"""The place of the owner's word to the list manager, a secret: on no record, and added on the way out."""


def approved(raw: bytes, word: str) -> bytes:
    """A mail with the owner's word to the list manager in its place; "": without the field."""
    head, end, body = raw.partition(b"\r\n\r\n")
    filled = fields.token("Approved", word) if word else b""
    return (head + b"\r\n").replace(_PLACE, filled, 1)[:-2] + end + body


def stays_behind(mailing_list: MailingList, field: bytes) -> bool:
    """Whether a field stays behind: what would approve the post, the envelope's, and a mark in our name."""
    name = wire.name_of(field)
    if name == "x-loop":
        return wire.value_of(field).lower().partition(" ")[0].strip("<>") == mailing_list.id.lower()
    return name in APPROVALS or name == "return-path"


def above(mailing_list: MailingList, stamp: Stamp, names: set[str]) -> bytes:
    """What stands above a post that is passed on: trace, the owner's word to the list manager, our mark."""
    return b"".join(
        [
            fields.trace(mailing_list.domain, stamp.message_id, stamp.date),
            _PLACE if mailing_list.approved else b"",
            fields.token("X-Loop", stamp.loop_mark),
            b"" if "message-id" in names else fields.message_ids("Message-ID", [stamp.message_id]),
            b"" if "date" in names else fields.date("Date", stamp.date),
        ]
    )


def envelope_from(post: Post, mailing_list: MailingList) -> str:
    """The reverse-path as it came; the list's own where nobody knows it."""
    path = post.envelope.reverse_path
    return bounce_path(mailing_list) if path is None else path


def outgoing(post: Post, raw: bytes, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """The mail that leaves."""
    return Outgoing(
        kind=OutgoingKind.POST,
        message_id=post.message_id or stamp.message_id,
        reverse_path=envelope_from(post, mailing_list),
        recipients=mailing_list.post_to or (mailing_list.address,),
        raw=raw,
        collected=mailing_list.digest_of_all,
    )
