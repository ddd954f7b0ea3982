"""What a person does to a held post, by mail or at the command line."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogue.compose import CannotCompose, composed
from bot.errors import PermanentFailure
from bot.lifecycle import Event, IllegalTransition, State, folder_of, next_state
from bot.mail.known import Taught, taught_by
from bot.mail.post import Post
from bot.notices import Outgoing
from bot.policy.model.verdict import Disposition, Finding
from bot.service.answering.desk import latest
from bot.service.answering.rejudging import by_the_rules
from bot.service.answering.returning import Returning, texts_of
from bot.service.letting_out import let_out
from bot.service.list_runtime import ListRuntime
from bot.store import BOT, OPEN, AlreadySettled, Case, LimitReached, Settlement, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A person at work on one held case: ``by`` is their address, or their name on the machine."""

    tx: Transaction
    runtime: ListRuntime
    case: Case
    by: str
    now: dt.datetime

    def accept(self, text: str | None = None) -> None:
        """
        Let it go to the list, or into the digest where a rule says so: only the hold is waived.

        ``text`` is what a person made of its text, None where it stays. Raises PermanentFailure.
        """
        post = self.post()
        if text is not None:
            post = self._edited(post, text)
        self._let_out(post)

    def digest(self) -> None:
        """Put it into the next issue. Raises PermanentFailure."""
        if not self.runtime.settings.digest:
            raise PermanentFailure(f"{self.runtime.mailing_list.id} has no digest: accept or return the post")
        self._let_out(self.post(), to_digest=True)

    def discard(self) -> None:
        """Drop it; its author hears nothing. Raises PermanentFailure."""
        self._settle(Event.DISCARD)

    def give_back(self, numbers: Sequence[int] = (), words: str = "") -> None:
        """
        Return it to its proven author, who is told that a person decided.

        With the reasons of these ``numbers`` in the notice; unset: those of rules that wanted
        it returned; and with a person's own words. Raises PermanentFailure.
        """
        post = self.post()
        author = self.answerable(post)
        reasons = self._reasons(numbers)
        findings = (*reasons, *word(words))
        if not findings:
            raise PermanentFailure(
                'say why: its reasons are for moderators. By mail "return" and your words; '
                'listwarden held return CASE --because "..."'
            )
        past, judged = by_the_rules(self.tx, self.runtime, self.case, post, self.now)
        returning = Returning(
            runtime=self.runtime,
            case=self.case,
            post=post,
            to=author,
            round=past.round,
            now=self.now,
            said=() if self.by == BOT else (texts_of(self.runtime).say("return.person"),),
            undecided=self.by == BOT and not reasons,
        )
        made = returning.write(findings, judged(post), judged)
        known = self.tx.look_up(self.case.list_id, author.lower(), self.now, self.case.id)
        settlement = Settlement(
            case=self.case.id,
            event=Event.RETURN,
            verdict=None,
            outgoing=(made.mail,),
            folder=folder_of(next_state(self.case.state, Event.RETURN)),
            author=author,
            answered=None if known.answered_before else author,
            by=self.by,
            note=words,
            tokens=(made.token,),
            draft=made.draft,
            answerable_until=made.until,
        )
        self._act(settlement)

    def standing(self, mark: str) -> None:
        """The author's posts go out from now on ("always"), or none ("never"). Raises PermanentFailure."""
        author = self.case.author
        if author is None or not self.case.proven:
            raise PermanentFailure(
                f"the author of case {self.case.id} is not proven, so anybody may write in that name: "
                "decide on this post alone"
            )
        self.tx.dialogues.set_standing(self.case.list_id, author, mark, self.by, self.now)
        self.tx.note(self.case.id, mark, f"{self.by} wants it so for {author} from now on", self.now)

    def post(self) -> Post:
        """The post as it stands. Raises PermanentFailure where it was never taken."""
        if self.case.oversize:
            raise PermanentFailure(
                f"case {self.case.id} is over the size limit ({self.case.size:,} bytes) and was never "
                "taken: it lies in the inbox. Raise size_limit under [lists.intake], or ask for less."
            )
        return latest(self.tx, self.case.id)

    def _let_out(self, post: Post, *, to_digest: bool = False) -> None:
        out = let_out(self.tx, self.runtime, self.case, post, self.now, to_digest=to_digest)
        later = post.raw if any(one.stands for one in self.tx.dialogues.versions_of(self.case.id)) else None
        taught = self._taught(post)
        self._settle(
            out.event, outgoing=out.outgoing, edited=out.edited or later, taught=taught, answered=out.warned
        )

    def _edited(self, post: Post, text: str) -> Post:
        try:
            made = composed(post, text)
        except CannotCompose as problem:
            raise PermanentFailure(f"case {self.case.id} cannot be edited: {problem}") from problem
        self.tx.dialogues.add_version(self.case.id, "edit", made.raw, self.now)
        return made

    def answerable(self, post: Post) -> str:
        """The proven author's address. Raises PermanentFailure where nobody may be written to."""
        if self.case.state is State.QUARANTINED:
            raise PermanentFailure(
                f"case {self.case.id} is in quarantine: the bot did not look into it, so it does not return "
                "it. Accept or discard it, or write to its author yourself."
            )
        seen = self.runtime.known.circumstances(post)
        if seen.from_us:
            raise PermanentFailure(
                f"case {self.case.id} is not returned: {seen.from_us} is a list's or the bot's own address. "
                "Accept or discard it."
            )
        author = seen.authentication
        if not author.proven or author.author is None:
            raise PermanentFailure(
                f"case {self.case.id} is not returned: its author is not proven ({author.why}), and a return "
                "would reach a stranger if the sender is forged. Write to the author yourself, or discard it."
            )
        return author.author

    def _reasons(self, numbers: Sequence[int]) -> tuple[Finding, ...]:
        """The reasons as the notice numbers them: those of rules; a guard's are for moderators alone."""
        held = next((one for one in self.tx.held(self.case.list_id) if one.case.id == self.case.id), None)
        rules = [one for one in (held.findings if held else ()) if not one.of_a_guard]
        if not numbers:
            return tuple(one for one in rules if one.disposition is Disposition.RETURN)
        wrong = [number for number in numbers if not 1 <= number <= len(rules)]
        if wrong:
            raise PermanentFailure(f"there is no reason {wrong[0]}: the notice has {len(rules)}")
        return tuple(rules[number - 1] for number in numbers)

    def _taught(self, post: Post) -> Taught:
        """What the post teaches; an author whom nobody proved teaches not how they sign."""
        return taught_by(post, self.case.author if self.case.author and self.case.proven else "")

    def _settle(
        self,
        event: Event,
        outgoing: tuple[Outgoing, ...] = (),
        edited: bytes | None = None,
        taught: Taught | None = None,
        answered: str | None = None,
    ) -> None:
        folder = folder_of(next_state(self.case.state, event))
        self._act(
            Settlement(
                case=self.case.id,
                event=event,
                verdict=None,
                outgoing=outgoing,
                folder=folder,
                by=self.by,
                edited=edited,
                taught=taught,
                answered=answered,
            )
        )
        dialogue = self.tx.dialogues.find(self.case.id)
        if dialogue is not None and dialogue.state == OPEN:
            self.tx.dialogues.change(self.case.id, self.now, state="decided")

    def _act(self, settlement: Settlement) -> None:
        """Settle what a person decided; somebody else may have been quicker."""
        try:
            self.tx.settle(settlement, self.now)
        except (AlreadySettled, IllegalTransition, LimitReached) as late:
            raise PermanentFailure(
                f"somebody decided on {settlement.case} just now: listwarden status {settlement.case}"
            ) from late


def word(reason: str) -> tuple[Finding, ...]:
    """A person's own words as a reason."""
    return (Finding(rule="moderator", text=reason, disposition=Disposition.RETURN),) if reason else ()
