"""Lets out a held post: a moderator's accept waives the hold, and nothing else that the rules say."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.errors import PermanentFailure
from bot.lifecycle import Event, State
from bot.mail.post import Post
from bot.notices import CannotRepost, Outgoing, rewrite, write_repost
from bot.policy.guards.guards import CANNOT_REPOST
from bot.policy.model.verdict import Disposition, Verdict, strongest
from bot.policy.run.effects import changes_of, wanted_disposition, warnings_of
from bot.service.answering.rejudging import now_known, verdict_on
from bot.service.answering.warning import write_warning
from bot.service.list_runtime import ListRuntime
from bot.service.passing_on import discreet
from bot.store import Case, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class LetOut:
    """
    A post on its way to the members: by mail or with the digest, ``edited`` where rules changed it.

    ``warned`` is the author whom one of the mails tells what to do otherwise next time.
    """

    event: Event
    outgoing: tuple[Outgoing, ...] = ()
    edited: bytes | None = None
    warned: str | None = None


def let_out(
    tx: Transaction,
    runtime: ListRuntime,
    case: Case,
    post: Post,
    now: dt.datetime,
    *,
    to_digest: bool = False,
) -> LetOut:
    """
    What an accepted post becomes: the rules' changes are made, and the digest is kept.

    ``to_digest``: a person wants it there, whatever the rules say.

    Where a change cannot be made, the post leaves as it is if its moderators were told so when it was
    held; else PermanentFailure says what cannot be done. What nobody could look into leaves as it came.
    """
    made, words = _discreet(runtime, case, post), _Words()
    disposition = Disposition.DIGEST if to_digest else Disposition.ACCEPT
    if case.state is not State.QUARANTINED:
        verdict = verdict_on(tx, runtime, case, post, now)
        disposition = strongest((disposition, wanted_disposition(runtime.rulebook.policy.rules, verdict)))
        words = _warning(tx, runtime, case, post, replace(verdict, disposition=disposition), now)
        try:
            made = rewrite(made, changes_of(verdict), drops_signature=runtime.drops_signature)
        except CannotRepost as problem:
            if not _was_told(tx, case):
                raise PermanentFailure(
                    f"case {case.id} cannot be posted as the rules want it: {problem} "
                    "Change or switch off that rule, or discard the post."
                ) from problem
    edited = None if made is post else made.raw
    if disposition is Disposition.DIGEST:
        return LetOut(event=Event.DIGEST, edited=edited, outgoing=words.mails, warned=words.to)
    stamp = runtime.stamper.stamp_for(post.message_id, case.id, now)
    try:
        mail = write_repost(made, runtime.mailing_list, stamp)
    except CannotRepost as problem:
        raise PermanentFailure(f"case {case.id} cannot be posted: {problem}") from problem
    kept = edited if runtime.mailing_list.digest_of_all else None
    return LetOut(event=Event.ACCEPT, outgoing=(mail, *words.mails), edited=kept, warned=words.to)


class _Words(NamedTuple):
    """The mail that warns an author, if there is one."""

    mails: tuple[Outgoing, ...] = ()
    to: str | None = None


def _warning(
    tx: Transaction, runtime: ListRuntime, case: Case, post: Post, verdict: Verdict, now: dt.datetime
) -> _Words:
    if not verdict.warnings:
        return _Words()
    event = Event.DIGEST if verdict.disposition is Disposition.DIGEST else Event.ACCEPT
    for wanted in warnings_of(verdict, post, now_known(tx, runtime, case, post, now)):
        mail = write_warning(runtime, case, post, event, wanted.to, wanted.findings, now)
        return _Words((mail,), wanted.to)
    return _Words()


def _discreet(runtime: ListRuntime, case: Case, post: Post) -> Post:
    try:
        return discreet(runtime, post)
    except CannotRepost as problem:
        raise PermanentFailure(f"case {case.id} cannot be posted: {problem}") from problem


def _was_told(tx: Transaction, case: Case) -> bool:
    """Whether the hold itself said that a change cannot be made."""
    held = next((held for held in tx.held(case.list_id) if held.case.id == case.id), None)
    return held is not None and any(finding.rule == CANNOT_REPOST for finding in held.findings)
