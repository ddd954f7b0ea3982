"""
What only the history of the list can answer: asked of all posts in the order of their dates.

Posts are judged in many processes and in any order. What a rule then cannot
say is kept open, with the other facts that it asks; here each post gets the
history that its own date gives it, and the open rules are asked again.
"""

import datetime as dt
import hashlib
import pickle
import sqlite3
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.facts import UNKNOWN, Context, Question, Value
from bot.facts.facts import over
from bot.facts.history import Memory, alike
from bot.facts.past import answers
from bot.facts.vocabulary import VOCABULARY
from bot.intake.archive import is_lost
from bot.policy import Policy
from bot.policy.decision import SAID_ONLY_IF_IT_STANDS, STRENGTH
from bot.policy.programs import State
from bot.policy.rules import Rule
from bot.policy.verdict import Disposition, Outcome
from bot.service.replay.outside import Outside
from bot.service.replay.row import LETTERS, Row, Said

FROM_THE_PAST = frozenset({"sender.first_post", "message.duplicate"})
"""Facts without a span of time that history answers too."""

SWEEP = 5_000  # posts after which what is too old is thrown away
GONE_OUT = ("accept", "digest", "hold")
"""What lies in the archive went to the members: a moderator has accepted what these rules would hold."""


Open = Mapping[int, Mapping[str, Value]]
"""For each rule (by its place) that only history can answer, the other facts that it asks."""


class Trail(NamedTuple):
    """
    What a post leaves in the history: its memory, and a hash of what makes it a duplicate.

    ``now`` and ``was`` are what the two rule sets have left open.
    """

    memory: Memory
    content: str
    now: Open
    was: Open

    def packed(self) -> bytes:
        """The trail as octets."""
        one = self.memory
        plain = (one.at.timestamp(), one.author, one.message_id, one.references, one.url, tuple(one.prints))
        return pickle.dumps((plain, *self[1:]), pickle.HIGHEST_PROTOCOL)


def unpacked(octets: bytes) -> Trail:
    """The trail that ``packed`` gave."""
    plain, content, now, was = pickle.loads(octets)  # noqa: S301 - our own, packed a moment ago
    at, author, message_id, references, url, prints = plain
    memory = Memory(
        at=dt.datetime.fromtimestamp(at, dt.UTC),
        author=author,
        message_id=message_id,
        references=references,
        url=url,
        prints=frozenset(prints),
    )
    return Trail(memory, content, now, was)


class Kept(NamedTuple):
    """One post in the history."""

    at: dt.datetime
    author: str
    thread: str
    returned: bool


