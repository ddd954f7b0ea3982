"""Tries one rule on the posts of an archive while somebody writes it: what it hits, and nearly hits."""

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot import mail
from bot.facts import Facts, Unknown, Value, plain
from bot.intake.archive import Found, read_all
from bot.mail.post import Post
from bot.notices import clean
from bot.policy.model.conditions import AllOf, AnyOf, Asked, ByName, Condition, NoneOf, parts_of
from bot.policy.model.rule import Rule
from bot.policy.model.tests import Compared, HasAny, Test, Within
from bot.policy.run.answers import State
from bot.policy.run.compiled_rule import Ready
from bot.policy.run.evaluate import Names
from bot.service.known_list import KnownList
from bot.service.replay.post_context import facts_of, judged_by, moment
from bot.service.replay.run import units_of

SHOWN = 10
AROUND = 20  # characters of a text that are shown before what is looked for
BEGINNING = 4  # letters by which a word is known again in another form
FAR = 0.5
"""A number that would have to be another by more than this part of itself is no near miss."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A post of the archive, and what is known of it."""

    post: Post
    facts: Facts
    at: dt.datetime

    @property
    def line(self) -> tuple[str, str, str]:
        """Day, author and subject, fit for a terminal."""
        author = self.post.from_[0] if self.post.from_ else None
        name = (clean.name(author) or author.address) if author else "-"
        return f"{self.at:%Y-%m-%d}", name, clean.one_line(self.post.subject.raw)


@dataclass(frozen=True, slots=True)
class Seen:
    """One post that a rule hits or nearly hits: its place in the archive, and the values that decide it."""

    place: int
    post: Tried
    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule does on all posts: how many it hits and cannot decide on; some hits, some near misses."""

    posts: int
    hits: int
    unknown: int
    first: tuple[Seen, ...]
    near: tuple[Seen, ...]


def read_posts(
    paths: Sequence[str], known: KnownList, most: int, told: Callable[[int, int], None]
) -> tuple[list[Tried], list[str]]:
    """The last posts of archives, read, and warnings of what cannot be; ``told`` hears how far it is."""
    units, warnings = units_of(paths, 1)
    last: deque[Found] = deque((one for unit in units for one in read_all(unit, warnings)), maxlen=most)
    posts = []
    for number, found in enumerate(last):
        told(number, len(last))
        post = mail.read(found.raw)
        now, _ = moment(post, found)
        context = judged_by(known, post, now, frozenset(), keeping=True).context
        posts.append(Tried(post, facts_of(post, context, found.lost), now))
    return posts, warnings


def outcome(rule: Rule, posts: Sequence[Tried]) -> Outcome:
    """What a rule does on posts; hits are spread over the archive, near misses are the nearest ones."""
    ready, asked = Ready(rule, Names()), list(dict.fromkeys(_asked(rule.when)))
    most = 0.99 if len(asked) == 1 else 1  # of a single yes or no every other post would be near
    hits, unknown, missed = list[int](), 0, list[tuple[float, int]]()
    for place, one in enumerate(posts):
        answer = ready.ask(one.facts, State())
        if answer:
            hits.append(place)
        elif answer is None:
            unknown += 1
        elif (far := _distance(rule.when, one.facts)) <= most and not _exempt(rule, one.facts):
            missed.append((far, place))
    step = max(1, len(hits) // SHOWN)
    near = [place for _, place in sorted(missed)[:SHOWN]]
    return Outcome(
        posts=len(posts),
        hits=len(hits),
        unknown=unknown,
        first=tuple(_seen(place, posts[place], asked) for place in hits[::step][:SHOWN]),
        near=tuple(_seen(place, posts[place], asked) for place in near),
    )


def _seen(place: int, one: Tried, asked: Sequence[Asked]) -> Seen:
    values = tuple((each.fact, _around(each.test, _value(each, one.facts))) for each in asked)
    return Seen(place, one, values)


def _around(test: Test, value: Value) -> object:
    """A value as plain data; of a long text the stretch where the words stand that a test looks for."""
    if not isinstance(value, str) or len(value) <= AROUND:
        return plain(value)
    places = [at for one in _wanted(test) if (at := value.lower().find(one[:BEGINNING])) >= 0]
    begin = max(0, min(places, default=0) - AROUND // 2)
    return ("…" if begin else "") + value[begin : begin + 2 * AROUND]


def _wanted(test: Test) -> list[str]:
    """The words that a test of a text looks for."""
    if isinstance(test, HasAny):
        return list(test.index.wanted)
    return [test.wanted] if isinstance(test, Compared) and test.wanted else []


def _value(asked: Asked, facts: Facts) -> Value:
    return facts[asked.fact] if asked.within is None else facts.within(asked.fact, asked.within)


def _asked(condition: Condition) -> Iterator[Asked]:
    if isinstance(condition, Asked):
        yield condition
    for part in parts_of(condition):
        yield from _asked(part)


def _exempt(rule: Rule, facts: Facts) -> bool:
    """Whether an exception keeps the rule from the post, whatever the numbers."""
    return rule.unless is not None and Ready(_only(rule), Names()).ask(facts, State()) is not False


def _only(rule: Rule) -> Rule:
    return Rule(
        name=rule.name, at=rule.at, when=rule.unless or rule.when, unless=None, then=rule.then, because=None,
        mode="live", since=None, until=None,
    )  # fmt: skip


def _distance(condition: Condition, facts: Facts) -> float:
    """
    How far a post is from a condition: 0 where it holds, up to 1 where one thing nearly does, else more.

    Of lines that must all hold the distances are added, of several ways the shortest counts.
    """
    match condition:
        case Asked():
            return _from_test(condition, facts)
        case AllOf(parts=parts):
            return sum(_distance(part, facts) for part in parts)
        case AnyOf(parts=parts):
            return min(_distance(part, facts) for part in parts)
        case NoneOf(parts=parts):
            return 0 if all(_distance(part, facts) for part in parts) else 1.5
        case ByName(condition=inner, wanted=True):
            return _distance(inner, facts)
        case _:
            return 0


def _from_test(asked: Asked, facts: Facts) -> float:
    value = _value(asked, facts)
    if isinstance(value, Unknown):
        return 2
    if asked.holds(value, facts):
        return 0
    return _beside(asked.test, value)


def _beside(test: Test, value: Value) -> float:
    """How far a value is from a test that it fails: a number by what it differs, a text by its words."""
    if isinstance(test, Within) and isinstance(value, int | float) and not isinstance(value, bool):
        bound = test.least if test.least is not None and value <= test.least else test.most
        off = abs(value - (bound or 0)) / max(1, abs(bound or 0))
        return min(1.0, off / FAR) if off <= FAR else 2
    beginnings = [one[: max(BEGINNING, len(one) - 2)] for one in _wanted(test) if len(one) >= BEGINNING]
    if isinstance(value, str) and any(one in value.lower() for one in beginnings):
        return 0.9
    return 1 if isinstance(value, bool) else 2
