"""The guards: what no list may do, whatever its rules say."""

from collections import Counter
from dataclasses import replace

from bot.mail.post import Post
from bot.policy.errors import counted
from bot.policy.guards.circumstances import Circumstances, Guard, author_of, when
from bot.policy.guards.return_gate import GATE
from bot.policy.model.verdict import (
    GOES_OUT,
    ConditionTrace,
    Disposition,
    Finding,
    Outcome,
    RuleTrace,
    Verdict,
    strongest,
)

__all__ = [
    "ASKED",
    "CANNOT_REPOST",
    "FIXED",
    "GATE",
    "LATE",
    "RESTORED",
    "UNDELIVERED",
    "Circumstances",
    "author_of",
    "guard",
    "is_quarantine",
]

MOST_HOPS = 50
"""Received fields of a post; more means that it goes in circles (RFC 5321 6.3)."""

MOST_CRASHES = 3
STANDING_ONCE = ("From", "Sender", "Reply-To", "Date", "Message-ID", "Subject")
"""Fields that stand once (RFC 5322 3.6); a second one shows different posts to different readers."""

QUARANTINE = "guard.quarantine"
OWN_MAIL, AUTOMATIC, ANSWERS_US = "guard.own_mail", "guard.automatic", "guard.answers_us"
REQUEST = "guard.request"
CANNOT_REPOST, UNDELIVERED, RESTORED = "guard.cannot_repost", "guard.undelivered", "guard.restored"
ASKED = "guard.author_asks"
LATE = {
    CANNOT_REPOST: "it cannot be posted as the rules want it: it is signed, or its parts cannot be changed",
    UNDELIVERED: "the mail server refused for good what was sent of it",
    ASKED: "its author wants a person to look at it, or answered three returns of it",
    RESTORED: "the database was restored from a backup, and the post may have gone out since",
}
"""Guards that hold a post after it was judged, and what has happened to it."""

HOLD, DISCARD = Disposition.HOLD, Disposition.DISCARD


def _unfit(post: Post, circumstances: Circumstances) -> str | None:
    """What must be shown to a person, since the bot cannot read it or must not touch it again."""
    hops = len(post.header.all("Received"))
    if circumstances.crashed >= MOST_CRASHES:
        return f"The bot stopped {circumstances.crashed} times while it worked on this message."
    if post.unreadable:
        return f"The message is built in a way that the bot does not look into ({', '.join(post.defects)})."
    if hops > MOST_HOPS:
        return f"The message was handed on {hops} times, which looks like a loop between servers."
    return None


def _automatic(_: Post, circumstances: Circumstances) -> str | None:
    return circumstances.automatic and f"It is automatic: {circumstances.automatic}"


def _maybe_automatic(_: Post, circumstances: Circumstances) -> str | None:
    reason = None if circumstances.automatic else circumstances.maybe_automatic
    return reason and f"It may be automatic: {reason}"


def _request(_: Post, circumstances: Circumstances) -> str | None:
    request = circumstances.request
    if request is None or circumstances.automatic:
        return None
    return (
        f'It is a request to the bot ("{request.word}") and no post; it is not granted, since nobody proved '
        "that a member sent it to this list."
    )


def _own_loop(_: Post, circumstances: Circumstances) -> str | None:
    if circumstances.own_mark == "ours":
        return "The post carries this list's own loop mark: it went through the list before."
    if circumstances.own_mark == "forged":
        return "The post carries a loop mark in this list's name that the bot did not make."
    if circumstances.list_trace:
        return f"The post carries this list's own {circumstances.list_trace} field: it was here before."
    return None


def _authors(post: Post, _: Circumstances) -> str | None:
    if not post.from_:
        return "The post names no author in From."
    if len(post.from_) > 1:
        return f"The post names {len(post.from_)} authors in From; the bot does not choose one of them."
    if not post.from_[0].address:
        return "The post names an author in From who has no address."
    return None


def _twice(post: Post, _: Circumstances) -> str | None:
    counts = Counter(field.name.lower() for field in post.header)
    twice = [name for name in STANDING_ONCE if counts[name.lower()] > 1]
    if not twice:
        return None
    return (
        f"The post has more than one {' and '.join(twice)} field: not every mail program shows the same one."
    )


