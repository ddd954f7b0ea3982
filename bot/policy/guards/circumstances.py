"""What guards are told beside the post, and what a guard is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.mail.origin.authentication import Authentication
from bot.mail.post import Post
from bot.mail.requests import Request
from bot.policy.model.verdict import Disposition


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """
    What the guards must know beside the post.

    ``automatic`` and ``maybe_automatic`` are reasons in words
    (bot.mail.origin.automatic). ``answers_today`` counts the returns to this author
    within a day, ``returns_this_hour`` those of the whole list;
    ``answered_before``: this very post was answered; ``stale``: it arrived
    more than seven days before it was first seen. ``own_mark`` and
    ``list_trace`` (a field's name) tell that the post went through this list,
    ``own_message`` that the bot sent it, ``answers_us`` that it answers one of
    the bot's returns or notices. ``from_us`` is the author's address where it is a list's or the bot's own,
    ``not_addressed`` the list's address where neither To nor Cc names it;
    ``days_old`` are the days between the post's date and its arrival, where they
    are more than the list takes. ``copy_differs``: the same content came before with other
    fields that decide, or another return address. ``crashed`` counts the attempts on it that
    ended the process. ``smtputf8``: our server takes addresses beyond ASCII. ``request``
    is what it asks of the bot where it is no post.
    """

    authentication: Authentication = field(default_factory=Authentication)
    automatic: str | None = None
    maybe_automatic: str | None = None
    returns: Literal["authenticated", "members", "never"] = "authenticated"
    member: bool | None = None
    answers_today: int = 0
    answers_limit: int = 3
    returns_this_hour: int = 0
    returns_limit: int = 100
    answered_before: bool = False
    stale: bool = False
    own_mark: Literal["ours", "forged"] | None = None
    list_trace: str | None = None
    own_message: bool = False
    answers_us: bool = False
    from_us: str | None = None
    not_addressed: str | None = None
    days_old: int | None = None
    oversize: bool = False
    duplicate: bool = False
    conflict: bool = False
    copy_differs: bool = False
    crashed: int = 0
    smtputf8: bool = False
    refusable: bool = False
    request: Request | None = None


Sees = Callable[[Post, Circumstances], str | None]
"""Looks at a post: a sentence for the moderator where the guard sees its case, else None."""


@dataclass(frozen=True, slots=True)
class Guard:
    """
    One guard: its name, what it makes of the post, and what it looks for.

    ``about`` says that for the manual.
    ``overrules``: its disposition stands even against a stronger one of the rules.
    """

    name: str
    disposition: Disposition
    sees: Sees
    about: str
    overrules: bool = False


def when(applies: Callable[[Circumstances], bool], sentence: str) -> Sees:
    """A guard's look at the circumstances alone."""
    return lambda _, circumstances: sentence if applies(circumstances) else None


def author_of(post: Post, circumstances: Circumstances) -> str | None:
    """
    The address that a return may go to: the proven author's, never Reply-To.

    With ``returns = "members"`` a member's From is believed too, unless DMARC
    failed. None where nobody may be answered.
    """
    if circumstances.authentication.proven:
        return circumstances.authentication.author
    believed = (
        circumstances.returns == "members"
        and circumstances.member is True
        and circumstances.authentication.dmarc != "fail"
    )
    return post.from_[0].address if believed and len(post.from_) == 1 else None
