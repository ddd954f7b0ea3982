"""What follows from a verdict, as data: the shell stores it before it acts."""

from bot.mail.post import Post
from bot.policy.circumstances import Circumstances, author_of
from bot.policy.verdict import (
    AddToDigest,
    Discard,
    Disposition,
    Effect,
    Finding,
    Hold,
    Repost,
    ReturnNotice,
    Verdict,
)


def effects(verdict: Verdict, post: Post, circumstances: Circumstances) -> tuple[Effect, ...]:
    """
    What to do with a post of that (guarded) verdict.

    A return goes to the proven author and names the reasons to return only; a
    held post's moderator sees every reason. A return that nobody can receive
    is held: the guards leave none, but a verdict may not have passed them.
    """
    match verdict.disposition:
        case Disposition.ACCEPT:
            return (Repost(),)
        case Disposition.DIGEST:
            return (AddToDigest(),)
        case Disposition.RETURN:
            return (_return(verdict, post, circumstances),)
        case Disposition.HOLD:
            return (Hold(findings=verdict.findings),)
        case Disposition.DISCARD:
            return (Discard(findings=verdict.findings),)


def _return(verdict: Verdict, post: Post, circumstances: Circumstances) -> Effect:
    to = author_of(post, circumstances)
    if to is None:
        return Hold(findings=verdict.findings)
    return ReturnNotice(to=to, findings=_reasons(verdict))


def _reasons(verdict: Verdict) -> tuple[Finding, ...]:
    """The reasons to return, in the order of the file."""
    return tuple(finding for finding in verdict.findings if finding.disposition is Disposition.RETURN)
