"""What the settings tell of a list, and what follows for a post: the same wherever one is judged."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.facts import Context
from bot.mail.mailing_list import MailingList
from bot.mail.origin.addressing import age_on_arrival, is_sent_to, own_author
from bot.mail.origin.authentication import Authentication, Trust, authenticate
from bot.mail.origin.automatic import automatic, maybe_automatic
from bot.mail.post import Post
from bot.mail.requests import request_of
from bot.members.model import Members
from bot.policy.guards.guards import Circumstances

if TYPE_CHECKING:  # loading the settings takes a quarter of a second, which a replay by rules alone can spare
    from bot.settings import ListSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownList:
    """
    A list by its settings; without any nothing is known. It can be pickled.

    ``members`` None: the list names none. ``unproven`` is what rules hear of an
    author whom nobody proved; ``oldest`` how long before its arrival a post may be
    dated, None for any time.
    """

    mailing_list: MailingList | None = None
    trust: Trust | None = None
    members: frozenset[str] | None = None
    returns: Literal["authenticated", "members", "never"] = "authenticated"
    unproven: Literal["no", "unknown", "believed"] = "no"
    oldest: dt.timedelta | None = None

    @property
    def staff(self) -> frozenset[str]:
        """Owners and moderators, lower case."""
        listed = self.mailing_list
        return listed.members.all_of(listed.staff) if listed else frozenset()

    def circumstances(self, post: Post) -> Circumstances:
        """What guards are told of a post as far as it and the settings tell it."""
        mailing_list = self.mailing_list
        elsewhere = mailing_list and not is_sent_to(post, mailing_list)
        return Circumstances(
            authentication=authenticate(post, self.trust or Trust()),
            automatic=automatic(post),
            maybe_automatic=maybe_automatic(post),
            returns=self.returns,
            member=self.is_member(author_of(post)),
            from_us=own_author(post, mailing_list) if mailing_list else None,
            not_addressed=mailing_list.address if mailing_list and elsewhere else None,
            days_old=self._days_old(post),
            request=request_of(post),
        )

    def context(
        self,
        post: Post,
        now: dt.datetime,
        authentication: Authentication | None,
        *,
        automatic: str | None = None,
    ) -> Context:
        """
        What facts are told of a post, its past aside.

        ``authentication`` None: nobody was asked who wrote it, and From is taken at its word.
        """
        author, believed = author_of(post), self.believes(authentication)
        staff = self.mailing_list is not None and self.mailing_list.is_staff(author)
        return Context(
            now=now,
            mailing_list=self.mailing_list,
            authentication=authentication,
            member=_if_believed(self.is_member(author), believed),
            moderator=_if_believed(staff, believed),
            author_posts=0 if believed is False else None,
            automatic=automatic,
        )

    def believes(self, authentication: Authentication | None) -> bool | None:
        """Whether the rules take the author for who From says; None: they are told that nobody knows."""
        if authentication is None or authentication.proven:
            return True
        if self.unproven == "believed" and authentication.dmarc != "fail":
            return True
        return None if self.unproven == "unknown" else False

    def is_member(self, address: str | None) -> bool | None:
        """Whether an address is a member's; None where the list names no members."""
        return None if self.members is None or address is None else address.lower() in self.members

    def _days_old(self, post: Post) -> int | None:
        age = age_on_arrival(post)
        return age.days if age is not None and self.oldest is not None and age > self.oldest else None

    def with_members(self, members: Members) -> "KnownList":
        """The same list with the members as their file says now."""
        mailing_list = replace(self.mailing_list, members=members) if self.mailing_list else None
        return replace(self, mailing_list=mailing_list, members=members.addresses)


def author_of(post: Post) -> str | None:
    """The first author's address."""
    return post.from_[0].address if post.from_ else None


def _if_believed(claim: bool | None, believed: bool | None) -> bool | None:  # noqa: FBT001 - values, not switches
    """What is known of a claim that rests on who the author is."""
    return claim if believed or not claim else believed


def known_list(one: "ListSettings | None", settings: "Settings | None" = None) -> KnownList:
    """What the settings tell of a list; nothing without settings."""
    if one is None or settings is None:
        return KnownList()
    oldest = settings.limits.oldest_days
    return KnownList(
        mailing_list=one.mailing_list(),
        trust=one.trust(),
        members=one.members.members.addresses if one.members else None,
        returns=one.returns,
        unproven=one.unproven,
        oldest=dt.timedelta(days=oldest) if oldest else None,
    )
