"""The path of one message: taken, read, judged, settled. docs/path-of-a-message.md tells it as a story."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Callable, Container, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from itertools import accumulate

import structlog
from structlog.contextvars import bound_contextvars

from bot.errors import PermanentFailure, TemporaryFailure
from bot.facts.history import STRANGER, Memory, remember
from bot.lifecycle import Event, State
from bot.mail import identify
from bot.mail.known import Taught, taught_by
from bot.mail.post import Arrival, Post
from bot.service.answering.again import close_if_again
from bot.service.answering.desk import Desk
from bot.service.answering.hear import hear
from bot.service.backlog import OCTETS, Backlog
from bot.service.decision import Decision
from bot.service.judge import judge
from bot.service.list_runtime import Database, ListRuntime
from bot.service.past import past_of
from bot.service.post_reader import PostReader, Work
from bot.service.routing import ListPost, route
from bot.store import (
    Admission,
    AlreadySettled,
    Case,
    Conflict,
    Duplicate,
    LimitReached,
    Settlement,
    Transaction,
)

log = structlog.get_logger()

POSTS = frozenset({Event.ACCEPT, Event.DIGEST, Event.RETURN, Event.HOLD})
CHUNK = 24  # posts read in one go by a thread of the pool
TOGETHER = 12
"""Posts decided on in one transaction: mails that are sent meanwhile wait that long to be put on record."""


class Pipeline:
    """
    Takes arrivals of one list and settles each; tells the worker and the intake when there is news.

    ``crashed``: the last run was cut off, so that a post that it had begun may
    be the reason. Trouble of the database counts against no post.
    ``decided`` counts the cases that it decided on, by what became of them.
    """

    def __init__(
        self,
        runtime: ListRuntime,
        database: Database,
        pool: Executor,
        clock: Callable[[], dt.datetime],
        news: Callable[[], None],
        *,
        crashed: bool = False,
    ) -> None:
        self._runtime = runtime
        self._database = database
        self._reader = PostReader(runtime, database, pool, clock)
        self._clock = clock
        self._news = news
        self._list_id = runtime.mailing_list.id
        self._working = asyncio.Lock()
        self._left = True
        self._crashed = crashed
        self._counted: set[str] = set()
        self._backlog = Backlog()
        self.decided: Counter[Event] = Counter()

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Make a batch durable in one transaction, then judge it. Raises only where the database refuses."""
        try:
            works = [work for work in await self._admit(arrivals) if work]
            async with self._working:
                await self._process(works)
        except BaseException:
            self._left = True
            raise

    async def receive(self, arrivals: Sequence[Arrival]) -> Sequence[str]:
        """
        Make a batch durable in one transaction; the cases, "" where none was opened.

        ``judge_received`` is behind that. Raises only where the database refuses.
        """
        works = await self._admit(arrivals)
        for work in works:
            if work is not None and (self._left or not self._backlog.add(work)):
                self._left = True  # it is read again from the database
        return [work.case.id if work else "" for work in works]

    @property
    def has_received(self) -> bool:
        """Whether something that is durable waits to be judged."""
        return self._left or bool(self._backlog)

    async def judge_received(self, most: int) -> None:
        """
        Judge so many of what was received, in their order.

        What an earlier run left goes first: a copy of it may have come again meanwhile.
        """
        async with self._working:
            try:
                await self._judge_received(most)
            except BaseException:
                self._left = True
                raise

    async def _judge_received(self, most: int) -> None:
        if not self._left:
            await self._process(self._backlog.some(most))
        elif self._crashed:
            self._left = False
            await self._finish()
        else:
            await self._process(await self._reload(most))

    async def _reload(self, most: int) -> list[Work]:
        """The oldest of what was taken and not decided, from the database: no more than memory is for."""
        self._backlog.forget()
        self._left = False
        unfinished = await self._unfinished(most + 1)
        sizes = accumulate(case.size for case in unfinished)
        some = [case for case, octets in zip(unfinished, sizes, strict=True) if octets <= OCTETS]
        some = (some or list(unfinished[:1]))[:most]
        self._left = self._left or len(some) < len(unfinished)
        works = await self._database.run(lambda tx: [work_on(tx, case.id) for case in some])
        return [work for work in works if work is not None]

    async def _admit(self, arrivals: Sequence[Arrival]) -> list[Work | None]:
        named = [(arrival, identify(arrival.raw)) for arrival in arrivals]
        now = self._clock()
        admissions = await self._database.run(lambda tx: tx.admit(self._list_id, named, now))
        pairs = zip(map(opened, admissions), arrivals, strict=True)
        return [Work(case=case, arrival=arrival) if case else None for case, arrival in pairs]

    async def resume(self) -> None:
        """Finish what an earlier run, or the database's trouble, left; does nothing where that is nothing."""
        if not self._left or self._working.locked():
            return
        async with self._working:
            self._left = False
            try:
                await self._finish()
            except BaseException:
                self._left = True
                raise

    async def _finish(self) -> None:
        """Decide on what was taken and not decided; each alone, so that poison is found."""
        self._backlog.forget()
        stuck = [case.id for case in await self._unfinished() if not await self._again(case.id)]
        self._crashed = False
        if stuck:
            raise PermanentFailure(f"{', '.join(stuck)} cannot be decided on; see the log of the bot")

    async def _unfinished(self, most: int | None = None) -> Sequence[Case]:
        return await self._database.run(lambda tx: tx.unfinished(self._list_id, most))

    async def _again(self, case: str) -> bool:
        """Try until it is settled; False where even its header alone could not be. Poison is not opened."""
        work = await self._reopen(case)
        while work is not None:
            if await self._work([work]):
                return True
            if work.poison:
                return False
            work = work.again()
        return True

    async def _reopen(self, case: str) -> Work | None:
        """After a crash the attempt is counted, once a run and before it is made."""
        if self._crashed and case not in self._counted:
            await self._database.run(lambda tx: tx.begin(case, self._clock()))
            self._counted.add(case)
        return await self._database.run(lambda tx: work_on(tx, case))

    async def _process(self, works: Sequence[Work]) -> None:
        chunks = [works[start : start + CHUNK] for start in range(0, len(works), CHUNK)]
        async for chunk, posts in self._read_ahead(chunks):
            for some in (slice(at, at + TOGETHER) for at in range(0, len(chunk), TOGETHER)):
                if not await self._settle_all(chunk[some], posts[some]):
                    await self._finish()

    async def _read_ahead(
        self, chunks: Sequence[Sequence[Work]]
    ) -> AsyncIterator[tuple[Sequence[Work], list[Post | None]]]:
        """Each chunk with its posts; the next one is read while the caller settles this one."""
        coming = [self._reader.begin(chunk) for chunk in chunks[:1]]
        for number, chunk in enumerate(chunks):
            posts = await coming.pop()
            coming += [self._reader.begin(later) for later in chunks[number + 1 : number + 2]]
            yield chunk, posts

    async def _work(self, works: Sequence[Work]) -> bool:
        """Read and settle; False where one failed (it stays taken)."""
        return await self._settle_all(works, await self._reader.read(works))

    async def _settle_all(self, works: Sequence[Work], posts: Sequence[Post | None]) -> bool:
        read = [(work, post) for work, post in zip(works, posts, strict=True) if post is not None]
        results = await self._settle_together(read) if len(read) > 1 else await self._settle_each(read)
        self._news()
        return all(results) and len(read) == len(works)

    async def _settle_together(self, read: Sequence[tuple[Work, Post]]) -> list[bool]:
        """One function for all of them; where it raises nothing has happened, and each goes on its own."""
        try:
            decisions = await self._database.run(lambda tx: self._decide_all(tx, read))
        except (TemporaryFailure, PermanentFailure):
            raise  # the database's trouble
        except Exception:  # noqa: BLE001 - it is raised again, and told, for the one whose it is
            return await self._settle_each(read)
        for (work, post), decision in zip(read, decisions, strict=True):
            self.tell(work.case, post, decision)
        return [True] * len(read)

    def _decide_all(self, tx: Transaction, read: Sequence[tuple[Work, Post]]) -> list[Decision]:
        with tx.lessons_together():
            return [self.decide(tx, *pair) for pair in read]

    async def _settle_each(self, read: Sequence[tuple[Work, Post]]) -> list[bool]:
        tasks = (self._settle(work, post) for work, post in read)
        results = await asyncio.gather(*tasks, return_exceptions=True)  # none goes on behind a failure
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return [result is True for result in results]

    async def _settle(self, work: Work, post: Post) -> bool:
        with bound_contextvars(case=work.case.id, list=self._list_id):
            try:
                decision = await self._decided(work, post)
            except AlreadySettled:
                return True
            except (TemporaryFailure, PermanentFailure):
                raise  # the database's trouble, not this message's: it must not count against it
            except Exception:
                log.exception("a case could not be settled", message_id=post.message_id)
                return False
        self.tell(work.case, post, decision)
        return True

    def tell(self, case: Case, post: Post, decision: Decision) -> None:
        """One line in the log, and the count of what was decided."""
        self.decided[decision.event] += 1
        log.info(
            "decided",
            case=case.id,
            list=self._list_id,
            disposition=decision.verdict.disposition.value,
            became=decision.event.value,
            message_id=post.message_id,
            reasons=[finding.rule for finding in decision.verdict.findings],
        )

    async def _decided(self, work: Work, post: Post) -> Decision:
        """The decision, stored. Another process may use up a limit in between: then it is made anew."""
        try:
            return await self._database.run(lambda tx: self.decide(tx, work, post))
        except LimitReached:
            return await self._database.run(lambda tx: self.decide(tx, work, post))

    async def read(self, work: Work) -> Post | None:
        """Read one; None where that cannot be done."""
        (post,) = await self._reader.read([work])
        return post

    def decide(
        self,
        tx: Transaction,
        work: Work,
        post: Post,
        *,
        refusable: bool = False,
        decided: Decision | None = None,
        unless: Container[Event] = (),
    ) -> Decision:
        """
        Transaction 2: look up, judge, settle; history and limits are those of this very moment.

        ``refusable``: its sender is on the line, and what would come back by mail is refused there.
        ``decided``: it was judged before, and that is to be put on record. What becomes one of
        ``unless`` is not put on record.
        """
        now = self._clock()
        known = self._runtime.known
        seen = known.circumstances(post)
        if refusable:
            seen = replace(seen, refusable=True)
        if decided is None and not (work.poison or work.case.oversize or self._runtime.observes):
            way = route(work.case, post, seen, self._runtime, tx)
            if not isinstance(way, ListPost):
                return hear(
                    Desk(tx=tx, runtime=self._runtime, case=work.case, post=post, seen=seen, now=now), way
                )
        believed = known.believes(seen.authentication)
        memory = remember(post, min(work.case.received, now), believed=believed)
        decision = decided
        if decision is None:
            past = past_of(tx, self._runtime, work.case, post, memory, now)
            decision = judge(self._runtime, work.case, post, seen, past)
            if decision.event in unless:
                return decision
        tx.settle(self._settlement(work, post, decision, memory), now)
        if decision.proven and decision.event in POSTS:
            close_if_again(tx, self._runtime, work.case, post, seen.authentication.author, now)
        return decision

    def _settlement(self, work: Work, post: Post, decision: Decision, memory: Memory) -> Settlement:
        limits = self._runtime.limits
        return Settlement(
            case=work.case.id,
            event=decision.event,
            verdict=decision.verdict,
            outgoing=decision.outgoing,
            folder=None if work.case.oversize else decision.folder,
            author=post.from_[0].address if post.from_ else None,
            proven=decision.proven,
            checked=post.envelope.checked,
            answered=decision.answered,
            answers_limit=limits.answers_per_day,
            returns_limit=limits.returns_per_hour,
            memory=memory,
            taught=taught(post, decision, memory),
            edited=decision.edited,
            alerts=decision.alerts,
            tokens=decision.tokens,
            draft=decision.draft,
            answerable_until=decision.answerable_until,
        )


def taught(post: Post, decision: Decision, memory: Memory) -> Taught | None:
    """What a post that goes out teaches; an author whom nobody proved teaches not how they sign."""
    if decision.event not in {Event.ACCEPT, Event.DIGEST, Event.OBSERVE}:
        return None
    return taught_by(post, "" if memory.author.startswith(STRANGER) else memory.author)


def opened(admission: Admission) -> Case | None:
    """The case that an arrival opened; None where it was on record or is ignored."""
    match admission:
        case Case():
            return admission
        case Duplicate(case=case) | Conflict(case=case):
            return case
        case _:
            return None


def work_on(tx: Transaction, case_id: str) -> Work | None:
    """What is needed to work on a case; None where it is settled, or its bytes are gone."""
    case, arrival = tx.case(case_id), tx.arrival(case_id)
    if case is None or arrival is None or case.state is not State.TAKEN:
        return None
    return Work(case=case, arrival=arrival)
