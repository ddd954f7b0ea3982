"""The MIME digest (RFC 2046 5.1.5): each post as its author sent it, to be answered, verified and burst."""

from bot.notices import entity, wire
from bot.notices.digests.contents import cover
from bot.notices.digests.form import Form
from bot.notices.digests.issue import Issue, file_name


def write(issue: Issue, seed: str) -> bytes:
    """
    multipart/mixed: the cover, the posts as multipart/digest, and then those that cannot travel as they are.

    The octets of a post are those of its source, but for the fields that no
    repost carries on. Lines over 998 octets and stray line ends make a post an
    encoded attachment, which the contents name.
    """
    whole = [item for item in issue.items if not wire.is_unfit(item.raw)]
    files = [item for item in issue.items if item not in whole]
    notes = {item.number: issue.texts.say("digest.unfit", file=file_name(item)) for item in files}
    parts = [entity.text("\n".join([*cover(issue, notes), ""]))]
    if whole:
        parts.append(
            entity.multipart("digest", [entity.digest_member(item.raw) for item in whole], seed, level=1)
        )
    parts += [entity.message(item.raw, file_name(item)) for item in files]
    return entity.multipart("mixed", parts, seed)


FORM = Form(name="mime", write=write)
