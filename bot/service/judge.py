"""From a post to a decision: rules, guards, effects. No I/O here."""

import datetime as dt
from dataclasses import replace
from fnmatch import fnmatchcase

from bot.facts import Context, Facts
from bot.lifecycle import Event
from bot.mail.origin.own_marks import Marks, list_trace
from bot.mail.post import Post
from bot.notices import CannotRepost, OutgoingKind, rewrite
from bot.policy import decide
from bot.policy.guards.guards import CANNOT_REPOST, Circumstances, guard
from bot.policy.model.verdict import Disposition, Finding, Hold, Notice, Verdict, strongest
from bot.policy.run.effects import changes_of, effects
from bot.service.decision import After, Decision, Past
from bot.service.duplicates import Copy, compare
from bot.service.list_runtime import ListRuntime
from bot.service.outgoing_effects import Writer
from bot.service.passing_on import as_it_came, discreet
from bot.store import Case

STANDING = "moderator.standing"
"""Stands as the rule's name where a moderator's word for good decides."""
STALE = dt.timedelta(days=7)
NEVER_ANSWERED = ("return", "held", "bundle", "owner", "answer", "asked")
"""Our mails that end a dialogue: what answers one of them is for a person to read."""


def judge(
    runtime: ListRuntime, case: Case, post: Post, seen: Circumstances, past: Past, after: After = ""
) -> Decision:
    """
    Judge a post by the list's live rules and the guards, and write the mails that follow.

    ``seen`` is what the post and the settings tell; the past is added to it here.
    ``after``: it is a later version of a post that came back, by its author's "ok" or text.
    """
    seen = circumstances(runtime, case, post, seen, past)
    seen = answered_anew(seen) if after else seen
    around = context(runtime, post, seen, past)

    def verdict_on(version: Post) -> Verdict:
        return guard(decide(runtime.rulebook.policy, Facts(version, around), trace=False), version, seen)

    verdict = as_moderators_said(verdict_on(post), seen, past)
    if runtime.observes:
        return _observed(verdict, runtime, case, post, seen, past)
    if seen.refusable and verdict.disposition is Disposition.RETURN:
        return _refused(verdict, seen)
    writer = Writer(
        runtime=runtime,
        case=case,
        post=post,
        past=past,
        author=seen.authentication.author,
        judged=verdict_on,
        after=after,
    )
    if verdict.disposition is Disposition.HOLD:
        verdict = _telling_what_accept_cannot(verdict, post, runtime)
    wanted = effects(verdict, post, seen)
    try:
        return writer.write(verdict, wanted)
    except CannotRepost as problem:
        if problem.signed and runtime.mailing_list.signed == "return":
            return _returned(writer, verdict, post, seen, str(problem))
        held = held_instead(verdict, CANNOT_REPOST, str(problem))
        notices = [effect for effect in wanted if isinstance(effect, Notice)]
        return writer.write(held, (Hold(findings=held.findings), *notices))


def _observed(
    verdict: Verdict, runtime: ListRuntime, case: Case, post: Post, seen: Circumstances, past: Past
) -> Decision:
    """Judged and no more; a post that cannot go on to its list manager waits for a person."""
    observed = Decision(verdict=verdict, event=Event.OBSERVE, proven=seen.authentication.proven)
    if not _is_taken_from_others(runtime, post):
        return observed
    try:
        return replace(observed, outgoing=as_it_came(runtime, case, post, past.now))
    except CannotRepost as problem:
        held = held_instead(verdict, CANNOT_REPOST, str(problem))
        return replace(observed, verdict=held, event=Event.HOLD)


def _is_taken_from_others(runtime: ListRuntime, post: Post) -> bool:
    """Whether an observed post would reach its list without us: it is on its way to a list manager."""
    listed = runtime.mailing_list
    if runtime.settings.intake.kind != "lmtp" or not listed.passes_on:
        return False
    names = [name.lower() for name in (listed.address, *listed.aliases)]
    to = [address.lower() for address in post.envelope.recipients]
    return not to or any(fnmatchcase(address, name) for address in to for name in names)


def _refused(verdict: Verdict, seen: Circumstances) -> Decision:
    """Its sender is on the line and hears the reasons there: no mail follows."""
    return Decision(verdict=verdict, event=Event.REFUSE, proven=seen.authentication.proven)


def _telling_what_accept_cannot(verdict: Verdict, post: Post, runtime: ListRuntime) -> Verdict:
    """The verdict of a held post, with the reason why it cannot leave as a moderator lets it out."""
    try:
        post = discreet(runtime, post)
    except CannotRepost as problem:
        return held_instead(verdict, CANNOT_REPOST, f"{problem} So nobody can accept it.")
    try:
        rewrite(post, changes_of(verdict), drops_signature=runtime.drops_signature)
    except CannotRepost as problem:
        return held_instead(verdict, CANNOT_REPOST, f"{problem} Accepted, it goes out unchanged.")
    return verdict


