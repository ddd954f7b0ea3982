"""Carries out a moderator's answer to a notice: line by line, told to them and to the others once."""

from bot.dialogue.commands import Deed, Mistake, Verb, commands
from bot.dialogue.own_words import Answer, own_words, shown_post
from bot.errors import PermanentFailure
from bot.lifecycle import WAITING, State
from bot.mail import read
from bot.mail.post import Post
from bot.notices import Outgoing, clean
from bot.notices.held import held_marks
from bot.notices.layout import Block, say
from bot.policy import explain
from bot.service.answering.deeds import Hand
from bot.service.answering.desk import Desk
from bot.service.answering.others import told_to_others
from bot.service.answering.rejudging import verdict_on
from bot.service.answering.returning import texts_of
from bot.service.decision import Decision
from bot.service.routing import StaffCommand
from bot.store import Case

_DECIDES = frozenset(
    {Verb.ACCEPT, Verb.DIGEST, Verb.RETURN, Verb.EDIT, Verb.DISCARD, Verb.ALWAYS, Verb.NEVER}
)


_STANDS = {
    State.POSTING: "posting",
    State.POSTED: "posted",
    State.IN_DIGEST: "digest",
    State.DIGESTED: "digested",
    State.RETURNING: "returned",
    State.RETURNED: "returned",
    State.HELD: "held",
    State.QUARANTINED: "held",
    State.DISCARDED: "discarded",
}


def commanded(desk: Desk, command: StaffCommand) -> Decision:
    """Do what a moderator orders; the first decision on a case wins."""
    return _Orders(desk, command).carried_out()


class _Orders:
    """One moderator's answer to one notice."""

    def __init__(self, desk: Desk, command: StaffCommand) -> None:
        self.desk, self.tx, self.command = desk, desk.tx, command
        self.who = command.token.person
        self.cases = command.token.cases
        self.done: list[str] = []
        self.failed = 0
        self.decided: list[tuple[Case, str]] = []
        self.more: list[Block] = []

    def carried_out(self) -> Decision:
        answer = self._answer()
        ordered = commands(answer.words, len(self.cases), [box.name or "" for box in self.desk.post.from_])
        if not ordered:
            self.done.append(self.desk.say("held.nothing"))
            self.failed += 1
        for one in ordered:
            if isinstance(one, Mistake):
                self._not_understood(one)
            else:
                self._all(one, answer)
        what = f"{self.who} answered a notice about {len(self.cases)} held posts: {'; '.join(self.done)}"
        return self.desk.heard(clean.shorten(what, 1_000), *self._reply(), *self._told_to_others())

    def _answer(self) -> Answer:
        marks = held_marks(texts_of(self.desk.runtime))
        names = self.desk.runtime.stamper.marks
        ours = (names.message_id(self.command.token.name, kind) for kind in ("held", "bundle"))
        mail = next((octets for one in ours if (octets := self.tx.octets_of(one))), None)
        return own_words(self.desk.post, shown_post(read(mail).text if mail else "", *marks))

    def _not_understood(self, mistake: Mistake) -> None:
        said = self.desk.say("held.not_understood", line=clean.shorten(clean.one_line(mistake.line), 120))
        near = self.desk.say("held.near", near=mistake.near) if mistake.near else ""
        self.done += [one for one in (said, near) if one]
        self.failed += 1

    def _all(self, deed: Deed, answer: Answer) -> None:
        for number in deed.numbers or (1,):
            case = self.tx.case(self.cases[number - 1])
            if case is not None:
                self.done.append(self._one(deed, case, answer))

    def _one(self, deed: Deed, case: Case, answer: Answer) -> str:
        """Do it to one case; what is told of it."""
        post = self.desk.post_of(case)
        named = self._named(post)
        if case.state not in WAITING and deed.verb is not Verb.WHY:
            return self._late(case, named)
        hand = Hand(tx=self.tx, runtime=self.desk.runtime, case=case, by=self.who, now=self.desk.now)
        try:
            self._do(hand, deed, post, answer)
        except PermanentFailure as problem:
            return self.desk.say("held.failed", **named, problem=str(problem))
        if deed.verb is Verb.WHY:
            return ""
        told = self.desk.say(f"held.done_{deed.verb.value}", **named)
        if deed.verb in _DECIDES:
            self.decided.append((case, told))
        return told

    def _late(self, case: Case, named: dict[str, str]) -> str:
        """Somebody decided before: another, or they themselves by a quicker answer."""
        who = self._decider(case)
        if who.lower() == self.who.lower():
            return self.desk.say("held.twice", **named, state=self._stands(case))
        return self.desk.say("held.late", **named, who=who, state=self._stands(case))

    def _stands(self, case: Case) -> str:
        """Where a post is by now, in the list's language."""
        return self.desk.say(f"held.state_{_STANDS.get(case.state, 'other')}")

    def _do(self, hand: Hand, deed: Deed, post: Post, answer: Answer) -> None:
        if deed.verb in {Verb.ALWAYS, Verb.NEVER}:
            hand.standing(deed.verb.value)
        match deed.verb:
            case Verb.ACCEPT | Verb.ALWAYS:
                hand.accept()
            case Verb.DISCARD | Verb.NEVER:
                hand.discard()
            case Verb.DIGEST:
                hand.digest()
            case Verb.RETURN:
                hand.give_back(deed.reasons, deed.text)
            case Verb.EDIT:
                hand.accept(_changed(answer))
            case Verb.MINE:
                self._take_up(hand.case)
            case Verb.WHY:
                self._explain(hand.case, post)

    def _take_up(self, case: Case) -> None:
        self.tx.dialogues.take_up(case.id, self.who)
        self.tx.note(case.id, "in hand", f"of {self.who}", self.desk.now)

    def _explain(self, case: Case, post: Post) -> None:
        verdict = verdict_on(self.tx, self.desk.runtime, case, post, self.desk.now)
        self.more.append(Block(look="fixed", lines=tuple(explain(verdict, post).split("\n"))))

    def _named(self, post: Post) -> dict[str, str]:
        author = clean.name(post.from_[0]) if post.from_ else "?"
        return {
            "subject": clean.shorten(clean.subject(post.subject.raw), 80),
            "author": clean.shorten(author, 40),
        }

    def _decider(self, case: Case) -> str:
        (history,) = self.tx.history(case.id)[:1] or (None,)
        return history.decisions[-1].by if history and history.decisions else "somebody"

    def _about(self) -> str:
        case = self.tx.case(self.cases[0])
        subject = self.desk.post_of(case).subject.raw if case else ""
        return subject if len(self.cases) == 1 else self.desk.say("held.many_subject", count=len(self.cases))

    def _reply(self) -> tuple[Outgoing, ...]:
        rows = [line for line in self.done if line]
        nothing = self.failed and not self.decided and not self.more
        return self.desk.reply(
            "held.undone_subject" if nothing else "held.done_subject",
            self._about(),
            *([say(*rows)] if rows else []),
            *self.more,
            case=self.cases[0] if len(self.cases) == 1 else self.desk.case.id,
        )

    def _told_to_others(self) -> tuple[Outgoing, ...]:
        """One mail to each of the others who were asked about what is decided now."""
        if not self.decided:
            return ()
        return told_to_others(
            self.tx,
            self.desk.runtime,
            [case.id for case, _ in self.decided],
            self.who,
            self._about(),
            [line for _, line in self.decided],
            self.desk.stamp,
        )


def _changed(answer: Answer) -> str:
    if answer.edited is None:
        raise PermanentFailure("between the two lines nothing is changed, or one of them is gone")
    return answer.edited
