"""A post as others get it: with the changes that rules make, and without what only one person may know."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.mail.origin.tokens import Known, cut_octets
from bot.mail.post import Post
from bot.mail.read import read
from bot.notices import CannotRepost, Outgoing, rewrite, without_secrets, write_repost
from bot.policy.model.verdict import Change
from bot.service.list_runtime import ListRuntime
from bot.store import Case


def passed_on(runtime: ListRuntime, post: Post, changes: Sequence[Change]) -> Post:
    """
    The post as it leaves, alone or in a digest; the post itself where nothing of it changes.

    Raises CannotRepost.
    """
    return rewrite(discreet(runtime, post), changes, drops_signature=runtime.drops_signature)


def as_it_came(runtime: ListRuntime, case: Case, post: Post, now: dt.datetime) -> tuple[Outgoing, ...]:
    """An observed post on its way to the list manager: nobody's word lets it pass there but its own rules."""
    stamp = runtime.stamper.stamp_for(post.message_id, case.id, now)
    return (write_repost(post, replace(runtime.mailing_list, approved=""), stamp),)


def discreet(runtime: ListRuntime, post: Post) -> Post:
    """The post without tokens of mails that the bot wrote to one person. Raises CannotRepost."""
    return without_secrets(post, _members_own(runtime))


def shown_to_staff(runtime: ListRuntime, post: Post) -> Post:
    """
    The post as a notice shows it to moderators, whose answers quote the notice.

    A token of another notice in it would be theirs to answer by. What cannot be cut
    whole is cut as far as it goes.
    """
    try:
        return discreet(runtime, post)
    except CannotRepost:
        return read(cut_octets(post.raw, _members_own(runtime)), post.envelope)


def _members_own(runtime: ListRuntime) -> Known:
    return runtime.book.tokens(runtime.stamper.marks).keys()
