"""Mends the place of an article's address: on a line of its own, above the article."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Post


def fixes(post: Post) -> Iterator[Fix]:
    """The address, which stands in the text already, on its own line; where it stood it stays, too."""
    article = post.article
    if article is None or not article.url or article.url_alone:
        return
    yield Fix(said="address", values={"address": article.url}, text=with_address(post, article.url))


def with_address(post: Post, address: str) -> str:
    """The text with an address on a line of its own above the first article, or on top."""
    lines = post.lines
    at = post.article.first_line - 1 if post.article and post.article.first_line else 0
    above = lines[:at]
    while above and not above[-1].strip():
        above.pop()
    return "\n".join([*above, *([""] if above else []), address, "", *lines[at:]])
