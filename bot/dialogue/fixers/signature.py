"""Mends long signatures: the first lines stay, the others go."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix, without
from bot.mail.post import Post, ZoneKind

_KEPT = (6, 4, 3, 2, 0)


def fixes(post: Post) -> Iterator[Fix]:
    """The text with at most so many lines of each signature."""
    lines = post.lines
    written = [
        [n for n in range(zone.first_line, zone.last_line + 1) if lines[n - 1].strip() not in {"", "--"}]
        for zone in post.zones_of(ZoneKind.SIGNATURE)
    ]
    for most in _KEPT:
        gone = {n for numbers in written for n in numbers[most:]}
        if gone:
            yield Fix(said="signature", values={"count": len(gone)}, text=without(post, gone))
