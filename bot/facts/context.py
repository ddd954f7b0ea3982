"""What facts may know beside the post itself: look-ups that the shell has made before."""

import datetime as dt
from dataclasses import dataclass

from bot.mail.authentication import Authentication
from bot.mail.mailing_list import MailingList


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """
    The knowledge from outside that facts get.

    ``now`` is aware. None always means that nobody knows, and makes the facts
    that need it unknown. ``author_posts`` and ``author_returned`` count earlier
    posts of the author to this list; ``thread_posts`` and
    ``thread_author_posts`` those of the same thread. ``automatic`` is the reason
    why the mail counts as automatic, None where it does not. ``article_seen``
    tells whether the article was shared here before.
    """

    now: dt.datetime
    mailing_list: MailingList | None = None
    authentication: Authentication | None = None
    member: bool | None = None
    moderator: bool = False
    author_posts: int | None = None
    author_returned: int | None = None
    thread_posts: int | None = None
    thread_author_posts: int | None = None
    duplicate: bool = False
    automatic: str | None = None
    article_seen: bool | None = None