def _ambiguous(post: Post, _: Circumstances | None) -> str | None:
    if not post.doubts:
        return None
    return f"Mail programs may show its readers another text or other files: {' '.join(post.doubts)}"


def _encrypted(post: Post, _: Circumstances) -> str | None:
    return "The post is encrypted, so the bot cannot judge it." if post.encrypted else None


AMBIGUOUS = Guard(
    "guard.ambiguous",
    HOLD,
    _ambiguous,
    about="built so that one mail program shows another text or other files than the next",
)


def _conflict(_: Post, circumstances: Circumstances) -> str | None:
    if circumstances.conflict:
        return "Another message with the same Message-ID and other content arrived before."
    if circumstances.copy_differs:
        return (
            "A copy of it arrived before that differs in what decides: its return address, Reply-To, "
            "Auto-Submitted, or the like."
        )
    return None


def _from_us(_: Post, circumstances: Circumstances) -> str | None:
    address = circumstances.from_us
    return (
        address
        and f"Its author's address, {address}, is a list's or the bot's own: no person writes from it."
    )


def _not_addressed(_: Post, circumstances: Circumstances) -> str | None:
    if circumstances.not_addressed is None:
        return None
    return (
        f"Neither To nor Cc names {circumstances.not_addressed}: it came by Bcc, or somebody sent it on. "
        "If the list has other addresses, the setting aliases names them."
    )


def _dated(_: Post, circumstances: Circumstances) -> str | None:
    if circumstances.days_old is None:
        return None
    return (
        f"It is dated {counted(circumstances.days_old, 'day')} before it came: an old message that somebody "
        "sent again, or a clock that is wrong."
    )


FIXED = (
    Guard(
        "guard.oversize",
        HOLD,
        when(lambda it: it.oversize, "The message is larger than this list takes; only its header was read."),
        about="larger than this list takes; only its header was read",
        overrules=True,
    ),
    Guard(
        OWN_MAIL,
        DISCARD,
        when(lambda it: it.own_message, "The bot sent this message itself, and it came back."),
        about="the bot sent it itself, and it came back",
        overrules=True,
    ),
    Guard(
        "guard.duplicate",
        DISCARD,
        when(lambda it: it.duplicate, "The same message arrived before."),
        about="the same message came before",
        overrules=True,
    ),
    Guard(
        QUARANTINE,
        HOLD,
        _unfit,
        about="nobody can read it, it goes in circles between servers, or it stopped the bot three times",
        overrules=True,
    ),
    Guard(
        AUTOMATIC,
        DISCARD,
        _automatic,
        about="sent by a program: an absence notice, a delivery report, a receipt",
        overrules=True,
    ),
    Guard(
        "guard.encrypted",
        HOLD,
        _encrypted,
        about="encrypted, so that its text cannot be judged",
        overrules=True,
    ),
    Guard(
        "guard.conflict",
        HOLD,
        _conflict,
        about="another message with the same Message-ID came before, and its content or what decides on it "
        "(return address, Reply-To, Auto-Submitted ...) was different",
        overrules=True,
    ),
    Guard(
        "guard.loop",
        HOLD,
        _own_loop,
        about="it went through this list before, or pretends to",
    ),
    Guard(
        "guard.authors",
        HOLD,
        _authors,
        about="no author, several authors, or an author without an address",
    ),
    Guard(
        "guard.twice",
        HOLD,
        _twice,
        about="a header field that may occur once occurs twice, so that programs may show different posts",
    ),
    AMBIGUOUS,
    Guard(
        "guard.from_us",
        HOLD,
        _from_us,
        about="its author's address is a list's or the bot's own",
    ),
    Guard(
        "guard.not_addressed",
        HOLD,
        _not_addressed,
        about="neither To nor Cc names the list (`aliases` in the settings names its other addresses)",
    ),
    Guard(
        "guard.dated",
        HOLD,
        _dated,
        about="it is dated long before it came (`oldest_days` in the settings)",
    ),
    Guard(
        REQUEST,
        HOLD,
        _request,
        about="a request (unsubscribe, help ...) and no post, and nobody proved that a member sent it to "
        "this list",
    ),
    Guard(
        ANSWERS_US,
        HOLD,
        when(lambda it: it.answers_us, "The message answers a mail of the bot."),
        about="an answer to a mail of the bot",
    ),
    Guard(
        "guard.maybe_automatic",
        HOLD,
        _maybe_automatic,
        about="most likely sent by a program",
    ),
)
"""Every guard that looks at all posts. The first that overrules decides; of the others the strongest does."""


