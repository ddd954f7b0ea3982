"""Judges one message without a database: what ``listwarden explain FILE`` shows."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from bot.facts import Facts
from bot.mail import read
from bot.mail.known import NOTHING, Known
from bot.mail.post import Post
from bot.policy import decide, load
from bot.policy.guards.guards import guard, guard_form
from bot.policy.model.verdict import Effect, Verdict
from bot.policy.run.effects import effects
from bot.service.known_list import known_list
from bot.service.lists import pick
from bot.service.own_check import own_check
from bot.service.rule_files import reader_of
from bot.service.stamp import now
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """A judged message; ``at`` is the moment that it was judged for, on the list's clock."""

    post: Post
    verdict: Verdict
    effects: tuple[Effect, ...]
    at: dt.datetime


def dry_run(
    raw: bytes,
    settings: Settings | None,
    list_id: str | None,
    rules: Path | None,
    taught: Known = NOTHING,
    at: dt.datetime | None = None,
) -> DryRun:
    """
    Judge a message by a rule file, or by a list's rules and guards.

    Without settings only the rules speak, and the guard of a message that
    programs show in different ways: the other guards ask who the author is to the
    list's own server, which nobody knows then. ``taught``: what the list has taught.
    Where our own check of signatures counts, DNS is asked, as it answers now.
    It is judged as ``at`` that moment: the post's own date where none is given, as in a replay, else now.
    """
    post = read(raw, known=taught)
    one = pick(settings, list_id) if settings else None
    path = str(rules or (one.rules if one else ""))
    policy = load(path, reader_of(path))
    at = at or dated(post) or now()
    known = known_list(one, settings)
    if settings and known.trust and known.trust.word != "server":
        post = own_check(settings.nameservers).checked(post, at)
    seen = known.circumstances(post)
    context = known.context(post, at, seen.authentication if one else None, automatic=seen.automatic)
    verdict = decide(policy, Facts(post, context))
    if one is None:
        return DryRun(post=post, verdict=guard_form(verdict, post), effects=(), at=context.local)
    verdict = guard(verdict, post, seen)
    return DryRun(post=post, verdict=verdict, effects=effects(verdict, post, seen), at=context.local)


def dated(post: Post) -> dt.datetime | None:
    """The post's own date, None where it has none that can be."""
    if post.date is None or not 1971 <= post.date.year < 9999:
        return None
    return post.date if post.date.tzinfo else post.date.replace(tzinfo=dt.UTC)
