"""Mends a missing name: who passes it on stands on top, as the From field has it."""

import re
from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.mail.post import Mailbox, Post
from bot.notices import clean


def fixes(post: Post) -> Iterator[Fix]:
    """A line "FM: NAME" above the text; where From has no name, with the address."""
    name = _name(post.from_[0]) if post.from_ else ""
    if name and post.via is None:
        line = f"FM: {name}"
        yield Fix(said="name", values={"line": line}, text=f"{line}\n\n{post.text.lstrip()}")


def _name(box: Mailbox) -> str:
    """The name with capitals, without "via LIST", which lists add; the address where there is no name."""
    name = re.sub(r"\s+via\s+\S.*$", "", clean.one_line(box.name or "")).partition("@")[0]
    return " ".join(word[:1].upper() + word[1:] for word in name.split()) or box.address