@dataclass(slots=True)
class Recent:
    """
    A history of one list that forgets what no rule can ask any more.

    Give it each post after its decision, oldest first. It is a ``History``.
    """

    span: dt.timedelta
    _by_author: defaultdict[str, deque[Kept]] = field(default_factory=lambda: defaultdict(deque))
    _by_thread: defaultdict[str, deque[Kept]] = field(default_factory=lambda: defaultdict(deque))
    _urls: dict[str, dt.datetime] = field(default_factory=dict)
    _articles: dict[int, tuple[dt.datetime, int]] = field(default_factory=dict)
    _prints: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _totals: Counter[str] = field(default_factory=Counter)
    _added: int = 0
    _files: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))

    def __post_init__(self) -> None:
        """Threads and seen messages are for ever, so they lie in a temporary file."""
        self._files.execute("CREATE TABLE thread (id TEXT PRIMARY KEY, thread TEXT) WITHOUT ROWID")
        self._files.execute("CREATE TABLE seen (content TEXT PRIMARY KEY) WITHOUT ROWID")

    def close(self) -> None:
        """Throw all away."""
        self._files.close()

    def add(self, memory: Memory, content: str, disposition: str) -> None:
        """Remember a post; a discarded one is known as seen alone."""
        self._files.execute("INSERT OR IGNORE INTO seen VALUES (?)", (content,))
        if disposition not in {*GONE_OUT, "return"}:
            return
        kept = Kept(memory.at, memory.author, self.thread_of(memory), disposition == "return")
        if memory.message_id:
            self._files.execute(
                "INSERT OR REPLACE INTO thread VALUES (?, ?)", (memory.message_id, kept.thread)
            )
        self._by_author[kept.author].append(kept)
        self._by_thread[kept.thread].append(kept)
        if not kept.returned:
            self._totals[kept.author] += 1
            self._add_article(memory)
        self._added += 1
        if self._added % SWEEP == 0:
            self._forget(memory.at - self.span)

    def was_seen(self, content: str) -> bool:
        """Whether the same message was there before."""
        return self._files.execute("SELECT 1 FROM seen WHERE content = ?", (content,)).fetchone() is not None

    def total(self, author: str) -> int:
        """How many posts of an author went out, ever."""
        return self._totals[author]

    def thread_of(self, memory: Memory) -> str:
        """The thread of the nearest known post that it answers; else the oldest id that it names."""
        for one in memory.references:
            found = self._files.execute("SELECT thread FROM thread WHERE id = ?", (one,)).fetchone()
            if found:
                return str(found[0])
        return memory.references[-1] if memory.references else memory.message_id

    def posts(
        self,
        since: dt.datetime,
        *,
        author: str | None = None,
        thread: str | None = None,
        returned: bool = False,
    ) -> int:
        """How many posts went out (``returned``: were given back) from then on."""
        kept = (
            self._by_thread[thread]
            if author is None and thread is not None
            else self._by_author[author or ""]
        )
        count = 0
        for one in reversed(kept):
            if one.at < since:
                break
            count += (
                one.returned is returned and author in {None, one.author} and thread in {None, one.thread}
            )
        return count

    def shared(self, memory: Memory, since: dt.datetime) -> bool:
        """Whether a post with the same article went out from then on."""
        if memory.url and memory.url in self._urls and self._urls[memory.url] >= since:
            return True
        common = Counter(number for one in memory.prints for number in self._prints.get(one, ()))
        return any(
            self._articles[number][0] >= since
            and alike(shared, len(memory.prints), self._articles[number][1])
            for number, shared in common.items()
        )

    def _add_article(self, memory: Memory) -> None:
        if memory.url:
            self._urls[memory.url] = memory.at
        if memory.prints:
            self._articles[self._added] = (memory.at, len(memory.prints))
            for one in memory.prints:
                self._prints[one].append(self._added)

    def _forget(self, before: dt.datetime) -> None:
        for kept in (self._by_author, self._by_thread):
            for name in list(kept):
                while kept[name] and kept[name][0].at < before:
                    kept[name].popleft()
                if not kept[name]:
                    del kept[name]
        self._urls = {url: at for url, at in self._urls.items() if at >= before}
        old = {number for number, (at, _) in self._articles.items() if at < before}
        self._articles = {number: one for number, one in self._articles.items() if number not in old}
        for one in list(self._prints) if old else ():
            self._prints[one] = [number for number in self._prints[one] if number not in old]
            if not self._prints[one]:
                del self._prints[one]


class Recalled(dict[str, Value]):
    """The facts of an open rule: those kept from the post, and those that history gives."""

    __slots__ = ("context",)

    def __init__(self, kept: Mapping[str, Value], context: Context) -> None:
        super().__init__(kept)
        self.context = context

    def __missing__(self, name: str) -> Value:
        fact = VOCABULARY.find(name)
        if name not in FROM_THE_PAST or fact is None:
            raise KeyError(name)
        return fact.answer(None, self.context)  # type: ignore[arg-type]  # these look at the context alone

    def within(self, name: str, span: dt.timedelta) -> Value:
        """The value of a fact over a span of time."""
        return self.context.past.get(Question(name, span), UNKNOWN)


class Recollection:
    """The history of one rule set, and its open rules asked again."""

    def __init__(self, policy: Policy, outside: Outside) -> None:
        self._policy = policy
        self._outside = outside
        self._history = Recent(max((one.within for one in policy.questions), default=dt.timedelta()))

    def close(self) -> None:
        """Forget all."""
        self._history.close()

    def settle(
        self, said: Said, trail: Trail, open_rules: Mapping[int, Mapping[str, Value]]
    ) -> tuple[Said, tuple[str, ...]]:
        """The verdict with history, and the facts that history does not know either."""
        unknown = tuple[str, ...]()
        if open_rules:
            context = self._context(trail)
            letters = list(said.outcomes)
            for place, kept in open_rules.items():
                letters[place] = self._ask(place, Recalled(kept, context))
            said = standing(self._policy.rules, "".join(letters), failed_in(self._policy.rules, said))
            unknown = tuple(
                over(one.fact, one.within) for one, value in context.past.items() if value is UNKNOWN
            )
        self.remember(trail, said.disposition)
        return said, unknown

    def remember(self, trail: Trail, disposition: str) -> None:
        """Take a judged post into the history."""
        self._history.add(trail.memory, trail.content, disposition)

    def past_of(self, trail: Trail) -> Context:
        """The moment of a post and its history, and nothing else."""
        return self._context(trail)

    def _context(self, trail: Trail) -> Context:
        memory = trail.memory
        return Context(
            now=memory.at,
            mailing_list=self._outside.mailing_list,
            author_posts=self._history.total(memory.author) if memory.author else None,
            past=answers(self._policy.questions, memory, self._history),
            duplicate=self._history.was_seen(trail.content),
        )

    def _ask(self, place: int, facts: Recalled) -> str:
        return LETTERS[self._policy.ready[place].judge(facts, facts.context.today, State()).trace.outcome]


