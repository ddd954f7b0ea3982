"""Turns effects into what is stored: mails that leave, alerts. No I/O here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot.dialogue.drafting import Judge
from bot.lifecycle import Event
from bot.mail.origin.feedback_report import complaint_of
from bot.mail.post import Post
from bot.notices import (
    Alert,
    HeldItem,
    Outgoing,
    Receiver,
    Undecided,
    complaint_alert,
    noted_alert,
    people_of,
    topic_of,
    write_held,
    write_notify,
    write_repost,
)
from bot.notices.answered import Reply, write_reply
from bot.notices.layout import say
from bot.policy.guards.guards import AUTOMATIC, is_quarantine
from bot.policy.model.verdict import (
    AddToDigest,
    AuthorWarning,
    Change,
    Discard,
    Effect,
    Finding,
    Hold,
    Notice,
    Repost,
    ReturnNotice,
    Verdict,
)
from bot.service.answering.returning import Returning, texts_of
from bot.service.answering.tickets import Ticket, ticket
from bot.service.answering.warning import write_warning
from bot.service.decision import After, Decision, Past
from bot.service.list_runtime import ListRuntime
from bot.service.passing_on import passed_on, shown_to_staff
from bot.service.routing import STAFF
from bot.store import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """
    Writes the mails of one case.

    ``author`` is the proven one's address, None where there is none. ``judged``
    gives the verdict on another version of the post, ``after`` tells what this one came by.
    """

    runtime: ListRuntime
    case: Case
    post: Post
    past: Past
    author: str | None
    judged: Judge
    after: After = ""

    def write(self, verdict: Verdict, wanted: Sequence[Effect]) -> Decision:
        """The decision with a mail for each effect that wants one."""
        decision = Decision(
            verdict=verdict,
            event=Event.HOLD,
            proven=self.author is not None,
            alerts=self._complaint(verdict),
        )
        for effect in wanted:
            decision = self._add(decision, effect)
        return decision

    def _add(self, decision: Decision, effect: Effect) -> Decision:
        """One effect carried over into the decision: mypy names this place when an effect is added."""
        match effect:
            case Repost(changes=changes):
                made = self._changed(changes)
                edited = self._edited(made) if self.runtime.mailing_list.digest_of_all else None
                mails = (*decision.outgoing, self._repost(made))
                return replace(decision, event=Event.ACCEPT, outgoing=mails, edited=edited)
            case AddToDigest(changes=changes):
                edited = self._edited(self._changed(changes))
                return replace(decision, event=Event.DIGEST, edited=edited)
            case ReturnNotice(to=to, findings=findings):
                return self._returned(replace(decision, event=Event.RETURN, answered=to), findings, to)
            case Hold(findings=findings):
                event = Event.QUARANTINE if is_quarantine(decision.verdict) else Event.HOLD
                return self._held(replace(decision, event=event), findings)
            case Discard():
                return replace(decision, event=Event.DISCARD)
            case Notice(to=to, findings=findings):
                return self._notice(decision, to, findings)
            case AuthorWarning(to=to, findings=findings):
                return self._warned(decision, to, findings)
            case _:
                assert_never(effect)

    def _changed(self, changes: Sequence[Change]) -> Post:
        return passed_on(self.runtime, self.post, changes)

    def _edited(self, made: Post) -> bytes | None:
        """What the digest keeps of a post that leaves otherwise than it came."""
        return None if made is self.post else made.raw

    def _repost(self, made: Post) -> Outgoing:
        stamp = self.runtime.stamper.stamp_for(self.post.message_id, self.case.id, self.past.now)
        return write_repost(made, self.runtime.mailing_list, stamp)

    def _complaint(self, verdict: Verdict) -> tuple[Alert, ...]:
        """A complaint that a provider passes on is nothing to post, yet for the owners to know."""
        if not any(finding.rule == AUTOMATIC for finding in verdict.findings):
            return ()
        complaint = complaint_of(self.post)
        if complaint is None:
            return ()
        known = bool(complaint.message_id and self.past.kinds_sent(complaint.message_id))
        return (complaint_alert(complaint, known=known),)

    def _notice(self, decision: Decision, to: tuple[str, ...], findings: Sequence[Finding]) -> Decision:
        """A word to those whom rules want told: at once while each rule's hour has room, else bundled."""
        people = people_of(to, self.runtime.mailing_list)
        if not people:
            return decision
        most = self.runtime.limits.notes_per_hour
        stamp = self.runtime.stamper.stamp(self.case.id, "owner", self.past.now)
        now = [one for one in findings if self.past.alert_mails(topic_of(one.rule)) < most]
        alerts = [
            noted_alert(self.post, one, to, mail=stamp.message_id if one in now else None) for one in findings
        ]
        mails = [write_notify(self.post, now, people, self.runtime.mailing_list, stamp)] if now else []
        return replace(decision, outgoing=(*decision.outgoing, *mails), alerts=(*decision.alerts, *alerts))

    def _returned(self, decision: Decision, findings: tuple[Finding, ...], to: str) -> Decision:
        """The notice with the correction made, as far as that goes; its author may answer it."""
        made = Returning(
            runtime=self.runtime,
            case=self.case,
            post=self.post,
            to=to,
            round=self.past.round,
            now=self.past.now,
            after=self.after,
        ).write(findings, decision.verdict, self.judged)
        return replace(
            decision,
            outgoing=(*decision.outgoing, made.mail),
            tokens=(*decision.tokens, made.token),
            draft=made.draft,
            answerable_until=made.until,
        )

    def _held(self, decision: Decision, findings: tuple[Finding, ...]) -> Decision:
        """Each moderator is told at once while the hour has room, else in a bundle; so is its author."""
        decision = self._receipt(decision, findings)
        staff = self.runtime.mailing_list.staff
        if not staff or self.past.held_notices() >= self.runtime.limits.held_mails_per_hour * len(staff):
            return decision
        numbers = self.past.numbers
        item = HeldItem(
            case=self.case.id,
            post=shown_to_staff(self.runtime, self.post),
            findings=findings,
            posts=numbers.author_posts if self.author else None,
            returns=numbers.author_returned if self.author else None,
        )
        round_ = f"held{self.past.round}"
        tickets = [
            ticket(self.runtime, STAFF, one, [self.case.id], self.past.now, None, round_) for one in staff
        ]
        mails = [self._notice_to(one, item) for one in tickets]
        return replace(
            decision,
            outgoing=(*decision.outgoing, *mails),
            tokens=(*decision.tokens, *(one.known for one in tickets)),
        )

    def _notice_to(self, one: Ticket, item: HeldItem) -> Outgoing:
        receiver = Receiver(address=one.known.person, answerable=one.answerable)
        stamp = one.stamp(self.runtime, "held", self.past.now)
        settings = self.runtime.settings
        return write_held(
            item,
            self.runtime.mailing_list,
            receiver,
            stamp,
            returnable=self.author is not None,
            undecided=Undecided(days=settings.hold_days, verb=settings.on_expiry),
        )

    def _warned(self, decision: Decision, to: str, findings: Sequence[Finding]) -> Decision:
        """The author of a post that goes out hears what to do otherwise, unless they have answered us."""
        if self.past.round or self.after:
            return decision
        mail = write_warning(self.runtime, self.case, self.post, decision.event, to, findings, self.past.now)
        return replace(decision, outgoing=(*decision.outgoing, mail), answered=to)

    def _receipt(self, decision: Decision, findings: tuple[Finding, ...]) -> Decision:
        """A proven author hears once that the post waits; never where a guard holds it."""
        numbers, wanted = self.past.numbers, self.runtime.settings.receipts
        guarded = any(finding.of_a_guard for finding in findings)
        if not wanted or self.author is None or guarded or self.past.round or self.after:
            return decision
        if numbers.answered_before or numbers.answers_today >= self.runtime.limits.answers_per_day:
            return decision
        subject, name = self.post.subject.raw, self.runtime.mailing_list.name
        text = texts_of(self.runtime).say("answer.receipt_text", subject=subject, list=name)
        reply = Reply(subject="answer.receipt_subject", about=subject, blocks=[say(text)], case=self.case.id)
        stamp = self.runtime.stamper.stamp(self.case.id, "answer", self.past.now)
        mail = write_reply(reply, self.post, self.runtime.mailing_list, self.author, stamp)
        return replace(decision, outgoing=(*decision.outgoing, mail), answered=self.author)
