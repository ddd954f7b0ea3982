"""The return gate: all that must be true before the bot answers anybody (RFC 3834 2)."""

from bot.mail.origin.automatic import from_a_list, maybe_automatic
from bot.mail.origin.domains import aligned, domain_of
from bot.mail.post import Post
from bot.mailable import is_mailable
from bot.policy.errors import counted
from bot.policy.guards.circumstances import Circumstances, Guard, author_of, when
from bot.policy.model.verdict import Disposition


def _unproven(post: Post, circumstances: Circumstances) -> str | None:
    if author_of(post, circumstances) is not None:
        return None
    return f"It was not returned, since nobody proved who wrote it. {circumstances.authentication.why}"


def _no_member(_: Post, circumstances: Circumstances) -> str | None:
    if circumstances.member is False:
        return "It was not returned, since its author is not a member of this list."
    return None


def _null_path(post: Post, _: Circumstances) -> str | None:
    if post.envelope.reverse_path == "":
        # RFC 5321 4.5.5: the null path is how mail says that it wants no answer.
        return "It was not returned, since it came with an empty return address, which asks for no answer."
    return None


def _other_path(post: Post, circumstances: Circumstances) -> str | None:
    path, author = post.envelope.reverse_path, author_of(post, circumstances)
    if not path or author is None or aligned(domain_of(path), domain_of(author)):
        return None
    return (
        f"It was not returned, since it was sent by way of {domain_of(path) or 'no domain'}, "
        f"which is not the author's domain {domain_of(author)}."
    )


def _maybe_automatic(post: Post, circumstances: Circumstances) -> str | None:
    reason = circumstances.automatic or circumstances.maybe_automatic or maybe_automatic(post)
    return reason and f"It was not returned, since it may be automatic: {reason}"


def _list_mail(post: Post, _: Circumstances) -> str | None:
    if from_a_list(post):
        return "It was not returned, since it came through a mailing list, whose mail is never answered."
    return None


def _resent(post: Post, _: Circumstances) -> str | None:
    # RFC 5322 3.6.6: whoever sends a message on is not its author, and the author may know nothing of it.
    if post.header.first("Resent-From") is not None:
        return "It was not returned, since somebody sent it on (Resent-From); its author may not know of it."
    return None


def _beyond_ascii(post: Post, circumstances: Circumstances) -> str | None:
    author = author_of(post, circumstances) or ""
    if author.rpartition("@")[0].isascii() or circumstances.smtputf8:
        return None
    return "It was not returned, since your mail server cannot write to addresses with letters beyond ASCII."


def _unwritable(post: Post, circumstances: Circumstances) -> str | None:
    author = author_of(post, circumstances)
    if author is None or is_mailable(author):
        return None
    return "It was not returned, since its author's address is not one that mail can be sent to."


def _author_quota(_: Post, circumstances: Circumstances) -> str | None:
    if circumstances.answers_today < circumstances.answers_limit:
        return None
    count = counted(circumstances.answers_today, "return")
    return f"It was not returned, since its author got {count} within a day."


def _list_quota(_: Post, circumstances: Circumstances) -> str | None:
    if circumstances.returns_this_hour < circumstances.returns_limit:
        return None
    count = counted(circumstances.returns_this_hour, "post")
    return f"It was not returned, since this list returned {count} within an hour."


GATE = (
    Guard(
        "guard.returns_off",
        Disposition.HOLD,
        when(
            lambda it: it.returns == "never",
            "It was not returned, since this list returns nothing (returns = never).",
        ),
        about='the list returns nothing (`returns = "never"` in the settings)',
    ),
    Guard(
        "guard.unproven",
        Disposition.HOLD,
        _unproven,
        about="our mail server has not proved who wrote it",
    ),
    Guard(
        "guard.no_member",
        Disposition.HOLD,
        _no_member,
        about="its author is not a member",
    ),
    Guard(
        "guard.null_path",
        Disposition.HOLD,
        _null_path,
        about="it came with an empty return address",
    ),
    Guard(
        "guard.other_path",
        Disposition.HOLD,
        _other_path,
        about="it was sent by way of another domain than its author's",
    ),
    Guard(
        "guard.maybe_automatic",
        Disposition.HOLD,
        _maybe_automatic,
        about="most likely sent by a program",
    ),
    Guard(
        "guard.list_mail",
        Disposition.HOLD,
        _list_mail,
        about="it came through a mailing list",
    ),
    Guard(
        "guard.resent",
        Disposition.HOLD,
        _resent,
        about="somebody sent it on, and its author may not know of it",
    ),
    Guard(
        "guard.address",
        Disposition.HOLD,
        _unwritable,
        about="its author's address is none that mail can be sent to",
    ),
    Guard(
        "guard.smtputf8",
        Disposition.HOLD,
        _beyond_ascii,
        about="its author's address has letters beyond ASCII, and our server cannot write to it",
    ),
    Guard(
        "guard.answered",
        Disposition.HOLD,
        when(lambda it: it.answered_before, "It was not returned, since this very post was returned before."),
        about="this very post was returned before",
    ),
    Guard(
        "guard.stale",
        Disposition.HOLD,
        when(
            lambda it: it.stale,
            "It was not returned, since it had lain in the inbox for more than seven days.",
        ),
        about="it lay in the inbox for more than seven days",
    ),
    Guard(
        "guard.author_quota",
        Disposition.HOLD,
        _author_quota,
        about="its author got as many returns today as one author may get",
    ),
    Guard(
        "guard.list_quota",
        Disposition.HOLD,
        _list_quota,
        about="the list returned as many posts within an hour as it may",
    ),
)
"""Every condition that forbids a return; what any of them sees is held."""
