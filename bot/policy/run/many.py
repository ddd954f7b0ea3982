"""
Asks conditions of many posts at once.

An answer is a mask: one integer with an octet for each post, 1 where it is so. The
answers are those that ``bot.policy.run.evaluate`` gives post by post, and what is
sure of a post already is not asked of it any more.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress

from bot.facts import UNKNOWN, Unknown, Value
from bot.policy.model.conditions import AllOf, Always, AnyOf, Asked, ByName, Condition, NoneOf, Source
from bot.policy.model.tests import Beside, Is, Within
from bot.policy.run.kept_answers import name_of

Mask = int
Found = tuple[Mask, Mask]
"""Where the answer is yes, and where it is unknown."""

AskMany = Callable[["Many", Mask], Found]
"""The answers for the posts of a mask."""

Name = tuple[str, dt.timedelta | None]
"""A fact, and how far it looks back."""

Whole = Callable[[str, dt.timedelta | None], Sequence[Value] | None]
"""The values that all posts have of a fact, None where they must be asked one by one."""

Answers = Callable[[str], bytes | None]
"""
The answers to a test of a text, by its name (``kept_answers``), None where nothing is kept.

An octet for each post: 1 for yes, 0 for no, ``NOT_ASKED``.
"""

NOT_ASKED = 2
_ASKED = bytes(octet != NOT_ASKED for octet in range(256))
_YES = bytes(octet == 1 for octet in range(256))
_NAN = math.nan


class Many:
    """
    Posts that are judged together, and what is known of them so far.

    ``news``: the tests of texts that were asked of posts of which no answer was kept.
    ``failed``: the posts of which a fact or a test failed; they must be judged
    one by one, since a rule that fails is told.
    """

    __slots__ = (
        "_answers", "_columns", "_kept", "_known", "_unknown", "_whole",
        "all", "failed", "news", "size", "sources",
    )  # fmt: skip

    def __init__(
        self,
        sources: Sequence[Source],
        whole: Whole = lambda _, __: None,
        kept: Answers = lambda _: None,
    ) -> None:
        self.sources = sources
        self.size = len(sources)
        self.all = mask(b"\1" * self.size)
        self.failed = 0
        self._whole = whole
        self._columns: dict[Name, Column] = {}
        self._known: dict[int, list[Mask]] = {}
        self._unknown: dict[str, Mask] = {}
        self._kept = kept
        self._answers: dict[str, tuple[Mask, Mask]] = {}
        self.news = set[str]()

    def answers(self, name: str) -> tuple[Mask, Mask]:
        """The posts of which the answer to a test of a text is known, and those of which it is yes."""
        if name not in self._answers:
            kept = self._kept(name)
            self._answers[name] = (
                (mask(kept.translate(_ASKED)), mask(kept.translate(_YES))) if kept else (0, 0)
            )
        return self._answers[name]

    def answered(self, name: str, asked: Mask, yes: Mask) -> None:
        """Note the answers of more posts."""
        before = self.answers(name)
        self._answers[name] = before[0] | asked, before[1] | yes
        self.news.add(name)

    def written(self, name: str) -> bytes:
        """The answers to a test as they are kept."""
        asked, yes = self._answers[name]
        return ((self.all ^ asked) * NOT_ASKED | yes).to_bytes(self.size, "little")

    def places(self, where: Mask) -> Iterator[int]:
        """The posts of a mask by their places."""
        return compress(range(self.size), where.to_bytes(self.size, "little"))

    def column(self, name: str, span: dt.timedelta | None, where: Mask) -> "Column":
        """The values of a fact, known at least for the posts of a mask."""
        column = self._columns.get((name, span))
        if column is None:
            column = self._columns[name, span] = Column(self, name, span, self._whole(name, span))
        if missing := where & (self.all ^ column.filled):
            column.fill(self, missing)
        return column

    def ask(self, name: str, span: dt.timedelta | None, where: Mask) -> "Column":
        """The same, asked by a rule: what these posts do not tell is noted."""
        column = self.column(name, span, where)
        self.failed |= column.failed & where
        if span is None and (unknown := column.unknown & where):
            self._unknown[name] = self._unknown.get(name, 0) | unknown
        return column

    def remembered(self, key: object, where: Mask, ask: AskMany) -> Found:
        """The answers of what is asked more than once, each found once. ``key`` must outlive this."""
        known = self._known.setdefault(id(key), [0, 0, 0])
        if missing := where & (self.all ^ known[0]):
            yes, unknown = ask(self, missing)
            known[:] = known[0] | missing, known[1] | yes, known[2] | unknown
        return known[1] & where, known[2] & where

    def unknown(self) -> list[list[str]]:
        """For each post the facts that rules have asked and nobody knows, by their names."""
        found: list[list[str]] = [[] for _ in range(self.size)]
        for name in sorted(self._unknown):
            for place in self.places(self._unknown[name]):
                found[place].append(name)
        return found


class Column:
    """
    The values of one fact, of the posts of which somebody asked (``filled``).

    ``open``: posts without a value; ``unknown``: those that have one that nobody told.
    """

    __slots__ = ("_name", "_numbers", "_span", "failed", "filled", "open", "unknown", "values")

    def __init__(
        self, many: Many, name: str, span: dt.timedelta | None, values: Sequence[Value] | None
    ) -> None:
        self._name, self._span = name, span
        self._numbers: list[float] | None = None
        self.filled = self.open = self.unknown = self.failed = 0
        self.values: list[Value] = [UNKNOWN] * many.size
        if values is not None:
            self.values = list(values)
            self.filled = many.all
            self._note_open(many, many.all)

    def fill(self, many: Many, where: Mask) -> None:
        """Ask the posts of a mask."""
        values, sources, name, span = self.values, many.sources, self._name, self._span
        failed = bytearray(many.size)
        for place in many.places(where):
            try:
                source = sources[place]
                values[place] = source[name] if span is None else source.within(name, span)
            except Exception:  # noqa: BLE001 - judged alone, the post tells what failed
                failed[place] = 1
        self.filled |= where
        self.failed |= mask(failed)
        self._numbers = None
        self._note_open(many, where)

    def _note_open(self, many: Many, where: Mask) -> None:
        values, open_, unknown = self.values, bytearray(many.size), bytearray(many.size)
        for place in many.places(where):
            if isinstance(values[place], Unknown):
                open_[place] = 1
                unknown[place] = values[place] is UNKNOWN
        self.open |= mask(open_)
        self.unknown |= mask(unknown) & (many.all ^ self.failed)

    def numbers(self) -> list[float]:
        """The values as numbers, not a number where a post has none or was not asked."""
        if self._numbers is None:
            self._numbers = [one if isinstance(one, int | float) else _NAN for one in self.values]
        return self._numbers


def mask(octets: bytes | bytearray) -> Mask:
    """The mask of these octets, each 0 or 1."""
    return int.from_bytes(octets, "little")


def marked(answers: Iterable[bool]) -> Mask:
    """The mask of these answers."""
    return int.from_bytes(bytes(answers), "little")


def asking_many(when: Condition, unless: Condition | None) -> AskMany:
    """The function that asks whether the one holds and the other does not."""
    return _all_of((_asking(when), _opposite(_asking(unless)))) if unless else _asking(when)


def _asking(condition: Condition) -> AskMany:
    match condition:
        case Always():
            return lambda _, where: (where, 0)
        case Asked():
            return _fact(condition)
        case ByName(condition=inner, wanted=wanted):
            once = _once(inner, _asking(inner))
            return once if wanted else _opposite(once)
        case AllOf(parts=parts):
            return _all_of([*map(_asking, parts)])
        case AnyOf(parts=parts):
            return _any_of([*map(_asking, parts)])
        case NoneOf(parts=parts):
            return _opposite(_any_of([*map(_asking, parts)]))


def _once(key: object, ask: AskMany) -> AskMany:
    return lambda many, where: many.remembered(key, where, ask)


def _opposite(ask: AskMany) -> AskMany:
    def turned(many: Many, where: Mask) -> Found:
        yes, unknown = ask(many, where)
        return where ^ yes ^ unknown, unknown

    return turned


def _all_of(parts: Sequence[AskMany]) -> AskMany:
    def ask(many: Many, where: Mask) -> Found:
        unknown = 0
        for part in parts:
            if not where:
                break
            yes, open_ = part(many, where)
            unknown |= open_
            where = yes | open_
        unknown &= where
        return where ^ unknown, unknown

    return ask


def _any_of(parts: Sequence[AskMany]) -> AskMany:
    def ask(many: Many, where: Mask) -> Found:
        found = unknown = 0
        for part in parts:
            if not where:
                break
            yes, open_ = part(many, where)
            found |= yes
            unknown |= open_
            where ^= yes
        return found, unknown & where

    return ask


def _fact(asked: Asked) -> AskMany:
    """The answers of one test; what the test is decides how the values are gone through."""
    name, span, test = asked.fact, asked.within, asked.test
    if isinstance(test, Beside):
        holds_all = _beside(test)
    elif isinstance(test, Within):
        holds_all = _numbers(test, test.holds)
    elif isinstance(test, Is):
        holds_all = _flags(test)
    else:
        holds_all = _one_by_one(test.holds, name_of(asked))

    def find(many: Many, where: Mask) -> Found:
        column = many.column(name, span, where)
        unknown = column.open & where
        rest = where ^ unknown
        yes, open_ = holds_all(many, column, rest) if rest else (0, 0)
        return yes, unknown | open_

    def ask(many: Many, where: Mask) -> Found:
        many.ask(name, span, where)
        return many.remembered(asked, where, find)

    return ask


_Holds = Callable[[Many, Column, Mask], Found]


def _one_by_one(holds: Callable[..., bool | None], test_name: str | None = None) -> _Holds:
    def ask(many: Many, column: Column, where: Mask) -> Found:
        if test_name is None:
            return each(many, column, where)
        asked, yes = many.answers(test_name)
        failed = 0
        if missing := where & (many.all ^ asked):
            found, failed = each(many, column, missing)
            many.answered(test_name, missing ^ failed, found)
            yes |= found
        return yes & where, failed

    def each(many: Many, column: Column, where: Mask) -> Found:
        values, yes, unknown = column.values, bytearray(many.size), bytearray(many.size)
        for place in many.places(where):
            try:
                yes[place] = bool(holds(values[place]))
            except Exception:  # noqa: BLE001 - judged alone, the post tells what failed
                unknown[place] = 1
        failed = mask(unknown)
        many.failed |= failed
        return mask(yes), failed

    return ask


def _numbers(test: Within, holds: Callable[..., bool]) -> _Holds:
    low = -math.inf if test.least is None else test.least
    high = math.inf if test.most is None else test.most
    one_by_one = _one_by_one(holds)

    def ask(many: Many, column: Column, where: Mask) -> Found:
        if where.bit_count() * 4 < many.size:
            return one_by_one(many, column, where)
        numbers = column.numbers()
        if test.strict:
            found = marked([low < one < high for one in numbers])
        else:
            found = marked([low <= one <= high for one in numbers])
        return found & where, 0

    return ask


def _flags(test: Is) -> _Holds:
    wanted = test.wanted

    def ask(_: Many, column: Column, where: Mask) -> Found:
        return marked([one is wanted for one in column.values]) & where, 0

    return ask


def _beside(test: Beside) -> _Holds:
    """A value against that of another fact; only posts that have the one are asked for the other."""

    def ask(many: Many, column: Column, where: Mask) -> Found:
        other = many.ask(test.other, None, where)
        unknown = other.open & where
        yes, failed = bytearray(many.size), bytearray(many.size)
        for place in many.places(where ^ unknown):
            value, beside = column.values[place], other.values[place]
            try:
                yes[place] = not isinstance(beside, Unknown) and test.given(beside).holds(value)  # type: ignore[arg-type]
            except Exception:  # noqa: BLE001 - judged alone, the post tells what failed
                failed[place] = 1
        many.failed |= mask(failed)
        return mask(yes), unknown | mask(failed)

    return ask
