"""Gives the posts of an archive with their facts, from what earlier replays have kept or by reading them."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar, overload

from bot import mail
from bot.facts import Context, Facts, Value
from bot.facts.history import Memory, remember
from bot.intake.archive import Found, Unit, digest_of, read_unit
from bot.mail import identify
from bot.mail.known import Known
from bot.mail.origin.references import answered
from bot.mail.post import Identity, Post
from bot.notices import clean
from bot.policy.run.many import NOT_ASKED, Answers
from bot.service.known_list import KnownList
from bot.service.replay.kept.facts import Find, KeptFacts
from bot.service.replay.kept.record import FAILED, Kept, fit, key_of, remembered
from bot.service.replay.kept.sheet import Sheet, name_of
from bot.service.replay.kept.shelf import Shelf
from bot.service.replay.left_open import DUPLICATE
from bot.service.replay.post_context import facts_of, judged_by, moment
from bot.service.replay.teaching import Taught

WORTH = 8  # of so many posts one must be newly asked
NONE: Mapping[str, bytes] = {}
SUBJECT = 160
"""Characters of a subject that are kept."""

UNANSWERED = frozenset({DUPLICATE})
"""What is not known yet when a post is read."""

FIELDS = tuple(map(name_of, Kept._fields))
Asked = Facts | KeptFacts
Item = TypeVar("Item")


class Taken(NamedTuple):
    """A post, and what is known of it; ``sheet`` and ``place``: where it was kept, if it was."""

    found: Found
    kept: Kept
    facts: Asked
    sheet: Sheet | None = None
    place: int = 0


class Batch(NamedTuple):
    """
    Posts of a unit that follow each other; ``start`` is the position of the first.

    ``about`` has a column for each field of ``Kept``; ``whole`` gives the values of a
    fact that nobody need be asked for, None where there is somebody; ``answers`` those to tests.
    """

    unit: int
    path: str
    start: int
    facts: Sequence[Asked]
    about: Mapping[str, Sequence[Any]]
    whole: Callable[[str], Sequence[Value] | None]
    answers: Answers = lambda _: None


class OnDemand(Sequence[Item]):
    """Items that are made when somebody asks for them, once."""

    def __init__(self, make: Callable[[int], Item], size: int) -> None:
        self._make = make
        self._size = size
        self._made: dict[int, Item] = {}

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        """The item at a place."""
        if isinstance(place, slice):
            return [self[each] for each in range(self._size)[place]]
        if not 0 <= place < self._size:
            raise IndexError(place)
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]


@dataclass(frozen=True)
class Again:
    """Posts of a unit, read from the archive once more when somebody asks for one."""

    unit: Unit
    start: int
    size: int

    def __getitem__(self, place: int) -> Found:
        return self._found[place]

    def __iter__(self) -> Iterator[Found]:
        return iter(self._found)

    @cached_property
    def _found(self) -> list[Found]:
        return list(islice(read_unit(self.unit, []), self.start, self.start + self.size))


@dataclass(slots=True, kw_only=True)
class Reader:
    """
    Gives posts to a process that judges them.

    ``asked`` are the facts that will be, ``tests`` the names of tests whose answers are kept.
    ``past``: history answers some facts later. ``shelf`` is what is kept, ``taught`` what posts teach
    of each other. ``keeps``: others may ask other facts later.
    """

    known: KnownList
    shelf: Shelf
    taught: Taught
    asked: frozenset[str] = frozenset()
    tests: tuple[str, ...] = ()
    past: bool = False
    keeps: bool = False

    def close(self) -> None:
        """Read no more for now."""
        self.shelf.close()
        self.taught.close()

    def key_of(self, number: int, unit: Unit) -> bytes:
        """What the facts of all posts of a unit depend on; b"" where nothing is kept, or cannot be so."""
        octets = digest_of(unit) if self.shelf.open else None
        if octets is None:
            return b""
        form = repr((unit.first, unit.members, unit.maildir, unit.named)).encode("utf-8", "surrogateescape")
        return hashlib.blake2b(octets + self.taught.digest_of(number) + form, digest_size=16).digest()

    def take(self, found: Found, number: int, position: int, path: str) -> Taken:
        """A post of the unit ``number`` at ``path`` with its facts; it is read unless it was kept."""
        taught = self.taught.of(number, position)
        key = key_of(found, taught) if self.shelf.open else b""
        sheet, place = (self.shelf.post(key) if key else None) or (None, 0)
        kept = sheet.kept(place) if sheet else None
        facts: Asked
        if sheet is None or kept is None or kept.key != key:
            sheet = None
            facts, kept = self.read(found, taught)
        else:
            facts = self._kept_facts(sheet.at(place), kept.at, lambda: self.read(found, taught)[0])
        content = kept.content or (content_of(identify(found.raw)) if DUPLICATE in self.asked else "")
        kept = kept._replace(
            key=key,
            source=placed(found.source, path),
            content=content,
            lost=tuple(sorted(found.lost)),
            octet=found.octet,
        )
        return Taken(found, kept, facts, sheet, place)

    def batch(self, taken: Sequence[Taken], number: int, path: str, start: int) -> Batch:
        """Posts that were taken one after the other."""
        about = dict(zip(Kept._fields, zip(*(one.kept for one in taken), strict=True), strict=True))
        finds = [one.sheet.at(one.place) for one in taken if one.sheet]

        def whole(name: str) -> Sequence[Value] | None:
            values = [find(name) for find in finds] if len(finds) == len(taken) else [None]
            return None if None in values else values  # type: ignore[return-value]  # None is not in it

        return Batch(number, path, start, [one.facts for one in taken], about, whole)

    def again(self, sheet: Sheet, number: int, unit: Unit, start: int) -> Batch | None:
        """The posts of a sheet as they are kept; None where it is damaged."""
        sheet.fetch([*FIELDS, *self.asked, *self.tests])
        about = {field: sheet.about(field) for field in Kept._fields}
        there = {field: column for field, column in about.items() if column is not None}
        if len(there) < len(about):
            return None
        posts = Again(unit, start, sheet.size)
        if DUPLICATE in self.asked and not all(there["content"]):
            there["content"] = [content_of(identify(found.raw)) for found in posts]
            self.shelf.widen(sheet, {name_of("content"): there["content"]})

        def facts(place: int) -> Asked:
            def read() -> Facts:
                return self.read(posts[place], self.taught.of(number, start + place))[0]

            return self._kept_facts(sheet.at(place), there["at"][place], read)

        return Batch(number, unit.path, start, OnDemand(facts, sheet.size), there, sheet.whole, sheet.answers)

    def widen(
        self, sheet: Sheet, batch: Batch, names: Iterable[str], answers: Mapping[str, bytes] = NONE
    ) -> None:
        """Make these facts known of all posts of a sheet, and keep them; and answers that tell much more."""
        columns: dict[str, Any] = columns_of(batch.facts, [one for one in names if sheet.column(one) is None])
        columns |= {
            name: octets for name, octets in answers.items() if _tells_more(octets, sheet.answers(name))
        }
        self.shelf.widen(sheet, columns)
        sheet.fill(columns)

    def read(self, found: Found, taught: Known) -> tuple[Facts, Kept]:
        """The facts of a post, and what else is kept of it."""
        post = mail.read(found.raw, known=taught)
        now, dated = moment(post, found)
        judged = judged_by(self.known, post, now, self.asked, keeping=self.keeps)
        remembers = self.past or self.keeps
        memory = remember(post, now, believed=judged.believed) if remembers else Memory(at=now)
        return self._facts(post, judged.context, found, past_known=False), kept_of(
            post, now, memory, dated=dated
        )

    def day(self, at: float) -> dt.date:
        """The day of a moment (seconds, UTC) on the list's clock."""
        return Context(now=dt.datetime.fromtimestamp(at, dt.UTC), mailing_list=self.known.mailing_list).today

    def facts(self, post: Post, now: dt.datetime, found: Found, past: Context | None = None) -> Facts:
        """What the rules may know of a post; history too where it is given."""
        context = judged_by(self.known, post, now, self.asked).context
        if past:
            context = replace(
                context, author_posts=past.author_posts, past=past.past, duplicate=past.duplicate
            )
        return self._facts(post, context, found, past_known=past is not None)

    def _facts(self, post: Post, context: Context, found: Found, *, past_known: bool) -> Facts:
        lost = found.lost | UNANSWERED if found.lost else UNANSWERED
        return facts_of(post, context, lost if self.past and not past_known else found.lost)

    def _kept_facts(self, find: Find, at: float, read_again: Callable[[], Facts]) -> KeptFacts:
        now = dt.datetime.fromtimestamp(at, dt.UTC)
        return KeptFacts(find, Context(now=now, mailing_list=self.known.mailing_list), read_again)


