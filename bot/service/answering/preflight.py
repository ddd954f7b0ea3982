"""Looks at a post that its author only wants checked: what would become of it is told, no more."""

from dataclasses import replace

from bot.dialogue.drafting import Judge, draft
from bot.facts import Facts
from bot.facts.history import remember
from bot.mail.post import Post
from bot.notices.layout import Block, say
from bot.policy import decide
from bot.policy.guards.guards import guard
from bot.policy.model.verdict import GOES_OUT, Disposition, Verdict
from bot.service.answering.desk import Desk
from bot.service.decision import Decision
from bot.service.judge import answered_anew, circumstances, context
from bot.service.past import past_of

_SAYS = {
    Disposition.ACCEPT: "answer.check_good",
    Disposition.DIGEST: "answer.check_digest",
    Disposition.RETURN: "answer.check_bad",
}


def checked(desk: Desk) -> Decision:
    """Tell a proven author what would become of their post; nobody else hears anything."""
    runtime, post = desk.runtime, desk.post
    memory = remember(post, min(desk.case.received, desk.now), believed=desk.proven)
    past = past_of(desk.tx, runtime, desk.case, post, memory, desk.now)
    if not desk.proven or desk.seen.maybe_automatic or desk.seen.from_us:
        return desk.heard("A post to be checked whose author is not proven: no effect.")
    if past.numbers.answers_today >= runtime.limits.answers_per_day:
        return desk.heard("A post to be checked; its author had as many answers today as one may get.")
    seen = replace(
        answered_anew(circumstances(runtime, desk.case, post, desk.seen, past)),
        not_addressed=None,
        request=None,
    )
    around = context(runtime, post, seen, past)

    def judged(version: Post) -> Verdict:
        return guard(decide(runtime.rulebook.policy, Facts(version, around), trace=False), version, seen)

    verdict = judged(post)
    blocks = [say(desk.say(_SAYS.get(verdict.disposition, "answer.check_held")), look="strong")]
    if verdict.disposition is Disposition.RETURN:
        blocks += _mending(desk, verdict, judged)
    elif verdict.disposition in GOES_OUT:
        blocks += [say(" ".join(one.text.split())) for one in verdict.warnings]
    mails = desk.reply("answer.check_subject", post.subject.raw, *blocks, case=desk.case.id)
    return desk.heard(f"A post to be checked: {verdict.disposition.value}.", *mails, answered=desk.sender)


def _mending(desk: Desk, verdict: Verdict, judged: Judge) -> list[Block]:
    """The reasons, and the version that would go out."""
    reasons = [one.text.strip() for one in verdict.findings if one.disposition is Disposition.RETURN]
    blocks = [say(*(f"- {' '.join(reason.split())}" for reason in reasons))]
    found = draft(desk.post, judged, verdict)
    if found is not None and not found.asks:
        rows = tuple(found.post.text.split("\n"))
        blocks += [
            say(desk.say("answer.check_draft"), f"Subject: {found.post.subject.raw}"),
            Block(look="post", lines=rows),
        ]
    return blocks
