"""Judges one message without a database: what ``listwarden explain FILE`` shows."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from bot.facts import Context, Facts
from bot.mail import read
from bot.mail.origin.authentication import authenticate
from bot.mail.origin.automatic import automatic, maybe_automatic
from bot.mail.post import Post
from bot.policy import decide, load
from bot.policy.guards.guards import Circumstances, guard, guard_form
from bot.policy.model.verdict import Effect, Verdict
from bot.policy.run.effects import effects
from bot.service.lists import pick
from bot.service.rule_files import reader_of
from bot.service.stamp import now
from bot.settings import ListSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """A judged message."""

    post: Post
    verdict: Verdict
    effects: tuple[Effect, ...]


def dry_run(raw: bytes, settings: Settings | None, list_id: str | None, rules: Path | None) -> DryRun:
    """
    Judge a message by a rule file, or by a list's rules and guards.

    Without settings only the rules speak, and the guard of a message that
    programs show in different ways: the other guards ask who the author is to the
    list's own server, which nobody knows then.
    """
    post = read(raw)
    one = pick(settings, list_id) if settings else None
    path = str(rules or (one.rules if one else ""))
    policy = load(path, reader_of(path))
    at = now()
    if one is None:
        verdict = decide(policy, Facts(post, Context(now=at, automatic=automatic(post))))
        return DryRun(post=post, verdict=guard_form(verdict, post), effects=())
    seen = seen_by(one, post)
    context = context_of(one, seen, at, _author(post))
    verdict = guard(decide(policy, Facts(post, context)), post, seen)
    return DryRun(post=post, verdict=verdict, effects=effects(verdict, post, seen))


def seen_by(one: ListSettings, post: Post) -> Circumstances:
    """The circumstances as far as the message and the settings tell them."""
    author = _author(post)
    member = author.lower() in one.members.addresses if one.members and author else None
    return Circumstances(
        authentication=authenticate(post, one.trust()),
        automatic=automatic(post),
        maybe_automatic=maybe_automatic(post),
        returns=one.returns,
        member=member,
    )


def _author(post: Post) -> str | None:
    return post.from_[0].address if post.from_ else None


def context_of(one: ListSettings, seen: Circumstances, at: dt.datetime, author: str | None) -> Context:
    """What facts may know of a message outside the list's history; ``author`` is its author's address."""
    mailing_list = one.mailing_list()
    return Context(
        now=at,
        mailing_list=mailing_list,
        authentication=seen.authentication,
        member=seen.member,
        moderator=mailing_list.is_staff(author),
        automatic=seen.automatic,
    )
