"""
A database in use, with cases, mails and digests in every state, and what is asked of it afterwards.

``python -m tests.parts.filled`` writes what this version would leave behind into
tests/contract/databases; it is run once, when a schema is new.
"""

import contextlib
import datetime as dt
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

from bot.facts.history import Memory
from bot.lifecycle import Event, Outcome
from bot.mail.known import Taught
from bot.mail.known.lesson import Lesson
from bot.mail.post import ImapOrigin, Move
from bot.members.model import Mode
from bot.notices.alert import Alert
from bot.notices.outgoing import Copy, OutgoingKind
from bot.policy.model.verdict import Disposition, Verdict
from bot.store import (
    Case,
    Ignored,
    KnownToken,
    NewDraft,
    Settlement,
    Store,
    Transaction,
    Wish,
    schema,
)
from tests.parts.postgres import dumped, running_postgres
from tests.parts.stored import (
    ANN,
    DAY,
    HOUR,
    LEASE,
    LIST,
    NOW,
    a_mail,
    a_verdict,
    accepted,
    an_arrival,
    digested,
    held,
    receipts,
    returned,
)

FOLDER = Path(__file__).parents[1] / "contract" / "databases"
BOB = "bøb@exämple.net"


def fill(store: Store) -> None:
    """A week of a list: every table has rows, every state of a case and of a mail occurs."""
    for step in (_past, _decided, _sent, _digests, _people, _dialogues, _on_the_way):
        with store.transaction() as tx:
            step(tx)


def _past(tx: Transaction) -> None:
    """A message of two months ago whose bytes were thrown away, one of the backlog, and the rules since."""
    tx.ignore_uids(LIST, "salon", "INBOX", 1, [900, 901], NOW - 60 * DAY)
    case = _admit(tx, 1, at=NOW - 60 * DAY)
    tx.settle(Settlement(case=case.id, event=Event.DISCARD, verdict=_of(Disposition.DISCARD)), NOW - 60 * DAY)
    tx.sweep(NOW, 30)
    tx.keep_rules(LIST, "c" * 64, {"salon.yaml": b"ruleset: salon\n"}, NOW - 60 * DAY)
    tx.keep_rules(
        LIST, "d" * 64, {"salon.yaml": b"ruleset: salon\n", "b\xe9.txt": b"\xff\x00"}, NOW - 9 * DAY
    )
    tx.remember("marks", "5ec7e7")
    tx.count("ambiguous_sends_total", 3)


def _decided(tx: Transaction) -> None:
    """One case for each disposition, all on their way; a duplicate and a conflict."""
    memory = Memory(
        at=NOW,
        author=ANN,
        message_id="11@example.net",
        url="gazette.example/1",
        prints=frozenset({7, 1 << 40}),
    )
    taught = Taught(
        author=ANN,
        message_id="11@example.net",
        thread=1 << 47,
        lesson=Lesson(closing=(1, 1 << 47), footer=(2,), body=4, said=b"\0\0\0\0\0\x07"),
    )
    tx.settle(accepted(_admit(tx, 11), **_known(memory=memory, taught=taught)), NOW - 5 * DAY)
    tx.settle(accepted(_admit(tx, 12), author=BOB), NOW - 5 * DAY)
    tx.settle(accepted(_admit(tx, 13)), NOW - 5 * DAY)
    tx.settle(returned(_admit(tx, 14), note="«ça»"), NOW - 5 * DAY)
    tx.settle(
        accepted(_admit(tx, 15), outgoing=(a_mail("15@example.net", OutgoingKind.POST, ANN, BOB),)),
        NOW - 5 * DAY,
    )
    _admit(tx, 16, text="text 11", name="11@example.net")
    _admit(tx, 17, text="forged", name="11@example.net")
    first, second = (case for case in tx.unfinished(LIST))
    tx.settle(Settlement(case=first.id, event=Event.DISCARD, verdict=_of(Disposition.DISCARD)), NOW - 4 * DAY)
    tx.settle(held(second), NOW - 4 * DAY)


def _sent(tx: Transaction) -> None:
    """One mail out, one refused, one put off, one unknown; one that two of three servers' people got."""
    answers = [Outcome.SENT, Outcome.REFUSED, Outcome.DEFERRED, Outcome.UNKNOWN]
    items = tx.lease(NOW - 4 * DAY, 5, LEASE)
    for item, outcome in zip(items, answers, strict=False):
        again = None if outcome in {Outcome.SENT, Outcome.REFUSED} else NOW + HOUR
        tx.mark(item, receipts(outcome, *item.recipients, reply=f"{outcome} 5.1.1 für"), NOW - 4 * DAY, again)
    both = (*receipts(Outcome.SENT, ANN), *receipts(Outcome.DEFERRED, BOB, reply="450 später"))
    tx.mark(items[4], both, NOW - 4 * DAY, NOW + DAY)
    (found,) = tx.history("11@example.net")[:1]
    there = ImapOrigin(account="salon", folder="Accepted", validity=4, uid=2)
    tx.moved([Move(case=found.case.id, origin=there)], NOW - 4 * DAY)


