"""
Changes that rules make to a post that leaves: its text, files, links and subject.

A signature (PGP, S/MIME, DKIM) vouches for octets, so a signed post is never
rewritten: it is held. Of any other the header stays octet by octet, less what
is changed.
"""

import html
import re
from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message

from bot.mail.post import Post
from bot.mail.read import read
from bot.notices import fields, trimming, wire
from bot.notices.mime import CONTENT, as_octets, is_file, put_text, text_of, without_files
from bot.notices.repost import CannotRepost, is_signed
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


def rewrite(post: Post, changes: Sequence[Change]) -> Post:
    """
    The post with the changes, read anew; the post itself where there are none.

    Raises CannotRepost where it is signed, or has a form that cannot be taken apart.
    """
    if not changes:
        return post
    head, body = wire.halves(post.raw, post.body_at)
    _check(post, head, body, changes)
    if post.unreadable:
        raise CannotRepost("A rule changes the post, which the bot could not look into.")
    body_changes = [change for change in changes if isinstance(change, _OF_BODY)]
    if body_changes:
        head, body = _rebuilt(post, head, body, body_changes)
    for change in changes:
        head = _headed(post, head, change)
    return read(head + body, post.envelope)


def _check(post: Post, head: bytes, body: bytes, changes: Sequence[Change]) -> None:
    if not is_signed(post, head, body):
        return
    names = _signed_fields(head)
    for change in changes:
        if isinstance(change, AddHeader) and not post.encrypted and change.name.lower() not in names:
            continue
        raise CannotRepost(
            f"A rule changes the post ({_name(change)}), and the post is signed. "
            "The change would break its signature."
        )


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


def _rebuilt(post: Post, head: bytes, body: bytes, changes: Sequence[Change]) -> tuple[bytes, bytes]:
    """Header block and body with the text, the files and the links that the rules want."""
    content = b"".join(field for field in wire.fields(head) if wire.name_of(field) in CONTENT)
    root = message_from_bytes(content + b"\r\n" + body)
    text = _new_text(post, changes)
    if text is not None:
        root = _plain(root, text)
    for change in changes:
        if isinstance(change, DropAttachments):
            without_files(root, change.types)
        elif isinstance(change, StripTracking) and text is None:
            _strip(root, _tracked(post))
    return _joined(head, root)


def _new_text(post: Post, changes: Sequence[Change]) -> str | None:
    """The whole text of the post as it leaves, where it becomes plain text; else None."""
    trim = next((change for change in changes if isinstance(change, TrimQuotes)), None)
    if trim is None and not any(isinstance(change, PlainText) for change in changes):
        return None
    text = post.text if trim is None else trimming.trimmed(post, trim.lines)
    if any(isinstance(change, StripTracking) for change in changes):
        text = _replaced(text, _tracked(post))
    return text


def _plain(root: Message, text: str) -> Message:
    """The text as the only form, with the files of the message behind it."""
    files = [part for part in root.walk() if is_file(part)] if root.is_multipart() else []
    part = Message()
    put_text(part, text, "plain")
    if not files:
        return part
    mixed = Message()
    mixed["Content-Type"] = 'multipart/mixed; boundary="' + _boundary(root) + '"'
    mixed.set_payload([part, *files])
    return mixed


def _boundary(root: Message) -> str:
    return root.get_boundary() or "=_listwarden"


def _tracked(post: Post) -> dict[str, str]:
    """The addresses that follow their readers, and what they are without that."""
    pairs = {link.url: link.canonical for link in post.links}
    return {url: bare for url, bare in pairs.items() if url.count("?") and len(bare) < len(url)}


def _strip(root: Message, bare: dict[str, str]) -> None:
    escaped = {html.escape(url): html.escape(short) for url, short in bare.items()}
    for part in root.walk():
        if part.get_content_maintype() == "text" and not is_file(part):
            old = text_of(part)
            new = _replaced(old, bare | escaped if part.get_content_subtype() == "html" else bare)
            if new != old:
                put_text(part, new, part.get_content_subtype())


def _replaced(text: str, bare: dict[str, str]) -> str:
    for url in sorted(bare, key=len, reverse=True):
        text = text.replace(url, bare[url])
    return text


def _joined(head: bytes, root: Message) -> tuple[bytes, bytes]:
    """The author's header with the content fields of the new body."""
    made = as_octets(root)
    at = made.find(b"\r\n\r\n") + 4
    kept = wire.without(head, lambda field: wire.name_of(field) in (*CONTENT, "mime-version"))
    kept = kept.removesuffix(b"\r\n") if kept.endswith(b"\r\n\r\n") else kept
    return kept + b"MIME-Version: 1.0\r\n" + made[:at], made[at:]
