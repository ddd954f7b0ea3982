"""One transaction: each method is one whole step of the work."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.engine import Connection

from bot.lifecycle import OutboxState, Outcome, Receipt, State
from bot.mail.known import Asked, Known
from bot.mail.post import Arrival, Identity, ImapOrigin, Move, Placement
from bot.notices.alert import Alert
from bot.notices.outgoing import Outgoing, OutgoingKind
from bot.notices.weekly import Decided
from bot.store import (
    admission,
    alerts,
    attempts,
    cases,
    decided,
    digests,
    keeping,
    known_lines,
    members,
    numbering,
    outbox,
    places,
    queries,
    restored,
    settlement,
    waiting,
    week,
)
from bot.store.calls import call
from bot.store.crew import Crew
from bot.store.dialogues import Dialogues
from bot.store.history import StoredHistory
from bot.store.records import (
    Admission,
    Case,
    Doubtful,
    HeldCase,
    History,
    JournalRow,
    MailRow,
    Marked,
    Numbers,
    OutboxItem,
    Progress,
    RecipientRow,
    Recovery,
    RuleSet,
    Settlement,
    WaitingAlert,
    WaitingEntry,
    Wanted,
    Wish,
)
from bot.store.waiting import Queue

T = TypeVar("T")


class Transaction:
    """
    An open transaction: it holds when its block, or its batch, ends well; else nothing of it happened.

    ``now`` is always aware and always the caller's: nothing here reads a clock.
    ``rehearsed``: all that was done was a rehearsal, so that there is nothing to flush to the disk.
    """

    __slots__ = ("_connection", "_lessons", "_worker", "rehearsed")

    def __init__(self, connection: Connection, worker: str | None = None) -> None:
        self._connection = connection
        self._worker = worker
        self._lessons: list[known_lines.Teaching] | None = None
        self.rehearsed = False

    # Taking

    def admit(
        self, list_id: str, arrivals: Sequence[tuple[Arrival, Identity]], now: dt.datetime
    ) -> list[Admission]:
        """
        Record a batch of arrivals; what each of them is, in their order.

        A new ``Case`` is in state taken with attempts 1. ``Duplicate`` and
        ``Conflict`` have cases of their own, to be settled as discarded and
        held, unless a closer look at what came before says otherwise. ``Seen``
        and ``Ignored`` call for nothing.
        """
        return admission.admit(self._connection, list_id, arrivals, now)

    def unfinished(self, list_id: str, most: int | None = None) -> tuple[Case, ...]:
        """
        The cases that are taken and not decided, oldest first: after a crash they are worked on again.

        ``most`` of them where it is given.
        """
        return cases.unfinished(self._connection, list_id, most)

    def begin(self, case_id: str, now: dt.datetime) -> int:
        """Count one more beginning of work on a case, before it; how many so far. Raises LookupError."""
        return cases.begin(self._connection, case_id, now)

    def case(self, case_id: str) -> Case | None:
        """The case of that id."""
        return cases.find(self._connection, case_id)

    def head(self, case_id: str) -> bytes | None:
        """The first octets of what was taken, its header block among them; None where they were swept."""
        return cases.head(self._connection, case_id)

    def copies(self, case: Case, now: dt.datetime) -> tuple[Case, ...]:
        """The earlier cases with the same Message-ID and content, as long as they are remembered."""
        return cases.copies(self._connection, case, now - admission.REMEMBERED)

    def arrival(self, case_id: str) -> Arrival | None:
        """What was taken, as it was; None where the bytes were swept (or there is no such case)."""
        return cases.arrival(self._connection, case_id)

    # Deciding

    def look_up(
        self,
        list_id: str,
        author: str,
        now: dt.datetime,
        case_id: str | None = None,
        *,
        unproven: bool = False,
    ) -> Numbers:
        """
        What the past says of an author: posts, returns on this list; answers in 24 hours on all.

        Posts of which nobody proved that they are the author's count only if ``unproven``.
        """
        return queries.look_up(self._connection, list_id, author, now, case_id, unproven=unproven)

    def past(self, list_id: str) -> StoredHistory:
        """The list's past as facts ask it (``bot.facts.past.answers``)."""
        return StoredHistory(self._connection, list_id)

    def known(self, list_id: str, asked: Sequence[Asked], now: dt.datetime) -> list[Known]:
        """What the list's earlier posts have taught of each of these, in their order."""
        self._learn()
        return known_lines.known(self._connection, list_id, asked, now)

    def forget_author(self, author: str, list_id: str | None = None) -> int:
        """Forget how a person signs and what their posts said, on one list or on all; how many rows."""
        return known_lines.forget_author(self._connection, author, list_id)

    def settle(self, decision: Settlement, now: dt.datetime) -> State:
        """
        Record a decision with its mails, digest entry, answer, wished folder; the state after it.

        Raises IllegalTransition where the table has no such step,
        AlreadySettled where this very decision is on record, LimitReached
        where the answer would be one too many, LookupError where there is no
        such case, ValueError where an accepted or returned post has no mail.
        In each of them nothing has changed.
        """
        return settlement.settle(self._connection, decision, now, self._lessons)

    @contextmanager
    def lessons_together(self) -> Iterator[None]:
        """What posts teach that are settled inside is learned at the end, or before it is asked for."""
        self._lessons = []
        yield
        self._learn()
        self._lessons = None

    def _learn(self) -> None:
        if self._lessons:
            known_lines.learn(self._connection, self._lessons)
            self._lessons.clear()

    @property
    def dialogues(self) -> Dialogues:
        """Answers by mail: dialogues with authors, tokens, later texts, moderators' words for good."""
        return Dialogues(self._connection)

    @property
    def crew(self) -> Crew:
        """The workers that share the database, and who has which list."""
        return Crew(self._connection)

    # Sending

    def rehearse(self, work: Callable[[], T], stands: Callable[[T], bool] = lambda _: False) -> T:
        """
        Do some work and take it back, unless its result ``stands``: what would be, as it would be.

        It is the only thing that a function does: what a savepoint took back would be flushed all the same.
        """
        savepoint = self._connection.begin_nested()
        try:
            result = work()
        except BaseException:
            savepoint.rollback()
            raise
        if stands(result):
            savepoint.commit()
        else:
            savepoint.rollback()
            self.rehearsed = True
        return result

    def lease(
        self,
        now: dt.datetime,
        limit: int,
        length: dt.timedelta,
        holding: Sequence[int] = (),
        wanted: Wanted = outbox.ANY,
    ) -> tuple[OutboxItem, ...]:
        """
        Take up to ``limit`` mails that are due and wanted, each for one attempt of at most ``length``.

        The number of the attempt is on record before it begins. A mail whose
        lease ran out is unknown (counted) and due again, but for those that the
        caller is ``holding``: a clock that jumped ends no attempt.
        """
        return outbox.lease(self._connection, now, limit, length, holding, wanted, self._worker)

    def call(self, what: str, *, ours_too: bool = False) -> None:
        """Tell the other workers, once this transaction holds; with ``ours_too`` also whoever calls."""
        call(self._connection, what, None if ours_too else self._worker)

    def reclaim(self, holding: Sequence[int], now: dt.datetime) -> None:
        """
        After a lease of which no word came back: what we leased and not in ``holding`` is due, uncounted.

        After ``recover``.
        """
        outbox.reclaim(self._connection, holding, now, self._worker)

    def release(self, items: Sequence[OutboxItem], now: dt.datetime) -> None:
        """Give back leases whose attempt was not begun: the mails are due as before, uncounted."""
        outbox.release(self._connection, items, now)

    def mark(
        self, item: OutboxItem, receipts: Sequence[Receipt], now: dt.datetime, next_at: dt.datetime | None
    ) -> Marked:
        """
        Record how an attempt ended for each recipient; ``next_at`` None gives up what is not done.

        When all mails of a decision are done its case is sent, or failed and
        held for a person. Raises LeaseLost.
        """
        return attempts.mark(self._connection, item, receipts, now, next_at)

    def hasten(self, numbers: Sequence[int], now: dt.datetime) -> None:
        """Mails that wait are due now, as a person wishes."""
        outbox.hasten(self._connection, numbers, now)

    def hasten_tried(self, now: dt.datetime, within: dt.timedelta) -> None:
        """Mails that were tried and are due again ``within`` that time have the turn that they had first."""
        outbox.hasten_tried(self._connection, now, within)

    def drop(self, number: int, why: str, now: dt.datetime) -> Marked:
        """Never send a mail that waits: as if every recipient's server had refused it, its case is held."""
        item = outbox.take(self._connection, number, now)
        refused = [Receipt(recipient=who, outcome=Outcome.REFUSED, reply=why) for who in item.recipients]
        return attempts.mark(self._connection, item, refused, now, None)

    def recover(self, now: dt.datetime) -> Recovery:
        """What was on its way in a daemon that is no more becomes unknown, due at once, counted."""
        return outbox.recover(self._connection, now)

    def enqueue(self, mail: Outgoing, list_id: str, now: dt.datetime) -> None:
        """Put a mail into the outbox that belongs to no case: a word to the owner."""
        outbox.enqueue(self._connection, mail, list_id, now)

    def next_due(self) -> dt.datetime | None:
        """When the next mail is due; None where none waits."""
        return outbox.next_due(self._connection)

    def undone(self, list_id: str | None = None) -> tuple[MailRow, ...]:
        """The mails that wait, are on their way, or failed, oldest first."""
        return queries.undone(self._connection, list_id)

    def unsent(self) -> tuple[MailRow, ...]:
        """The mails that are still to leave, oldest first; what was given up is not among them."""
        return tuple(mail for mail in self.undone() if mail.state is not OutboxState.FAILED)

    def last_answer(self) -> RecipientRow | None:
        """What the mail server said last, of any mail; None before the first attempt."""
        return queries.last_answer(self._connection)

    def kinds_sent(self, message_id: str) -> frozenset[OutgoingKind]:
        """As what mails of that Message-ID were put into the outbox; empty where it is none of ours."""
        return outbox.kinds_sent(self._connection, message_id)

    def octets_of(self, message_id: str) -> bytes | None:
        """The octets of a mail of ours; None where there is none, or they were swept."""
        return outbox.octets_of(self._connection, message_id)

    # After a restore

    def progress(self) -> Progress:
        """How far the work of this database has come."""
        return restored.progress(self._connection)

    def last_decision(self) -> dt.datetime | None:
        """When the last decision on record was made."""
        return restored.last_decision(self._connection)

    def hold_doubtful(self, list_id: str, was: Progress, now: dt.datetime) -> Doubtful:
        """Hold every post, and stop every mail, of which an older database cannot know whether it is out."""
        return restored.hold_doubtful(self._connection, list_id, was, now)

    def catch_up(self, was: Progress) -> None:
        """Count on from where the work had come."""
        restored.catch_up(self._connection, was)

    # Folders

    def known_uids(
        self, list_id: str, account: str, folder: str, validity: int, present: Sequence[int] | None = None
    ) -> frozenset[int]:
        """The UIDs of a folder that are on record, ignored ones too; of ``present`` where given."""
        return places.known_uids(self._connection, list_id, account, folder, validity, present)

    def lying_uids(
        self, list_id: str, account: str, folder: str, validity: int, present: Sequence[int]
    ) -> frozenset[int]:
        """Those of the UIDs whose messages are on record as lying there, and those that are ignored."""
        return places.lying_uids(self._connection, list_id, account, folder, validity, present)

    def renamed_account(self, list_id: str, account: str, folder: str, validity: int) -> str | None:
        """Take over what is on record of the same folder under an account's old name; that name, if any."""
        return numbering.renamed_account(self._connection, list_id, account, folder, validity)

    def highest_uid(self, list_id: str, account: str, folder: str, validity: int) -> int:
        """The highest UID that was ever on record there; 0 for none."""
        return numbering.highest_uid(self._connection, list_id, account, folder, validity)

    def doubt_numbers(self, list_id: str, account: str, folder: str, validity: int, first: int) -> None:
        """The server gives UIDs out again: forget those from ``first`` on, seek messages by their content."""
        numbering.doubt_numbers(self._connection, list_id, account, folder, validity, first)

    def content_at(self, list_id: str, origin: ImapOrigin) -> str | None:
        """The content hash of the message on record at a place; None where there is none."""
        return numbering.content_at(self._connection, list_id, origin)

    def ignore_uids(
        self, list_id: str, account: str, folder: str, validity: int, uids: Sequence[int], now: dt.datetime
    ) -> None:
        """Leave these messages alone for ever, even if the folder is numbered anew; may be none."""
        places.ignore_uids(self._connection, list_id, account, folder, validity, uids, now)

    def backlog_ignored(self, list_id: str, account: str, folder: str) -> bool:
        """Whether ``ignore_uids`` was called for a folder: a backlog is ignored once, not at each start."""
        return places.backlog_ignored(self._connection, list_id, account, folder)

    def placements(self, list_id: str) -> tuple[Placement, ...]:
        """The messages that should lie in another folder, oldest first."""
        return places.placements(self._connection, list_id)

    def open_placements(self, list_id: str) -> tuple[int, str]:
        """How many placements are open, and the newest case among them: another pair means another set."""
        return places.open_placements(self._connection, list_id)

    def moved(self, moves: Sequence[Move], now: dt.datetime) -> None:
        """Record where messages lie now; a placement that has changed meanwhile stays open."""
        places.moved(self._connection, moves, now)

    # Held posts

    def held(self, list_id: str | None = None) -> tuple[HeldCase, ...]:
        """The cases that wait for a person (held, quarantined), oldest first, and why."""
        return queries.held(self._connection, list_id)

    def held_by_list(self) -> Mapping[str, Queue]:
        """How many cases wait for a person, and since when."""
        return waiting.held_by_list(self._connection)

    def unsent_by_list(self) -> Mapping[str, Queue]:
        """How many mails are still to leave, and since when."""
        return waiting.unsent_by_list(self._connection)

    def untold(self, list_id: str | None = None) -> tuple[HeldCase, ...]:
        """Those of the held cases that nobody was told of."""
        return queries.held(self._connection, list_id, untold=True)

    def told(self, list_id: str, case_ids: Sequence[str], notice: Outgoing, now: dt.datetime) -> None:
        """Put one notice about several held cases into the outbox and note that owners were told."""
        settlement.told(self._connection, case_ids, now)
        outbox.enqueue(self._connection, notice, list_id, now)

    def notices_sent_since(self, list_id: str, since: dt.datetime) -> int:
        """How many mails about held posts were put into the outbox for a list since a time."""
        return outbox.notices_sent_since(self._connection, list_id, since)

    # Alerts

    def alert(self, list_id: str, alert: Alert, now: dt.datetime) -> None:
        """Keep an alert that belongs to no case, until a mail tells it."""
        alerts.add(self._connection, list_id, None, (alert,), now)

    def alerts(self, list_id: str) -> tuple[WaitingAlert, ...]:
        """The alerts that no mail has told yet, oldest first."""
        return alerts.waiting(self._connection, list_id)

    def alert_known(self, list_id: str, topic: str, beginning: str, since: dt.datetime) -> bool:
        """Whether an alert of a topic that begins so was kept since a time, told or not."""
        return alerts.known(self._connection, list_id, topic, beginning, since)

    def alert_mails_since(self, list_id: str, topic: str, since: dt.datetime) -> int:
        """How many mails told alerts of a topic since a time."""
        return alerts.mails_since(self._connection, list_id, topic, since)

    def alerted(self, list_id: str, these: Sequence[WaitingAlert], mail: Outgoing, now: dt.datetime) -> None:
        """Put the mail that tells these alerts into the outbox."""
        alerts.told(self._connection, list_id, these, mail, now)

    # The breaker

    def decided_since(self, list_id: str, since: dt.datetime) -> tuple[Decided, ...]:
        """Every decision on a list since a time, oldest first."""
        return week.decided_since(self._connection, list_id, since)

    def open_wishes(self, list_id: str) -> tuple[Wish, ...]:
        """What members asked for by mail that their file does not say yet."""
        return members.open_wishes(self._connection, list_id)

    def wishes_applied(self, these: Sequence[Wish], now: dt.datetime) -> None:
        """The members' file says it now."""
        members.applied(self._connection, these, now)

    def wishes_since(self, list_id: str, since: dt.datetime) -> Mapping[str, int]:
        """How often members asked for what since a time."""
        return members.wishes_since(self._connection, list_id, since)

    def bounced(self, list_id: str, person: str, now: dt.datetime) -> None:
        """Count mail to a member that came back for good."""
        members.bounced(self._connection, list_id, person, now)

    def pause(self, list_id: str, limit: int, now: dt.datetime) -> tuple[str, ...]:
        """Who gets no more from now on, since their mail came back on so many days."""
        return members.pause(self._connection, list_id, limit, now)

    def bounces_since(self, list_id: str, since: dt.datetime) -> tuple[int, int]:
        """Of how many members mail came back since a time, and how many get no more for it."""
        return members.bounces_since(self._connection, list_id, since)

    def paused(self, list_id: str) -> frozenset[str]:
        """The members to whom nothing is sent, since their mail came back."""
        return members.paused(self._connection, list_id)

    def forgive(self, list_id: str, person: str) -> None:
        """A member whose mail came back gets it again."""
        members.forgive(self._connection, list_id, person)

    def note(self, case_id: str, event: str, text: str, now: dt.datetime) -> None:
        """Add a line to the journal of a case."""
        cases.note(self._connection, case_id, now, event, text)

    # Digests

    def waiting(
        self, list_id: str, posts: int | None = None, octets: int | None = None
    ) -> tuple[WaitingEntry, ...]:
        """
        The posts for the next issue with their bytes, in the order in which they were accepted.

        So many ``posts`` and ``octets`` at most, where they are given; but one
        post, however large it is.
        """
        return digests.waiting(self._connection, list_id, posts, octets)

    def waiting_size(self, list_id: str) -> tuple[int, int]:
        """How many posts wait for the next issue, and their octets together."""
        return digests.waiting_size(self._connection, list_id)

    def next_issue_number(self, list_id: str) -> int:
        """The number of the next issue, from 1; numbers are not used again."""
        return digests.next_issue_number(self._connection, list_id)

    def close_issue(
        self,
        list_id: str,
        number: int,
        case_ids: Sequence[str],
        outgoing: Sequence[Outgoing],
        now: dt.datetime,
    ) -> None:
        """
        Make an issue of these posts with its mails.

        Raises NotWaiting where a post does not wait any more or the number is
        not the next: then write the issue again.
        """
        digests.close_issue(self._connection, list_id, number, case_ids, outgoing, now)

    def offer_again(self, list_id: str, now: dt.datetime) -> tuple[int, ...]:
        """Let mails of issues that failed for good be sent once more, to whom they did not reach."""
        return digests.offer_again(self._connection, list_id, now)

    def issue_mails(self, list_id: str, number: int) -> tuple[MailRow, ...]:
        """The mails of an issue, with what became of each."""
        return queries.issue_mails(self._connection, list_id, number)

    # Looking

    def journal(self, list_id: str | None = None, since: dt.datetime | None = None) -> tuple[JournalRow, ...]:
        """What each case became and why, oldest first: ``listwarden journal``."""
        return decided.decided(self._connection, list_id, since)

    def judged_posts(self, list_id: str, since: dt.datetime) -> Iterator[tuple[str, dt.datetime, bytes]]:
        """Case, arrival and bytes of each judged post that was taken since then, as far as they are kept."""
        return decided.judged_posts(self._connection, list_id, since)

    def swept_posts(self, list_id: str, since: dt.datetime) -> int:
        """How many posts that were judged since then have no bytes any more."""
        return decided.swept_posts(self._connection, list_id, since)

    def history(self, name: str) -> tuple[History, ...]:
        """All that is known of a case id or Message-ID (brackets or not): ``listwarden status``."""
        return queries.history(self._connection, name)

    # Keeping

    def keep_rules(self, list_id: str, digest: str, files: Mapping[str, bytes], now: dt.datetime) -> None:
        """Keep a rule set that went live, with every file of it."""
        keeping.keep_rules(self._connection, list_id, digest, files, now)

    def last_good_rules(self, list_id: str) -> RuleSet | None:
        """The rule set that went live last."""
        return keeping.last_good_rules(self._connection, list_id)

    def remember(self, name: str, value: str) -> None:
        """Remember a small thing under a name, in place of what was there."""
        keeping.remember(self._connection, name, value)

    def recall(self, name: str) -> str | None:
        """What was remembered under a name."""
        return keeping.recall(self._connection, name)

    def count(self, name: str, more: int = 1) -> None:
        """Add to a total."""
        keeping.count(self._connection, name, more)

    def totals(self) -> dict[str, int]:
        """Every total since the database was made (``ambiguous_sends_total`` ...)."""
        return keeping.totals(self._connection)

    def sweep(self, now: dt.datetime, days: int, limit: int = 1000) -> int:
        """Throw away bytes of mail that ended more than ``days`` ago, ``limit`` of a kind; how many."""
        return keeping.sweep(self._connection, now, days, limit)
