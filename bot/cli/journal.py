"""The commands ``listwarden journal`` and ``listwarden status``: what became of which post, and why."""

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence

from bot.cli.common import (
    SINCE,
    Commands,
    command,
    moment,
    print_json,
    print_table,
    shorten,
    since,
    store_of,
    subject_of,
)
from bot.cli.dialogue_text import dialogue
from bot.errors import PermanentFailure
from bot.lifecycle import Event, OutboxState
from bot.policy.model.verdict import Outcome
from bot.service.lists import known_list
from bot.service.stamp import now
from bot.store import Decision, History, JournalRow, MailRow

WAITS = frozenset({OutboxState.READY, OutboxState.DEFERRED, OutboxState.UNKNOWN})


def register(commands: Commands) -> None:
    """Add ``journal`` and ``status``."""
    journal = command(commands, "journal", "the decisions, oldest first", config=True)
    journal.add_argument("--list", metavar="ID", help="of this list only")
    journal.add_argument("--since", metavar="T", help=SINCE)
    journal.add_argument("--json", action="store_true", help="as one JSON array")
    journal.set_defaults(command=_journal)
    status = command(
        commands,
        "status",
        "where is my post: all that is known of one message; what waits to be sent",
        config=True,
    )
    status.add_argument(
        "id",
        metavar="ID",
        nargs="?",
        help="a Message-ID or a case id; without it: the mails that wait to be sent",
    )
    status.set_defaults(command=_status)


def _journal(given: argparse.Namespace) -> int:
    start = since(given.since, now())
    with store_of(given) as (settings, store), store.snapshot() as tx:
        rows = tx.journal(known_list(settings, given.list), start)
    if given.json:
        print_json([_as_json(row) for row in rows])
    elif rows:
        print_table(("DECIDED", "CASE", "DISPOSITION", "MESSAGE-ID", "RULES"), [_line(row) for row in rows])
    else:
        print("No decision since then." if start else "No decision yet.")
    return 0


def _as_json(row: JournalRow) -> dict[str, object]:
    return {
        "case": row.case,
        "list": row.list_id,
        "message_id": row.message_id,
        "disposition": row.disposition.value,
        "decided_at": row.decided_at.isoformat(timespec="milliseconds"),
        "rules": list(row.rules),
        "reasons": list(row.reasons),
    }


def _line(row: JournalRow) -> tuple[str, ...]:
    return (
        moment(row.decided_at),
        row.case,
        f"{row.disposition} (observed)" if row.event is Event.OBSERVE else row.disposition.value,
        shorten(row.message_id or "-", 48),
        ", ".join([*row.rules, *(f"{name} (shadow)" for name in row.shadow)]) or "-",
    )


def _status(given: argparse.Namespace) -> int:
    if given.id is None:
        return _waiting(given)
    at = now()
    with store_of(given) as (_, store), store.snapshot() as tx:
        histories = [
            (
                each,
                subject_of(tx, each.case.id),
                [*dialogue(tx.dialogues.find(each.case.id), tx.dialogues.versions_of(each.case.id), at)],
            )
            for each in tx.history(given.id)
        ]
    if not histories:
        raise PermanentFailure(
            f"no message {given.id} was ever taken. Look for it in the inbox, and run: listwarden doctor"
        )
    for history, subject, talk in histories:
        _print(history, at, subject, talk)
    return 0


def _waiting(given: argparse.Namespace) -> int:
    """The mails that are still to leave, until when each waits, and what the mail server said last."""
    at = now()
    with store_of(given) as (_, store), store.snapshot() as tx:
        mails, last = tx.unsent(), tx.last_answer()
    if not mails:
        print("No mail waits to be sent.")
        return 0
    rows = [
        (moment(mail.created), mail.case or "-", mail.kind, mail.state, _next(mail, at)) for mail in mails
    ]
    print_table(("WAITS SINCE", "CASE", "MAIL", "STATE", "NEXT TRY"), rows)
    if last is not None and last.at is not None:
        print(f"\nThe mail server last, {moment(last.at)}: {last.outcome}, {shorten(last.reply, 200)}")
    return 0


def _next(mail: MailRow, at: dt.datetime) -> str:
    """When a mail is offered again."""
    if mail.next_at is None:
        return "being sent"
    return moment(mail.next_at) if mail.next_at > at else "as soon as the mail server can be reached"


def _print(history: History, at: dt.datetime, subject: str, talk: Sequence[str]) -> None:
    case = history.case
    print(f"Case {case.id}  {case.list_id}  <{case.message_id}>")
    print(f"  from {case.author or 'unknown'}: {shorten(subject, 70)}")
    print(f"  is {case.state} since {moment(case.changed)}")
    for line in (*_lines(history), *talk):
        print(f"  {line}".rstrip())
    for mail in history.mails:
        _print_mail(mail, at)
    print()


def _lines(history: History) -> Iterator[str]:
    """The journal; below the line of a decision its reasons, one by one."""
    decisions = {(one.at, one.event.value): one for one in history.decisions}
    for event in history.events:
        decision = decisions.pop((event.at, event.event), None)
        said = event.text if decision is None else _who(decision)
        yield f"{moment(event.at)}  {event.event:<12} {said}"
        yield from _reasons(decision) if decision else ()
    for decision in decisions.values():
        yield f"{moment(decision.at)}  {decision.event:<12} {_who(decision)}"
        yield from _reasons(decision)


def _who(decision: Decision) -> str:
    rules = f"  (rules {decision.digest[:12]})" if decision.digest else ""
    return f"by {decision.by}: {decision.disposition}{rules}"


def _reasons(decision: Decision) -> Iterator[str]:
    for finding in decision.findings:
        yield f"  - {' '.join(finding.text.split())} [{finding.rule}]"
    for name, outcome in decision.rules:
        if outcome is Outcome.SHADOW:
            yield f"  - {name} would have matched, if it were not in shadow"


def _print_mail(mail: MailRow, at: dt.datetime) -> None:
    attempts = f"{mail.attempts} attempt{'' if mail.attempts == 1 else 's'}"
    print(f"  mail {mail.kind} <{mail.message_id}>: {mail.state}, {attempts}")
    if mail.state in WAITS:
        print(f"    next try: {_next(mail, at)}")
    for each in mail.recipients:
        print(f"    {each.recipient}: {each.outcome or 'not tried'}  {shorten(each.reply, 90)}".rstrip())
