"""From a post to what follows from it: rules, guards, effects, mails. No I/O here."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot.facts import Context, Facts, Question, Value
from bot.lifecycle import Event, State, folder_of, next_state
from bot.mail.authentication import authenticate
from bot.mail.automatic import automatic, maybe_automatic
from bot.mail.marks import Marks, list_trace
from bot.mail.post import Post
from bot.notices import (
    CannotRepost,
    Outgoing,
    OutgoingKind,
    people_of,
    rewrite,
    write_held,
    write_notify,
    write_repost,
    write_return,
)
from bot.policy import decide
from bot.policy.effects import effects
from bot.policy.guards import Circumstances, guard, is_quarantine
from bot.policy.verdict import (
    AddToDigest,
    Change,
    Discard,
    Disposition,
    Effect,
    Finding,
    Hold,
    Notice,
    Repost,
    ReturnNotice,
    Verdict,
)
from bot.service.desk import Desk
from bot.store import Case, Numbers

STALE = dt.timedelta(days=7)
NEVER_ANSWERED = ("return", "held", "bundle", "owner")
"""Our mails that end a dialogue: what answers one of them is for a person to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    All that is stored of a judged post: the verdict, the case's event, and the mails that leave for it.

    ``edited`` is the post as rules changed it for the digest, None where they did not.
    """

    verdict: Verdict
    event: Event
    outgoing: tuple[Outgoing, ...] = ()
    answered: str | None = None
    edited: bytes | None = None

    @property
    def folder(self) -> str | None:
        """Where the message should lie."""
        return folder_of(next_state(State.TAKEN, self.event))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """
    What the store knows at the moment of the decision.

    ``held_notices`` tells how many were sent within the hour, ``kinds_sent`` as
    what a Message-ID went out before; both ask only when a post needs it.
    ``answers`` are those to the policy's questions.
    """

    numbers: Numbers
    held_notices: Callable[[], int]
    kinds_sent: Callable[[str], frozenset[OutgoingKind]]
    now: dt.datetime
    answers: Mapping[Question, Value] = field(default_factory=dict)


def judge(desk: Desk, case: Case, post: Post, past: Past) -> Decision:
    """Judge a post by the list's live rules and the guards, and write the mails that follow."""
    seen = circumstances(desk, case, post, past)
    facts = Facts(post, context(desk, post, seen, past))
    verdict = guard(decide(desk.rulebook.policy, facts, trace=False), post, seen)
    if desk.observes:
        return Decision(verdict=verdict, event=Event.OBSERVE)
    proven = seen.authentication.proven
    writer = Writer(desk=desk, case=case, post=post, past=past, proven=proven)
    wanted = effects(verdict, post, seen)
    try:
        return writer.write(verdict, wanted)
    except CannotRepost as problem:
        held = held_instead(verdict, "guard.cannot_repost", str(problem))
        notices = [effect for effect in wanted if isinstance(effect, Notice)]
        return writer.write(held, (Hold(findings=held.findings), *notices))


def held_instead(verdict: Verdict, rule: str, sentence: str) -> Verdict:
    """The same verdict, held for one more reason."""
    finding = Finding(rule=rule, text=sentence, disposition=Disposition.HOLD)
    return replace(verdict, disposition=Disposition.HOLD, findings=(*verdict.findings, finding))


def context(desk: Desk, post: Post, seen: Circumstances, past: Past) -> Context:
    """What facts may know beyond the post itself."""
    author = post.from_[0].address if post.from_ else None
    return Context(
        now=past.now,
        mailing_list=desk.mailing_list,
        authentication=seen.authentication,
        member=desk.is_member(author),
        moderator=desk.is_moderator(author),
        author_posts=past.numbers.author_posts,
        past=past.answers,
        duplicate=seen.duplicate,
        automatic=seen.automatic,
    )


