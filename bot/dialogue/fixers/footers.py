"""Mends small print: footers and disclaimers are left out."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix, without
from bot.mail.post import Post, ZoneKind


def fixes(post: Post) -> Iterator[Fix]:
    """The text without its footers."""
    numbers = {
        n for zone in post.zones_of(ZoneKind.FOOTER) for n in range(zone.first_line, zone.last_line + 1)
    }
    if numbers:
        yield Fix(said="footers", values={"count": len(numbers)}, text=without(post, numbers))
