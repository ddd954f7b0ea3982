"""Mends links that follow their readers."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Post
from bot.notices.new_body import replaced
from bot.notices.rewrite import tracked


def fixes(post: Post) -> Iterator[Fix]:
    """The text with its addresses bare."""
    bare = tracked(post)
    if bare:
        yield Fix(said="tracking", text=replaced(post.text, bare))
