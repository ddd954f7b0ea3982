"""The small pictures of posts, which the HTML digest shows in their place: bounded in number and octets."""

from dataclasses import dataclass, field

from bot.mail.format.limits import LimitPassed
from bot.mail.post import Post
from bot.mail.text.take_apart import take_apart
from bot.notices import clean

_BEGIN = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
_SMALLEST = 2_000  # octets; what is smaller is a logo or a line in somebody's letter-head
_LARGEST = 200_000
_OF_POST = 3
_OF_ISSUE = 12
_OCTETS = 1_000_000  # of an issue's pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: ``name`` fit for a line, ``cid`` unique in its issue, ``data`` decoded."""

    name: str
    type: str
    cid: str
    data: bytes = field(repr=False)


class Album:
    """The pictures of one issue; what has no room stays an attachment with its name and size."""

    def __init__(self) -> None:
        self._left = _OF_ISSUE
        self._octets = _OCTETS

    def take(self, post: Post, number: int) -> tuple[Picture, ...]:
        """The pictures of the issue's next post that are shown."""
        if post.encrypted or not any(self._fits(one.type, one.size) for one in post.attachments):
            return ()
        try:
            apart = take_apart(post.raw)
        except LimitPassed:
            return ()
        found: list[Picture] = []
        for part in apart.gathered.others:
            if len(found) < _OF_POST and part.type in _BEGIN:
                data = apart.octets(part)
                if self._fits(part.type, len(data)) and data.startswith(_BEGIN[part.type]):
                    found.append(self._picture(part.name, part.type, number, len(found) + 1, data))
        return tuple(found)

    def _fits(self, kind: str, size: int) -> bool:
        return kind in _BEGIN and self._left > 0 and _SMALLEST <= size <= min(_LARGEST, self._octets)

    def _picture(self, name: str | None, kind: str, number: int, at: int, data: bytes) -> Picture:
        self._left -= 1
        self._octets -= len(data)
        shown = clean.shorten(clean.one_line(name or "picture"), 80)
        return Picture(name=shown, type=kind, cid=f"{number}.{at}", data=data)
