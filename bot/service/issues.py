"""
Makes issues of the digest.

An issue is gathered and written outside of the writer's transaction, which
takes as long as its posts are long, then closed in one short step. One bad
post never blocks a digest: it is taken out and shown to a person.
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from bot.errors import PermanentFailure
from bot.lifecycle import Event, State, folder_of
from bot.mail import read
from bot.mail.known import Known
from bot.mail.post import Envelope
from bot.notices import Entry, Outgoing, all_editions, phrases, write_issue
from bot.policy.guards.guards import QUARANTINE
from bot.policy.model.verdict import Disposition, Finding, Verdict
from bot.service.list_runtime import ListRuntime
from bot.service.taught import taught_of
from bot.store import Case, Settlement, Store, Transaction, WaitingEntry

log = structlog.get_logger()

MOST_POSTS = 200
MOST_OCTETS = 10_000_000
"""What one issue holds, where the list asks for nothing else; the rest goes into the next one at once."""
LONGEST_NOTE = 4_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    An issue that is written and not made yet.

    ``spoilt`` are the cases that cannot be put into an issue; ``more`` says
    whether other posts wait beside these.
    """

    number: int
    cases: tuple[str, ...]
    mails: tuple[Outgoing, ...]
    spoilt: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A post that waits for the next issue, and what its list has taught of it."""

    case: Case
    raw: bytes
    known: Known


def _gathered(tx: Transaction, entry: WaitingEntry) -> Gathered:
    case = entry.case
    known = taught_of(tx, case.list_id, entry.raw, Envelope(), case.received)
    return Gathered(case=case, raw=entry.raw, known=known)


def draft(store: Store, runtime: ListRuntime, now: dt.datetime) -> Draft | None:
    """Write an issue of what waits; None where nothing does. May take a while: not for the event loop."""
    list_id = runtime.mailing_list.id
    with store.snapshot() as tx:
        number = tx.next_issue_number(list_id)
        waiting = [_gathered(tx, one) for one in tx.waiting(list_id, *room_of(runtime))]
        posts, _ = tx.waiting_size(list_id)
    if not waiting:
        return None
    if runtime.settings.digest is None:
        raise PermanentFailure(
            f"{list_id} has no [lists.digest] in the settings: there is nobody to send an issue to"
        )
    return _written(runtime, waiting, number, now, more=posts > len(waiting))


def room_of(runtime: ListRuntime) -> tuple[int, int]:
    """How many posts and octets one issue may hold."""
    digest = runtime.settings.digest
    posts, octets = (digest.max_posts, digest.max_size or 0) if digest else (None, 0)
    return posts or MOST_POSTS, max(MOST_OCTETS, octets)


def _written(
    runtime: ListRuntime, waiting: Sequence[Gathered], number: int, now: dt.datetime, *, more: bool
) -> Draft:
    spoilt: list[str] = []
    try:
        mails = mails_of(runtime, waiting, number, now)
    except Exception:
        spoilt = [one.case.id for one in waiting if not _can_be_written(runtime, one, number, now)]
        if not spoilt:
            raise
        log.exception("posts are taken out of a digest", list=runtime.mailing_list.id, cases=spoilt)
        waiting = [one for one in waiting if one.case.id not in spoilt]
        mails = mails_of(runtime, waiting, number, now)
    cases = tuple(one.case.id for one in waiting)
    return Draft(number=number, cases=cases, mails=mails, spoilt=tuple(spoilt), more=more)


def _can_be_written(runtime: ListRuntime, entry: Gathered, number: int, now: dt.datetime) -> bool:
    try:
        mails_of(runtime, [entry], number, now)
    except Exception:  # noqa: BLE001 - it is told of the issue as a whole
        return False
    return True


def mails_of(
    runtime: ListRuntime, waiting: Sequence[Gathered], number: int, now: dt.datetime
) -> tuple[Outgoing, ...]:
    """The mails of one issue; () of no posts."""
    mailing_list = replace(runtime.mailing_list, digest_note=_note_of(runtime))
    entries = [
        Entry(
            case=one.case.id,
            post=read(one.raw, Envelope(), one.known),
            ruled=one.case.state is not State.POSTED,
        )
        for one in waiting
    ]
    day = phrases.local(now, mailing_list.timezone).date()
    return write_issue(
        entries,
        mailing_list,
        number,
        lambda name: runtime.stamper.stamp(str(number), f"digest-{name}", now),
        all_editions(mailing_list, day),
    )


def _note_of(runtime: ListRuntime) -> str:
    """What moderators have written for the top of the issue; "" where there is nothing that can be read."""
    file = runtime.settings.digest.note if runtime.settings.digest else None
    try:
        with file.open(encoding="utf-8-sig", errors="replace") if file else io.StringIO() as note:
            return note.read(LONGEST_NOTE).strip()
    except FileNotFoundError:
        return ""
    except OSError as problem:
        log.warning("the note for the digest cannot be read", file=str(file), problem=problem.strerror)
        return ""


def close(tx: Transaction, runtime: ListRuntime, draft: Draft, now: dt.datetime) -> None:
    """
    Make the issue, or nothing of it; its spoilt posts are held.

    Raises NotWaiting or IllegalTransition where somebody was quicker: then write it again.
    """
    for case in draft.spoilt:
        tx.settle(_taken_out(case), now)
    if draft.cases:
        tx.close_issue(runtime.mailing_list.id, draft.number, draft.cases, draft.mails, now)
    if not draft.more:
        tx.remember(served_key(runtime), now.isoformat())


def _taken_out(case: str) -> Settlement:
    finding = Finding(
        rule=QUARANTINE,
        text="The bot could not write this post into a digest, so it was taken out of it.",
        disposition=Disposition.HOLD,
    )
    verdict = Verdict(disposition=Disposition.HOLD, findings=(finding,), rules=(), digest="")
    return Settlement(case=case, event=Event.QUARANTINE, verdict=verdict, folder=folder_of(State.QUARANTINED))


def make_issues(store: Store, runtime: ListRuntime, now: dt.datetime) -> list[Draft]:
    """Make issues of all that waits, for a command; those that were made."""
    made: list[Draft] = []
    while written := draft(store, runtime, now):
        with store.transaction() as tx:
            close(tx, runtime, written, now)
        made += [written] if written.cases else []
    return made


def served_key(runtime: ListRuntime) -> str:
    """Under which name it is remembered when the schedule of a list was last served."""
    return f"digest-served:{runtime.mailing_list.id}"
