"""Turns a verdict into effects, as data: the shell stores them before it acts."""

from collections.abc import Iterable, Iterator

from bot.mail.post import Post
from bot.policy.guards.circumstances import Circumstances, author_of
from bot.policy.guards.return_gate import GATE
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import (
    GOES_OUT,
    AddHeader,
    AddToDigest,
    AuthorWarning,
    Change,
    Discard,
    Disposition,
    DropAttachments,
    Effect,
    Finding,
    Hold,
    Notice,
    Notify,
    Outcome,
    PlainText,
    Repost,
    ReturnNotice,
    StripTracking,
    Tag,
    TrimQuotes,
    Verdict,
    Warn,
)

ORDER: tuple[type[Change], ...] = (PlainText, DropAttachments, TrimQuotes, StripTracking, Tag, AddHeader)
"""How changes are carried out, whatever the order of the rules."""


def effects(verdict: Verdict, post: Post, circumstances: Circumstances) -> tuple[Effect, ...]:
    """
    What to do with a post of that (guarded) verdict.

    A return goes to the proven author and names the reasons to return only; a
    held post's moderator sees every reason. A return that nobody can receive
    is held: the guards leave none, but a verdict may not have passed them.
    """
    return (
        _disposed(verdict, post, circumstances),
        *_notices(verdict),
        *warnings_of(verdict, post, circumstances),
    )


def warnings_of(verdict: Verdict, post: Post, circumstances: Circumstances) -> tuple[AuthorWarning, ...]:
    """The word to the author of a post that goes out, if rules want one and the return gate is open."""
    if not verdict.warnings or verdict.disposition not in GOES_OUT:
        return ()
    to = author_of(post, circumstances)
    if to is None or any(it.sees(post, circumstances) for it in GATE):
        return ()
    return (AuthorWarning(to=to, findings=verdict.warnings),)


def wanted_disposition(rules: Iterable[Rule], verdict: Verdict) -> Disposition:
    """What the rules want of a post that a moderator lets out: the digest where one of them wants it."""
    matched = {trace.name for trace in verdict.rules if trace.outcome is Outcome.MATCH}
    wanted = {rule.then.disposition for rule in rules if rule.name in matched}
    return Disposition.DIGEST if Disposition.DIGEST in wanted else Disposition.ACCEPT


def changes_of(verdict: Verdict) -> tuple[Change, ...]:
    """What changes in the post when it leaves: each once, of two lengths for quotes the smaller."""
    wanted = dict.fromkeys(one.action for one in verdict.done if not isinstance(one.action, Notify | Warn))
    trims = [change.lines for change in wanted if isinstance(change, TrimQuotes)]
    kept = [change for change in wanted if not isinstance(change, TrimQuotes) or change.lines == min(trims)]
    return tuple(sorted(kept, key=lambda change: ORDER.index(type(change))))


def _disposed(verdict: Verdict, post: Post, circumstances: Circumstances) -> Effect:
    match verdict.disposition:
        case Disposition.ACCEPT:
            return Repost(changes=changes_of(verdict))
        case Disposition.DIGEST:
            return AddToDigest(changes=changes_of(verdict))
        case Disposition.RETURN:
            return _return(verdict, post, circumstances)
        case Disposition.HOLD:
            return Hold(findings=verdict.findings)
        case Disposition.DISCARD:
            return Discard(findings=verdict.findings)


def _notices(verdict: Verdict) -> Iterator[Notice]:
    """One notice for everybody who is to be told, with the reasons of every rule that wants it."""
    told = [(one.action.to, one.finding) for one in verdict.done if isinstance(one.action, Notify)]
    if told:
        people = tuple(sorted({person for to, _ in told for person in to}))
        yield Notice(to=people, findings=tuple(finding for _, finding in told))


def _return(verdict: Verdict, post: Post, circumstances: Circumstances) -> Effect:
    to = author_of(post, circumstances)
    if to is None:
        return Hold(findings=verdict.findings)
    return ReturnNotice(to=to, findings=_reasons(verdict))


def _reasons(verdict: Verdict) -> tuple[Finding, ...]:
    """The reasons to return, in the order of the file."""
    return tuple(finding for finding in verdict.findings if finding.disposition is Disposition.RETURN)