def _tells_more(octets: bytes, kept: bytes | None) -> bool:
    """Whether answers are worth writing: none was kept, or they are those of many more posts."""
    if kept is None:
        return True
    return kept.count(NOT_ASKED) - octets.count(NOT_ASKED) > len(octets) // WORTH


def columns_of(facts: Sequence[Asked], names: Iterable[str]) -> dict[str, list[Any]]:
    """The values of these facts, FAILED where a post has none to give."""
    return {name: [_tried(one, name) for one in facts] for name in names}


def kept_of(post: Post, now: dt.datetime, memory: Memory, *, dated: bool) -> Kept:
    """What is kept of a post; nothing yet of its place in the archive."""
    author = post.from_[0] if post.from_ else None
    return Kept(
        at=now.timestamp(),
        dated=dated,
        message_id=fit(post.message_id),
        author=fit(author.address.lower()) if author else "",
        name=fit(clean.name(author)) if author else "",
        subject=fit(clean.one_line(post.subject.raw[: 2 * SUBJECT])[:SUBJECT]),
        parent=fit(next(iter(answered(post.header)), None)),
        memory=remembered(memory),
        content="",
        source="",
        lost=(),
        key=b"",
        octet=None,
    )


def placed(source: str, path: str) -> str:
    """A source as it is kept: without the path of its unit, that may be another the next time."""
    return source.removeprefix(path) if source.startswith(path) else f"\0{source}"


def source_of(path: str, kept: str) -> str:
    """The source that was kept so."""
    return kept[1:] if kept.startswith("\0") else path + kept


def content_of(identity: Identity) -> str:
    """What two messages have in common where one is a duplicate of the other."""
    same = f"{identity.message_id}\0{identity.content_hash}{identity.signals_hash}"
    return hashlib.sha256(same.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _tried(facts: Asked, name: str) -> Any:
    """A value; a fact that fails is asked again, and fails where it is seen."""
    try:
        return facts[name]
    except Exception:  # noqa: BLE001
        return FAILED
