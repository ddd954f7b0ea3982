"""Mends attached files: the post goes out without them."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Post
from bot.notices import clean


def fixes(post: Post) -> Iterator[Fix]:
    """The text alone."""
    files = (*post.attachments, *post.enclosed)
    if files and post.text.strip():
        names = ", ".join(clean.shorten(clean.one_line(one.name or one.type), 40) for one in files[:5])
        yield Fix(said="files", values={"names": names}, drop_files=True)
