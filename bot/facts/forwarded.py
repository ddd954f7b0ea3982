"""Facts about what is passed on, and by whom."""

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import ABSENT, Choice, Number, Text, Value
from bot.facts.vocabulary import fact
from bot.mail.post import Forward, Post


@fact("forwarded.from", Text(), lines=places.forwarding)
def forwarded_from(post: Post, _: Context) -> Value:
    """Who wrote the message that is passed on: the address, else the name. Absent where there is none."""
    outermost = _outermost(post)
    if outermost is None:
        return ABSENT
    return (outermost.sender.address or outermost.sender.name or "") if outermost.sender else ""


@fact("forwarded.subject", Text(), lines=places.forwarding)
def forwarded_subject(post: Post, _: Context) -> Value:
    """The subject of the message that is passed on, empty where not given. Absent where there is none."""
    outermost = _outermost(post)
    return (outermost.subject or "") if outermost else ABSENT


@fact("forwarded.date", Text(), lines=places.forwarding)
def forwarded_date(post: Post, _: Context) -> Value:
    """The date of what is passed on, as written there, such as "5 Jan 2026". Absent where there is none."""
    outermost = _outermost(post)
    return (outermost.date or "") if outermost else ABSENT


@fact("forwarded.how", Choice(("inline", "attached", "hand-made")), lines=places.forwarding)
def forwarded_how(post: Post, _: Context) -> Value:
    """How a message is passed on: in the text, attached, or copied by hand. Absent where there is none."""
    outermost = _outermost(post)
    return outermost.how if outermost else ABSENT


@fact("forwarded.levels", Number("levels"), lines=places.forwarding)
def forwarded_levels(post: Post, _: Context) -> Value:
    """How many times the message was passed on before it came here, 0 where nothing is passed on."""
    return max((forward.level for forward in post.forwards), default=0)


@fact(
    "forwarded.via",
    Text(),
    lines=places.forwarding,
    examples=[("Subject: x\n\nFM: Ann Lee\n\nLook.\n", "Ann Lee")],
)
def forwarded_via(post: Post, _: Context) -> Value:
    """Who passes it on, as a line "FM: Ann Lee" or "via Ann Lee" says; empty where there is no such line."""
    return post.via or ""


def _outermost(post: Post) -> Forward | None:
    return min(post.forwards, key=lambda forward: forward.level, default=None)
