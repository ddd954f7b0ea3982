"""What one post teaches for later ones: which lines close it, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.mail.known.line_keys import line_key, pack
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
    stretches = [list(run) for quoted, run in groupby(lines, _is_quoted) if not quoted]
    closing: dict[str, int] = {}
    for stretch in stretches[:1] + stretches[1:][-1:]:
        closing |= {bare: line_key(bare) for bare in _closing(stretch)}
    below = list(closing)[-_FOOTER_LINES:] if lines[-1:] and not lines[-1].depth else []
    return Lesson(
        closing=tuple(dict.fromkeys(closing.values())),
        footer=tuple(closing[bare] for bare in below if len(bare) >= LEAST_SAID and " " in bare),
        body=_body(lines),
        said=said_in(lines) if said else b"",
    )


def _is_quoted(line: Line) -> bool:
    return line.depth > 0


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


def said_in(lines: Sequence[Line]) -> bytes:
    """The keys of the longer lines, packed."""
    said = [line.bare for line in lines if len(line.bare) >= LEAST_SAID]
    return pack(dict.fromkeys(map(line_key, said[:_MOST_SAID])))