def _digests(tx: Transaction) -> None:
    """Issue 1 is out, issue 2 failed, one post waits."""
    for uid in (21, 22, 23):
        tx.settle(digested(_admit(tx, uid), **_known(edited=b"Subject: [x] edited\r\n\r\n")), NOW - 3 * DAY)
        if uid < 23:
            mail = a_mail(f"issue{uid}@lists.example.org", OutgoingKind.DIGEST, "readers@lists.example.org")
            number = tx.next_issue_number(LIST)
            tx.close_issue(LIST, number, [one.case.id for one in tx.waiting(LIST)], [mail], NOW - 3 * DAY)
            (item,) = tx.lease(NOW - 3 * DAY, 1, LEASE)
            answer = Outcome.SENT if uid == 21 else Outcome.REFUSED
            tx.mark(
                item, receipts(answer, "readers@lists.example.org", reply=str(answer)), NOW - 3 * DAY, None
            )


def _people(tx: Transaction) -> None:
    """Held posts, told and untold; quarantine; observing; alerts."""
    cases = [_admit(tx, uid) for uid in range(31, 36)]
    tx.settle(held(cases[0], author=BOB), NOW - 2 * DAY)
    tx.settle(held(cases[1]), NOW - 2 * DAY)
    tx.told(
        LIST,
        [cases[1].id],
        a_mail("told@lists.example.org", OutgoingKind.HELD, "owner@example.org"),
        NOW - DAY,
    )
    tx.settle(
        Settlement(case=cases[2].id, event=Event.QUARANTINE, verdict=_of(Disposition.HOLD)), NOW - 2 * DAY
    )
    tx.settle(
        Settlement(case=cases[3].id, event=Event.OBSERVE, verdict=_of(Disposition.ACCEPT)), NOW - 2 * DAY
    )
    if hasattr(tx, "alerts"):
        alert = Alert(topic="rule:x", text="bøb@exämple.net", people=("owners",))
        tx.settle(held(cases[4], alerts=(alert,)), NOW - 2 * DAY)
        tx.alert(LIST, Alert(topic="complaint", text="junk", people=("owners", "moderators")), NOW - 2 * DAY)
        told, _ = tx.alerts(LIST)
        tx.alerted(
            LIST,
            [told],
            a_mail("alert@lists.example.org", OutgoingKind.OWNER, "owner@example.org"),
            NOW - DAY,
        )
    else:
        tx.settle(held(cases[4]), NOW - 2 * DAY)
    if hasattr(tx, "open_wishes"):
        discarded = {"event": Event.DISCARD, "outgoing": (), "folder": None}
        wish = Wish(person=ANN, mode=Mode.DIGEST)
        tx.settle(held(_admit(tx, 37), **discarded, wish=wish, bounced=BOB), NOW - DAY)
        copy = Copy(person=ANN, recipient=ANN, reverse_path="b+x@lists.example.org", head=b"X-A: b\r\n")
        tx.enqueue(replace(a_mail("copy@lists.example.org", OutgoingKind.ANSWER), copies=(copy,)), LIST, NOW)


def _dialogues(tx: Transaction) -> None:
    """A returned post that its author may answer, with a draft; a post that a moderator has in hand."""
    if not hasattr(tx, "dialogues"):
        return
    talk, case = tx.dialogues, _admit(tx, 36)
    token = KnownToken(
        name="abcdefghij",
        list_id=LIST,
        person=BOB,
        purpose="author",
        made=NOW,
        until=NOW + DAY,
        cases=(case.id,),
    )
    tx.settle(
        returned(
            case, author=BOB, tokens=(token,), draft=NewDraft(raw=b"Subject: x\r\n\r\n", asks=("comment",)),
            answerable_until=NOW + DAY,
        ),
        NOW - DAY,
    )  # fmt: skip
    talk.take_up(tx.held(LIST)[0].case.id, "mod@example.org")
    talk.set_standing(LIST, ANN, "always", "mod@example.org", NOW - DAY)


