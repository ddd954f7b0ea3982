"""
What nobody but its receiver may read, cut out of a post before others get it.

Who holds a token of a notice may answer it, and who holds a member's own may
change how that member gets the list. People quote and forward what they got: in
the text, as HTML, as an attached message, with its header fields.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.mail.format.charset import Decoder
from bot.mail.format.encoded_words import decode_words
from bot.mail.format.limits import Defects, LimitPassed
from bot.mail.format.mime_edit import KEPT, CannotEdit, Made, header_of, written
from bot.mail.format.mime_tree import Part
from bot.mail.origin.tokens import Known, cut_octets, has_token
from bot.mail.post import Post
from bot.mail.read import read
from bot.mail.text.take_apart import Apart, take_apart
from bot.notices import entity, fields, wire
from bot.notices.dressing import without_signatures
from bot.notices.repost import CannotRepost, is_protected

_QUOTES = "It quotes a mail of the bot with what only its receiver may know, and that cannot be cut out"
_MEDIA = ("image/", "audio/", "video/", "font/")
_HEAD = 1_000  # octets of a file in which a NUL shows that nobody reads it as text


def without_secrets(post: Post, known: Known) -> Post:
    """
    The post without our tokens, read anew; the post itself where it holds none.

    ``known`` are the members' own tokens. A domain's signature that the cut breaks
    goes. Raises CannotRepost where an author signed what would have to change, or
    where the form of the post does not let it be cut.
    """
    if post.unreadable:
        raw = cut_octets(post.raw, known)
        return post if raw == post.raw else read(raw, post.envelope)
    cut = _Cut(known)
    try:
        apart = take_apart(post.raw)
        made = written(apart.root, lambda part: cut.part(apart, part), cut.header) or b""
    except (CannotEdit, LimitPassed) as problem:
        raise CannotRepost(f"{_QUOTES}: {problem}.") from problem
    if not cut.something:
        return _checked(post, known)
    if is_protected(post):
        raise CannotRepost(f"{_QUOTES}, since the post is signed.", signed=True)
    head, body = wire.halves(made, len(cut.header(apart.root)))
    return _checked(read(without_signatures(head) + body, post.envelope), known)


def _checked(post: Post, known: Known) -> Post:
    """The post; CannotRepost where a reader still finds a token, however it was hidden from the octets."""
    bodies = (forward.body for forward in post.forwards)
    if any(has_token(text, known) for text in (post.subject.raw, post.text, post.html or "", *bodies)):
        raise CannotRepost(f"{_QUOTES}: it stands there in a strange form.")
    return post


@dataclass(slots=True)
class _Cut:
    """Cuts tokens out of the parts of one message, and knows whether there was one."""

    known: Known
    something: bool = False
    _heads: dict[int, bytes] = field(default_factory=dict)

    def header(self, part: Part) -> bytes:
        """The header block of a part without tokens; a field that hides one in encoded words goes."""
        key = id(part)
        if key not in self._heads:
            self._heads[key] = self._header(part)
        return self._heads[key]

    def _header(self, part: Part) -> bytes:
        head = header_of(part)
        made = self._changed(head)
        if b"=?" not in made:
            return made
        return b"".join(map(self._shown, wire.fields(made))) + wire.end_of(made)

    def _shown(self, field: bytes) -> bytes:
        """The field as it came; one that hides a token in encoded words goes, a subject is written anew."""
        if b"=?" not in field:
            return field
        value = decode_words(wire.value_of(field), Decoder(Defects()), Defects())
        if not has_token(value, self.known):
            return field
        self.something = True
        made = cut_octets(value.encode("utf-8", "replace"), self.known).decode("utf-8")
        return fields.text("Subject", made) if wire.name_of(field) == "subject" else b""

    def part(self, apart: Apart, part: Part) -> Made:
        """The octets of a leaf without tokens, in the encoding that it came in."""
        if part.children:
            return KEPT
        try:
            octets = apart.octets(part)
        except LimitPassed:  # a file of that size quotes no mail
            return KEPT
        if _is_media(part, octets):
            return KEPT
        made = self._changed(octets)
        if made == octets:
            return KEPT
        return self.header(part) + _ENCODERS.get(part.encoding, bytes)(made)

    def _changed(self, octets: bytes) -> bytes:
        made = cut_octets(octets, self.known)
        self.something = self.something or made != octets
        return made


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": entity.base64_lines,
    "quoted-printable": entity.quoted_printable,
}


def _is_media(part: Part, octets: bytes) -> bool:
    return part.type.startswith(_MEDIA) or (not part.type.startswith("text/") and b"\0" in octets[:_HEAD])
