"""Mends HTML: the text alone, as the bot reads it."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Post


def fixes(post: Post) -> Iterator[Fix]:
    """The text without the HTML that it came in."""
    if post.html is not None or post.html_only:
        yield Fix(said="plain", text=post.text)
