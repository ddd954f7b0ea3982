"""
What the list puts on a post: a prefix, a footer, and a From that receivers believe.

A signature vouches for octets, so what changes them drops it (RFC 6376 6.1);
and a post without one, in the name of a domain that asks for proof (DMARC), is
sent in the list's own name, with its author in Reply-To (RFC 7960 4.1.3.3).
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from bot.mail.format.limits import LimitPassed
from bot.mail.format.mime_edit import CannotEdit
from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import Trust, authenticate
from bot.mail.post import Mailbox, Post
from bot.mail.read import read
from bot.notices import clean, fields, footers, wire

Refused = Callable[[str, Collection[str]], bool]

_TAG = re.compile(rb"(?:^|;)\s*([a-z]+)\s*=([^;]*)", re.IGNORECASE)
_OURS = frozenset(
    {
        "received",
        "list-id",
        "list-post",
        "list-help",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "precedence",
        "x-loop",
    }
)
"""The fields that stand above every repost: a signature that covers one of them, absent or not, is broken."""


def dress(post: Post, mailing_list: MailingList, refused: Refused | None) -> Post:
    """
    The post as the list sends it on; the very same where nothing is to be done.

    ``refused`` says whether receivers refuse mail in a domain's name that has good
    signatures of these domains alone; None: nobody can be asked, and From stays as it is.
    """
    head, body = wire.halves(post.raw, post.body_at)
    made_head, made_body = _prefixed(head, post, mailing_list), body
    if mailing_list.footer and not post.signed and not post.encrypted:
        made_head, made_body = _with_footer(made_head, body, mailing_list.footer)
    if (made_head, made_body) != (head, body):
        made_head = without_signatures(made_head)
    made_head = _from_us(made_head, post, mailing_list, refused)
    if (made_head, made_body) == (head, body):
        return post
    return read(made_head + made_body, post.envelope)


def without_signatures(head: bytes) -> bytes:
    """The header block less the signatures that a change has broken, and the seals over them (RFC 8617)."""
    broken = {"dkim-signature", "domainkey-signature", "arc-seal", "arc-message-signature"}
    return wire.without(head, lambda field: wire.name_of(field) in broken)


def _prefixed(head: bytes, post: Post, mailing_list: MailingList) -> bytes:
    prefix = mailing_list.prefix
    raw = post.subject.raw
    if not prefix.strip() or prefix.strip().casefold() in raw.casefold():
        return head
    kept = wire.without(head, lambda field: wire.name_of(field) == "subject")
    marks = re.match(r"(?:re:\s*)+", raw, re.IGNORECASE)
    rest = raw[marks.end() :] if marks else raw
    return fields.text("Subject", f"{'Re: ' if marks else ''}{prefix.strip()} {rest}".rstrip()) + kept


def _with_footer(head: bytes, body: bytes, footer: str) -> tuple[bytes, bytes]:
    try:
        made = footers.added(head + body, footer)
    except (CannotEdit, LimitPassed):
        return head, body
    return made


def _from_us(head: bytes, post: Post, mailing_list: MailingList, refused: Refused | None) -> bytes:
    if mailing_list.from_rewrite == "never" or len(post.from_) != 1 or not post.from_[0].domain:
        return head
    if mailing_list.from_rewrite != "always":
        good = authenticate(post, _trust(post, mailing_list)).signers
        whole = frozenset(one for one in _whole_signers(head) if good is None or one in good)
        if refused is None or not refused(post.from_[0].domain, whole):
            return head
    author = post.from_[0]
    kept = wire.without(head, lambda field: wire.name_of(field) in {"from", "sender"})
    kept = without_signatures(kept)
    replies = any(wire.name_of(field) == "reply-to" for field in wire.fields(kept))
    answer = b"" if replies else fields.mailboxes("Reply-To", [(author.name or "", author.address)])
    return fields.mailboxes("From", [(via(author, mailing_list), mailing_list.address)]) + answer + kept


def _trust(post: Post, mailing_list: MailingList) -> Trust:
    return Trust(authserv_ids=mailing_list.authserv_ids, word="either" if post.envelope.checked else "server")


def via(author: Mailbox, mailing_list: MailingList) -> str:
    """``Anne Lee via Salon``; never a name that could be taken for another address."""
    return f"{clean.name(author)} via {clean.one_line(mailing_list.name)}"


def _whole_signers(head: bytes) -> Iterator[str]:
    """The domains whose signatures cover nothing that the list adds, and all of the body."""
    for field in wire.fields(head):
        if wire.name_of(field) != "dkim-signature":
            continue
        tags = {name.lower(): value for name, value in _tags(field)}
        signer = tags.get(b"d", b"").decode("ascii", "replace").strip().lower()
        covered = {
            name.strip().decode("ascii", "replace").lower() for name in tags.get(b"h", b"").split(b":")
        }
        if signer and not covered & _OURS and b"l" not in tags:
            yield signer


def _tags(field: bytes) -> Iterable[tuple[bytes, bytes]]:
    return _TAG.findall(b"".join(field.partition(b":")[2].splitlines()).replace(b"\t", b" "))
