"""The MIME digest (RFC 2046 5.1.5): each post as its author sent it, to be answered, verified and burst."""

from bot.notices import entity, wire
from bot.notices.digests.contents import cover
from bot.notices.digests.form import Form
from bot.notices.digests.issue import Issue, file_name
from bot.notices.recode import CannotRecode, recode


def write(issue: Issue, seed: str) -> bytes:
    """
    multipart/mixed: the cover, the posts as multipart/digest, and then those that cannot travel as they are.

    The octets of a post are those of its source, but for the fields that no
    repost carries on. Lines over 998 octets and stray line ends are encoded in
    their part; a post of which no octet may change is an encoded attachment,
    which the contents name.
    """
    posts = {item.number: _fit(item.raw) for item in issue.items}
    files = [item for item in issue.items if posts[item.number] is None]
    notes = {item.number: issue.texts.say("digest.unfit", file=file_name(item)) for item in files}
    parts = [entity.text("\n".join([*cover(issue, notes), ""]))]
    whole = [entity.digest_member(raw) for raw in posts.values() if raw is not None]
    if whole:
        parts.append(entity.multipart("digest", whole, seed, level=1))
    parts += [entity.message(item.raw, file_name(item)) for item in files]
    return entity.multipart("mixed", parts, seed)


def _fit(raw: bytes) -> bytes | None:
    """The post as mail servers take it; None where no octet of it may change."""
    if not wire.is_unfit(raw):
        return raw
    try:
        return b"".join(recode(raw))
    except CannotRecode:
        return None


FORM = Form(name="mime", write=write)
