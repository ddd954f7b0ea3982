"""The vocabulary of facts: a decorated function becomes a word of the rule language."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.facts.context import Context
from bot.facts.history import Back, History, Memory
from bot.facts.kinds import UNKNOWN, CountWithin, Kind, SeenWithin, Text, Value
from bot.facts.places import Lines, nowhere, outside_the_text
from bot.mail.post import Post

HEADER = "header."

Recall = Callable[[Memory, History, Back], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """
    One thing that rules may ask about a post.

    ``answer`` computes it; ``lines`` finds the lines of the post that a reason
    built on it is about. ``outside`` is true where the answer comes from the
    context alone. ``examples`` are pairs of a message as text and the answer for it.
    ``recall`` answers from the list's history where the fact looks back over a
    span of time: what is remembered of the post, a ``History``, how far back.
    ``unknown`` says what is missing where the fact is unknown; "" for one that is
    known of every post that people send.
    """

    name: str
    kind: Kind
    about: str
    answer: Callable[[Post, Context], Value]
    lines: Lines
    outside: bool
    examples: tuple[tuple[str, Value], ...]
    recall: Recall | None = None
    unknown: str = ""

    @property
    def missing(self) -> str:
        """What a post lacks of which the fact is unknown."""
        return f"{self.unknown} ({self.name})" if self.unknown else f"{self.name} is unknown"


Answer = Callable[[Post, Context], Value]


class Vocabulary:
    """
    All facts by name. ``header.NAME`` is a fact for every name of a header field.

    ``answers`` are what computes them, by name; an unknown name is a KeyError.
    """

    def __init__(self) -> None:
        self._facts: dict[str, Fact] = {}
        self.answers = Answers(self.find)

    def add(self, fact: Fact) -> None:
        """Take in a fact; a name that is there already is a bug."""
        if fact.name in self._facts:
            raise ValueError(f"two facts are called {fact.name}")
        self._facts[fact.name] = fact

    def find(self, name: str) -> Fact | None:
        """The fact of that name, None where there is none."""
        known = self._facts.get(name)
        if known is None and name.startswith(HEADER):
            return _header_field(name.removeprefix(HEADER))
        return known

    def nearest(self, name: str) -> str | None:
        """The name most like the given one, None where nothing is."""
        return nearest(name, self._facts)

    def __iter__(self) -> Iterator[Fact]:
        yield from self._facts.values()

    def __len__(self) -> int:
        return len(self._facts)


class Answers(dict[str, Answer]):
    """What computes the facts, by name, as far as it was wanted."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[str], Fact | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, name: str) -> Answer:
        fact = self._find(name)
        if fact is None:
            raise KeyError(name)
        answer = self[name] = fact.answer
        return answer


VOCABULARY = Vocabulary()


def fact(
    name: str,
    kind: Kind,
    *,
    examples: Iterable[tuple[str, Value]] = (),
    lines: Lines = nowhere,
    outside: bool = False,
    about: str | None = None,
    unknown: str = "",
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
                unknown=unknown,
            )
        )
        return answer

    return enter


def past_fact(
    name: str, kind: CountWithin | SeenWithin, *, lines: Lines = nowhere
) -> Callable[[Recall], Recall]:
    """Make a function of (memory, history, back) a fact over a span of time."""

    def enter(recall: Recall) -> Recall:
        VOCABULARY.add(
            Fact(
                name=name,
                kind=kind,
                about=_unwrapped(recall.__doc__ or ""),
                answer=lambda _, __: UNKNOWN,
                lines=lines,
                outside=True,
                examples=(),
                recall=recall,
            )
        )
        return recall

    return enter


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` that a person who wrote ``word`` most likely meant."""
    known, wanted = list(words), word.lower()
    most = max(1, len(wanted) // 3)
    longer = [one for one in known if len(wanted) > 2 and one.lower().startswith(f"{wanted}_")]
    if len(longer) == 1:
        return longer[0]
    near = [(_slips(wanted, one.lower()), one) for one in known if _may_be_near(wanted, one.lower(), most)]
    slips, best = min(near, default=(most + 1, ""), key=lambda pair: pair[0])
    if slips <= most:
        return best
    begun = [one for one in known if len(wanted) > 2 and one.startswith(wanted)]
    tails = [one for one in known if one.rpartition(".")[2] == wanted]
    for found in (begun, tails):
        if len(found) == 1:
            return found[0]
    close = difflib.get_close_matches(wanted, known, n=1, cutoff=0.6)
    return close[0] if close else None


def _may_be_near(one: str, other: str, most: int) -> bool:
    """Whether so few slips could make one word of the other: a look at their letters alone."""
    return abs(len(one) - len(other)) <= most and len(set(one) ^ set(other)) <= 2 * most


def _slips(one: str, other: str) -> int:
    """How many slips of the keyboard part two words: letters lost, added, changed, swapped."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            best = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                best = min(best, older[place - 2] + 1)
            row.append(best)
    return row[-1]


def _unwrapped(text: str) -> str:
    """A docstring as paragraphs, without its indentation."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


@lru_cache
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