def guard(verdict: Verdict, post: Post, circumstances: Circumstances) -> Verdict:
    """
    The verdict after the guards.

    The findings and traces of the guards that see their case are added behind
    those of the rules. A return that the gate forbids is held. Findings of
    rules that would have let the post pass are no reasons to hold or discard
    it, and where a guard overrules the rules its finding alone is the reason;
    the trace keeps every rule's outcome.
    """
    seen = _look(FIXED, post, circumstances)
    disposition = _settle(verdict.disposition, [it for it, _ in seen])
    if disposition is Disposition.RETURN and not circumstances.refusable:
        closed = _look(GATE, post, circumstances)
        seen += closed
        disposition = _settle(disposition, [it for it, _ in closed])
    guarded = _guarded(verdict, disposition, seen)
    return _silenced(guarded, post, circumstances) if disposition in GOES_OUT else guarded


def _silenced(verdict: Verdict, post: Post, circumstances: Circumstances) -> Verdict:
    """
    The verdict with the guards for which the author of a post that goes out is not warned.

    A warning is an answer, and what forbids a return forbids it; the post goes out all the same.
    """
    if not verdict.warnings:
        return verdict
    closed = [
        (it, sentence.replace("It was not returned", "Its author was not warned"))
        for it, sentence in _look(GATE, post, circumstances)
    ]
    said = tuple(Finding(rule=it.name, text=sentence, disposition=None) for it, sentence in closed)
    traces = tuple(_trace(*each) for each in closed)
    return replace(verdict, findings=(*verdict.findings, *said), rules=(*verdict.rules, *traces))


def _guarded(verdict: Verdict, disposition: Disposition, seen: list[tuple[Guard, str]]) -> Verdict:
    return replace(
        verdict,
        disposition=disposition,
        findings=_kept(verdict, disposition, [it for it, _ in seen])
        + tuple(_finding(*each) for each in seen),
        rules=(*verdict.rules, *(_trace(*each) for each in seen)) if seen else verdict.rules,
    )


def is_beyond_doubt(post: Post, circumstances: Circumstances) -> bool:
    """Whether no guard sees anything in it, but that it is a request."""
    return not _look(FIXED, post, replace(circumstances, request=None))


def guard_form(verdict: Verdict, post: Post) -> Verdict:
    """The verdict of rules alone, after the one guard that asks for nothing but how the post is built."""
    seen = [(AMBIGUOUS, sentence)] if (sentence := _ambiguous(post, None)) else []
    disposition = _settle(verdict.disposition, [it for it, _ in seen])
    return _guarded(verdict, disposition, seen)


def is_quarantine(verdict: Verdict) -> bool:
    """Whether a held post belongs into quarantine: one that the bot could not read or must not touch."""
    quarantined = any(finding.rule == QUARANTINE for finding in verdict.findings)
    return quarantined and verdict.disposition is Disposition.HOLD


def _look(guards: tuple[Guard, ...], post: Post, circumstances: Circumstances) -> list[tuple[Guard, str]]:
    sentences = ((it, it.sees(post, circumstances)) for it in guards)
    return [(it, sentence) for it, sentence in sentences if sentence]


def _settle(disposition: Disposition, guards: list[Guard]) -> Disposition:
    for it in guards:
        if it.overrules:
            return it.disposition
    return strongest((disposition, *(it.disposition for it in guards)))


def _kept(verdict: Verdict, disposition: Disposition, guards: list[Guard]) -> tuple[Finding, ...]:
    """The findings of the rules that are still reasons."""
    if disposition is verdict.disposition:
        return verdict.findings
    if disposition is Disposition.DISCARD and any(it.overrules for it in guards):
        return ()
    return tuple(finding for finding in verdict.findings if finding.disposition not in GOES_OUT)


def _finding(it: Guard, sentence: str) -> Finding:
    return Finding(rule=it.name, text=sentence, disposition=it.disposition)


def _trace(it: Guard, sentence: str) -> RuleTrace:
    condition = ConditionTrace(line=0, condition=it.name, value=sentence, holds=True)
    return RuleTrace(name=it.name, outcome=Outcome.MATCH, file="", line=0, conditions=(condition,))
