"""
The accepted post on its way to the members: fields are spliced in, nothing is rewritten.

The standard library does not give back the header octets that it read, and a
signature (DKIM, PGP, S/MIME) covers octets. So a repost is the author's own
header block, less a closed list of fields, under a few of ours.
"""

from collections.abc import Callable
from functools import partial

from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import WITHOUT_ID
from bot.mail.origin.authentication_results import parse_results
from bot.mail.origin.trace import matches
from bot.mail.post import Post
from bot.mail.read import read
from bot.members.model import Member, Mode
from bot.notices import fields, passing_on, phrases, wire
from bot.notices.courier import bounce_path, copies_for
from bot.notices.dressing import dress
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.notices.recode import CannotRecode, recode

_GOES = passing_on.APPROVALS | {
    "return-path",  # the envelope's, written by the last server (RFC 5321 4.4)
    "control",
    # what asks for a receipt would ask every member for one
    "disposition-notification-to",
    "disposition-notification-options",
    "return-receipt-to",
    "return-receipt-requested",
    "read-receipt-to",
    "x-confirm-reading-to",
    "x-read-receipt-to",
    "x-receipt-to",
    "generate-delivery-report",
}
_INLINE_SIGNATURE = b"-----BEGIN PGP SIGNED MESSAGE-----"


class CannotRepost(Exception):  # noqa: N818 - says what is so, as the failures of the house do
    """
    The post cannot be sent on unharmed: a person must decide. str() is a sentence for moderators.

    ``signed``: only since it is signed.
    """

    def __init__(self, sentence: str, *, signed: bool = False) -> None:
        super().__init__(sentence)
        self.signed = signed


def write_repost(post: Post, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """
    The post as the members get it, header block contiguous and body byte for byte.

    Above it stand List-Id (RFC 2919), List-Post (RFC 2369), Precedence, the
    loop mark and a trace line; Message-ID or Date only where the author's
    program wrote none (RFC 5322 3.6). What the list puts on it is in ``dressing``. Raises CannotRepost.
    """
    if mailing_list.passes_on:
        return _passed_on_whole(post, mailing_list, stamp)
    post = dress(post, mailing_list, stamp.refused)
    head, body = passed_on(post, goes_on_repost(mailing_list))
    raw = _above(head, mailing_list, stamp) + _ended(head) + body
    return Outgoing(
        kind=OutgoingKind.POST,
        message_id=post.message_id or stamp.message_id,
        reverse_path=bounce_path(mailing_list),
        recipients=mailing_list.post_to,
        copies=copies_for(_readers(mailing_list, stamp), mailing_list, stamp.marks),
        raw=raw,
        collected=mailing_list.digest_of_all,
    )


def _passed_on_whole(post: Post, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """As it came, for a list manager: what a list puts on its posts is put on there."""
    head, body = passed_on(post, partial(passing_on.stays_behind, mailing_list))
    names = {wire.name_of(field) for field in wire.fields(head)}
    raw = passing_on.above(mailing_list, stamp, names) + _ended(head) + body
    return passing_on.outgoing(post, raw, mailing_list, stamp)


def _readers(mailing_list: MailingList, stamp: Stamp) -> tuple[Member, ...]:
    day = phrases.local(stamp.date, mailing_list.timezone).date()
    return mailing_list.members.getting(day, Mode.MAIL) if mailing_list.post_to_members else ()


def passed_on(post: Post, goes: Callable[[bytes], bool]) -> tuple[bytes, bytes]:
    """Header block less the fields that go, and body; re-encoded where it must be. Raises CannotRepost."""
    head, body = wire.halves(post.raw, post.body_at)
    head = wire.without(head, goes)
    if not (wire.is_unfit(head) or wire.is_unfit(body)):
        return head, body
    if is_signed(post, head):
        raise CannotRepost(
            "The post is signed and has lines that mail servers do not carry as they are "
            "(over 998 octets, or with a stray line end). Sending it on would break its signature."
        )
    try:
        head, body = recode(head + body)
        _check_same(post, read(head + body))
    except CannotRecode as error:
        raise CannotRepost(
            f"The post has lines that mail servers do not carry as they are, and {error}."
        ) from error
    return head, body


def _check_same(post: Post, made: Post) -> None:
    old, new = ([*one.attachments, *one.enclosed] for one in (post, made))
    if [(one.name, one.type) for one in old] != [(one.name, one.type) for one in new]:
        raise CannotRecode("its files would not stay the same")


def goes_on_repost(mailing_list: MailingList) -> Callable[[bytes], bool]:
    """Whether a field is of the closed list that no repost and no digest carries on."""
    return partial(_goes, mailing_list)


def _goes(mailing_list: MailingList, field: bytes) -> bool:
    name = wire.name_of(field)
    if name in _GOES or name.startswith("list-"):
        return True
    if name == "authentication-results":
        return _is_our_server(wire.value_of(field), mailing_list.authserv_ids)
    return name == "x-loop" and _is_our_mark(wire.value_of(field), mailing_list)


def _is_our_server(value: str, ours: tuple[str, ...]) -> bool:
    """RFC 8601 5: what stands in our server's name, genuine or not, is for us alone."""
    server = parse_results(value).authserv_id
    if server is None:
        return WITHOUT_ID in ours
    return any(matches(server, one) for one in ours if one != WITHOUT_ID)


def _is_our_mark(value: str, mailing_list: MailingList) -> bool:
    return value.lower().partition(" ")[0].strip("<>") == mailing_list.id.lower()


def _above(head: bytes, mailing_list: MailingList, stamp: Stamp) -> bytes:
    names = {wire.name_of(field) for field in wire.fields(head)}
    return b"".join(
        [
            fields.trace(mailing_list.domain, stamp.message_id, stamp.date),
            *fields.of_list(mailing_list),
            fields.token("Precedence", "list"),
            fields.token("X-Loop", stamp.loop_mark),
            b"" if "message-id" in names else fields.message_ids("Message-ID", [stamp.message_id]),
            b"" if "date" in names else fields.date("Date", stamp.date),
        ]
    )


def _ended(head: bytes) -> bytes:
    """The header block; with an empty line behind it where the post came without any header."""
    if head.strip(b"\r\n"):
        return head if head.endswith(b"\n") else head + b"\r\n"
    return head or b"\r\n"


def is_signed(post: Post, head: bytes) -> bool:
    """Whether somebody vouches for the octets: PGP, S/MIME, DKIM."""
    if is_protected(post):
        return True
    return any(wire.name_of(field) == "dkim-signature" for field in wire.fields(head))


def is_protected(post: Post) -> bool:
    """Whether its author signed or encrypted it (PGP, S/MIME): the octets are theirs alone."""
    return post.signed or post.encrypted or _INLINE_SIGNATURE in post.raw
