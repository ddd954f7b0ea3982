"""What moderators do with held posts."""

import datetime as dt
from collections.abc import Sequence

from bot.errors import PermanentFailure
from bot.lifecycle import Event, IllegalTransition, State, folder_of, next_state
from bot.mail.post import Post
from bot.policy.model.verdict import Disposition, Finding
from bot.service.answering.desk import latest
from bot.service.answering.rejudging import returned_by_a_person
from bot.service.build import runtime_of
from bot.service.letting_out import let_out
from bot.service.list_runtime import ListRuntime
from bot.store import AlreadySettled, Case, LimitReached, Settlement, Transaction

WAITING_FOR_A_PERSON = (State.HELD, State.QUARANTINED)


def find_held(tx: Transaction, name: str) -> Case:
    """The held case of that id or Message-ID; raises PermanentFailure with what to do."""
    found = tx.history(name)
    if not found:
        raise PermanentFailure(f'there is no case "{name}". See: listwarden held list')
    history = next((one for one in found if one.case.state in WAITING_FOR_A_PERSON), found[0])
    if history.case.state not in WAITING_FOR_A_PERSON:
        raise PermanentFailure(
            f"case {history.case.id} is not held, it is {history.case.state}. "
            f"See: listwarden status {history.case.id}"
        )
    return history.case


def accept(tx: Transaction, runtimes: Sequence[ListRuntime], name: str, by: str, now: dt.datetime) -> Case:
    """Post a held message, or put it into the digest: the hold is waived, and nothing else of the rules."""
    case, runtime, post = _open(tx, runtimes, name)
    out = let_out(tx, runtime, case, post, now)
    act(
        tx,
        Settlement(
            case=case.id,
            event=out.event,
            verdict=None,
            outgoing=out.outgoing,
            folder=folder_of(next_state(case.state, out.event)),
            by=by,
            edited=out.edited,
        ),
        now,
    )
    return case


def discard(tx: Transaction, name: str, by: str, now: dt.datetime) -> Case:
    """Drop a held message; its author hears nothing."""
    case = find_held(tx, name)
    act(
        tx,
        Settlement(
            case=case.id,
            event=Event.DISCARD,
            verdict=None,
            folder=folder_of(next_state(case.state, Event.DISCARD)),
            by=by,
        ),
        now,
    )
    return case


def give_back(
    tx: Transaction, runtimes: Sequence[ListRuntime], name: str, reason: str, by: str, now: dt.datetime
) -> Case:
    """Return a held message with the reasons; only to a proven author, like every return."""
    case, runtime, post = _open(tx, runtimes, name)
    if case.state is State.QUARANTINED:
        raise PermanentFailure(
            f"case {case.id} is in quarantine: the bot did not look into it, so it does not return it. "
            "Accept or discard it, or write to its author yourself."
        )
    seen = runtime.known.circumstances(post)
    author = seen.authentication
    if seen.from_us:
        raise PermanentFailure(
            f"case {case.id} is not returned: {seen.from_us} is a list's or the bot's own address. "
            "Accept or discard it."
        )
    if not author.proven or author.author is None:
        raise PermanentFailure(
            f"case {case.id} is not returned: its author is not proven ({author.why}), and a return "
            "would reach a stranger if the sender is forged. Write to the author yourself, or discard it."
        )
    findings = (*_reasons(tx, case), *_word(reason))
    if not findings:
        raise PermanentFailure('say why: listwarden held return CASE --because "..."')
    made = returned_by_a_person(tx, runtime, case, post, author.author, findings, now)
    settlement = Settlement(
        case=case.id,
        event=Event.RETURN,
        verdict=None,
        outgoing=(made.mail,),
        folder=folder_of(next_state(case.state, Event.RETURN)),
        author=author.author,
        answered=None if tx.dialogues.find(case.id) else author.author,
        by=by,
        note=reason,
        tokens=(made.token,),
        draft=made.draft,
        answerable_until=made.until,
    )
    act(tx, settlement, now)
    return case


def act(tx: Transaction, settlement: Settlement, now: dt.datetime) -> None:
    """Settle what a person decided; somebody else may have been quicker."""
    try:
        tx.settle(settlement, now)
    except (AlreadySettled, IllegalTransition, LimitReached) as late:
        raise PermanentFailure(
            f"somebody decided on {settlement.case} just now: listwarden status {settlement.case}"
        ) from late


def _open(tx: Transaction, runtimes: Sequence[ListRuntime], name: str) -> tuple[Case, ListRuntime, Post]:
    case = find_held(tx, name)
    if case.oversize:
        raise PermanentFailure(
            f"case {case.id} is over the size limit ({case.size:,} octets) and was never taken: "
            "it lies in the inbox. Raise size_limit under [lists.intake], or ask for a smaller one."
        )
    return case, runtime_of(runtimes, case.list_id), latest(tx, case.id)


def _reasons(tx: Transaction, case: Case) -> tuple[Finding, ...]:
    """The rules' reasons for a held case; a guard's are for moderators, not for authors."""
    held = next((held for held in tx.held(case.list_id) if held.case.id == case.id), None)
    found = held.findings if held else ()
    return tuple(finding for finding in found if not finding.of_a_guard)


def _word(reason: str) -> tuple[Finding, ...]:
    return (Finding(rule="moderator", text=reason, disposition=Disposition.RETURN),) if reason else ()
