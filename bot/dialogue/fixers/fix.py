"""What a fixer proposes, and how lines are taken out of a text."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.mail.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """
    One change: the text and subject as they would be, None where they stay.

    ``said`` names the sentence of the catalogue (``changed.SAID``) that tells of it,
    ``values`` are what stands in it. ``drop_files``: the attached files go.
    ``removes`` are the rules that are satisfied by it, once it was tried.
    """

    said: str
    values: Mapping[str, object] = field(default_factory=dict)
    text: str | None = None
    subject: str | None = None
    drop_files: bool = False
    removes: frozenset[str] = frozenset()


Fixer = Callable[[Post], Iterator[Fix]]
"""Proposes changes of a post, the mildest first; the first one that helps is taken."""


def without(post: Post, numbers: Collection[int]) -> str:
    """The text without the lines of these numbers (from 1), and without the gaps that they leave."""
    kept: list[str] = []
    gone = False
    for number, line in enumerate(post.lines, 1):
        if number in numbers:
            gone = True
            continue
        if gone and not line.strip() and (not kept or not kept[-1].strip()):
            continue
        gone = gone and not line.strip()
        kept.append(line)
    return "\n".join(kept).strip("\n")
