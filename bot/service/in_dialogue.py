"""
Judges posts while their sender is on the line: what comes back is refused there, what passes is passed on.

Nothing is put on record of a post that passes until the next hop has taken it:
where that is away the sender comes again, and is no second one. Its sender hears the next
hop's word at once, since nobody loses the post any more. What is held, or goes
into the digest, is durable before the sender hears that it is taken.
"""

import asyncio
import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.lifecycle import Event, State
from bot.mail import identify
from bot.mail.post import Arrival, Identity, Post
from bot.notices import Outgoing, OutgoingKind, approved
from bot.policy.model.verdict import Disposition
from bot.service.decision import Decision
from bot.service.list_runtime import Database, ListRuntime
from bot.service.pipeline import Pipeline, opened
from bot.service.post_reader import Work
from bot.service.reception import Reception
from bot.store import Case, Transaction

if TYPE_CHECKING:  # a listener needs many modules, and few lists have one
    from bot.intake.smtp.filter import Passage

log = structlog.get_logger()

PASSES = frozenset({Event.ACCEPT, Event.OBSERVE})
LONGEST = 300  # characters of a reason: a reply line has 512 octets at most (RFC 5321 4.5.3.1.5)
SAME = "451 4.3.0 The same message is being judged on another line, try again later"


class InDialogue:
    """One list's judgement in the dialogue."""

    def __init__(
        self,
        runtime: ListRuntime,
        database: Database,
        pipeline: Pipeline,
        reception: Reception,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._runtime = runtime
        self._database = database
        self._pipeline = pipeline
        self._reception = reception
        self._clock = clock
        self._at_work: set[tuple[str, str]] = set()
        self._recording: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def judge(self, arrival: Arrival, passage: "Passage") -> str:
        """The reply to the text. Raises TemporaryFailure or PermanentFailure for the database's trouble."""
        identity = identify(arrival.raw)
        name = identity.message_id, identity.content_hash
        if before := self._recording.get(name):
            await asyncio.wait([before])
        if name in self._at_work:
            return SAME
        self._at_work.add(name)
        try:
            return await self._judge(arrival, identity, passage)
        finally:
            self._at_work.discard(name)

    async def settled(self) -> None:
        """Wait until all that the next hop has taken is on record."""
        if self._recording:
            await asyncio.wait(list(self._recording.values()))

    async def _judge(self, arrival: Arrival, identity: Identity, passage: "Passage") -> str:
        post = await self._pipeline.read(Work(case=self._no_case(arrival, identity), arrival=arrival))
        if post is None:
            name = await self._reception.receive(arrival)
            return f"250 2.0.0 {name} is taken"
        case, decision = await self._database.run(lambda tx: self._decide(tx, arrival, identity, post))
        if decision.event in PASSES:
            return await self._pass_on(arrival, identity, post, decision, passage)
        self._pipeline.tell(case, post, decision)
        if decision.event is Event.REFUSE:
            return self._refusal(case, decision)
        return f"250 2.0.0 {case.id} is taken"

    def _no_case(self, arrival: Arrival, identity: Identity) -> Case:
        """What reading a post asks of its case, before it has one."""
        now = self._clock()
        return Case(
            id="",
            list_id=self._runtime.mailing_list.id,
            message_id=identity.message_id,
            content_hash=identity.content_hash,
            signals_hash=None,
            state=State.TAKEN,
            origin=arrival.origin,
            desired_folder=None,
            size=arrival.size,
            oversize=arrival.oversize,
            attempts=1,
            received=arrival.received,
            created=now,
            changed=now,
            author=None,
            proven=False,
            reverse_path=arrival.envelope.reverse_path,
            duplicate_of=None,
            conflict_of=None,
            told=None,
        )

    def _admit(self, tx: Transaction, arrival: Arrival, identity: Identity) -> Case:
        (admission,) = tx.admit(self._runtime.mailing_list.id, [(arrival, identity)], self._clock())
        case = opened(admission)
        assert case is not None  # noqa: S101 - what lies in no account is never on record already
        return case

    def _decide(
        self, tx: Transaction, arrival: Arrival, identity: Identity, post: Post
    ) -> tuple[Case, Decision]:
        """Decide and put on record, but for what is to pass: of that nothing has happened yet."""

        def work() -> tuple[Case, Decision]:
            case = self._admit(tx, arrival, identity)
            refusable = self._runtime.settings.intake.queue == "before"
            return case, self._pipeline.decide(
                tx, Work(case=case, arrival=arrival), post, refusable=refusable, unless=PASSES
            )

        return tx.rehearse(work, stands=lambda found: found[1].event not in PASSES)

    async def _pass_on(
        self, arrival: Arrival, identity: Identity, post: Post, decision: Decision, passage: "Passage"
    ) -> str:
        raw = next((mail.raw for mail in decision.outgoing if mail.kind is OutgoingKind.POST), arrival.raw)
        reply = await passage.text(approved(raw, self._runtime.mailing_list.approved))
        if not reply.startswith("2"):
            log.info("not passed on", message_id=post.message_id, reply=reply)
            return reply
        name = identity.message_id, identity.content_hash
        recording = asyncio.get_running_loop().create_task(self._record(arrival, identity, post, decision))
        self._recording[name] = recording
        recording.add_done_callback(lambda _: self._recording.pop(name, None))
        return reply

    async def _record(self, arrival: Arrival, identity: Identity, post: Post, decision: Decision) -> None:
        """Put on record what the next hop has taken; should that fail, it is posted all the same."""
        done = replace(decision, outgoing=tuple(map(_gone, decision.outgoing)))

        def record(tx: Transaction) -> Case:
            case = self._admit(tx, arrival, identity)
            self._pipeline.decide(tx, Work(case=case, arrival=arrival), post, decided=done)
            return case

        try:
            case = await self._database.run(record)
        except Exception:
            log.exception("a post that was passed on is not on record", message_id=post.message_id)
        else:
            self._pipeline.tell(case, post, decision)

    def _refusal(self, case: Case, decision: Decision) -> str:
        """The first reason, and where to read the rest."""
        reasons = [
            one.text for one in decision.verdict.findings if one.disposition is Disposition.RETURN
        ] or ["The list does not take it"]
        more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
        where = self._runtime.settings.intake.rules_page or self._runtime.mailing_list.owners[0]
        return f"550 5.7.1 {_ascii(reasons[0])[:LONGEST]}{more} -- {_ascii(where)[:100]}, case {case.id}"


def _gone(mail: Outgoing) -> Outgoing:
    """A post that has been passed on is on record as one that nobody waits for."""
    return replace(mail, recipients=()) if mail.kind is OutgoingKind.POST else mail


def _ascii(text: str) -> str:
    """A text as a reply can carry it: one line, letters without their marks."""
    plain = unicodedata.normalize("NFKD", " ".join(text.split()))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return kept.translate(_TYPOGRAPHY).encode("ascii", "replace").decode()


_TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "ß": "ss"})
