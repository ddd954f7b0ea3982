"""
A list at work in any order of events: whatever came has one outcome, and nothing leaves but by the outbox.

The real pipeline, routing, answers, digests and outbox on a database of their
own; only mailbox and mail server are played. The database may fail at any call,
before the work or after it, the process may die between the server's word and our
record, a lease may run out while a mail is on its way.
"""

import asyncio
import datetime as dt
import itertools
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from bot.errors import TemporaryFailure
from bot.lifecycle import ENDED, WAITING, Outcome, Receipt, State
from bot.notices.outgoing import OutgoingKind
from bot.policy import load
from bot.service.answering import waiting
from bot.service.issues import make_issues
from bot.service.pipeline import Pipeline
from bot.store import LeaseLost, OutboxItem, Store
from tests.parts.failing import FailingDatabase
from tests.parts.post_office import Letter, PostOffice, quoted, reply_to
from tests.parts.rulefiles import files
from tests.parts.salon import post
from tests.parts.tries import tries

pytestmark = pytest.mark.dear

MEMBERS, DIGEST, OWNER = (
    "salon-members@lists.example.org",
    "salon-digest@lists.example.org",
    "owner@example.org",
)
RULES = """ruleset: mine
language: 1
rules:
  - name: look-at-it
    when: {subject: {has_any: [look]}}
    then: hold
    because: A moderator wants to see this.
  - name: too-short
    when: {subject: {has_any: [short]}}
    then: return
    because: Please write more.
  - name: later
    when: {subject: {has_any: [weekly]}}
    then: digest
    because: It can wait.
"""
STRICTER = (
    RULES
    + """  - name: everything-waits
    when: {subject: {has_any: [plain]}}
    then: hold
    because: A moderator wants to see all of it.
"""
)
LEASE = dt.timedelta(minutes=40)


@dataclass
class Server:
    """A mail server: what it took, in order, and of which mails our record does not say so."""

    took: list[OutboxItem] = field(default_factory=list)
    gaps: Counter[str] = field(default_factory=Counter)

    def take(self, item: OutboxItem, *, gap: bool = False) -> None:
        self.took.append(item)
        self.gaps[item.message_id] += gap

    def to(self, address: str) -> list[Letter]:
        return [Letter(item) for item in self.took if address in item.recipients]


