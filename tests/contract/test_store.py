"""What every database must keep: the same tests on SQLite and on PostgreSQL."""

import asyncio
import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from bot.errors import TemporaryFailure
from bot.lifecycle import Event, IllegalTransition, OutboxState, Outcome, State
from bot.mail.post import Identity, ImapOrigin, Move
from bot.notices.alert import Alert
from bot.notices.outgoing import Copy, OutgoingKind
from bot.policy.model.verdict import Disposition
from bot.service.list_runtime import Database
from bot.store import (
    AlreadySettled,
    Case,
    Conflict,
    Doubtful,
    Duplicate,
    Ignored,
    LeaseLost,
    LimitReached,
    NotWaiting,
    Progress,
    Seen,
    Store,
    Transaction,
    Writer,
)
from tests.parts.postgres import Postgres, running_postgres
from tests.parts.stored import (
    ANN,
    DAY,
    HOUR,
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


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with running_postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/listwarden.db"
    server: Postgres = request.getfixturevalue("server")
    return server.database()


@pytest.fixture
def store(url) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def tx(store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        yield transaction


def admit_one(tx: Transaction, uid: int = 1, **changes) -> Case:
    (case,) = tx.admit(LIST, [an_arrival(uid, **changes)], NOW)
    assert isinstance(case, Case)
    return case


def send(tx: Transaction, outcome: Outcome, *to: str, reply: str = "250 Ok", again=NOW + HOUR, at=NOW):
    (item,) = tx.lease(at, 1, LEASE)
    return tx.mark(item, receipts(outcome, *(to or item.recipients), reply=reply), at, again)


class TestTaking:
    def test_a_new_message_is_a_case_with_one_attempt_on_record(self, tx):
        case = admit_one(tx)

        assert (case.state, case.attempts, case.message_id) == (State.TAKEN, 1, "1@example.net")
        assert tx.unfinished(LIST) == (case,)
        assert tx.case(case.id) == case

    def test_what_was_taken_comes_back_as_it_was(self, tx):
        arrival, identity = an_arrival(1, received=dt.datetime(2026, 1, 7, 23, 59, 59, 123456, tzinfo=dt.UTC))
        (case,) = tx.admit(LIST, [(arrival, identity)], NOW)

        assert tx.arrival(case.id) == arrival

    def test_a_batch_keeps_its_order_in_answers_and_ids(self, tx):
        cases = tx.admit(LIST, [an_arrival(uid) for uid in (5, 3, 9, 1)], NOW)

        assert [case.origin.uid for case in cases] == [5, 3, 9, 1]
        assert [case.id for case in cases] == sorted(case.id for case in cases)
        assert tx.unfinished(LIST) == tuple(cases)

    def test_the_same_place_and_content_is_the_message_seen_before(self, tx):
        case = admit_one(tx)

        assert tx.admit(LIST, [an_arrival(1)], NOW + DAY) == [Seen(case=case)]
        assert tx.unfinished(LIST) == (case,)

    def test_the_same_content_elsewhere_is_a_duplicate_with_a_case_of_its_own(self, tx):
        case = admit_one(tx)
        (twin,) = tx.admit(LIST, [an_arrival(2, "text 1", name="1@example.net")], NOW)

        assert isinstance(twin, Duplicate)
        assert (twin.original, twin.case.duplicate_of, twin.case.state) == (case.id, case.id, State.TAKEN)

    def test_duplicates_are_found_within_one_batch(self, tx):
        same = [an_arrival(uid, "text", name="a@example.net") for uid in (1, 2, 3)]
        first, second, third = tx.admit(LIST, same, NOW)

        assert isinstance(first, Case)
        assert [type(one) for one in (second, third)] == [Duplicate, Duplicate]
        assert second.original == third.original == first.id

    def test_another_content_under_a_known_message_id_is_a_conflict(self, tx):
        case = admit_one(tx, name="a@example.net")
        (other,) = tx.admit(LIST, [an_arrival(2, "forged", name="a@example.net")], NOW)

        assert isinstance(other, Conflict)
        assert (other.original, other.case.state) == (case.id, State.TAKEN)

    def test_the_same_content_is_a_duplicate_even_after_a_conflict(self, tx):
        case = admit_one(tx, name="a@example.net", text="true")
        tx.admit(LIST, [an_arrival(2, "forged", name="a@example.net")], NOW)
        (again,) = tx.admit(LIST, [an_arrival(3, "true", name="a@example.net")], NOW)

        assert isinstance(again, Duplicate)
        assert again.original == case.id

    def test_after_thirty_days_neither_counts(self, tx):
        admit_one(tx, name="a@example.net", text="true")
        later = NOW + 31 * DAY

        (same,) = tx.admit(LIST, [an_arrival(2, "true", name="a@example.net")], later)
        assert isinstance(same, Case)
        (other,) = tx.admit("other.example.org", [an_arrival(2, "x", name="a@example.net")], later)
        assert isinstance(other, Case)

    def test_without_message_ids_the_content_decides(self, tx):
        one, two, three = tx.admit(
            LIST, [an_arrival(1, "a", name=""), an_arrival(2, "b", name=""), an_arrival(3, "a", name="")], NOW
        )

        assert [type(one), type(two), type(three)] == [Case, Case, Duplicate]

    def test_each_list_has_its_own_case_of_a_message(self, tx):
        admit_one(tx)
        (other,) = tx.admit("other.example.org", [an_arrival(1)], NOW)

        assert isinstance(other, Case)

    def test_a_folder_numbered_anew_brings_nothing_new(self, tx):
        first, twin = tx.admit(LIST, [an_arrival(uid, "text", name="a@example.net") for uid in (1, 2)], NOW)
        again = tx.admit(
            LIST,
            [an_arrival(uid, "text", name="a@example.net", validity=2) for uid in (7, 8)],
            NOW + 99 * DAY,
        )

        assert [type(one) for one in again] == [Seen, Seen]
        assert [one.case.id for one in again] == [first.id, twin.case.id]
        assert [one.case.origin.uid for one in again] == [7, 8]
        assert tx.case(first.id).origin.validity == 2
        assert tx.known_uids(LIST, "salon", "INBOX", 2) == {7, 8}

    def test_a_second_copy_of_a_moved_message_is_a_duplicate_whatever_its_number(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        there = ImapOrigin(account="salon", folder="INBOX/Accepted", validity=5, uid=1)
        tx.moved([Move(case=case.id, origin=there)], NOW)

        (again,) = tx.admit(LIST, [an_arrival(1, validity=2)], NOW)

        assert isinstance(again, Duplicate)

    def test_a_place_can_be_taken_by_another_message(self, tx):
        admit_one(tx)
        (other,) = tx.admit(LIST, [an_arrival(1, "another", name="b@example.net")], NOW)

        assert isinstance(other, Case)
        assert tx.admit(LIST, [an_arrival(1, "another", name="b@example.net")], NOW) == [Seen(case=other)]

    def test_an_ignored_backlog_stays_ignored_when_the_folder_is_numbered_anew(self, tx):
        assert not tx.backlog_ignored(LIST, "salon", "INBOX")
        tx.ignore_uids(LIST, "salon", "INBOX", 1, [1, 2, 3], NOW)
        tx.ignore_uids(LIST, "salon", "INBOX", 1, [3, 4], NOW + HOUR)
        assert tx.backlog_ignored(LIST, "salon", "INBOX")
        assert tx.known_uids(LIST, "salon", "INBOX", 1, [2, 3, 9]) == {2, 3}

        old, young = an_arrival(11, validity=2), an_arrival(12, validity=2, received=NOW + HOUR)
        first, second = tx.admit(LIST, [old, young], NOW + DAY)

        assert first == Ignored(origin=ImapOrigin(account="salon", folder="INBOX", validity=2, uid=11))
        assert isinstance(second, Case)
        assert tx.known_uids(LIST, "salon", "INBOX", 2) == {11, 12}
        assert isinstance(tx.admit(LIST, [an_arrival(13, validity=2)], NOW + DAY)[0], Ignored)

    def test_a_case_is_found_by_its_hash_where_its_names_are_hostile(self, tx):
        names = ["a\0b@example.net", "\ud800@example.net", "x" * 40_000, "ÿ" * 3_000]
        arrivals = [
            (arrival, Identity(message_id=name, content_hash=identity.content_hash))
            for (arrival, identity), name in zip(map(an_arrival, range(1, 5)), names, strict=True)
        ]
        first = tx.admit(LIST, arrivals, NOW)
        moved = [
            (replace(a, origin=ImapOrigin(account="salon", folder="INBOX", validity=1, uid=uid)), identity)
            for uid, (a, identity) in enumerate(arrivals, 11)
        ]

        assert [type(one) for one in first] == [Case] * 4
        assert [type(one) for one in tx.admit(LIST, moved, NOW)] == [Duplicate] * 4
        assert len(tx.history(f"<{'x' * 40_000}>")) == 2

    def test_every_beginning_is_counted(self, tx):
        case = admit_one(tx)

        assert (tx.begin(case.id, NOW), tx.begin(case.id, NOW)) == (2, 3)
        with pytest.raises(LookupError):
            tx.begin("20260108-0000-0000", NOW)


class TestSettling:
    def test_an_accepted_case_has_its_mail_its_folder_and_its_decision(self, tx):
        case = admit_one(tx)
        assert tx.settle(accepted(case), NOW) is State.POSTING

        (found,) = tx.history(case.id)
        assert [one.event for one in found.events] == ["taken", "accept"]
        assert [(one.disposition, one.by, one.facts["own.words"]) for one in found.decisions] == [
            (Disposition.ACCEPT, "bot", 7)
        ]
        assert [(one.kind, one.state, one.attempts) for one in found.mails] == [
            (OutgoingKind.POST, OutboxState.READY, 0)
        ]
        assert [(one.case, one.folder) for one in tx.placements(LIST)] == [(case.id, "Accepted")]
        assert tx.unfinished(LIST) == ()

    def test_the_same_decision_twice_changes_nothing(self, store):
        with store.transaction() as tx:
            case = admit_one(tx)
            tx.settle(accepted(case), NOW)
            before = tx.history(case.id)
        with pytest.raises(AlreadySettled, match='it is "posting" now'), store.transaction() as tx:
            tx.settle(accepted(case), NOW)
        with store.snapshot() as tx:
            assert tx.history(case.id) == before

    def test_another_decision_on_a_settled_case_is_illegal(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)

        with pytest.raises(IllegalTransition, match='a case that is "posting" knows no "return"'):
            tx.settle(returned(case), NOW)

    def test_a_decision_whose_mail_was_forgotten_is_refused(self, tx):
        case = admit_one(tx)

        with pytest.raises(ValueError, match="without a mail of kind post"):
            tx.settle(accepted(case, outgoing=()), NOW)

    def test_a_moderator_settles_a_held_case_once(self, tx):
        case = admit_one(tx)
        tx.settle(held(case), NOW)
        assert [one.case.id for one in tx.held(LIST)] == [case.id]
        assert tx.held(LIST)[0].findings[0].text == "Please add a comment."
        assert tx.held("other.example.org") == ()

        tx.settle(accepted(case, by="mod@example.org", verdict=None, note="fine"), NOW + HOUR)

        assert tx.held() == ()
        (found,) = tx.history(case.id)
        assert [(one.by, one.disposition) for one in found.decisions] == [
            ("bot", Disposition.HOLD),
            ("mod@example.org", Disposition.ACCEPT),
        ]
        (row,) = tx.journal()
        assert row.disposition is Disposition.ACCEPT
        assert row.rules == ("comment-too-short", "moderator")
        assert row.reasons == ("Please add a comment.", "mod@example.org decided: accept (fine)")
        assert tx.journal(LIST, NOW + HOUR) == (row,)
        assert tx.journal(LIST, NOW + DAY) == tx.journal("other.example.org") == ()
        with pytest.raises(AlreadySettled):
            tx.settle(accepted(case, by="other@example.org"), NOW + HOUR)

    def test_an_answer_over_a_limit_is_not_given(self, store):
        with store.transaction() as tx:
            cases = tx.admit(LIST, [an_arrival(uid) for uid in range(1, 6)], NOW)
            for case in cases[:3]:
                tx.settle(returned(case, answers_limit=3), NOW)
        with pytest.raises(LimitReached), store.transaction() as tx:
            tx.settle(returned(cases[3], answers_limit=3, answered=ANN.upper()), NOW)
        with pytest.raises(LimitReached), store.transaction() as tx:
            tx.settle(returned(cases[3], returns_limit=3, answered="eve@example.net"), NOW)
        with store.transaction() as tx:
            numbers = tx.look_up(LIST, ANN, NOW, cases[0].id)
            assert (numbers.author_returned, numbers.answers_today, numbers.returns_this_hour) == (3, 3, 3)
            assert numbers.answered_before
            tx.settle(returned(cases[3], answers_limit=3, returns_limit=3), NOW + DAY)
            assert tx.look_up(LIST, ANN, NOW + DAY).answers_today == 1

    def test_a_case_is_never_answered_twice(self, tx):
        case = admit_one(tx)
        tx.settle(returned(case), NOW)
        send(tx, Outcome.REFUSED, reply="550 no such user")
        assert tx.case(case.id).state is State.HELD

        with pytest.raises(LimitReached, match="was answered before"):
            tx.settle(returned(case), NOW + HOUR)

    def test_posts_before_count_by_author_and_list(self, tx):
        for uid in (1, 2):
            tx.settle(accepted(admit_one(tx, uid), author="Ann@Example.net"), NOW)

        assert tx.look_up(LIST, "ann@example.NET", NOW).author_posts == 2
        assert tx.look_up("other.example.org", ANN, NOW).author_posts == 0

    def test_an_observed_case_is_on_record_with_what_it_would_have_come_to(self, tx):
        case = admit_one(tx)
        tx.settle(returned(case, event=Event.OBSERVE, outgoing=(), folder=None, answered=None), NOW)

        assert [row.disposition for row in tx.journal(LIST)] == [Disposition.RETURN]
        assert tx.placements(LIST) == ()
        assert tx.case(case.id).state is State.OBSERVED


class TestSending:
    def test_a_post_that_left_is_posted(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        marked = send(tx, Outcome.SENT)

        assert (marked.state, marked.event, marked.case_state) == (OutboxState.SENT, Event.SENT, State.POSTED)
        assert tx.lease(NOW + DAY, 9, LEASE) == ()
        assert tx.next_due() is None
        assert tx.undone() == ()

    def test_the_leased_bytes_are_those_of_the_decision(self, tx):
        case = admit_one(tx)
        mail = a_mail(
            "x@example.net",
            OutgoingKind.POST,
            "a@x.example",
            "b@x.example",
            "a@x.example",
            raw=bytes(range(256)),
        )
        tx.settle(accepted(case, outgoing=(mail,)), NOW)
        (item,) = tx.lease(NOW, 9, LEASE)

        assert (item.raw, item.recipients, item.attempts, item.case) == (
            bytes(range(256)),
            ("a@x.example", "b@x.example"),
            1,
            case.id,
        )

    def test_a_leased_mail_is_not_leased_again(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW)
        tx.lease(NOW, 9, LEASE)

        assert tx.lease(NOW + LEASE / 2, 9, LEASE) == ()

    def test_a_notice_waits_behind_no_copies_and_old_copies_behind_no_notices(self, tx):
        one, two, three = tx.admit(LIST, [an_arrival(uid) for uid in (1, 2, 3)], NOW)
        copies = tuple(
            Copy(person=who, recipient=who, reverse_path="b@x.example", head=b"")
            for who in ("m1@x.example", "m2@x.example", "m3@x.example")
        )
        tx.settle(accepted(one, outgoing=(replace(a_mail("p@x"), recipients=(), copies=copies),)), NOW)
        tx.settle(returned(two), NOW + HOUR / 2)
        tx.settle(returned(three), NOW + 2 * HOUR)

        (first,) = tx.lease(NOW + 3 * HOUR, 1, LEASE)
        assert (first.case, first.person) == (two.id, None)
        tx.release([first], NOW + HOUR / 2)
        (again,) = tx.lease(NOW + 3 * HOUR, 1, LEASE)
        assert again.case == two.id
        assert [item.case for item in tx.lease(NOW + 3 * HOUR, 1, LEASE)] == [one.id] * 3
        assert [item.case for item in tx.lease(NOW + 3 * HOUR, 1, LEASE)] == [three.id]

    def test_a_mail_that_never_waited_is_shown_as_due_when_it_came(self, tx):
        tx.settle(returned(admit_one(tx)), NOW)

        assert [mail.next_at for mail in tx.unsent()] == [NOW]

    def test_a_deferred_mail_comes_back_when_it_is_due(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW)
        assert send(tx, Outcome.DEFERRED, again=NOW + HOUR).state is OutboxState.DEFERRED
        assert tx.next_due() == NOW + HOUR
        assert tx.lease(NOW + HOUR / 2, 9, LEASE) == ()

        (item,) = tx.lease(NOW + HOUR, 9, LEASE)
        assert item.attempts == 2

    def test_a_mail_that_waits_is_offered_at_once_where_a_person_wishes(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        (item,) = tx.lease(NOW, 1, LEASE)
        tx.mark(item, receipts(Outcome.DEFERRED, *item.recipients, reply="450 later"), NOW, NOW + DAY)
        (waits,) = tx.unsent()
        assert (waits.waiting_for, waits.last_reply) == (item.recipients, "450 later")
        assert tx.lease(NOW + HOUR, 1, LEASE) == ()

        tx.hasten([waits.id], NOW + HOUR)

        (again,) = tx.lease(NOW + HOUR, 1, LEASE)
        assert again.id == item.id
        tx.hasten([again.id], NOW + HOUR)
        assert tx.lease(NOW + HOUR, 1, LEASE) == (), "what is being sent is left alone"

    def test_what_was_tried_in_vain_is_offered_at_once_where_the_server_is_back(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        (item,) = tx.lease(NOW, 1, LEASE)
        tx.mark(item, receipts(Outcome.DEFERRED, *item.recipients, reply="away"), NOW, NOW + HOUR)

        tx.hasten_tried(NOW, HOUR / 2)
        assert tx.lease(NOW, 1, LEASE) == (), "what the server itself put off keeps its time"

        tx.hasten_tried(NOW, HOUR)
        (again,) = tx.lease(NOW, 1, LEASE)
        assert again.id == item.id

    def test_a_mail_that_is_dropped_never_leaves_and_its_case_is_held(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        (waits,) = tx.unsent()

        marked = tx.drop(waits.id, "dropped by ann", NOW + HOUR)

        assert (marked.state, marked.case_state) == (OutboxState.FAILED, State.HELD)
        assert tx.unsent() == ()
        assert tx.lease(NOW + DAY, 9, LEASE) == ()
        (held_now,) = tx.held(LIST)
        assert "dropped by ann" in held_now.findings[0].text

    def test_a_post_that_one_recipient_refuses_is_posted(self, tx):
        case = admit_one(tx)
        tx.settle(
            accepted(case, outgoing=(a_mail("m@x", OutgoingKind.POST, "a@x.example", "b@x.example"),)), NOW
        )
        (item,) = tx.lease(NOW, 1, LEASE)
        mixed = (
            *receipts(Outcome.SENT, "a@x.example"),
            *receipts(Outcome.REFUSED, "b@x.example", reply="550 no"),
        )

        marked = tx.mark(item, mixed, NOW, None)

        assert (marked.state, marked.case_state) == (OutboxState.SENT, State.POSTED)
        assert marked.missed == (("b@x.example", "550 no"),)
        assert tx.lease(NOW + DAY, 1, LEASE) == ()

    def test_attempts_without_an_end_are_counted(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW)
        send(tx, Outcome.UNKNOWN, again=NOW)
        send(tx, Outcome.DEFERRED, again=NOW)
        (item,) = tx.lease(NOW, 1, LEASE)
        assert (item.attempts, item.unknowns) == (3, 1)

    def test_only_recipients_without_an_end_are_offered_again(self, tx):
        case = admit_one(tx)
        people = ("a@x.example", "b@x.example", "c@x.example")
        tx.settle(accepted(case, outgoing=(a_mail("m@x", OutgoingKind.POST, *people),)), NOW)
        (item,) = tx.lease(NOW, 1, LEASE)
        mixed = (
            *receipts(Outcome.SENT, people[0]),
            *receipts(Outcome.DEFERRED, people[1]),
            *receipts(Outcome.REFUSED, people[2], reply="550 gone"),
        )
        assert tx.mark(item, mixed, NOW, NOW).state is OutboxState.DEFERRED

        (item,) = tx.lease(NOW, 1, LEASE)
        assert item.recipients == (people[1],)
        marked = tx.mark(item, receipts(Outcome.SENT, people[1]), NOW, NOW)
        assert (marked.state, marked.missed) == (OutboxState.SENT, ((people[2], "550 gone"),))
        (found,) = tx.history(case.id)
        assert [(one.recipient, one.outcome, one.reply) for one in found.mails[0].recipients] == [
            (people[0], "sent", "250 2.0.0 Ok"),
            (people[1], "sent", "250 2.0.0 Ok"),
            (people[2], "refused", "550 gone"),
        ]

    def test_a_refused_post_is_held_untold_with_the_servers_words(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        marked = send(tx, Outcome.REFUSED, reply="550 5.7.1 not here")

        assert (marked.state, marked.event, marked.case_state) == (
            OutboxState.FAILED,
            Event.FAILED,
            State.HELD,
        )
        (waiting,) = tx.untold(LIST)
        assert "550 5.7.1 not here" in waiting.findings[0].text
        assert [(row.disposition, row.rules) for row in tx.journal()] == [
            (Disposition.HOLD, ("guard.undelivered",))
        ]
        assert [placement.folder for placement in tx.placements(LIST)] == ["Held"]
        assert [mail.state for mail in tx.undone(LIST)] == [OutboxState.FAILED]

    def test_a_mail_that_is_given_up_is_held_too(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)

        assert send(tx, Outcome.DEFERRED, again=None).case_state is State.HELD
        assert tx.case(case.id).told is None

    def test_a_moderator_can_send_again_what_was_refused(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        send(tx, Outcome.REFUSED)
        tx.settle(accepted(case, by="mod@example.org"), NOW + HOUR)

        assert send(tx, Outcome.SENT, at=NOW + HOUR).case_state is State.POSTED

    def test_an_unknown_end_is_counted_and_offered_again_at_once(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW)
        assert send(tx, Outcome.UNKNOWN, again=NOW).state is OutboxState.UNKNOWN
        assert tx.totals()["ambiguous_sends_total"] == 1

        assert send(tx, Outcome.SENT).case_state is State.POSTED

    def test_silence_about_a_recipient_is_unknown(self, tx):
        case = admit_one(tx)
        tx.settle(
            accepted(case, outgoing=(a_mail("m", OutgoingKind.POST, "a@x.example", "b@x.example"),)), NOW
        )

        assert send(tx, Outcome.SENT, "a@x.example").state is OutboxState.UNKNOWN

    def test_after_a_crash_what_was_on_its_way_is_unknown_and_counted(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        (item,) = tx.lease(NOW, 1, LEASE)

        assert tx.recover(NOW).ambiguous == 1
        assert tx.totals()["ambiguous_sends_total"] == 1
        (again,) = tx.lease(NOW, 1, LEASE)
        assert (again.id, again.raw, again.attempts) == (item.id, item.raw, 2)

    def test_an_attempt_that_outlived_its_lease_counts_while_no_other_began(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW)
        (item,) = tx.lease(NOW, 1, LEASE)
        tx.recover(NOW)

        assert tx.mark(item, receipts(Outcome.SENT), NOW, None).case_state is State.POSTED

    def test_an_attempt_whose_lease_another_has_is_not_recorded(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW)
        (item,) = tx.lease(NOW, 1, LEASE)
        (other,) = tx.lease(NOW + LEASE, 1, LEASE)

        assert other.attempts == 2
        with pytest.raises(LeaseLost):
            tx.mark(item, receipts(Outcome.REFUSED), NOW + LEASE, None)
        assert tx.mark(other, receipts(Outcome.SENT), NOW + LEASE, None).case_state is State.POSTED

    def test_a_clock_that_was_a_year_ahead_delays_no_mail(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW + 365 * DAY)

        assert len(tx.lease(NOW, 9, LEASE)) == 1

    def test_a_clock_that_was_some_hours_ahead_delays_no_deferred_mail(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW + 20 * HOUR)
        send(tx, Outcome.DEFERRED, again=NOW + 20.1 * HOUR, at=NOW + 20 * HOUR)

        assert len(tx.lease(NOW, 9, LEASE)) == 1

    def test_a_clock_that_jumps_ends_no_attempt_that_its_holder_knows_of(self, tx):
        tx.settle(accepted(admit_one(tx)), NOW)
        (item,) = tx.lease(NOW, 1, LEASE)

        assert tx.lease(NOW + 9 * HOUR, 1, LEASE, [item.id]) == ()
        assert len(tx.lease(NOW + 9 * HOUR, 1, LEASE)) == 1

    def test_what_was_leased_in_vain_is_due_again_and_no_attempt(self, tx):
        for case in tx.admit(LIST, [an_arrival(1), an_arrival(2)], NOW):
            tx.settle(accepted(case), NOW)
        first, second = tx.lease(NOW, 2, LEASE)

        tx.reclaim([first.id], NOW)

        (again,) = tx.lease(NOW, 9, LEASE)
        assert (again.id, again.attempts) == (second.id, 1)
        assert tx.totals().get("ambiguous_sends_total", 0) == 0

    def test_two_workers_never_get_the_same_mail(self, store):
        with store.transaction() as tx:
            for case in tx.admit(LIST, [an_arrival(uid) for uid in range(1, 41)], NOW):
                tx.settle(accepted(case), NOW)
        got: list[int] = []

        def work() -> None:
            for _ in range(10):
                with store.transaction() as tx:
                    got.extend(item.id for item in tx.lease(NOW, 2, LEASE))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(got) == len(set(got)) == 40

    def test_our_own_mails_are_known_by_their_message_ids(self, tx):
        case = admit_one(tx)
        tx.settle(returned(case), NOW)

        assert tx.kinds_sent(f"return.{case.id}@lists.example.org") == {OutgoingKind.RETURN}
        assert tx.kinds_sent("nobody@example.org") == frozenset()
        assert [one.case.id for one in tx.history(f"<return.{case.id}@lists.example.org>")] == [case.id]


class TestFolders:
    def test_a_wish_is_open_until_the_message_lies_there(self, tx):
        case = admit_one(tx)
        tx.settle(held(case), NOW)
        (placement,) = tx.placements(LIST)
        assert (placement.folder, placement.origin, placement.content_hash) == (
            "Held",
            case.origin,
            case.content_hash,
        )

        there = ImapOrigin(account="salon", folder="INBOX.Moderation.Held", validity=9, uid=4)
        tx.moved([Move(case=case.id, origin=there)], NOW)

        assert tx.placements(LIST) == ()
        assert tx.case(case.id).origin == there

    def test_a_wish_that_changed_on_the_way_stays_open(self, tx):
        case = admit_one(tx)
        tx.settle(held(case), NOW)
        tx.settle(accepted(case, by="mod@example.org"), NOW)
        there = ImapOrigin(account="salon", folder="Held", validity=9, uid=0)
        tx.moved([Move(case=case.id, origin=there)], NOW)

        assert [(placement.folder, placement.origin) for placement in tx.placements(LIST)] == [
            ("Accepted", there)
        ]

    def test_a_message_that_is_gone_is_wished_nowhere(self, tx):
        case = admit_one(tx)
        tx.settle(held(case), NOW)
        tx.moved([Move(case=case.id, origin=None)], NOW)
        tx.settle(accepted(case, by="mod@example.org"), NOW)

        assert tx.placements(LIST) == ()
        assert tx.arrival(case.id).raw == an_arrival(1)[0].raw


class TestNumbers:
    PLACE = (LIST, "salon", "INBOX", 1)

    def test_a_message_that_was_moved_away_is_not_known_where_it_lay(self, tx):
        stays, goes = admit_one(tx, 1), admit_one(tx, 2)
        place = ImapOrigin(account="salon", folder="Accepted", validity=9, uid=1)
        tx.moved([Move(case=goes.id, origin=place)], NOW)

        assert tx.lying_uids(*self.PLACE, [1, 2, 3]) == {1}
        assert tx.content_at(LIST, stays.origin) == stays.content_hash

    def test_a_message_that_lies_here_again_goes_where_it_should(self, tx):
        case = admit_one(tx)
        tx.settle(accepted(case), NOW)
        there = ImapOrigin(account="salon", folder="Accepted", validity=9, uid=1)
        tx.moved([Move(case=case.id, origin=there)], NOW)
        assert tx.placements(LIST) == ()

        (found,) = tx.admit(LIST, [an_arrival(1)], NOW)

        assert isinstance(found, Seen)
        (placement,) = tx.placements(LIST)
        assert (placement.case, placement.origin) == (case.id, case.origin)

    def test_numbers_that_are_given_out_again_mean_other_messages(self, tx):
        for uid in (1, 2, 3):
            tx.settle(accepted(admit_one(tx, uid)), NOW)
        assert tx.highest_uid(*self.PLACE) == 3

        tx.doubt_numbers(*self.PLACE, 2)

        assert tx.highest_uid(*self.PLACE) == 1
        assert tx.lying_uids(*self.PLACE, [1, 2, 3]) == set()
        assert {placement.origin.validity for placement in tx.placements(LIST)} == {0}
        (same, other) = tx.admit(LIST, [an_arrival(1), an_arrival(2, "another", name="new@x")], NOW)
        assert isinstance(same, Seen)
        assert isinstance(other, Case)

    def test_an_account_is_known_again_by_its_new_name(self, tx):
        case = admit_one(tx)
        tx.ignore_uids(*self.PLACE, [9], NOW)

        assert tx.renamed_account(LIST, "renamed", "INBOX", 1) == "salon"
        assert tx.lying_uids(LIST, "renamed", "INBOX", 1, [1, 9]) == {1, 9}
        assert tx.case(case.id).origin.account == "renamed"
        assert tx.renamed_account(LIST, "renamed", "INBOX", 1) is None
        assert tx.renamed_account(LIST, "another", "INBOX", 2) is None


class TestHeld:
    def test_owners_who_got_the_notice_are_told(self, tx):
        case = admit_one(tx)
        tx.settle(held(case, outgoing=(a_mail("h@x", OutgoingKind.HELD, "owner@example.org"),)), NOW)

        assert tx.untold() == ()
        assert tx.notices_sent_since(LIST, NOW - HOUR) == 1
        assert tx.notices_sent_since(LIST, NOW) == 0
        assert send(tx, Outcome.SENT).case_state is None
        assert tx.case(case.id).state is State.HELD

    def test_several_cases_are_told_in_one_notice(self, tx):
        cases = tx.admit(LIST, [an_arrival(1), an_arrival(2)], NOW)
        for case in cases:
            tx.settle(held(case), NOW)
        assert [one.case.id for one in tx.untold(LIST)] == [case.id for case in cases]

        tx.told(LIST, [case.id for case in cases], a_mail("b@x", OutgoingKind.HELD, "owner@example.org"), NOW)

        assert tx.untold(LIST) == ()
        assert len(tx.held(LIST)) == 2
        assert len(tx.lease(NOW, 9, LEASE)) == 1


class TestDigests:
    def test_an_issue_takes_what_waits_in_its_order_and_once(self, tx):
        cases = tx.admit(LIST, [an_arrival(uid) for uid in (1, 2, 3)], NOW)
        for case in (cases[1], cases[0]):
            tx.settle(digested(case), NOW)
        waiting = tx.waiting(LIST)
        assert [entry.case.id for entry in waiting] == [cases[1].id, cases[0].id]
        assert waiting[0].raw == an_arrival(2)[0].raw
        assert tx.waiting_size(LIST) == (2, sum(entry.case.size for entry in waiting))

        number = tx.next_issue_number(LIST)
        ids = [entry.case.id for entry in waiting]
        tx.close_issue(LIST, number, ids, [a_mail("d1@x", OutgoingKind.DIGEST)], NOW)

        assert (number, tx.next_issue_number(LIST), tx.waiting(LIST)) == (1, 2, ())
        (found,) = tx.history(cases[0].id)
        assert (found.case.state, found.issue, [one.message_id for one in found.mails]) == (
            State.DIGESTED,
            1,
            ["d1@x"],
        )
        assert send(tx, Outcome.SENT).state is OutboxState.SENT

    def test_what_reached_the_list_is_in_the_next_issue_once_and_what_did_not_is_in_none(self, tx):
        cases = tx.admit(LIST, [an_arrival(uid) for uid in (1, 2, 3)], NOW)
        for case in cases:
            tx.settle(accepted(case, outgoing=(replace(a_mail(case.message_id), collected=True),)), NOW)
        assert tx.waiting(LIST) == ()

        items = tx.lease(NOW, 10, LEASE)
        tx.mark(items[0], receipts(Outcome.SENT), NOW, None)
        tx.mark(items[1], receipts(Outcome.REFUSED), NOW, None)

        assert [entry.case.id for entry in tx.waiting(LIST)] == [cases[0].id]
        tx.close_issue(LIST, 1, [cases[0].id], [a_mail("d1", OutgoingKind.DIGEST)], NOW)
        assert tx.case(cases[0].id).state is State.POSTED
        assert tx.waiting_size(LIST) == (0, 0)

        tx.settle(accepted(tx.case(cases[1].id), outgoing=(replace(a_mail("again"), collected=True),)), NOW)
        for item in tx.lease(NOW, 10, LEASE):
            tx.mark(item, receipts(Outcome.SENT), NOW, None) if item.case else None
        tx.mark(items[2], receipts(Outcome.SENT), NOW, None)
        assert {entry.case.id for entry in tx.waiting(LIST)} == {cases[1].id, cases[2].id}

    def test_an_issue_of_what_does_not_wait_is_refused_whole(self, store):
        with store.transaction() as tx:
            first, second = tx.admit(LIST, [an_arrival(1), an_arrival(2)], NOW)
            tx.settle(digested(first), NOW)
            tx.settle(accepted(second), NOW)
        for number, ids in ((1, [first.id, second.id]), (2, [first.id]), (1, [first.id, first.id])):
            with pytest.raises(NotWaiting), store.transaction() as tx:
                tx.close_issue(LIST, number, ids, [a_mail("d@x", OutgoingKind.DIGEST)], NOW)
        with store.snapshot() as tx:
            assert [entry.case.id for entry in tx.waiting(LIST)] == [first.id]
            assert tx.next_issue_number(LIST) == 1

    def test_one_bad_post_is_taken_out_of_the_digest(self, tx):
        bad, good = tx.admit(LIST, [an_arrival(1), an_arrival(2)], NOW)
        for case in (bad, good):
            tx.settle(digested(case), NOW)
        tx.settle(held(bad, event=Event.QUARANTINE, folder="Quarantine"), NOW)

        assert [entry.case.id for entry in tx.waiting(LIST)] == [good.id]
        tx.settle(digested(bad, by="mod@example.org"), NOW)
        assert [entry.case.id for entry in tx.waiting(LIST)] == [good.id, bad.id]

    def test_two_processes_make_one_issue(self, store):
        with store.transaction() as tx:
            (case,) = tx.admit(LIST, [an_arrival(1)], NOW)
            tx.settle(digested(case), NOW)
        ends: list[str] = []

        def make() -> None:
            try:
                with store.transaction() as tx:
                    tx.close_issue(LIST, 1, [case.id], [a_mail("d@x", OutgoingKind.DIGEST)], NOW)
                ends.append("made")
            except NotWaiting:
                ends.append("refused")

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ends) == ["made", "refused", "refused", "refused"]


class TestJournal:
    def test_it_has_one_row_for_each_case_oldest_first(self, tx):
        first, second = tx.admit(LIST, [an_arrival(1), an_arrival(2)], NOW)
        tx.settle(returned(second), NOW)
        tx.settle(accepted(first), NOW + HOUR)

        rows = tx.journal()
        assert [(row.case, row.disposition, row.decided_at) for row in rows] == [
            (second.id, Disposition.RETURN, NOW),
            (first.id, Disposition.ACCEPT, NOW + HOUR),
        ]
        assert (rows[0].rules, rows[0].reasons) == (("comment-too-short",), ("Please add a comment.",))
        assert [row.case for row in tx.journal(since=NOW + HOUR)] == [first.id]
        assert tx.journal("other.example.org") == ()

    def test_it_gives_the_judged_posts_once_more_until_they_are_swept(self, tx):
        first, second, _ = tx.admit(LIST, [an_arrival(1), an_arrival(2), an_arrival(3)], NOW)
        tx.settle(returned(second), NOW)
        tx.settle(accepted(first), NOW)

        judged = [(case, raw) for case, _, raw in tx.judged_posts(LIST, NOW - 400 * DAY)]
        assert judged == [(first.id, an_arrival(1)[0].raw), (second.id, an_arrival(2)[0].raw)]
        assert list(tx.judged_posts(LIST, NOW + DAY)) == []
        assert tx.swept_posts(LIST, NOW - 400 * DAY) == 0

    def test_it_keeps_the_reasons_of_the_bot_when_a_person_decides(self, tx):
        case = admit_one(tx)
        tx.settle(held(case), NOW)
        tx.settle(accepted(case, verdict=None, by="ann", note="A good one."), NOW + HOUR)

        (row,) = tx.journal()
        assert row.disposition is Disposition.ACCEPT
        assert row.decided_at == NOW + HOUR
        assert row.rules == ("comment-too-short", "moderator")
        assert row.reasons == ("Please add a comment.", "ann decided: accept (A good one.)")

    def test_a_case_is_found_by_id_as_heard_and_by_message_id(self, tx):
        case = admit_one(tx)
        written = case.id.lower().replace("-", " ").replace("0", "o")

        for name in (case.id, written, "1@example.net", " <1@example.net> "):
            assert [found.case.id for found in tx.history(name)] == [case.id], name
        assert tx.history("") == tx.history("<>") == tx.history("nobody@example.net") == ()


class TestAlerts:
    def test_an_alert_waits_until_a_mail_tells_it(self, tx):
        case = admit_one(tx)
        tx.settle(
            held(case, alerts=(Alert(topic="complaint", text="Ann", people=("owners", "moderators")),)), NOW
        )
        tx.alert(LIST, Alert(topic="digest", text="Issue 1"), NOW)
        of_case, of_issue = tx.alerts(LIST)
        assert (of_case.case, of_case.alert.people, of_issue.alert.text) == (
            case.id,
            ("owners", "moderators"),
            "Issue 1",
        )

        tx.alerted(LIST, [of_case], a_mail("alert@example.org", OutgoingKind.OWNER), NOW + HOUR)

        assert tx.alerts(LIST) == (of_issue,)
        assert [tx.alert_mails_since(LIST, "complaint", since) for since in (NOW, NOW + HOUR)] == [1, 0]
        assert [item.message_id for item in tx.lease(NOW + HOUR, 9, LEASE)] == ["alert@example.org"]

    def test_an_alert_that_its_own_mail_tells_counts_as_told(self, tx):
        alerts = [Alert(topic="rule:short", text=text, mail="one@example.org") for text in ("one", "two")]
        tx.settle(held(admit_one(tx), alerts=tuple(alerts)), NOW)

        assert (tx.alerts(LIST), tx.alert_mails_since(LIST, "rule:short", NOW - HOUR)) == ((), 1)

    def test_told_alerts_are_swept_with_what_they_tell_of(self, tx):
        for topic in ("digest", "complaint"):
            tx.alert(LIST, Alert(topic=topic, text="Ann"), NOW)
        told, waiting = tx.alerts(LIST)
        tx.alerted(LIST, [told], a_mail("alert@example.org", OutgoingKind.OWNER), NOW)

        assert (tx.sweep(NOW + 29 * DAY, 30), tx.sweep(NOW + 31 * DAY, 30)) == (0, 1)
        assert tx.alert_mails_since(LIST, "digest", NOW - DAY) == 0
        assert tx.alerts(LIST) == (waiting,)


class TestRestoring:
    def test_what_may_be_out_already_is_held_and_its_mail_stopped(self, tx):
        cases = tx.admit(LIST, [an_arrival(uid) for uid in (1, 2, 3)], NOW)
        tx.settle(accepted(cases[0]), NOW)
        tx.settle(digested(cases[1]), NOW)
        was = Progress(identity="", leases=7, issues={LIST: 4})

        found = tx.hold_doubtful(LIST, was, NOW)
        tx.catch_up(was)

        assert found == Doubtful(held=3, issues=())
        assert [one.case.id for one in tx.untold(LIST)] == [case.id for case in cases]
        assert (tx.lease(NOW, 9, LEASE), tx.next_issue_number(LIST)) == ((), 5)
        assert tx.progress() == was
        assert tx.last_decision() == NOW

    def test_an_issue_that_may_be_out_is_named_and_not_sent(self, tx):
        case = admit_one(tx)
        tx.settle(digested(case), NOW)
        tx.close_issue(LIST, 1, [case.id], (a_mail("issue@example.org", OutgoingKind.DIGEST),), NOW)

        found = tx.hold_doubtful(LIST, Progress(identity="", leases=1, issues={LIST: 1}), NOW)

        assert found == Doubtful(held=0, issues=(1,))
        assert tx.lease(NOW, 9, LEASE) == ()
        assert tx.offer_again(LIST, NOW + HOUR) == (1,)
        assert [item.issue for item in tx.lease(NOW + HOUR, 9, LEASE)] == [1]


class TestKeeping:
    def test_the_rules_that_were_live_last_come_back(self, tx):
        assert tx.last_good_rules(LIST) is None
        tx.keep_rules(LIST, "a" * 64, {"rules/salon.yaml": b"one", "words.txt": b"\xff\0"}, NOW)
        tx.keep_rules(LIST, "b" * 64, {"rules/salon.yaml": b"two"}, NOW + HOUR)
        assert tx.last_good_rules(LIST).files == {"rules/salon.yaml": b"two"}

        tx.keep_rules(LIST, "a" * 64, {"rules/salon.yaml": b"one", "words.txt": b"\xff\0"}, NOW + DAY)
        assert tx.last_good_rules(LIST).files["words.txt"] == b"\xff\0"

    def test_small_things_are_remembered_and_totals_grow(self, tx):
        tx.remember("a", "1")
        tx.remember("a", "2")
        tx.count("mails")
        tx.count("mails", 4)

        assert (tx.recall("a"), tx.recall("b"), tx.totals()) == ("2", None, {"mails": 5})

    def test_only_bytes_of_what_has_ended_are_swept(self, tx):
        posted, waiting, on_hold, young = tx.admit(LIST, [an_arrival(uid) for uid in range(1, 5)], NOW)
        tx.settle(accepted(posted), NOW)
        send(tx, Outcome.SENT)
        tx.settle(digested(waiting), NOW)
        tx.settle(held(on_hold), NOW)
        tx.settle(held(young, event=Event.DISCARD), NOW + 30 * DAY)

        assert tx.sweep(NOW + 31 * DAY, 30) == 2
        assert [tx.arrival(case.id) is None for case in (posted, waiting, on_hold, young)] == [
            True,
            False,
            False,
            False,
        ]
        assert tx.sweep(NOW + 31 * DAY, 30) == 0
        assert isinstance(tx.admit(LIST, [an_arrival(1)], NOW + 31 * DAY)[0], Seen)


class TestStore:
    def test_what_was_committed_is_there_after_reopening(self, url):
        with Store.open(url) as store, store.transaction() as tx:
            case = admit_one(tx)
        with Store.open(url) as store, store.snapshot() as tx:
            assert tx.case(case.id) == case

    def test_a_block_that_raises_leaves_nothing(self, store):
        def fail() -> None:
            with store.transaction() as tx:
                admit_one(tx)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        with store.snapshot() as tx:
            assert tx.unfinished(LIST) == ()

    def test_readers_see_one_state_while_another_writes(self, store):
        with store.snapshot() as reading:
            assert reading.unfinished(LIST) == ()
            with store.transaction() as tx:
                admit_one(tx)
            assert reading.unfinished(LIST) == ()

    def test_one_daemon_at_a_time(self, url):
        with Store.open(url) as first, Store.open(url) as second:
            claim = first.claim("pid 1 on alpha")
            assert claim.holds()
            with pytest.raises(TemporaryFailure, match=r"another listwarden daemon \(pid 1 on alpha\) runs"):
                second.claim("pid 2")
            claim.release()
            claim.release()
            assert not claim.holds()
            second.claim("pid 2").release()

    def test_a_claim_that_is_released_is_free_at_once(self, url):
        with Store.open(url) as first, Store.open(url) as second:
            for turn in range(20):
                first.claim(f"pid {turn}").release()
                second.claim("another").release()

    def test_the_octets_that_name_a_message_come_without_the_rest(self, store):
        with store.transaction() as tx:
            (case,) = tx.admit(LIST, [an_arrival(1, "x" * 500_000)], NOW)
            head = tx.head(case.id)
            assert head is not None
            assert head.startswith(b"Message-ID: <1@example.net>\r\n")
            assert len(head) == 65_536
            assert tx.head("none") is None


class TestWriter:
    @pytest.fixture
    def writer(self, store) -> Iterator[Writer]:
        writer = Writer(store)
        yield writer
        writer.close()

    def test_a_function_that_raises_is_undone_alone(self, writer, store):
        def bad(tx: Transaction) -> None:
            admit_one(tx, 1)
            raise KeyError("x")

        good = [writer.submit(partial(admit_one, uid=uid)) for uid in (2, 3)]
        failed = writer.submit(bad)
        good.append(writer.submit(lambda tx: admit_one(tx, 4)))

        assert [future.result().origin.uid for future in good] == [2, 3, 4]
        with pytest.raises(KeyError):
            failed.result()
        with store.snapshot() as tx:
            assert [case.origin.uid for case in tx.unfinished(LIST)] == [2, 3, 4]

    def test_a_statement_that_the_database_refuses_is_undone_alone(self, writer):
        case = writer.submit(admit_one).result()
        issue = [writer.submit(lambda tx: tx.settle(digested(case), NOW)) for _ in range(2)]
        broken = writer.submit(lambda tx: tx._connection.exec_driver_sql("SELECT nothing FROM nowhere"))
        after = writer.submit(lambda tx: tx.waiting(LIST))

        assert issue[0].result() is State.IN_DIGEST
        with pytest.raises(AlreadySettled):
            issue[1].result()
        with pytest.raises(Exception, match="nowhere"):
            broken.result()
        assert len(after.result()) == 1

    def test_what_is_queued_at_the_end_is_written(self, store):
        writer = Writer(store)
        futures = [writer.submit(partial(admit_one, uid=uid)) for uid in range(1, 100)]
        writer.close()

        assert all(future.done() for future in futures)
        with pytest.raises(TemporaryFailure, match="being closed"):
            writer.submit(admit_one).result()
        with store.snapshot() as tx:
            assert len(tx.unfinished(LIST)) == 99


class TestPostgresql:
    def test_a_server_that_drops_its_sessions_costs_one_try(self, server):
        with Store.open(server.database()) as store:
            claim = store.claim("pid 1")
            writer = Writer(store)
            writer.submit(admit_one).result()
            server.drop_connections()
            assert not claim.holds()
            claim.release()

            assert len(writer.submit(lambda tx: tx.unfinished(LIST)).result()) == 1
            writer.close()

    async def test_a_server_that_hangs_is_noticed_and_what_waited_is_done(self, server):
        with Store.open(server.database()) as store:
            database = Database(store)
            await database.run(admit_one)
            with server.hanging():
                waiting = asyncio.create_task(database.run(lambda tx: tx.unfinished(LIST)))
                await asyncio.sleep(0.1)
                assert database.hangs(0.05)
            assert len(await waiting) == 1
            assert not database.hangs(0.0)
            database.close()

    def test_a_session_that_is_lost_in_the_middle_is_a_temporary_failure(self, server):
        def lose(store: Store) -> None:
            with store.transaction() as tx:
                admit_one(tx)
                server.drop_connections()
                tx.unfinished(LIST)

        with Store.open(server.database()) as store:
            with pytest.raises(TemporaryFailure, match="does not answer"):
                lose(store)
            with store.snapshot() as tx:
                assert tx.unfinished(LIST) == ()
