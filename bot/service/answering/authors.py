"""Carries out an author's answer to a return: a draft goes out, a new text is judged, a person asked."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import PurePath

from bot.dialogue.clauses import Meaning
from bot.dialogue.compose import CannotCompose, composed
from bot.dialogue.drafting import with_answer
from bot.dialogue.machines import is_numbered
from bot.dialogue.meaning import ADDRESS, SUBJECT, Understood, understand
from bot.dialogue.own_words import Answer, Notice, own_words, shown_post, words_of
from bot.lifecycle import Event, State
from bot.mail import read
from bot.mail.origin.tokens import tokens_in
from bot.mail.post import Post
from bot.mail.text.subject import read_subject
from bot.notices import Outgoing, clean
from bot.notices.layout import Block, say
from bot.notices.returned import marks
from bot.policy import explain
from bot.policy.model.verdict import Disposition, Verdict
from bot.service.answering import versions
from bot.service.answering.desk import Desk
from bot.service.answering.rejudging import held_for, judged_again, verdict_on
from bot.service.answering.returning import texts_of
from bot.service.answering.tickets import Ticket, ticket
from bot.service.decision import After, Decision
from bot.service.routing import AUTHOR, AuthorReply
from bot.store import DRAFT, OPEN, Case, Dialogue, Version

ROUNDS = 3
"""Notices to an author about one post; then a person looks."""
TOO_QUICK = dt.timedelta(seconds=10)
"""Nobody reads a notice and writes something odd in less."""
_SAID_IN_A_WORD = (Meaning.OK, Meaning.HELP, Meaning.WHY, Meaning.WITHDRAW)
DOUBTED = "doubted"
"""What a draft "asks" that holds an author's words already; whether they are for the list is not certain."""
ANSWERABLE = (State.RETURNED, State.RETURNING)


def answered(desk: Desk, reply: AuthorReply) -> Decision:
    """Carry out what the author means."""
    case = desk.tx.case(reply.token.cases[0])
    dialogue = desk.tx.dialogues.find(reply.token.cases[0])
    if case is None or dialogue is None:
        return desk.heard("An answer to a mail about a post that is not on record.")
    if dialogue.state != OPEN or dialogue.until < desk.now or case.state not in ANSWERABLE:
        return _too_late(desk, case, dialogue)
    return _Answer(desk, reply, case, dialogue).carried_out()


def _too_late(desk: Desk, case: Case, dialogue: Dialogue) -> Decision:
    """The dialogue is over: its author hears so once."""
    about = desk.post_of(case).subject.raw
    sentence = {
        "out": "answer.closed_out",
        "again": "answer.closed_again",
        OPEN: "answer.closed_late",
        "expired": "answer.closed_late",
    }.get(dialogue.state, "answer.closed_other")
    mails: tuple[Outgoing, ...] = ()
    if dialogue.heard != _CLOSED:
        desk.tx.dialogues.change(case.id, desk.now, heard=_CLOSED)
        mails = desk.tell("answer.closed_subject", about, sentence, subject=about, case=case.id)
    return desk.heard(f"An answer about case {case.id}, which is closed: no effect.", *mails)


_CLOSED = "closed"


