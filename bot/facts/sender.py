"""Facts about who sent the post, and what the list knows of that person."""

from bot.facts.context import Context
from bot.facts.kinds import UNKNOWN, Choice, Number, Text, Value, YesNo
from bot.facts.vocabulary import fact
from bot.mail.post import Post

RESULTS = ("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy")
NO_RESULT = "no authentication result of our mail server"


@fact("sender", Text(), examples=[("From: Ann Lee <ann@example.org>\n\n", "ann@example.org")])
def sender(post: Post, _: Context) -> Value:
    """The author's address, from the first mailbox of the From field."""
    return post.from_[0].address if post.from_ else UNKNOWN


@fact("sender.name", Text(), examples=[("From: Ann Lee <ann@example.org>\n\n", "Ann Lee")])
def sender_name(post: Post, _: Context) -> Value:
    """The name that the author gives beside the address, empty where there is none."""
    return (post.from_[0].name or "") if post.from_ else UNKNOWN


@fact("sender.name_words", Number("words"), examples=[("From: Ann Lee <ann@example.org>\n\n", 2)])
def sender_name_words(post: Post, _: Context) -> Value:
    """How many words the name beside the author's address has: a first and a last name are two."""
    return len((post.from_[0].name or "").split()) if post.from_ else UNKNOWN


@fact("sender.domain", Text(), examples=[("From: Ann Lee <ann@Example.org>\n\n", "example.org")])
def sender_domain(post: Post, _: Context) -> Value:
    """What stands after the @ of the author's address."""
    return post.from_[0].domain if post.from_ else UNKNOWN


@fact("sender.proven", YesNo(), outside=True)
def sender_proven(_: Post, context: Context) -> Value:
    """
    Whether our own mail server has confirmed that the author wrote the post.

    Anybody can write any address into From; ask this beside a rule that names addresses.
    """
    return context.authentication is not None and context.authentication.proven


@fact("sender.member", YesNo(), outside=True, unknown="nobody knows whether the author is a member")
def sender_member(_: Post, context: Context) -> Value:
    """
    Whether the author's address is among the ``members`` that the list's settings (listwarden.toml) name.

    Unknown where they name none. An author whom nobody proved is no member (``unproven`` in the settings).
    """
    return _or_unknown(context.member)


@fact("sender.moderator", YesNo(), outside=True)
def sender_moderator(_: Post, context: Context) -> Value:
    """
    Whether the author is among the ``owners`` or ``moderators`` of the list's settings (listwarden.toml).

    Ask this to exempt moderators; a list of addresses in a rule file is for other people. An author whom
    nobody proved is none (``unproven`` in the settings).
    """
    return _or_unknown(context.moderator)


@fact("sender.first_post", YesNo(), outside=True)
def sender_first_post(_: Post, context: Context) -> Value:
    """
    Whether this is the first post of the author that the bot sees on this list.

    Always, where nobody proved who wrote it (``unproven`` in the settings).
    """
    return UNKNOWN if context.author_posts is None else context.author_posts == 0


@fact("sender.posts_ever", Number("posts"), outside=True)
def sender_posts_ever(_: Post, context: Context) -> Value:
    """
    How many earlier posts of the author the bot has seen go out on this list, ever.

    0 where nobody proved who wrote it (``unproven`` in the settings). ``sender.posts`` has a span of time.
    """
    return _or_unknown(context.author_posts)


@fact("auth.dmarc", Choice(RESULTS), outside=True, unknown=NO_RESULT)
def auth_dmarc(_: Post, context: Context) -> Value:
    """What our own mail server found when it checked the author's domain (DMARC, RFC 7489)."""
    return _result(context.authentication.dmarc if context.authentication else None)


@fact("auth.spf", Choice(RESULTS), outside=True, unknown=NO_RESULT)
def auth_spf(_: Post, context: Context) -> Value:
    """What our own mail server found when it checked the sending host (SPF, RFC 7208)."""
    return _result(context.authentication.spf if context.authentication else None)


@fact("auth.dkim", Choice(RESULTS), outside=True, unknown=NO_RESULT)
def auth_dkim(_: Post, context: Context) -> Value:
    """What our own mail server found when it checked the author's domain's signature (DKIM, RFC 6376)."""
    return _result(context.authentication.dkim if context.authentication else None)


def _result(word: str | None) -> Value:
    return word.lower() if word else UNKNOWN


def _or_unknown(value: bool | int | None) -> Value:  # noqa: FBT001 - a value, not a switch
    return UNKNOWN if value is None else value
