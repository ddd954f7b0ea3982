"""Mends captions, credits, share and subscribe lines in an article: they are left out."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix, without
from bot.mail.post import Post


def fixes(post: Post) -> Iterator[Fix]:
    """The text without what is furniture of the page that an article was copied from."""
    numbers = {number for article in post.articles for number in article.clutter}
    if numbers:
        yield Fix(said="clutter", values={"count": len(numbers)}, text=without(post, numbers))
