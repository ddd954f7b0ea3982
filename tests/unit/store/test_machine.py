"""Any order of arrivals, decisions, crashes and answers of the mail server: one outcome each, nothing twice."""

import atexit
import contextlib
import datetime as dt
import functools
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from bot.lifecycle import FINAL, TRANSITIONS, WAITING, Event, IllegalTransition, Outcome, State
from bot.mail.post import ImapOrigin, Move
from bot.notices.outgoing import OutgoingKind
from bot.store import (
    AlreadySettled,
    Case,
    Conflict,
    Duplicate,
    LeaseLost,
    LimitReached,
    OutboxItem,
    Seen,
    Settlement,
    Store,
    Transaction,
)
from tests.parts.stored import (
    LEASE,
    LIST,
    NOW,
    a_mail,
    accepted,
    an_arrival,
    digested,
    held,
    receipts,
    returned,
)
from tests.parts.tries import tries

DECISIONS = {Event.ACCEPT: accepted, Event.RETURN: returned, Event.DIGEST: digested, Event.HOLD: held}


@functools.cache
def empty_database() -> Path:
    """A database with its tables, made once."""
    path = Path(tempfile.mkdtemp()) / "listwarden.db"
    atexit.register(shutil.rmtree, path.parent)
    Store.open(f"sqlite:///{path}").close()
    return path


class Crash(Exception):  # noqa: N818
    """The process dies before its commit."""


