"""Lets out a held post: a moderator's accept waives the hold, and nothing else that the rules say."""

import datetime as dt
from dataclasses import dataclass

from bot.errors import PermanentFailure
from bot.lifecycle import Event, State
from bot.mail.post import Post
from bot.notices import CannotRepost, Outgoing, rewrite, write_repost
from bot.policy.guards.guards import CANNOT_REPOST
from bot.policy.model.verdict import Disposition
from bot.policy.run.effects import changes_of, wanted_disposition
from bot.service.answering.rejudging import verdict_on
from bot.service.list_runtime import ListRuntime
from bot.service.passing_on import discreet
from bot.store import Case, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class LetOut:
    """A post on its way to the members: by mail or with the digest, ``edited`` where rules changed it."""

    event: Event
    outgoing: tuple[Outgoing, ...] = ()
    edited: bytes | None = None


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
    made, disposition = _discreet(runtime, case, post), Disposition.ACCEPT
    if case.state is not State.QUARANTINED:
        verdict = verdict_on(tx, runtime, case, post, now)
        disposition = wanted_disposition(runtime.rulebook.policy.rules, verdict)
        try:
            made = rewrite(made, changes_of(verdict), drops_signature=runtime.drops_signature)
        except CannotRepost as problem:
            if not _was_told(tx, case):
                raise PermanentFailure(
                    f"case {case.id} cannot be posted as the rules want it: {problem} "
                    "Change or switch off that rule, or discard the post."
                ) from problem
    edited = None if made is post else made.raw
    if to_digest or disposition is Disposition.DIGEST:
        return LetOut(event=Event.DIGEST, edited=edited)
    stamp = runtime.stamper.stamp_for(post.message_id, case.id, now)
    try:
        mail = write_repost(made, runtime.mailing_list, stamp)
    except CannotRepost as problem:
        raise PermanentFailure(f"case {case.id} cannot be posted: {problem}") from problem
    kept = edited if runtime.mailing_list.digest_of_all else None
    return LetOut(event=Event.ACCEPT, outgoing=(mail,), edited=kept)


def _discreet(runtime: ListRuntime, case: Case, post: Post) -> Post:
    try:
        return discreet(runtime, post)
    except CannotRepost as problem:
        raise PermanentFailure(f"case {case.id} cannot be posted: {problem}") from problem


def _was_told(tx: Transaction, case: Case) -> bool:
    """Whether the hold itself said that a change cannot be made."""
    held = next((held for held in tx.held(case.list_id) if held.case.id == case.id), None)
    return held is not None and any(finding.rule == CANNOT_REPOST for finding in held.findings)
