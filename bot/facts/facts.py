"""The facts of one post: each is computed when a rule asks, once."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from bot.facts.calendar import Calendar, OfRule
from bot.facts.context import Context
from bot.facts.history import Question
from bot.facts.kinds import UNKNOWN, Known, Unknown, Value
from bot.facts.vocabulary import VOCABULARY, Answer, Fact
from bot.mail.post import Post

SHOWN = 200  # characters of a text that a record of a decision keeps


class Facts(dict[str, Value]):
    """
    What rules may know of one post.

    ``facts[name]`` is the value, UNKNOWN or ABSENT, computed when it is first asked; an
    unknown name is a KeyError. As a dictionary it holds what has been asked so
    far. ``given`` replaces values (the examples of rules do so), ``answers`` what
    computes them.
    """

    __slots__ = ("answers", "context", "post")

    def __init__(
        self,
        post: Post,
        context: Context,
        given: Mapping[str, Known] | None = None,
        answers: Mapping[str, Answer] = VOCABULARY.answers,
    ) -> None:
        super().__init__(given or {})
        self.post = post
        self.context = context
        self.answers = answers

    def __missing__(self, name: str) -> Value:
        value = self[name] = self.answers[name](self.post, self.context)
        return value

    def within(self, name: str, span: dt.timedelta) -> Value:
        """The value of a fact over a span of time before the post."""
        if name in self:
            return self[name]  # given by an example, whatever the span
        key, question = asked(name, span)
        if key not in self:
            self[key] = self._past(question)
        return self[key]

    def _past(self, question: Question) -> Value:
        return self.context.past.get(question, UNKNOWN)

    @property
    def read(self) -> Mapping[str, Any]:
        """The facts computed so far as plain data: None for unknown, long texts cut."""
        return Told(self)

    def spans(self, name: str) -> tuple[tuple[int, int], ...] | None:
        """The lines of the post that a reason built on this fact is about; None: about no place."""
        return _known_fact(name).lines(self.post)


class Told(Mapping[str, Any]):
    """What some facts were at a moment, as plain data; made plain when somebody looks."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return plain(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(dict(self))


class ExampleFacts(Facts):
    """The facts of an example's post: what comes from outside it and is not given is no, 0 or empty."""

    __slots__ = ()

    def __missing__(self, name: str) -> Value:
        fact = _known_fact(name)
        return fact.kind.empty if fact.outside else super().__missing__(name)

    def _past(self, question: Question) -> Value:
        return _known_fact(question.fact).kind.empty


class GivenFacts:
    """The facts of an example without a post: what is not given is no, 0 or empty, never unknown."""

    __slots__ = ("_given", "context")

    def __init__(self, given: Mapping[str, Known], context: Context) -> None:
        self._given = given
        self.context = context

    def __getitem__(self, name: str) -> Value:
        return self._given.get(name, _known_fact(name).kind.empty)

    def within(self, name: str, _: dt.timedelta) -> Value:
        """What was given, whatever the span of time."""
        return self[name]

    @property
    def read(self) -> Mapping[str, Any]:
        """What was given."""
        return Told(self._given)

    def spans(self, _: str) -> tuple[tuple[int, int], ...] | None:
        """There is no post, so there are no lines."""
        return None


@lru_cache
def asked(name: str, span: dt.timedelta) -> tuple[str, Question]:
    """How a fact over a span of time is noted, and what is asked; KeyError without such a fact."""
    return over(name, span), Question(_known_fact(name).name, span)


def over(name: str, span: dt.timedelta) -> str:
    """The name under which the answer of a fact over a span of time is noted."""
    return f"{name} within {in_words(span)}"


def in_words(span: dt.timedelta) -> str:
    """
    A span of time as people say it: "24 hours", "7 days", "this week".

    Where posts of a rule alone count, it is named: "24 hours matched by article-shared".
    """
    if isinstance(span, OfRule):
        return f"{in_words(span.span)} matched by {span.rule}"
    if isinstance(span, Calendar):
        return span.name
    minutes = round(span.total_seconds() / 60)
    if minutes % 1440 == 0 and minutes > 1440:
        return f"{minutes // 1440} days"
    if minutes % 60 == 0:
        return f"{minutes // 60} hours" if minutes != 60 else "1 hour"
    return f"{minutes} minutes"


def plain(value: Value) -> Any:
    """A value that JSON can hold: None for unknown, lists for tuples, long texts cut."""
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, tuple):
        return [cut(item) for item in value]
    return None if isinstance(value, Unknown) else value


def cut(text: str) -> str:
    """A text of at most 200 characters; a cut one ends in "…"."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _known_fact(name: str) -> Fact:
    """The fact of that name; KeyError where there is none."""
    fact = VOCABULARY.find(name)
    if fact is None:
        raise KeyError(name)
    return fact