def _on_the_way(tx: Transaction) -> None:
    """What the program was about when it stopped: a case that was taken, a mail that was leased."""
    tx.settle(accepted(_admit(tx, 41)), NOW - HOUR)
    tx.lease(NOW - HOUR, 1, LEASE)
    tx.begin(_admit(tx, 42).id, NOW - HOUR)
    tx.crew.join("0123456789abcdef", "alpha, process 1", NOW - HOUR, LEASE)
    tx.crew.deal("0123456789abcdef", [[LIST]], NOW - HOUR, LEASE)


def _admit(
    tx: Transaction, uid: int, text: str = "", *, name: str | None = None, at: dt.datetime = NOW - 6 * DAY
) -> Case:
    (found,) = tx.admit(LIST, [an_arrival(uid, text, name=name, received=at)], at)
    assert not isinstance(found, Ignored)
    return found if isinstance(found, Case) else found.case


def _of(disposition: Disposition) -> Verdict:
    return a_verdict(disposition)


def _known(**wanted: object) -> dict[str, object]:
    """What a settlement of this version can hold of these."""
    names = {field.name for field in fields(Settlement)}
    return {name: value for name, value in wanted.items() if name in names}


def told(store: Store) -> str:
    """All that people and the bot itself can learn from it, as lines."""
    with store.snapshot() as tx:
        return "\n".join(_told(tx)) + "\n"


def _told(tx: Transaction) -> Iterator[str]:
    for row in tx.journal():
        yield f"journal {row.message_id}: {row.disposition} {row.rules} {row.reasons} {row.decided_at}"
    for name in sorted({row.message_id for row in tx.journal()} | {"42@example.net"}):
        for found in tx.history(name):
            yield from _case(tx, found)
    for case in tx.unfinished(LIST):
        yield f"unfinished {case.message_id} attempts {case.attempts}"
    for one in tx.held(LIST):
        yield f"held {one.case.message_id} told {one.case.told} {[finding.text for finding in one.findings]}"
    for mail in tx.undone():
        yield f"undone {mail.message_id} {mail.state} again {mail.next_at}"
    for entry in tx.waiting(LIST):
        yield f"waiting {entry.case.message_id} {entry.raw!r}"
    rules = tx.last_good_rules(LIST)
    assert rules is not None
    yield f"rules {rules.digest} {sorted(rules.files.items())} {rules.since}"
    yield f"issue {tx.next_issue_number(LIST)} marks {tx.recall('marks')} totals {sorted(tx.totals().items())}"
    past = tx.look_up(LIST, ANN, NOW)
    yield f"past {past.author_posts} posts, {past.author_returned} returned, {past.answers_today} answers today"
    yield f"backlog {tx.backlog_ignored(LIST, 'salon', 'INBOX')}"
    yield f"uids {sorted(tx.known_uids(LIST, 'salon', 'INBOX', 1))}"


def _case(tx, found) -> Iterator[str]:
    case = found.case
    yield f"case {case.id} {case.message_id} {case.state} at {_place(case.origin)} by {case.author} of {case.reverse_path}"
    yield f"  duplicate of {case.duplicate_of}, conflict of {case.conflict_of}, issue {found.issue}"
    arrival = tx.arrival(case.id)
    yield f"  octets {arrival.raw if arrival else None!r}"
    yield from (f"  {event.at} {event.event} {event.text}" for event in found.events)
    for one in found.decisions:
        rules = [f"{name} {outcome}" for name, outcome in one.rules]
        yield f"  decided {one.at} by {one.by}: {one.event} {one.disposition} {rules} {sorted(one.facts.items())}"
    for mail in found.mails:
        yield f"  mail {mail.message_id} {mail.kind} {mail.state} attempts {mail.attempts} again {mail.next_at}"
        yield from (f"    {who.recipient} {who.outcome} {who.reply}" for who in mail.recipients)


def _place(origin) -> str:
    return f"{origin.account} {origin.folder} {origin.validity} {origin.uid}" if origin else "nowhere"


def dump(path: Path) -> str:
    """An SQLite database as statements."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def main() -> None:
    """Write the dumps of this version's schema, and what it tells of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _write("sqlite", f"sqlite:///{folder}/x.db", lambda _: dump(Path(folder) / "x.db"))
    with running_postgres() as server:
        _write("postgresql", server.database(), dumped)


def _write(name: str, url: str, dump: Callable[[str], str]) -> None:
    with Store.open(url) as store:
        fill(store)
        (FOLDER / f"{schema.HEAD}.{name}.txt").write_text(told(store), "utf-8")
    (FOLDER / f"{schema.HEAD}.{name}.sql").write_text(dump(url), "utf-8")


if __name__ == "__main__":
    main()
