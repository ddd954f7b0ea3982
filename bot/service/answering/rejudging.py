"""Judges a post once more: a later version of it, or what the rules say for those who ask why."""

import datetime as dt
from collections.abc import Callable

from bot.facts import Facts
from bot.facts.history import Memory, remember
from bot.mail.post import Post
from bot.policy import decide
from bot.policy.guards.guards import ASKED, Circumstances
from bot.policy.model.verdict import Hold, Verdict
from bot.service.decision import After, Decision, Past
from bot.service.judge import circumstances, context, held_instead, judge
from bot.service.list_runtime import ListRuntime
from bot.service.outgoing_effects import Writer
from bot.service.past import past_of
from bot.store import Case, Transaction


def judged_again(
    tx: Transaction, runtime: ListRuntime, case: Case, post: Post, now: dt.datetime, after: After
) -> Decision:
    """The decision on a later version of a case's post."""
    seen = runtime.known.circumstances(post)
    past = past_of(tx, runtime, case, post, _memory(runtime, case, post, now), now)
    return judge(runtime, case, post, seen, past, after)


def verdict_on(tx: Transaction, runtime: ListRuntime, case: Case, post: Post, now: dt.datetime) -> Verdict:
    """What the rules alone say of a post now, with what each condition saw."""
    seen = runtime.known.circumstances(post)
    past = past_of(tx, runtime, case, post, _memory(runtime, case, post, now), now)
    return decide(runtime.rulebook.policy, Facts(post, context(runtime, post, seen, past)))


def now_known(
    tx: Transaction, runtime: ListRuntime, case: Case, post: Post, now: dt.datetime
) -> Circumstances:
    """What the guards look at, now."""
    past = past_of(tx, runtime, case, post, _memory(runtime, case, post, now), now)
    return circumstances(runtime, case, post, runtime.known.circumstances(post), past)


def held_for(
    tx: Transaction, runtime: ListRuntime, case: Case, post: Post, why: str, now: dt.datetime
) -> Decision:
    """The post held for a person, with what its rules say and ``why``."""
    past, judged = by_the_rules(tx, runtime, case, post, now)
    verdict = held_instead(judged(post), ASKED, why)
    author = runtime.known.circumstances(post).authentication.author
    writer = Writer(runtime=runtime, case=case, post=post, past=past, author=author, judged=judged)
    return writer.write(verdict, (Hold(findings=verdict.findings),))


def by_the_rules(
    tx: Transaction, runtime: ListRuntime, case: Case, post: Post, now: dt.datetime
) -> tuple[Past, Callable[[Post], Verdict]]:
    """The past of a post, and what the rules alone say of any version of it."""
    seen = runtime.known.circumstances(post)
    past = past_of(tx, runtime, case, post, _memory(runtime, case, post, now), now)
    around = context(runtime, post, seen, past)
    return past, lambda version: decide(runtime.rulebook.policy, Facts(version, around), trace=False)


def _memory(runtime: ListRuntime, case: Case, post: Post, now: dt.datetime) -> Memory:
    believed = runtime.known.believes(runtime.known.circumstances(post).authentication)
    return remember(post, min(case.received, now), believed=believed)
