"""What replay knows of a post beside the post: its list's settings, and the moment that it was written at."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.facts import UNKNOWN, VOCABULARY, Context, Fact, Facts
from bot.facts.vocabulary import Answers
from bot.intake.archive import Found, is_lost
from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import Trust, authenticate
from bot.mail.origin.automatic import automatic
from bot.mail.post import Post
from bot.settings import ListSettings

NO_DATE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContext:
    """What a list's settings tell; it can be pickled. ``members`` None: the list names none."""

    mailing_list: MailingList | None = None
    trust: Trust | None = None
    members: frozenset[str] | None = None

    def context(self, post: Post, now: dt.datetime, asked: frozenset[str]) -> Context:
        """The context of a post, as the daemon makes it, without history; what no rule asks is left out."""
        author = post.from_[0].address.lower() if post.from_ else None
        believed = self.trust and any(name.startswith("auth.") for name in asked)
        return Context(
            now=now,
            mailing_list=self.mailing_list,
            authentication=authenticate(post, self.trust) if self.trust and believed else None,
            member=None if self.members is None or author is None else author in self.members,
            moderator=author is not None and author in self.staff,
            automatic=automatic(post) if "message.automatic" in asked else None,
        )

    @property
    def staff(self) -> frozenset[str]:
        """Owners and moderators, lower case."""
        return (
            frozenset(person.lower() for person in self.mailing_list.staff)
            if self.mailing_list
            else frozenset()
        )


def known_context(one: ListSettings | None) -> KnownContext:
    """What the settings of a list tell; nothing without settings."""
    if one is None:
        return KnownContext()
    members = one.members.addresses if one.members else None
    return KnownContext(
        mailing_list=one.mailing_list(),
        trust=one.trust(),
        members=None if members is None else frozenset(members),
    )


def moment(post: Post, found: Found) -> tuple[dt.datetime, bool]:
    """When a post was written, by its own date, else by the archive; false where nobody says it."""
    for date in (post.date, found.received):
        if date is not None and 1971 <= date.year < 9999:
            return (date if date.tzinfo else date.replace(tzinfo=dt.UTC)).astimezone(dt.UTC), True
    return NO_DATE, False


def facts_of(post: Post, context: Context, lost: frozenset[str]) -> Facts:
    """The facts of a post that an archive gave; what it has lost, or what is not known yet, is unknown."""
    return Facts(post, context, answers=_without(lost)) if lost else Facts(post, context)


@lru_cache
def _without(lost: frozenset[str]) -> Answers:
    """What computes facts where some are lost."""

    def find(name: str) -> Fact | None:
        fact = VOCABULARY.find(name)
        return replace(fact, answer=lambda _, __: UNKNOWN) if fact and is_lost(name, lost) else fact

    return Answers(find)
