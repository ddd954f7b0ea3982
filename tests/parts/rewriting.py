"""Whether what leaves agrees with what the rules were asked about: each change, on one message."""

from bot.mail.post import Post
from bot.mail.read import read
from bot.mail.text.take_apart import take_apart
from bot.notices import CannotRepost, rewrite, wire, write_repost
from bot.policy.model.verdict import Change, DropAttachments, PlainText, StripTracking, TrimQuotes
from tests.parts.reading import SALON, a_stamp

CHANGES: dict[str, tuple[Change, ...]] = {
    "drop all": (DropAttachments(),),
    "drop pictures": (DropAttachments(types=("image/*",)),),
    "plain": (PlainText(),),
    "plain, drop all": (PlainText(), DropAttachments()),
    "trim": (TrimQuotes(lines=2),),
    "links": (StripTracking(),),
}


def files(post: Post) -> list[tuple[str, str, int]]:
    """All files of a post, those in attached messages too; sizes of attached messages change with what is in them."""
    both = (*post.attachments, *post.enclosed)
    return sorted(
        (one.name or "", one.type, 0 if one.type.startswith("message/") else one.size) for one in both
    )


def disagreement(raw: bytes, name: str) -> str | None:
    """What is wrong with a change of a message; None where nothing is, "held: why" where a person decides."""
    before = read(_as_sent(raw))
    changes = CHANGES[name]
    try:
        after = rewrite(before, changes)
    except CannotRepost as problem:
        return f"held: {problem}"
    kinds = [change.types for change in changes if isinstance(change, DropAttachments)]
    if not kinds:
        return None if files(after) == files(before) else "the files are not the same"
    pictures = kinds == [("image/*",)]
    left = [one for one in files(after) if not pictures or one[1].startswith("image/")]
    if left:
        return f"{left} still stand"
    return _leaks(before, after, pictures=pictures)


def _leaks(before: Post, after: Post, *, pictures: bool) -> str | None:
    """Octets of a file that was dropped may stand nowhere in what leaves, unless a text has them too."""
    apart = take_apart(before.raw)
    goes = [one for one in apart.files if not pictures or one.type.startswith("image/")]
    for part in goes:
        mark = part.data[part.first : part.last][:30].strip()
        if len(mark) > 11 and before.raw.count(mark) == 1 and mark in after.raw:
            return f"{mark!r} of a dropped file still stands"
    return None


def _as_sent(raw: bytes) -> bytes:
    """With the line ends of mail, which sizes of files count."""
    return b"".join(wire.halves(raw, read(raw).body_at))


def repost_disagreement(raw: bytes) -> str | None:
    """As ``disagreement``, of a post that goes on unchanged, encoded anew where it must be."""
    before = read(_as_sent(raw))
    try:
        sent = write_repost(before, SALON, a_stamp("post")).raw
    except CannotRepost as problem:
        return f"held: {problem}"
    if wire.is_unfit(sent):
        return "it is not fit to be sent"
    after = read(sent)
    same = [(one.name, one.type) for one in (*before.attachments, *before.enclosed)]
    return (
        None
        if same == [(one.name, one.type) for one in (*after.attachments, *after.enclosed)]
        else "the files are not the same"
    )
