"""What replay knows of a post beside the post: whose it is, and the moment that it was written at."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.facts import UNKNOWN, VOCABULARY, Context, Fact, Facts
from bot.facts.vocabulary import Answers
from bot.intake.archive import Found, is_lost
from bot.mail.origin.authentication import Authentication, Trust, authenticate
from bot.mail.origin.automatic import automatic
from bot.mail.post import Post
from bot.service.known_list import KnownList

ASK_WHO = ("auth.", "sender.", "thread.sender_posts")
"""Facts for which it counts who wrote a post."""

UNHEARD = frozenset({"sender.proven"})
"""What a post tells only where our own server was asked who wrote it."""

NO_DATE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A post's context without history, and whether its author is believed (``KnownList.believes``)."""

    context: Context
    believed: bool | None


def judged_by(
    known: KnownList, post: Post, now: dt.datetime, asked: frozenset[str], *, keeping: bool = False
) -> Judged:
    """
    The context of a post, as the daemon makes it, without history.

    What no rule asks is left out, unless it is kept for others that will (``keeping``).
    """
    wanted = known.trust is not None and (keeping or any(name.startswith(ASK_WHO) for name in asked))
    authentication = proof_of(post, known) if wanted else None
    sent = automatic(post) if keeping or "message.automatic" in asked else None
    return Judged(
        context=known.context(post, now, authentication, automatic=sent),
        believed=known.believes(authentication),
    )


def proof_of(post: Post, known: KnownList) -> Authentication | None:
    """
    What our own server said of an archived post.

    None where it says nothing though it should: the archive has not kept it, or
    is older, and its posts went to the members under their authors' names.
    """
    trust = known.trust or Trust()
    found = authenticate(post, trust)
    expected = any(trust.authserv_ids) or trust.word != "server"
    return found if found.heard or found.ignored or not expected else None


def moment(post: Post, found: Found) -> tuple[dt.datetime, bool]:
    """When a post was written, by its own date, else by the archive; false where nobody says it."""
    for date in (post.date, found.received):
        if date is not None and 1971 <= date.year < 9999:
            return (date if date.tzinfo else date.replace(tzinfo=dt.UTC)).astimezone(dt.UTC), True
    return NO_DATE, False


def facts_of(post: Post, context: Context, lost: frozenset[str]) -> Facts:
    """The facts of a post that an archive gave; what it has lost, or what is not known yet, is unknown."""
    if context.authentication is None:
        lost |= UNHEARD
    return Facts(post, context, answers=_without(lost)) if lost else Facts(post, context)


@lru_cache
def _without(lost: frozenset[str]) -> Answers:
    """What computes facts where some are lost."""

    def find(name: str) -> Fact | None:
        fact = VOCABULARY.find(name)
        return replace(fact, answer=lambda _, __: UNKNOWN) if fact and is_lost(name, lost) else fact

    return Answers(find)
