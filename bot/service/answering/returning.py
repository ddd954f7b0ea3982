"""Gives a post back to its author: the draft, the notice, and the token by which it is answered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogue.drafting import Draft, Judge, draft, failing
from bot.dialogue.offer import offer_of
from bot.mail.post import Post
from bot.notices import Occasion, Offer, Outgoing, write_return
from bot.notices.catalogue import Catalogue, catalogue_of
from bot.notices.repost import is_protected
from bot.policy.model.verdict import Finding, Verdict
from bot.service.answering.tickets import Ticket, ticket
from bot.service.decision import After
from bot.service.list_runtime import ListRuntime
from bot.service.routing import AUTHOR
from bot.store import Case, KnownToken, NewDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A return that is written and not on record yet."""

    mail: Outgoing
    token: KnownToken
    draft: NewDraft | None
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """
    One return in the making.

    ``round`` counts the notices before it, ``after`` is what the author answered to the
    last; ``said`` are sentences that stand before the reasons; ``undecided``: there is no fault in it.
    """

    runtime: ListRuntime
    case: Case
    post: Post
    to: str
    round: int
    now: dt.datetime
    after: After = ""
    said: tuple[str, ...] = ()
    undecided: bool = False

    def write(self, findings: Sequence[Finding], verdict: Verdict, judge: Judge) -> Returned:
        """The notice with the version that would pass, where there is one and only rules gave reasons."""
        ruled = {one.rule for one in findings} <= failing(verdict)
        found = draft(self.post, judge, verdict) if ruled else None
        until = self.now + dt.timedelta(days=self.runtime.settings.answer_days)
        held = ticket(self.runtime, AUTHOR, self.to, [self.case.id], self.now, until, str(self.round + 1))
        mail = self._notice(findings, self._offer(found) if found else None, held, until)
        kept = None if found is None else NewDraft(raw=found.post.raw, asks=found.asks)
        return Returned(mail=mail, token=held.known, draft=kept, until=until)

    def _offer(self, found: Draft) -> Offer:
        return offer_of(found, self.post, texts_of(self.runtime))

    def _notice(
        self, findings: Sequence[Finding], offer: Offer | None, held: Ticket, until: dt.datetime
    ) -> Outgoing:
        occasion = Occasion(
            case=self.case.id,
            offer=offer,
            answerable=held.answerable,
            said=self._said(offer),
            after=self.after,
            until=(until - dt.timedelta(days=1)).date(),
            undecided=self.undecided,
        )
        stamp = held.stamp(self.runtime, "return", self.now)
        return write_return(self.post, findings, self.runtime.mailing_list, self.to, stamp, occasion)

    def _said(self, offer: Offer | None) -> tuple[str, ...]:
        """The sentences before the reasons; a signed post's author hears why no version is proposed."""
        signed = offer is None and is_protected(self.post)
        return (*self.said, texts_of(self.runtime).say("return.signed")) if signed else self.said


def texts_of(runtime: ListRuntime) -> Catalogue:
    """The sentences of a list."""
    return catalogue_of(runtime.mailing_list.language, runtime.mailing_list.wording)