class _Answer:
    """One answer of an author to the notice about a case."""

    def __init__(self, desk: Desk, reply: AuthorReply, case: Case, dialogue: Dialogue) -> None:
        self.desk, self.tx, self.case, self.dialogue = desk, desk.tx, case, dialogue
        self.reply = reply
        self.standing = desk.post_of(case)
        self.doubted, self.draft = self._drafts()
        self.asks = tuple(self.draft.asks.split()) if self.draft else ()
        self.notice = self._notice()

    @property
    def about(self) -> str:
        return self.standing.subject.raw

    @property
    def is_current(self) -> bool:
        """Whether the answered notice is the last one that its author got."""
        return self.reply.token.name == self._ticket().known.name

    def carried_out(self) -> Decision:
        said = own_words(self.desk.post, self.notice)
        draft = read(self.draft.raw) if self.draft else None
        understood = understand(
            said, self.standing, draft.text if draft else "", self.asks, certain=self.reply.certain
        )
        if why := self._of_a_machine(understood):
            return self._silent(why)
        match understood.meaning:
            case Meaning.OK:
                return self._agreed()
            case Meaning.WORDS:
                return self._written(understood.text)
            case Meaning.DOUBTED:
                return self._doubted(said, understood.text)
            case Meaning.TEXT:
                return self._rewritten(understood.text)
            case Meaning.HELP:
                return self._to_a_person(f"{self.desk.say('held.author_asks')}\n\n{_short(understood.text)}")
            case Meaning.WHY:
                return self._explained()
            case Meaning.WITHDRAW:
                return self._withdrawn()
            case Meaning.UNCLEAR:
                return self._not_understood(said)

    def _agreed(self) -> Decision:
        if not self.is_current:
            mails = self.desk.reply(
                "answer.asked_subject", self.about, say(self.desk.say("answer.newer_text")), case=self.case.id
            )
            return self.desk.heard(f"ok to an older notice about case {self.case.id}: no effect.", *mails)
        draft = self.doubted or self.draft
        if draft is None:
            return self._ask("ok, where nothing was offered")
        return self._version(read(draft.raw, self.standing.envelope), "ok")

    def _written(self, text: str) -> Decision:
        """A comment, an address: they go into the draft."""
        assert self.draft is not None  # noqa: S101 - only a draft asks for something
        try:
            made = with_answer(read(self.draft.raw, self.standing.envelope), text, self.asks, self._judge)
        except CannotCompose as problem:
            return self._ask(str(problem))
        return self._version(made, "text")

    def _doubted(self, said: Answer, text: str) -> Decision:
        """Sentences that may be meant for the moderators go to the list only if their author says so."""
        if self.draft is None or self.dialogue.asked:
            return self._not_understood(said)
        try:
            made = with_answer(read(self.draft.raw, self.standing.envelope), text, self.asks, self._judge)
        except CannotCompose:
            return self._not_understood(said)
        self.tx.dialogues.add_version(
            self.case.id, DRAFT, made.raw, self.desk.now, asks=DOUBTED, brought_by=self.desk.case.id
        )
        self.tx.dialogues.change(self.case.id, self.desk.now, heard=_print(said.words))
        return self._ask("doubted", text)

    def _judge(self, post: Post) -> Verdict:
        return verdict_on(self.tx, self.desk.runtime, self.case, post, self.desk.now)

    def _rewritten(self, text: str) -> Decision:
        """A whole text takes the post's place, with the subject and the files that came with it."""
        place = {
            texts_of(self.desk.runtime).say("return.here"),
            texts_of(self.desk.runtime).say("return.here_address"),
        }
        lines = [line for line in text.split("\n") if line.strip() not in place]
        subject, lines = self._subject(lines)
        try:
            made = composed(self.standing, "\n".join(lines).strip("\n"), subject=subject, files=self._files())
        except CannotCompose as problem:
            return self._ask(str(problem))
        return self._version(made, "text")

    def _subject(self, lines: list[str]) -> tuple[str | None, list[str]]:
        """The subject that the author gave, in the text or in place of the notice's; None: as it was."""
        first = next((n for n, line in enumerate(lines) if line.strip()), None)
        if first is not None and lines[first].casefold().startswith("subject:"):
            given = lines[first].partition(":")[2].strip()
            return (None if given == self.desk.say("return.here_subject") else given), lines[first + 1 :]
        bare = read_subject(self.desk.post.subject.raw).text
        ours = read_subject(self.desk.say("return.subject", subject=self.standing.subject.raw)).text
        same = words_of(bare) == words_of(ours) or words_of(self.standing.subject.text) == words_of(bare)
        if same or words_of(ours)[:3] == words_of(bare)[:3] or not bare:
            return (read(self.draft.raw).subject.raw if self.draft else None), lines
        return self.desk.post.subject.raw, lines

    def _files(self) -> Post | None:
        """The message whose files go out: the answer's if it has any but our own notice; else the post's."""
        files = [one for one in self.desk.post.attachments if one.type != "message/rfc822"]
        return self.desk.post if files and not self.desk.post.enclosed else None

    def _version(self, made: Post, how: After) -> Decision:
        """A later version of the post is judged, as it stands in the place of the first."""
        if self.dialogue.heard == _print(made.text) and how == "text":
            return self._silent("the same text again")
        decision = judged_again(self.tx, self.desk.runtime, self.case, made, self.desk.now, after=how)
        if decision.event is Event.RETURN and self.dialogue.round >= ROUNDS:
            versions.keep(self.desk, self.case, made, how)
            return self._to_a_person(self.desk.say("held.author_rounds", count=ROUNDS), made)
        versions.keep(self.desk, self.case, made, how)
        versions.settle(self.desk, self.case, made, decision, self._who())
        self.tx.dialogues.change(self.case.id, self.desk.now, heard=_print(made.text))
        return self.desk.heard(
            f"{self._who()} answered the notice about case {self.case.id} ({how}): {decision.event.value}.",
            *versions.confirmed(self.desk, self.case, made, decision),
        )

    def _to_a_person(self, why: str, post: Post | None = None, *, tell: bool = True) -> Decision:
        """The post is held, and the moderators are told why; its author hears that a person reads it."""
        post = post or self.standing
        decision = held_for(self.tx, self.desk.runtime, self.case, post, why, self.desk.now)
        versions.settle(self.desk, self.case, post, decision, self._who())
        told = self.desk.tell("answer.person_subject", self.about, "answer.person_text", case=self.case.id)
        return self.desk.heard(
            f"{self._who()} answered the notice about case {self.case.id}: a person is asked.",
            *(told if tell else ()),
        )

    def _explained(self) -> Decision:
        lines = explained(self.desk, self.case, self.standing)
        known = self._ticket()
        mails = self.desk.reply(
            "answer.why_subject",
            self.about,
            say(self.desk.say("answer.why_text")),
            Block(look="fixed", lines=lines),
            case=self.case.id,
            answerable=known.answerable,
            token=known.known,
        )
        self.tx.dialogues.change(self.case.id, self.desk.now, asked=0)
        return self.desk.heard(f"{self._who()} asked why case {self.case.id} came back.", *mails)

    def _withdrawn(self) -> Decision:
        self.tx.dialogues.change(self.case.id, self.desk.now, state="withdrawn", asked=0)
        self.tx.note(self.case.id, "withdrawn", f"by {self._who()}, in {self.desk.case.id}", self.desk.now)
        mails = self.desk.tell(
            "answer.withdrawn_subject",
            self.about,
            "answer.withdrawn_text",
            subject=self.about,
            case=self.case.id,
        )
        return self.desk.heard(f"{self._who()} withdrew case {self.case.id}.", *mails)

    def _not_understood(self, said: Answer) -> Decision:
        """Asked once; then a person reads it. The same again, or within seconds, gets no answer."""
        again = self.dialogue.heard == _print(said.words)
        self.tx.dialogues.change(self.case.id, self.desk.now, heard=_print(said.words))
        if again or self._is_quick() or self.dialogue.asked > 1:
            return self._silent("as a machine does")
        if self.dialogue.asked:
            why = f"{self.desk.say('held.author_unclear')}\n\n{_short(said.words)}"
            return self._to_a_person(why, tell=False)
        return self._ask("not understood")

    def _ask(self, why: str, doubted: str = "") -> Decision:
        """What is meant? The same notice can still be answered; ``doubted`` may be no words for the list."""
        asked = self.dialogue.asked + 1
        if asked > 1:
            return self._silent(why)
        self.tx.dialogues.change(self.case.id, self.desk.now, asked=asked)
        known = self._ticket()
        can = ["answer.asked_new"]
        if self.draft is not None:
            can.insert(0, f"answer.{_wanted(self.asks)}")
        if doubted:
            can = ["answer.doubted_ok", *can[:1]]
        rows = [f"- {self.desk.say(one)}" for one in (*can, "answer.asked_help", "answer.asked_withdraw")]
        shown = (Block(look="fixed", lines=tuple(_short(doubted).split("\n"))),) if doubted else ()
        mails = self.desk.reply(
            "answer.asked_subject",
            self.about,
            say(self.desk.say("answer.doubted_text" if doubted else "answer.asked_text")),
            *shown,
            say(*rows),
            case=self.case.id,
            answerable=known.answerable,
            token=known.known,
        )
        return self.desk.heard(f"An answer about case {self.case.id} was {why}: its author is asked.", *mails)

    def _silent(self, why: str) -> Decision:
        """No further answer to its author in this case."""
        self.tx.note(self.case.id, "unanswered", f"an answer in {self.desk.case.id}: {why}", self.desk.now)
        return self.desk.heard(f"An answer about case {self.case.id} gets none: {why}.")

    def _is_quick(self) -> bool:
        """Whether it came within seconds of the notice."""
        after = self.desk.case.received - self.dialogue.changed
        return self.dialogue.asked == 0 and after < TOO_QUICK

    def _of_a_machine(self, understood: Understood) -> str:
        """Why an answer seems to be a program's, which gets none; "" where a person may have written it."""
        if understood.meaning in _SAID_IN_A_WORD:
            return ""
        if understood.machine:
            return "it says what programs say"
        if is_numbered(self.desk.post.subject.raw, self.desk.say("return.subject", subject=self.about)):
            return "its subject has the number of a ticket"
        names = [token.name for token in tokens_in([self.desk.post.text])]
        foreign = any(self.tx.dialogues.token(name) is None for name in names)
        return "it is the notice of another bot" if foreign else ""

    def _who(self) -> str:
        return self.reply.token.person

    def _ticket(self) -> Ticket:
        runtime, until, number = self.desk.runtime, self.dialogue.until, str(self.dialogue.round)
        return ticket(runtime, AUTHOR, self.dialogue.person, [self.case.id], self.desk.now, until, number)

    def _drafts(self) -> tuple[Version | None, Version | None]:
        """
        What waits for its author's word: the draft with words that are doubted, and the last offered.

        None where a later version has taken its place.
        """
        open_ones = list(
            takewhile(lambda one: not one.stands, reversed(self.tx.dialogues.versions_of(self.case.id)))
        )
        doubted = next(iter(open_ones), None)
        offered = next((one for one in open_ones if one.asks != DOUBTED), None)
        return (doubted if doubted and doubted.asks == DOUBTED else None), offered

    def _notice(self) -> Notice:
        """The notice that was answered, as its author read it."""
        written = self.desk.runtime.stamper.marks.message_id(self.reply.token.name, "return")
        mail = self.tx.octets_of(written)
        return shown_post(read(mail).text if mail else "", *marks(texts_of(self.desk.runtime)))


def explained(desk: Desk, case: Case, post: Post) -> tuple[str, ...]:
    """How the rules that gave a post back see it, condition by condition."""
    verdict = verdict_on(desk.tx, desk.runtime, case, post, desk.now)
    findings = tuple(one for one in verdict.findings if one.disposition is Disposition.RETURN)
    names = {one.rule for one in findings}
    mine = tuple(
        rule._replace(file=PurePath(rule.file).name)
        for rule in verdict.rules
        if rule.name in names and rule.file
    )
    return tuple(explain(replace(verdict, findings=findings, rules=mine), post).split("\n"))


def _wanted(asks: Sequence[str]) -> str:
    """The sentence that tells what a draft waits for."""
    if SUBJECT in asks:
        return "asked_name"
    if ADDRESS in asks:
        return "asked_both" if len(asks) > 1 else "asked_address"
    return "asked_comment" if asks else "asked_ok"


def _short(text: str) -> str:
    return clean.shorten(clean.body(text).strip(), 1_500)


def _print(text: str) -> str:
    return hashlib.sha256(" ".join(words_of(text)).encode()).hexdigest()