def circumstances(desk: Desk, case: Case, post: Post, past: Past) -> Circumstances:
    """What the guards look at."""
    marks, numbers = desk.stamper.marks, past.numbers
    author = post.from_[0].address if post.from_ else None
    return Circumstances(
        authentication=authenticate(post, desk.trust),
        automatic=automatic(post),
        maybe_automatic=maybe_automatic(post),
        returns=desk.settings.returns,
        member=desk.is_member(author),
        answers_today=numbers.answers_today,
        answers_limit=desk.limits.answers_per_day,
        returns_this_hour=numbers.returns_this_hour,
        returns_limit=desk.limits.returns_per_hour,
        answered_before=numbers.answered_before,
        stale=case.created - case.received > STALE,
        own_mark=marks.mark_of(post),
        own_message=is_our_own(marks, post, past),
        list_trace=list_trace(post, desk.mailing_list.id, desk.mailing_list.address),
        answers_us=any(kind in NEVER_ANSWERED for kind in marks.answered(post)),
        oversize=case.oversize,
        duplicate=case.duplicate_of is not None,
        conflict=case.conflict_of is not None,
        crashed=case.attempts - 1,
    )


def is_our_own(marks: Marks, post: Post, past: Past) -> bool:
    """Whether the bot sent this very message: its own mail, or a post that it passed on."""
    name = post.message_id or ""
    return marks.is_ours(name) or (
        marks.carries_loop_mark(post) and OutgoingKind.POST in past.kinds_sent(name)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the mails of one case."""

    desk: Desk
    case: Case
    post: Post
    past: Past
    proven: bool

    def write(self, verdict: Verdict, wanted: Sequence[Effect]) -> Decision:
        """The decision with a mail for each effect that wants one."""
        decision = Decision(verdict=verdict, event=Event.HOLD)
        for effect in wanted:
            decision = self._add(decision, effect)
        return decision

    def _add(self, decision: Decision, effect: Effect) -> Decision:
        """One effect carried over into the decision: mypy names this place when an effect is added."""
        match effect:
            case Repost(changes=changes):
                mail = self._repost(changes)
                return replace(decision, event=Event.ACCEPT, outgoing=(*decision.outgoing, mail))
            case AddToDigest(changes=changes):
                edited = rewrite(self.post, changes).raw if changes else None
                return replace(decision, event=Event.DIGEST, edited=edited)
            case ReturnNotice(to=to, findings=findings):
                mail = self._return(findings, to)
                return replace(decision, event=Event.RETURN, outgoing=(*decision.outgoing, mail), answered=to)
            case Hold(findings=findings):
                event = Event.QUARANTINE if is_quarantine(decision.verdict) else Event.HOLD
                return replace(decision, event=event, outgoing=(*decision.outgoing, *self._held(findings)))
            case Discard():
                return replace(decision, event=Event.DISCARD)
            case Notice(to=to, findings=findings):
                return replace(decision, outgoing=(*decision.outgoing, *self._notice(to, findings)))
            case _:
                assert_never(effect)

    def _repost(self, changes: Sequence[Change]) -> Outgoing:
        stamp = self.desk.stamper.stamp_for(self.post.message_id, self.case.id, self.past.now)
        return write_repost(rewrite(self.post, changes), self.desk.mailing_list, stamp)

    def _notice(self, to: tuple[str, ...], findings: tuple[Finding, ...]) -> tuple[Outgoing, ...]:
        """A word to those whom a rule wants told; none where the list has no such people."""
        people = people_of(to, self.desk.mailing_list)
        if not people:
            return ()
        stamp = self.desk.stamper.stamp(self.case.id, "owner", self.past.now)
        return (write_notify(self.post, findings, people, self.desk.mailing_list, stamp),)

    def _return(self, findings: tuple[Finding, ...], to: str) -> Outgoing:
        stamp = self.desk.stamper.stamp(self.case.id, "return", self.past.now)
        return write_return(self.post, findings, self.desk.mailing_list, to, stamp, case=self.case.id)

    def _held(self, findings: tuple[Finding, ...]) -> tuple[Outgoing, ...]:
        """At once while the hour has room; else the schedule tells of it in a bundle."""
        if (
            not self.desk.mailing_list.staff
            or self.past.held_notices() >= self.desk.limits.held_mails_per_hour
        ):
            return ()
        stamp = self.desk.stamper.stamp(self.case.id, "held", self.past.now)
        mailing_list, case = self.desk.mailing_list, self.case.id
        return (write_held(self.post, findings, mailing_list, case, stamp, returnable=self.proven),)