class Machine(RuleBasedStateMachine):
    """The daemon, a moderator and a mail server on one database, in any order."""

    cases = Bundle("cases")
    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.now = NOW
        self.uid = 0
        self.arrived: list[tuple[int, str, str]] = []
        self.accepted_by_server: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.issued: Counter[str] = Counter()
        shutil.copy(empty_database(), Path(self.folder.name) / "listwarden.db")
        self.store = self.open()

    def open(self) -> Store:
        return Store.open(f"sqlite:///{Path(self.folder.name)}/listwarden.db", check=False)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def do(self, crash: bool, work):  # noqa: FBT001
        """Run work in a transaction; with crash the process dies before the commit."""
        self.now += dt.timedelta(seconds=7)
        with contextlib.suppress(Crash), self.store.transaction() as tx:
            result = work(tx)
            if crash:
                raise Crash
            return result
        self.restart()
        return None

    @rule(target=cases, name=st.sampled_from("abc"), text=st.sampled_from("xy"), crash=st.booleans())
    def admit(self, name, text, crash):
        """A message comes, perhaps one that came before, perhaps with other words under the same Message-ID."""
        self.uid += 1
        uid = self.uid
        known = {(one, words) for _, one, words in self.arrived}
        found = self.do(crash, lambda tx: tx.admit(LIST, [an_arrival(uid, text, name=name)], self.now))
        if found is None:
            return multiple()
        self.arrived.append((uid, name, text))
        kind = Duplicate if (name, text) in known else Conflict if name in {one for one, _ in known} else Case
        assert type(found[0]) is kind
        return found[0].id if isinstance(found[0], Case) else found[0].case.id

    @rule(data=st.data())
    def admit_again(self, data):
        """The same message at the same place is only seen."""
        if self.arrived:
            uid, name, text = data.draw(st.sampled_from(self.arrived))
            (found,) = self.do(
                crash=False, work=lambda tx: tx.admit(LIST, [an_arrival(uid, text, name=name)], self.now)
            )
            assert isinstance(found, Seen)

    @rule(case=cases, event=st.sampled_from(list(DECISIONS)), crash=st.booleans())
    def decide(self, case, event, crash):
        """The rules or a moderator decide."""

        def work(tx: Transaction) -> bool:
            found = tx.case(case)
            assert found is not None
            settlement: Settlement = DECISIONS[event](found)
            if (found.state, event) in TRANSITIONS:
                with contextlib.suppress(LimitReached):
                    assert tx.settle(settlement, self.now) is TRANSITIONS[found.state, event]
                return True
            before = tx.history(case)
            with pytest.raises((AlreadySettled, IllegalTransition)):
                tx.settle(settlement, self.now)
            assert tx.history(case) == before
            return True

        self.do(crash, work)

    @rule(target=leases, limit=st.integers(1, 3), crash=st.booleans())
    def lease(self, limit, crash):
        """A worker takes mails."""
        items = self.do(crash, lambda tx: tx.lease(self.now, limit, LEASE))
        return multiple(*(items or ()))

    @rule(item=consumes(leases), outcome=st.sampled_from(Outcome), give_up=st.booleans(), crash=st.booleans())
    def attempt(self, item: OutboxItem, outcome, give_up, crash):
        """The mail server is offered a mail; what it accepts it accepts, whether we get to write that down or not."""
        if outcome in {Outcome.SENT, Outcome.UNKNOWN}:
            self.accepted_by_server[item.message_id] += 1
        if outcome is Outcome.UNKNOWN:
            self.unknown[item.message_id] += 1
        again = None if give_up else self.now

        def work(tx: Transaction) -> bool:
            with contextlib.suppress(LeaseLost):
                tx.mark(item, receipts(outcome, *item.recipients), self.now, again)
            return True

        if self.do(crash, work) is None:
            self.unknown[item.message_id] += 1

    @rule(crash=st.booleans())
    def issue(self, crash):
        """An issue is made of what waits."""

        def work(tx: Transaction) -> list[str]:
            ids = [entry.case.id for entry in tx.waiting(LIST)]
            if ids:
                number = tx.next_issue_number(LIST)
                tx.close_issue(LIST, number, ids, [a_mail(f"issue-{number}", OutgoingKind.DIGEST)], self.now)
            return ids

        self.issued.update(self.do(crash, work) or ())

    @rule(crash=st.booleans())
    def move(self, crash):
        """The messages go where they should lie."""

        def work(tx: Transaction) -> bool:
            for placement in tx.placements(LIST):
                there = ImapOrigin(account="salon", folder=placement.folder, validity=1, uid=1)
                tx.moved([Move(case=placement.case, origin=there)], self.now)
            assert not tx.placements(LIST)
            return True

        self.do(crash, work)

    @rule()
    def restart(self):
        """The process starts again: what was on its way is unknown now."""
        self.store.close()
        self.store = self.open()
        with self.store.transaction() as tx:
            for mail in tx.undone():
                if mail.state == "sending":
                    self.unknown[mail.message_id] += 1
            tx.recover(self.now)

    @rule()
    def wait(self):
        """Leases run out."""
        self.now += LEASE
        with self.store.snapshot() as tx:
            for mail in tx.undone():
                if mail.state == "sending":
                    self.unknown[mail.message_id] += 1

    @invariant()
    def every_arrival_has_one_case_and_every_case_one_outcome(self):
        with self.store.snapshot() as tx:
            found = {one.case.id: one for name in "abc" for one in tx.history(name)}
            rows = tx.journal(LIST)
        assert len(found) == len(self.arrived)
        assert len(rows) == len({row.case for row in rows})
        for one in found.values():
            decided = [decision.event for decision in one.decisions]
            assert (one.case.state is State.TAKEN) == (not decided)
            assert sum(event in {Event.ACCEPT, Event.RETURN} for event in decided) == len(one.mails) - bool(
                one.issue
            )
            if one.case.state not in FINAL | WAITING | {State.TAKEN, State.IN_DIGEST}:
                assert any(mail.state not in {"sent", "failed"} for mail in one.mails)

    @invariant()
    def nothing_is_sent_twice_unless_it_was_unknown(self):
        for name, times in self.accepted_by_server.items():
            decided = self.decided(name)
            assert times <= max(1, decided) + self.unknown[name], name

    def decided(self, message_id: str) -> int:
        """How often a mail of that Message-ID was put into the outbox: again by each moderator, and for each conflict."""
        with self.store.snapshot() as tx:
            mails = {mail.id: mail for one in tx.history(message_id) for mail in one.mails}
        return sum(mail.message_id == message_id for mail in mails.values())

    @invariant()
    def a_post_is_in_one_issue_at_most(self):
        assert all(times == 1 for times in self.issued.values())
        with self.store.snapshot() as tx:
            assert not {entry.case.id for entry in tx.waiting(LIST)} & set(self.issued)


Machine.TestCase.settings = settings(
    max_examples=tries(5), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestMachine = Machine.TestCase