class Machine(RuleBasedStateMachine):
    """One list with its authors, its moderator, its mail server and its clock."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="service-machine-")
        more = 'hold_days = 3\non_expiry = "discard"\n'
        self.office = PostOffice(Path(self.folder.name), RULES, more)
        self.server = Server()
        self.arrived: dict[int, bytes] = {}
        self.names: dict[int, str] = {}
        self.numbers = itertools.count(1)
        self.policy = self.office.runtime.rulebook.policy
        self.stricter = load("rules.yaml", files(rules=STRICTER).read)

    def teardown(self) -> None:
        try:
            self.comes_to_rest()
        finally:
            self.office.runtime.rulebook.policy = self.policy
            self.office.close()
            self.folder.cleanup()

    # What happens

    @rule(
        kind=st.sampled_from(["plain", "short", "look", "weekly"]),
        fails=st.one_of(st.just(0), st.integers(1, 4)),
        how=st.sampled_from(["before", "after"]),
    )
    def a_post_arrives(self, kind, fails, how):
        number = next(self.numbers)
        name = f"p{number}@example.net"
        raw = post(
            f"The tide is out for the {number}. time.", subject=f"{kind} number{number}x",
            from_=f"Ann <ann{number}@example.net>", message_id=name, date="Tue, 20 Jan 2026 08:02:11 +0000",
        )  # fmt: skip
        self.takes(number, name, raw, fails, how)

    @rule(words=st.sampled_from(["ok", "withdraw", "help", "why", "The ships wait for it, and so do we all."]),
          pick=st.randoms(use_true_random=False), fails=st.sampled_from([0, 0, 1, 2]))  # fmt: skip
    @precondition(lambda self: any(item.kind is OutgoingKind.RETURN for item in self.server.took))
    def an_author_answers(self, words, pick, fails):
        returns = [Letter(item) for item in self.server.took if item.kind is OutgoingKind.RETURN]
        self.answers(pick.choice(returns), words, fails)

    @rule(words=st.sampled_from(["accept", "discard", "digest", "return Please.", "why", "mine"]),
          pick=st.randoms(use_true_random=False), fails=st.sampled_from([0, 0, 1, 2]))  # fmt: skip
    @precondition(lambda self: any(item.kind is OutgoingKind.HELD for item in self.server.took))
    def a_moderator_answers(self, words, pick, fails):
        notices = [Letter(item) for item in self.server.took if item.kind is OutgoingKind.HELD]
        self.answers(pick.choice(notices), words, fails)

    @rule(end=st.sampled_from([*Outcome, "crash", "lease lost"]), most=st.integers(1, 4))
    def mail_is_sent(self, end, most):
        with self.office.store.transaction() as tx:
            items = tx.lease(self.office.now, most, LEASE)
        for item in items:
            self.attempt(item, end)
        if end == "crash":
            self.starts_again()
        elif end == "lease lost" and items:
            self.another_worker_sends_them(items)

    @rule(hours=st.sampled_from([1, 5, 30]))
    def time_passes(self, hours):
        self.office.now += dt.timedelta(hours=hours)
        with self.office.store.transaction() as tx:
            waiting.settle_old(tx, self.office.runtime, self.office.now)

    @rule()
    def a_digest_is_due(self):
        make_issues(self.office.store, self.office.runtime, self.office.now)

    @rule()
    def rules_are_reloaded(self):
        book = self.office.runtime.rulebook
        book.policy = self.stricter if book.policy is self.policy else self.policy

    @rule()
    def the_process_dies(self):
        self.starts_again()

    # How it is done

    def answers(self, letter: Letter, words: str, fails: int) -> None:
        number = next(self.numbers)
        name = f"r{number}@example.net"
        raw = reply_to(letter, f"{words}\n\n{quoted(letter.text)}", message_id=name)
        self.takes(number, name, raw, fails, "after")

    def takes(self, number: int, name: str, raw: bytes, fails: int, how: str) -> None:
        """The intake hands it over; where the database fails, the process ends and begins again."""
        self.office.now += dt.timedelta(minutes=7)
        self.arrived[number], self.names[number] = raw, name
        try:
            asyncio.run(self.work([number], lambda call: how if call == fails else ""))
        except TemporaryFailure:
            self.starts_again()

    async def work(self, numbers, fails=lambda _: "", *, crashed=False) -> None:
        database = FailingDatabase(self.office.store, fails)
        office = self.office
        with ThreadPoolExecutor(1) as pool:
            pipeline = Pipeline(
                office.runtime, database, pool, lambda: office.now, lambda: None, crashed=crashed
            )
            try:
                await pipeline.resume()
                if numbers:
                    await pipeline.take([office.arrival(self.arrived[one], one) for one in numbers])
            finally:
                database.close()

    def starts_again(self) -> None:
        """As after kill -9: the database is opened anew, and the inbox shows what it showed."""
        self.office.store.close()
        self.office.store = Store.open(f"sqlite:///{self.folder.name}/listwarden.db", check=False)
        with self.office.store.transaction() as tx:
            for mail in tx.undone():
                self.server.gaps[mail.message_id] += mail.state == "sending"
            tx.recover(self.office.now)
        asyncio.run(self.work(list(self.arrived), crashed=True))

    def attempt(self, item: OutboxItem, end) -> None:
        """Offer one mail to the server, and put its word on record as far as we live to do so."""
        now, again = self.office.now, self.office.now + dt.timedelta(minutes=5)
        if end in {Outcome.SENT, Outcome.UNKNOWN, "crash", "lease lost"}:
            self.server.take(item, gap=end in {Outcome.UNKNOWN, "crash", "lease lost"})
        if end not in {"crash", "lease lost"}:
            self.mark(item, end, None if end is Outcome.REFUSED else again, now)

    def another_worker_sends_them(self, items: Sequence[OutboxItem]) -> None:
        self.office.now += LEASE + dt.timedelta(minutes=1)
        with self.office.store.transaction() as tx:
            others = tx.lease(self.office.now, 50, LEASE)
        for other in others:
            self.server.take(other)
            self.mark(other, Outcome.SENT, None, self.office.now)
        assert {item.id for item in items} <= {other.id for other in others}
        for item in items:
            with pytest.raises(LeaseLost):
                self.mark(item, Outcome.REFUSED, None, self.office.now)

    def mark(self, item: OutboxItem, end: Outcome, again, now) -> None:
        done = [Receipt(recipient=one, outcome=end, reply="as played") for one in item.recipients]
        with self.office.store.transaction() as tx:
            tx.mark(item, done, now, again)

    # What must hold

    @invariant()
    def whatever_came_has_one_case_and_one_outcome(self):
        with self.office.store.snapshot() as tx:
            rows = Counter(row.case for row in tx.journal())
            for name in self.names.values():
                (one,) = tx.history(name)
                assert one.case.state is not State.TAKEN, name
                assert rows[one.case.id] == 1, name

    @invariant()
    def nothing_left_but_by_the_outbox(self):
        with self.office.store.snapshot() as tx:
            assert all(tx.octets_of(item.message_id) is not None for item in self.server.took)

    @invariant()
    def a_post_has_one_identity_and_is_repeated_only_in_the_gap(self):
        out: dict[str, list[bytes]] = {}
        for item in self.server.took:
            if MEMBERS in item.recipients:
                out.setdefault(item.message_id, []).append(item.raw)
        for name, raws in out.items():
            assert len(raws) <= 1 + self.server.gaps[name], name
            assert len(set(raws)) == 1 or self.server.gaps[name], name  # else let out again by a moderator

    @invariant()
    def a_post_is_in_one_issue_at_most(self):
        issues = {letter.item.message_id: letter.item.raw for letter in self.server.to(DIGEST)}
        for number in self.names:
            assert sum(b"number%dx" % number in raw for raw in issues.values()) <= 1, number

    @invariant()
    def what_reached_the_members_is_on_record_as_posted(self):
        out = Counter(item.message_id for item in self.server.took if MEMBERS in item.recipients)
        with self.office.store.snapshot() as tx:
            for name in self.names.values():
                (one,) = tx.history(name)
                if one.case.state is State.POSTED:
                    assert out[name], name
                elif out[name] and one.case.state is not State.POSTING:
                    assert self.server.gaps[name], (name, one.case.state)

    def comes_to_rest(self) -> None:
        """With a good server and no more troubles all that waits goes its way, and nothing is left begun."""
        self.starts_again()
        for _ in range(50):
            self.office.now += dt.timedelta(hours=1)
            make_issues(self.office.store, self.office.runtime, self.office.now)
            with self.office.store.transaction() as tx:
                items = tx.lease(self.office.now, 50, LEASE)
            if not items:
                break
            for item in items:
                self.attempt(item, Outcome.SENT)
        with self.office.store.snapshot() as tx:
            for name in self.names.values():
                (one,) = tx.history(name)
                assert one.case.state in ENDED | WAITING | {State.DIGESTED, State.POSTED}, name
        self.what_reached_the_members_is_on_record_as_posted()


Machine.TestCase.settings = settings(
    max_examples=tries(4),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # twenty steps are short enough; to shrink them takes minutes
)
TestMachine = Machine.TestCase


class MarksFirst(Machine):
    """What must not be done: put it on record as sent, then send it."""

    def attempt(self, item: OutboxItem, end: Outcome | str) -> None:
        if end != "crash":
            super().attempt(item, end)
            return
        self.mark(item, Outcome.SENT, None, self.office.now)


def test_a_worker_that_marks_before_it_sends_is_found_out():
    machine = MarksFirst()
    machine.a_post_arrives(kind="plain", fails=0, how="before")
    machine.what_reached_the_members_is_on_record_as_posted()

    machine.mail_is_sent(end="crash", most=1)

    with pytest.raises(AssertionError, match=r"p1@example\.net"):
        machine.teardown()
