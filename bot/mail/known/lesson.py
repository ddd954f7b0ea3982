"""What one post teaches for later ones: which lines close it, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.mail.known.line_keys import line_key, packed_keys, unpack
from bot.mail.post import Post
from bot.mail.text.lines import Line, read_lines

CLOSING_LINES = 30
LEAST_SAID = 20  # characters: what is shorter, two people say without having read each other
_FOOTER_LINES = 12
_MOST_SAID = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """
    What a post teaches.

    ``closing`` are the keys of lines that close it; ``footer`` those among them
    that may be a footer's; ``body`` is that of the words above them, by which a
    post that is sent again is known; ``said`` are those of its longer lines,
    packed (``line_keys.pack``).
    """

    closing: tuple[int, ...]
    footer: tuple[int, ...]
    body: int
    said: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A lesson, and whose it is: ``author`` is "" where nobody knows, ``thread`` the key of the subject."""

    author: str
    message_id: str
    thread: int
    lesson: Lesson


def taught_by(post: Post, author: str) -> Taught:
    """What a post teaches that was written by this author (an address in lower case)."""
    return Taught(
        author=author,
        message_id=post.message_id or "",
        thread=line_key(post.subject.text),
        lesson=lesson_of(post.text),
    )


def lesson_of(text: str, *, said: bool = True) -> Lesson:
    """
    What a post's text teaches.

    A signature stands below what the author wrote, so the first paragraph of a
    stretch between quotations closes nothing, and only the first and the last
    stretch can end in one. ``said``: whether what it says is asked for.
    """
    lines = read_lines(text)
    closing = list(dict.fromkeys([bare for stretch in _outer_stretches(lines) for bare in _closing(stretch)]))
    below = closing[-_FOOTER_LINES:] if lines[-1:] and not lines[-1].depth else []
    longer = [line.bare for line in lines if len(line.bare) >= LEAST_SAID][:_MOST_SAID] if said else []
    both = list({*closing, *longer})
    keys = dict(zip(both, packed_keys(both), strict=True))
    return Lesson(
        closing=tuple(unpack(b"".join(dict.fromkeys([keys[bare] for bare in closing])))),
        footer=tuple(
            unpack(b"".join([keys[bare] for bare in below if len(bare) >= LEAST_SAID and " " in bare]))
        ),
        body=_body(lines),
        said=b"".join(dict.fromkeys([keys[bare] for bare in longer])),
    )


def _outer_stretches(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The first and the last of the stretches between quotations."""
    quoted = [-1, *[at for at, line in enumerate(lines) if line.depth], len(lines)]
    stretches = [(above + 1, below) for above, below in pairwise(quoted) if below - above > 1]
    return [lines[begin:end] for begin, end in dict.fromkeys(stretches[:1] + stretches[-1:])]


def _closing(stretch: Sequence[Line]) -> list[str]:
    """What the last lines say, those of the first paragraph left out."""
    begun = next((at for at, line in enumerate(stretch) if line.bare), len(stretch))
    first = next((at for at in range(begun, len(stretch)) if not stretch[at].bare), len(stretch))
    said = [line.bare for line in stretch[first:] if line.bare]
    return said[-CLOSING_LINES:]


def _body(lines: Sequence[Line]) -> int:
    """The key of all that stands unquoted above the last paragraph."""
    end = len(lines)
    while end and not lines[end - 1].bare:
        end -= 1
    while end and lines[end - 1].bare:
        end -= 1
    return line_key(" ".join([line.bare for line in lines[:end] if not line.depth]))
