"""Mends a missing name: who passes it on stands on top, as the From field has it."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Post
from bot.notices import clean


def fixes(post: Post) -> Iterator[Fix]:
    """A line "FM: NAME" above the text; nothing where From has no name."""
    name = clean.one_line(post.from_[0].name or "").replace("@", " at ") if post.from_ else ""
    if name and post.via is None:
        line = f"FM: {name}"
        yield Fix(said="name", values={"line": line}, text=f"{line}\n\n{post.text.lstrip()}")