def _returned(writer: Writer, verdict: Verdict, post: Post, seen: Circumstances, sentence: str) -> Decision:
    """The post back to its author, where no signature is to be broken; held where nobody may be answered."""
    finding = Finding(rule=CANNOT_REPOST, text=sentence, disposition=Disposition.RETURN)
    back = replace(verdict, disposition=Disposition.RETURN, findings=(*verdict.findings, finding))
    guarded = guard(back, post, seen)
    if seen.refusable and guarded.disposition is Disposition.RETURN:
        return _refused(guarded, seen)
    return writer.write(guarded, effects(guarded, post, seen))


def as_moderators_said(verdict: Verdict, seen: Circumstances, past: Past) -> Verdict:
    """
    A moderator's word for good on a proven author: nothing of theirs is held by rules, or all is dropped.

    What a guard holds stays held: such words are about rules.
    """
    author = seen.authentication.author
    said = past.standing(author) if author else None
    if said is None or verdict.disposition is Disposition.DISCARD:
        return verdict
    if said == "never":
        dropped = Finding(
            rule=STANDING,
            text="A moderator wants nothing more of this author.",
            disposition=Disposition.DISCARD,
        )
        return replace(verdict, disposition=Disposition.DISCARD, findings=(dropped,))
    held = [one for one in verdict.findings if one.disposition is Disposition.HOLD]
    if not held or any(one.of_a_guard for one in held):
        return verdict
    left = tuple(one for one in verdict.findings if one.disposition is not Disposition.HOLD)
    return replace(
        verdict, disposition=strongest(one.disposition for one in left if one.disposition), findings=left
    )


def held_instead(verdict: Verdict, rule: str, sentence: str) -> Verdict:
    """The same verdict, held for one more reason."""
    finding = Finding(rule=rule, text=sentence, disposition=Disposition.HOLD)
    return replace(verdict, disposition=Disposition.HOLD, findings=(*verdict.findings, finding))


def answered_anew(seen: Circumstances) -> Circumstances:
    """A version that came by its author's answer: that the first one came back is not in its way."""
    return replace(
        seen,
        answers_today=0,
        answered_before=False,
        stale=False,
        duplicate=False,
        copy_differs=False,
        conflict=False,
        crashed=0,
        request=None,
        refusable=False,
    )


def context(runtime: ListRuntime, post: Post, seen: Circumstances, past: Past) -> Context:
    """What facts may know beyond the post itself."""
    known = runtime.known.context(post, past.now, seen.authentication, automatic=seen.automatic)
    posts = past.numbers.author_posts if runtime.known.believes(seen.authentication) else known.author_posts
    return replace(known, author_posts=posts, past=past.answers, duplicate=seen.duplicate)


def circumstances(
    runtime: ListRuntime, case: Case, post: Post, seen: Circumstances, past: Past
) -> Circumstances:
    """What the guards look at: what the post tells, and the past."""
    marks, numbers = runtime.stamper.marks, past.numbers
    copy = Copy.FIRST
    if case.duplicate_of is not None:
        copy = compare(case, past.copies(), proven=seen.authentication.proven)
    return replace(
        seen,
        answers_today=numbers.answers_today,
        answers_limit=runtime.limits.answers_per_day,
        returns_this_hour=numbers.returns_this_hour,
        returns_limit=runtime.limits.returns_per_hour,
        answered_before=numbers.answered_before,
        stale=case.created - case.received > STALE,
        own_mark=marks.mark_of(post),
        own_message=is_our_own(marks, post, past),
        list_trace=list_trace(post, runtime.mailing_list.id, runtime.mailing_list.address),
        answers_us=any(kind in NEVER_ANSWERED for kind in marks.answered(post).values()),
        oversize=case.oversize,
        duplicate=copy is Copy.SAME,
        copy_differs=copy is Copy.DIFFERS,
        conflict=_conflicts(case, seen, past),
        crashed=case.attempts - 1,
    )


def _conflicts(case: Case, seen: Circumstances, past: Past) -> bool:
    """
    Whether another text under the same Message-ID came before.

    It is none where that post came back to its author: some programs keep the
    Message-ID of a mail that is edited and sent again.
    """
    if case.conflict_of is None:
        return False
    author = seen.authentication.author if seen.authentication.proven else None
    return author is None or not past.came_back(case.conflict_of, author)


def is_our_own(marks: Marks, post: Post, past: Past) -> bool:
    """Whether the bot sent this very message: its own mail, or a post that it passed on."""
    name = post.message_id or ""
    return marks.is_ours(name) or (
        marks.carries_loop_mark(post) and OutgoingKind.POST in past.kinds_sent(name)
    )
