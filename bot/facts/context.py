"""The context of a post: what the shell looked up before, for facts to read."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.facts.calendar import zone_of
from bot.facts.history import Question
from bot.facts.kinds import Value
from bot.mail.mailing_list import MailingList
from bot.mail.origin.authentication import Authentication


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """
    The knowledge from outside that facts get.

    ``now`` is aware. None always means that nobody knows, and makes the facts
    that need it unknown. ``member``, ``moderator`` and ``author_posts``, which
    counts all earlier posts of the author to this list, are those of a proven
    author, or of one who is believed without proof. ``past`` answers the policy's questions about the
    list's history (``bot.facts.history.answers``). ``automatic`` is the reason
    why the mail counts as automatic, None where it does not.
    """

    now: dt.datetime
    mailing_list: MailingList | None = None
    authentication: Authentication | None = None
    member: bool | None = None
    moderator: bool | None = False
    author_posts: int | None = None
    past: Mapping[Question, Value] = field(default_factory=dict)
    duplicate: bool = False
    automatic: str | None = None

    @property
    def local(self) -> dt.datetime:
        """``now`` in the list's time zone."""
        return self.now.astimezone(zone_of(self.mailing_list.timezone if self.mailing_list else "UTC"))

    @property
    def today(self) -> dt.date:
        """The day of ``now`` in the list's time zone."""
        return self.local.date()
