"""The one place where a fact gets its name: a decorated function is a word of the rule language."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.facts.context import Context
from bot.facts.kinds import Kind, Text, Value
from bot.facts.places import Lines, nowhere, outside_the_text
from bot.mail.post import Post

HEADER = "header."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """
    One thing that rules may ask about a post.

    ``answer`` computes it; ``lines`` finds the lines of the post that a reason
    built on it is about. ``outside`` is true where the answer comes from the
    context alone. ``examples`` are pairs of a message as text and the answer for it.
    """

    name: str
    kind: Kind
    about: str
    answer: Callable[[Post, Context], Value]
    lines: Lines
    outside: bool
    examples: tuple[tuple[str, Value], ...]


class Vocabulary:
    """All facts by name. ``header.NAME`` is a fact for every name of a header field."""

    def __init__(self) -> None:
        self._facts: dict[str, Fact] = {}

    def add(self, fact: Fact) -> None:
        """Take in a fact; a name that is there already is a bug."""
        if fact.name in self._facts:
            raise ValueError(f"two facts are called {fact.name}")
        self._facts[fact.name] = fact

    def find(self, name: str) -> Fact | None:
        """The fact of that name, None where there is none."""
        if name.startswith(HEADER) and name not in self._facts:
            return _header_field(name.removeprefix(HEADER))
        return self._facts.get(name)

    def nearest(self, name: str) -> str | None:
        """The name most like the given one, None where nothing is."""
        return nearest(name, self._facts)

    def __iter__(self) -> Iterator[Fact]:
        yield from self._facts.values()

    def __len__(self) -> int:
        return len(self._facts)


VOCABULARY = Vocabulary()

Answer = Callable[[Post, Context], Value]


def fact(
    name: str,
    kind: Kind,
    *,
    examples: Iterable[tuple[str, Value]] = (),
    lines: Lines = nowhere,
    outside: bool = False,
    about: str | None = None,
) -> Callable[[Answer], Answer]:
    """Make a function a fact; its docstring is the manual's entry unless ``about`` is given."""

    def enter(answer: Answer) -> Answer:
        text = about or answer.__doc__ or ""
        VOCABULARY.add(
            Fact(
                name=name,
                kind=kind,
                about=_unwrapped(text),
                answer=answer,
                lines=lines,
                outside=outside,
                examples=tuple(examples),
            )
        )
        return answer

    return enter


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` that a person who wrote ``word`` most likely meant."""
    known = list(words)
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return close[0]
    tails = [name for name in known if name.rpartition(".")[2] == word.lower()]
    return tails[0] if len(tails) == 1 else None


def _unwrapped(text: str) -> str:
    """A docstring as paragraphs, without its indentation."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _header_field(name: str) -> Fact | None:
    """The fact ``header.NAME``: every value of that field, one a line, "" where it is absent."""
    if not name or not all("!" <= char <= "~" and char != ":" for char in name):
        return None

    def answer(post: Post, _: Context) -> Value:
        return "\n".join(post.header.all(name))

    return Fact(
        name=HEADER + name,
        kind=Text(),
        about=f"What the header field {name} says, empty where there is no such field.",
        answer=answer,
        lines=outside_the_text,
        outside=False,
        examples=(),
    )
