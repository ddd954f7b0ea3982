"""A later version of a post takes its place: judged, kept, settled, whoever brought it."""

from bot.lifecycle import Event, folder_of, next_state
from bot.mail.post import Post
from bot.notices import Outgoing
from bot.service.answering.desk import Desk
from bot.service.decision import Decision
from bot.store import OPEN, Case, Settlement

_AFTER = {
    Event.ACCEPT: "out",
    Event.DIGEST: "out",
    Event.RETURN: OPEN,
    Event.HOLD: "held",
    Event.QUARANTINE: "held",
    Event.DISCARD: "dropped",
}
"""How a dialogue stands once its post became that."""

_TOLD = {
    Event.ACCEPT: ("answer.posted_subject", "answer.posted_text"),
    Event.DIGEST: ("answer.posted_subject", "answer.digest_text"),
    Event.HOLD: ("answer.receipt_subject", "answer.held_text"),
}


def keep(desk: Desk, case: Case, version: Post, how: str) -> None:
    """The version stands for the post from now on."""
    desk.tx.dialogues.add_version(case.id, how, version.raw, desk.now, brought_by=desk.case.id)


def settle(desk: Desk, case: Case, version: Post, decision: Decision, by: str) -> None:
    """Record what a post becomes by somebody's answer, with the mails that follow."""
    edited = (decision.edited or version.raw) if decision.event in {Event.ACCEPT, Event.DIGEST} else None
    settlement = Settlement(
        case=case.id,
        event=decision.event,
        verdict=decision.verdict,
        outgoing=decision.outgoing,
        folder=folder_of(next_state(case.state, decision.event)),
        author=case.author,
        by=by,
        edited=edited,
        alerts=decision.alerts,
        tokens=decision.tokens,
        draft=decision.draft,
        answerable_until=decision.answerable_until,
    )
    desk.tx.settle(settlement, desk.now)
    desk.tx.note(case.id, "answered", f"{by} wrote in {desk.case.id}", desk.now)
    if desk.tx.dialogues.find(case.id) is not None:
        desk.tx.dialogues.change(case.id, desk.now, state=_AFTER[decision.event], asked=0)


def confirmed(desk: Desk, case: Case, version: Post, decision: Decision) -> tuple[Outgoing, ...]:
    """Its author hears what became of it; the next notice says so itself, and a discard says nothing."""
    if decision.event not in _TOLD:
        return ()
    heading, sentence = _TOLD[decision.event]
    subject = version.subject.raw
    return desk.tell(heading, subject, sentence, subject=subject, case=case.id)
