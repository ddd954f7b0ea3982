"""Mends long quotations: of each the lines next to the answer stay."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Post, ZoneKind

_KEPT = (12, 8, 5, 3, 1)
_MARK = "> [...]"


def fixes(post: Post) -> Iterator[Fix]:
    """The text with at most so many lines of each quotation, the last ones where an answer follows."""
    for most in _KEPT:
        lines, gone = _trimmed(post, most)
        if gone:
            yield Fix(said="quotes", values={"count": gone}, text="\n".join(lines).strip("\n"))


def _trimmed(post: Post, most: int) -> tuple[list[str], int]:
    kept: list[str] = []
    gone = 0
    for number, zone in enumerate(post.zones):
        lines = zone.text.split("\n")
        if zone.kind is not ZoneKind.QUOTATION or len(lines) <= most:
            kept += lines
            continue
        gone += len(lines) - most
        answered = any(
            later.kind is ZoneKind.OWN and later.text.strip() for later in post.zones[number + 1 :]
        )
        kept += [_MARK, *lines[-most:]] if answered else [*lines[:most], _MARK]
    return kept, gone
