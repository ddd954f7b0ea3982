"""A post with another subject or text: the author's header and files stay, broken signatures go."""

from collections.abc import Sequence

from bot.mail.format.limits import LimitPassed
from bot.mail.format.mime_edit import CannotEdit
from bot.mail.post import Post
from bot.mail.read import read
from bot.mail.text.take_apart import take_apart
from bot.notices import fields, new_body, wire
from bot.notices.repost import is_protected

_SIGNATURES = ("dkim-signature", "domainkey-signature", "x-google-dkim-signature")
_CONTENT = "content-"


class CannotCompose(Exception):  # noqa: N818 - says what is so
    """The post cannot be written anew: it is signed, encrypted, or of a form that cannot be taken apart."""


def composed(
    post: Post, text: str, *, subject: str | None = None, files: Post | None = None, drop: bool = False
) -> Post:
    """
    The post with that text as its only form, and that subject, read again.

    ``files``: the message whose files go with it, unset: the post itself; ``drop``:
    none do. What vouched for the old octets (DKIM, ARC) is taken out; a post that its
    author signed or encrypted is never changed. Raises CannotCompose.
    """
    if is_protected(post):
        raise CannotCompose("The post is signed or encrypted by its author.")
    body = _body(files or post, text, [()] if drop else [])
    head, _ = wire.halves(post.raw, post.body_at)
    kept = wire.without(head, _goes).removesuffix(b"\r\n")
    if subject is not None:
        kept = wire.without(kept, lambda field: wire.name_of(field) == "subject")
        kept += fields.text("Subject", subject)
    return read(kept + body, post.envelope)


def _goes(field: bytes) -> bool:
    name = wire.name_of(field)
    return (
        name in _SIGNATURES
        or name.startswith((_CONTENT, "arc-"))
        or name in {"mime-version", "lines", "content"}
    )


def _body(source: Post, text: str, dropped: Sequence[Sequence[str]]) -> bytes:
    """The fields of the new content, an empty line, the content."""
    raw = b"".join(wire.halves(source.raw, source.body_at))
    try:
        made = new_body.write(take_apart(raw), new_body.Wanted(text=text, dropped=dropped))
    except (CannotEdit, LimitPassed) as problem:
        raise CannotCompose(f"{problem}") from problem
    head, gap, body = made.partition(b"\r\n\r\n")
    own = [field for field in wire.fields(head + b"\r\n") if _is_content(field)]
    return b"".join(own) + gap[2:] + body


def _is_content(field: bytes) -> bool:
    name = wire.name_of(field)
    return name.startswith(_CONTENT) or name == "mime-version"
