"""What belongs to one list while the bot works, and the way to the database."""

import asyncio
import contextlib
import datetime as dt
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.mail.mailing_list import MailingList
from bot.mail.post import Post
from bot.service.known_list import KnownList
from bot.service.member_book import MemberBook
from bot.service.own_check import OwnCheck, own_check
from bot.service.rulebook import Rulebook
from bot.service.stamp import Stamper
from bot.settings import LimitSettings, ListSettings
from bot.store import StorageBroken, Store, Transaction, Writer

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class ListRuntime:
    """
    One list at work: its settings, what they tell of it, its rules, its members, its stamps.

    ``mailing_list`` and ``known`` follow the members' file.
    """

    settings: ListSettings
    limits: LimitSettings
    mailing_list: MailingList
    known: KnownList
    rulebook: Rulebook
    book: MemberBook
    stamper: Stamper
    check: OwnCheck = field(default_factory=own_check)

    def take_over(self, fresh: "ListRuntime") -> None:
        """Be what the settings make of this list now; what works on it goes on."""
        self.settings, self.limits = fresh.settings, fresh.limits
        self.mailing_list, self.known = fresh.mailing_list, fresh.known
        self.rulebook, self.book, self.check = fresh.rulebook, fresh.book, fresh.check
        if self.stamper.marks != fresh.stamper.marks:
            self.stamper = fresh.stamper

    @property
    def observes(self) -> bool:
        """Nothing is sent and nothing is moved."""
        return self.settings.mode == "observe"

    @property
    def drops_signature(self) -> bool:
        """Whether a rule may change a post that a domain signed, which then goes without its signature."""
        return self.mailing_list.signed == "change"

    @property
    def checks_authors(self) -> bool:
        """Whether what we find ourselves of authors counts."""
        return self.known.trust is not None and self.known.trust.word != "server"

    def asks_dns(self, post: Post) -> bool:
        """Whether DNS is to be asked for what a decision on a post may need."""
        if self.checks_authors and not post.envelope.checked:
            return True
        return any(not self.stamper.policies.knows(each) for each in self._asked_of(post))

    def ask_dns(self, post: Post, at: dt.datetime) -> Post:
        """Ask, before a decision is made, which waits for nobody: the post with what was found."""
        if self.checks_authors and not post.envelope.checked:
            post = self.check.checked(post, at)
        for domain in self._asked_of(post):
            self.stamper.policies.of(domain)
        return post

    def _asked_of(self, post: Post) -> tuple[str, ...]:
        """The domains of which a decision may need to know what they ask of receivers."""
        wanted = self.mailing_list.from_rewrite == "when needed"
        return tuple(author.domain for author in post.from_[:1] if author.domain) if wanted else ()

    def follow_record(self, tx: Transaction) -> None:
        """Take over what the database says of members beside their file."""
        list_id = self.mailing_list.id
        if self.book.follow(tx.open_wishes(list_id), tx.paused(list_id)):
            self.follow_members()

    def follow_members(self) -> None:
        """Take over who the members are now."""
        self.known = self.known.with_members(self.book.members)
        self.mailing_list = replace(self.mailing_list, members=self.book.members)

    def is_moderator(self, address: str | None) -> bool:
        """Whether an address is an owner's or a moderator's."""
        return self.mailing_list.is_staff(address)


class Bell:
    """Wakes a loop from another thread: once, however many of its tasks can go on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._done: deque[asyncio.Future[None]] = deque()
        self._rung = threading.Lock()

    def ring(self, waiting: asyncio.Future[None]) -> None:
        """Let a task go on; from any thread. Where the loop is closed nobody waits."""
        self._done.append(waiting)
        if self._rung.acquire(blocking=False):
            with contextlib.suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._rung.release()  # first: who comes while the others go on rings again
        while self._done:
            waiting = self._done.popleft()
            if not waiting.done():
                waiting.set_result(None)


class Database:
    """The store seen from the event loop: every call goes through one writer thread, many to a commit."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._writer = Writer(store)
        self._bell: Bell | None = None
        self._waiting = 0
        self._moved = time.monotonic()

    def hangs(self, seconds: float) -> bool:
        """Whether calls wait, and for so long none of them was answered, with yes or no."""
        return self._waiting > 0 and time.monotonic() - self._moved > seconds

    async def run(self, work: Callable[[Transaction], T]) -> T:
        """Run work in a transaction; returns when it is durable."""
        loop = asyncio.get_running_loop()
        if self._bell is None or self._bell.loop is not loop:
            self._bell = Bell(loop)
        bell, waiting = self._bell, loop.create_future()
        self._moved = self._moved if self._waiting else time.monotonic()
        self._waiting += 1
        future = self._writer.submit(work)
        future.add_done_callback(lambda _: bell.ring(waiting))
        try:
            await waiting
        except asyncio.CancelledError:
            future.cancel()
            raise
        finally:
            self._waiting -= 1
            self._moved = time.monotonic()
        return future.result()

    @property
    def broken(self) -> StorageBroken | None:
        """Why nothing can be written any more: the daemon must stop, and not try the disk again."""
        return self._writer.broken

    def close(self) -> None:
        """Finish what is queued and stop the thread."""
        self._writer.close()