def standing(rules: tuple[Rule, ...], letters: str, failed: frozenset[str] = frozenset()) -> Said:
    """
    What a policy says where each rule's outcome is known: waivers and strength, as ``decide`` has them.

    ``failed`` rules hold the post.
    """
    raw = letters.replace(LETTERS[Outcome.WAIVED], LETTERS[Outcome.MATCH])
    matched = [rule for rule, letter in zip(rules, raw, strict=True) if letter == LETTERS[Outcome.MATCH]]
    names = {rule.name for rule in matched}
    waived = {exempt.rule for rule in matched for exempt in rule.then.exempts} & names
    found = [
        (rule.name, Disposition.HOLD if rule.name in failed else rule.then.disposition)
        for rule in rules
        if rule.name in failed or (rule.name in names - waived and rule.then.disposition)
    ]
    strongest = max((one for _, one in found if one), key=STRENGTH.index, default=Disposition.ACCEPT)
    return Said(
        disposition=str(strongest),
        reasons=tuple(name for name, one in found if one == strongest or one not in SAID_ONLY_IF_IT_STANDS),
        outcomes="".join(
            LETTERS[Outcome.WAIVED] if rule.name in waived else letter
            for rule, letter in zip(rules, raw, strict=True)
        ),
    )


def failed_in(rules: tuple[Rule, ...], said: Said) -> frozenset[str]:
    """The rules that failed: they give a reason though they did not match."""
    unknown = LETTERS[Outcome.UNKNOWN]
    return frozenset(
        rule.name
        for rule, letter in zip(rules, said.outcomes, strict=True)
        if letter == unknown and rule.name in said.reasons
    )


class OpenRule(NamedTuple):
    """A rule that asks history: its place, the facts that history answers, the other facts that it asks."""

    place: int
    past: frozenset[str]
    others: frozenset[str]


def open_rules(policy: Policy) -> tuple[OpenRule, ...]:
    """The rules of a policy that ask history."""
    found = []
    for place, rule in enumerate(policy.rules):
        asked = frozenset(facts_in(rule))
        past = asked & FROM_THE_PAST | {one.fact for one in rule.questions}
        if past:
            found.append(OpenRule(place, past, asked - past))
    return tuple(found)


def kept_open(
    rules: tuple[OpenRule, ...], said: Said, facts: Mapping[str, Value], lost: frozenset[str]
) -> dict[int, dict[str, Value]]:
    """For each rule that only history can answer, the other facts that it asks."""
    return {
        rule.place: {name: facts[name] for name in rule.others}
        for rule in rules
        if said.outcomes[rule.place] == LETTERS[Outcome.UNKNOWN]
        and not any(is_lost(name, lost) for name in rule.past)
    }


def facts_in(rule: Rule) -> Iterator[str]:
    """Every fact that a rule's conditions can ask."""
    yield from rule.when.all_facts
    yield from rule.unless.all_facts if rule.unless else ()


def content_of(message_id: str, hashed: str) -> str:
    """What two messages have in common where one is a duplicate of the other."""
    return hashlib.sha256(f"{message_id}\0{hashed}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def recall(rows: Iterable[Row], outside: Outside, now: Policy, was: Policy | None) -> Iterator[Row]:
    """The rows, oldest first, with the verdicts that history gives them."""
    present = Recollection(now, outside)
    former = Recollection(was, outside) if was else None
    try:
        for row in rows:
            trail = unpacked(row.trail)
            said, unknown = present.settle(row.said, trail, trail.now)
            before = row.before
            if former and before:
                before, _ = former.settle(before, trail, trail.was)
            yield replace(row, said=said, before=before, unknown=(*row.unknown, *unknown))
    finally:
        present.close()
        if former:
            former.close()
