"""The octets of a post whose text, files or links change, and whether the change was done."""

import fnmatch
import html
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.mail.format.mime_edit import KEPT, CannotEdit, Change, Made, header_of, written
from bot.mail.format.mime_tree import Part
from bot.mail.post import Post
from bot.mail.text.take_apart import Apart
from bot.notices import entity, fields, wire

_CONTENT = frozenset(
    {
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "content-description",
        "content-location",
        "content-base",
        "mime-version",
    }
)
_OF_WHOLE = _CONTENT | {"content-id", "content-language"}
_SEED = "=_listwarden"
_NOTHING_LEFT = "nothing is left of it without its files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    What the body of a post is to be.

    ``text`` is the new text as its only form, None where the forms stay;
    ``dropped`` holds for each change the types of files that go (``image/*``),
    () for all; ``bare`` maps addresses to what they are without tracking.
    """

    text: str | None = None
    dropped: Sequence[Sequence[str]] = ()
    bare: Mapping[str, str] = field(default_factory=dict)

    def drops(self, kind: str) -> bool:
        """Whether files of this media type go."""
        return any(not types or _among(kind, types) for types in self.dropped)


def write(apart: Apart, wanted: Wanted) -> bytes:
    """The whole message with its new body. Raises CannotEdit."""
    goes = {id(part) for part in apart.files if wanted.drops(part.type)}
    instead = {} if wanted.text is not None else _stripped(apart, wanted.bare)

    def change(part: Part) -> Made:
        return None if id(part) in goes else instead.get(id(part), KEPT)

    if wanted.text is not None:
        return _plain(apart, wanted.text, change)
    made = written(apart.root, change)
    if made is None:
        raise CannotEdit(_NOTHING_LEFT)
    return made + (b"\r\n" if apart.root.is_multipart else b"")


def undone(before: Post, after: Post, wanted: Wanted) -> str | None:
    """What of the changes did not come about, or came about beside them: words that follow "and"."""
    old, new = _files(before), _files(after)
    if after.unreadable or any(wanted.drops(kind) for _, kind, _ in new.elements()):
        return "a file that it drops is still there"
    if new - old or (not wanted.dropped and new != old):
        return "its files would not stay the same"
    if wanted.text is None:
        return None
    if after.html is not None or after.text.rstrip() != wanted.text.rstrip():
        return "its text would not be what it is to be"
    return None


def replaced(text: str, bare: Mapping[str, str]) -> str:
    """The text with each address as it is without tracking."""
    for url in sorted(bare, key=len, reverse=True):
        text = text.replace(url, bare[url])
    return text


def _among(kind: str, types: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(kind, one) for one in types)


def _files(post: Post) -> Counter[tuple[str | None, str, int]]:
    """Name, type and octets of each file; an attached message is as large as what is left in it."""
    return Counter(
        (one.name, one.type, 0 if one.type.startswith("message/") else one.size)
        for one in (*post.attachments, *post.enclosed)
    )


def _plain(apart: Apart, text: str, change: Change) -> bytes:
    """The text as the only form, with the files of the message behind it."""
    made = entity.text(text, subtype="plain")
    others = apart.gathered.others if apart.root.is_multipart else ()
    files = [_typed(part, octets) for part in others if (octets := written(part, change)) is not None]
    if not files and not text.strip() and apart.gathered.others:
        raise CannotEdit(_NOTHING_LEFT)
    body = entity.multipart("mixed", [made, *files], _SEED) if files else made
    head = wire.without(header_of(apart.root), lambda one: wire.name_of(one) in _OF_WHOLE)
    return head.removesuffix(b"\r\n") + b"MIME-Version: 1.0\r\n" + body


def _typed(part: Part, octets: bytes) -> bytes:
    """A part that leaves its multipart takes along what it was there by default (RFC 2046 5.1.5, 5.1.7)."""
    if not part.head.first("content-type"):
        return fields.token("Content-Type", part.type) + octets
    if part.type.startswith("text/") and part.name is None and part.disposition.value != "attachment":
        head = header_of(part)
        kept = wire.without(head, lambda one: wire.name_of(one) == "content-disposition")
        return fields.token("Content-Disposition", "attachment") + kept + octets[len(head) :]
    return octets


def _stripped(apart: Apart, bare: Mapping[str, str]) -> dict[int, bytes]:
    """The texts in which an address is written with tracking, written anew without it."""
    escaped = {html.escape(url): html.escape(short) for url, short in bare.items()}
    made = dict[int, bytes]()
    for part in {id(one): one for one in (*apart.gathered.text, *apart.gathered.html)}.values():
        subtype = "html" if part.type == "text/html" else "plain"
        old = apart.bodies.markup(part)
        new = replaced(old, {**bare, **escaped} if subtype == "html" else bare)
        if new != old:
            made[id(part)] = _with_text(part, new, subtype, whole=part is apart.root)
    return made


def _with_text(part: Part, text: str, subtype: str, *, whole: bool) -> bytes:
    """The part with another text; its lines stay soft where they are (RFC 3676)."""
    soft = (part.content.get("format") or "").lower() == "flowed" and not part.content.get("delsp")
    made = entity.text(text.replace("\r\n", "\n"), subtype=subtype, flowed=soft)
    kept = wire.without(header_of(part), lambda one: wire.name_of(one) in _CONTENT)
    return kept.removesuffix(b"\r\n") + (b"MIME-Version: 1.0\r\n" if whole else b"") + made
