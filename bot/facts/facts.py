"""The facts of one post: computed when a rule asks, once."""

from collections.abc import Mapping
from typing import Any

from bot.facts.context import Context
from bot.facts.kinds import Known, Unknown, Value
from bot.facts.vocabulary import VOCABULARY, Fact
from bot.mail.post import Post

SHOWN = 200  # characters of a text that a record of a decision keeps


class Facts:
    """
    What rules may know of one post.

    ``facts[name]`` is the value or UNKNOWN; an unknown name is a KeyError.
    ``given`` replaces answers (the examples of rules do so). ``read`` holds
    what has been asked so far.
    """

    __slots__ = ("_read", "context", "post")

    def __init__(self, post: Post, context: Context, given: Mapping[str, Known] | None = None) -> None:
        self.post = post
        self.context = context
        self._read: dict[str, Value] = dict(given or {})

    def __getitem__(self, name: str) -> Value:
        if name not in self._read:
            self._read[name] = self._answer(_known_fact(name))
        return self._read[name]

    def _answer(self, fact: Fact) -> Value:
        return fact.answer(self.post, self.context)

    @property
    def read(self) -> dict[str, Any]:
        """The facts computed so far as plain data: None for unknown, long texts cut."""
        return {name: plain(value) for name, value in self._read.items()}

    def spans(self, name: str) -> tuple[tuple[int, int], ...] | None:
        """The lines of the post that a reason built on this fact is about; None: about no place."""
        return _known_fact(name).lines(self.post)


class ExampleFacts(Facts):
    """The facts of an example's post: what comes from outside it and is not given is no, 0 or empty."""

    __slots__ = ()

    def _answer(self, fact: Fact) -> Value:
        return fact.kind.empty if fact.outside else super()._answer(fact)


class GivenFacts:
    """The facts of an example without a post: what is not given is no, 0 or empty, never unknown."""

    __slots__ = ("_given", "context")

    def __init__(self, given: Mapping[str, Known], context: Context) -> None:
        self._given = given
        self.context = context

    def __getitem__(self, name: str) -> Value:
        return self._given.get(name, _known_fact(name).kind.empty)

    @property
    def read(self) -> dict[str, Any]:
        """What was given."""
        return {name: plain(value) for name, value in self._given.items()}

    def spans(self, _: str) -> tuple[tuple[int, int], ...] | None:
        """There is no post, so there are no lines."""
        return None


def plain(value: Value) -> Any:
    """A value that JSON can hold: None for unknown, lists for tuples, long texts cut."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, tuple):
        return [cut(item) for item in value]
    return cut(value) if isinstance(value, str) else value


def cut(text: str) -> str:
    """A text of at most 200 characters; a cut one ends in "…"."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _known_fact(name: str) -> Fact:
    """The fact of that name; KeyError where there is none."""
    fact = VOCABULARY.find(name)
    if fact is None:
        raise KeyError(name)
    return fact
