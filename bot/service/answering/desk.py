"""What is at hand while an answer is heard, and how the mail that brought it is settled."""

import datetime as dt
from dataclasses import dataclass

from bot.lifecycle import Event, State, folder_of
from bot.mail import read
from bot.mail.post import Envelope, Post
from bot.notices import Answerable, Outgoing
from bot.notices.answered import Reply, write_reply
from bot.notices.layout import Block, say
from bot.notices.outgoing import Stamp
from bot.policy.guards.circumstances import Circumstances
from bot.policy.model.verdict import Disposition, Finding, Verdict
from bot.service.answering.returning import texts_of
from bot.service.decision import Decision
from bot.service.list_runtime import ListRuntime
from bot.service.taught import read_taught
from bot.store import Case, KnownToken, Settlement, Transaction, Wish

ANSWER = "dialogue.answer"
"""Stands as the rule's name in the journal of a mail that was a word to the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """
    One answer on the table: the mail that brought it (``case``, ``post``), what is ``seen`` of it.

    All happens in the transaction ``tx``: what follows from an answer, and that it was
    heard, are on record together or not at all.
    """

    tx: Transaction
    runtime: ListRuntime
    case: Case
    post: Post
    seen: Circumstances
    now: dt.datetime

    @property
    def proven(self) -> bool:
        """Whether our server confirmed who wrote it: nobody else is answered."""
        return self.seen.authentication.proven

    @property
    def sender(self) -> str:
        """Who wrote it."""
        return self.post.from_[0].address

    def say(self, sentence: str, /, **values: object) -> str:
        """A sentence in the list's language."""
        mailing_list = self.runtime.mailing_list
        return texts_of(self.runtime).say(
            sentence, list=mailing_list.name, address=mailing_list.address, **values
        )

    def stamp(self, kind: str, token: KnownToken | None = None) -> Stamp:
        """A stamp for the one answer of that kind to this mail; with a token its answer leads back there."""
        word = f"{token.name}-{self.case.id}" if token else self.case.id
        return self.runtime.stamper.stamp(word, kind, self.now)

    def reply(
        self,
        subject: str,
        about: str,
        *blocks: Block,
        case: str = "",
        answerable: Answerable | None = None,
        token: KnownToken | None = None,
    ) -> tuple[Outgoing, ...]:
        """The answer to this mail; none to anybody who is not proven."""
        if not self.proven:
            return ()
        said = Reply(subject=subject, about=about, blocks=blocks, case=case, answerable=answerable)
        stamp = self.stamp("answer", token)
        return (write_reply(said, self.post, self.runtime.mailing_list, self.sender, stamp),)

    def tell(self, heading: str, about: str, sentence: str, /, **values: object) -> tuple[Outgoing, ...]:
        """An answer of one sentence."""
        return self.reply(heading, about, say(self.say(sentence, **values)), case=str(values.get("case", "")))

    @property
    def was_heard(self) -> bool:
        """Whether a copy of this mail, as well proven, was heard before."""
        copies = self.tx.copies(self.case, self.now) if self.case.duplicate_of else ()
        return any(old.state is State.ANSWER and (old.proven or not self.proven) for old in copies)

    def heard(
        self,
        what: str,
        *mails: Outgoing,
        answered: str | None = None,
        rule: str = ANSWER,
        wish: Wish | None = None,
        bounced: str | None = None,
    ) -> Decision:
        """
        Settle the mail that brought the answer: ``what`` it was, its answers, whose limit counts.

        ``wish`` is what a member asked for by it, ``bounced`` whose mail came back for good.
        """
        finding = Finding(rule=rule, text=what, disposition=Disposition.DISCARD)
        verdict = Verdict(disposition=Disposition.DISCARD, findings=(finding,), rules=(), digest="")
        decision = Decision(verdict=verdict, event=Event.ANSWER, outgoing=mails, proven=self.proven)
        settlement = Settlement(
            case=self.case.id,
            event=Event.ANSWER,
            verdict=verdict,
            outgoing=mails,
            folder=folder_of(State.ANSWER),
            author=self.sender if self.post.from_ else None,
            proven=self.proven,
            answered=answered,
            wish=wish,
            bounced=bounced,
        )
        self.tx.settle(settlement, self.now)
        return decision

    def post_of(self, case: Case) -> Post:
        """A post as it stands now: its latest version, else as it came."""
        return latest(self.tx, case.id)


def latest(tx: Transaction, case_id: str) -> Post:
    """The latest version of a post that its author or a moderator stands for; else the post as it came."""
    case, arrival = tx.case(case_id), tx.arrival(case_id)
    standing = [one.raw for one in tx.dialogues.versions_of(case_id) if one.stands]
    raw = standing[-1] if standing else arrival.raw if arrival else b""
    envelope = arrival.envelope if arrival else Envelope()
    return read_taught(tx, case.list_id, raw, envelope, case.received) if case else read(raw, envelope)
