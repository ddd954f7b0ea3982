"""
Changes that rules make to a post that leaves: its text, files, links and subject.

A signature (PGP, S/MIME, DKIM) vouches for octets: where a change breaks one, the
post is held, or it loses a domain's signature where the list wants that. Every
other octet stays. The parts are those that the rules were asked about; what comes
out is read again, and a post in which something still stands that had to go is held, too.
"""

import re
from collections.abc import Sequence

from bot.mail.format.limits import LimitPassed
from bot.mail.format.mime_edit import CannotEdit
from bot.mail.post import Post
from bot.mail.read import read
from bot.mail.text.take_apart import take_apart
from bot.notices import fields, new_body, trimming, wire
from bot.notices.dressing import without_signatures
from bot.notices.repost import CannotRepost, is_protected, is_signed
from bot.policy.model.verdict import (
    AddHeader,
    Change,
    DropAttachments,
    PlainText,
    StripTracking,
    Tag,
    TrimQuotes,
)

_SIGNED_FIELDS = re.compile(rb"(?:^|;)\s*h\s*=([^;]*)", re.IGNORECASE)
_OF_BODY = (PlainText, DropAttachments, TrimQuotes, StripTracking)


def rewrite(post: Post, changes: Sequence[Change], *, drops_signature: bool = False) -> Post:
    """
    The post with the changes, read anew; the post itself where there are none.

    With ``drops_signature`` a domain's signature (DKIM) goes where a change breaks it.
    Raises CannotRepost where it is signed otherwise, or has a form that cannot be taken apart.
    """
    if not changes:
        return post
    head, body = wire.halves(post.raw, post.body_at)
    broken = _broken(post, head, changes)
    if broken is not None and not (drops_signature and not is_protected(post)):
        raise CannotRepost(
            f"A rule changes the post ({_name(broken)}), and the post is signed. "
            "The change would break its signature.",
            signed=True,
        )
    if broken is not None:
        head = without_signatures(head)
        post = read(head + body, post.envelope)
    if post.unreadable:
        raise CannotRepost("A rule changes the post, which the bot could not look into.")
    body_changes = [change for change in changes if isinstance(change, _OF_BODY)]
    if body_changes:
        post = _rebuilt(post, head + body, body_changes)
        head, body = wire.halves(post.raw, post.body_at)
    for change in changes:
        head = _headed(post, head, change)
    return read(head + body, post.envelope)


def _broken(post: Post, head: bytes, changes: Sequence[Change]) -> Change | None:
    """The first change that breaks a signature."""
    if not is_signed(post, head):
        return None
    names = _signed_fields(head)
    for change in changes:
        if isinstance(change, AddHeader) and not post.encrypted and change.name.lower() not in names:
            continue
        return change
    return None


def _name(change: Change) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(change).__name__).lower()


def _signed_fields(head: bytes) -> frozenset[str]:
    """The names of fields that a DKIM signature covers, absent ones too (RFC 6376 3.5, h=)."""
    signatures = [field for field in wire.fields(head) if wire.name_of(field) == "dkim-signature"]
    lists = [found[1] for field in signatures for found in _SIGNED_FIELDS.finditer(field.partition(b":")[2])]
    return frozenset(name.strip().decode("latin-1").lower() for one in lists for name in one.split(b":"))


def _headed(post: Post, head: bytes, change: Change) -> bytes:
    match change:
        case Tag(text=text):
            return _tagged(post, head, text)
        case AddHeader(name=name, value=value):
            return fields.text(name, value) + head
        case _:
            return head


def _tagged(post: Post, head: bytes, text: str) -> bytes:
    if f"[{text}]".casefold() in post.subject.raw.casefold():
        return head
    subject = fields.text("Subject", f"[{text}] {post.subject.raw}")
    kept = wire.without(head, lambda field: wire.name_of(field) == "subject")
    return subject + kept


def _rebuilt(post: Post, raw: bytes, changes: Sequence[Change]) -> Post:
    """The post with the text, the files and the links that the rules want, read again."""
    wanted = new_body.Wanted(
        text=_new_text(post, changes),
        dropped=tuple(change.types for change in changes if isinstance(change, DropAttachments)),
        bare=tracked(post) if any(isinstance(change, StripTracking) for change in changes) else {},
    )
    try:
        made = read(new_body.write(take_apart(raw), wanted), post.envelope)
    except (CannotEdit, LimitPassed) as problem:
        raise CannotRepost(f"A rule changes the post, and that cannot be done: {problem}.") from problem
    before = post if post.raw == raw else read(raw)  # with the line ends of mail, which sizes count
    if undone := new_body.undone(before, made, wanted):
        raise CannotRepost(f"A rule changes the post, and {undone}. Its form is strange; have a look at it.")
    return made


def _new_text(post: Post, changes: Sequence[Change]) -> str | None:
    """The whole text of the post as it leaves, where it becomes plain text; else None."""
    trim = next((change for change in changes if isinstance(change, TrimQuotes)), None)
    if trim is None and not any(isinstance(change, PlainText) for change in changes):
        return None
    text = post.text if trim is None else trimming.trimmed(post, trim.lines)
    if any(isinstance(change, StripTracking) for change in changes):
        text = new_body.replaced(text, tracked(post))
    return text


def tracked(post: Post) -> dict[str, str]:
    """The addresses that follow their readers, and what they are without that."""
    pairs = {link.url: link.canonical for link in post.links}
    return {url: bare for url, bare in pairs.items() if url.count("?") and len(bare) < len(url)}
