"""What of an answer is the mail before it: quoted or copied below the author's own words."""

from bot.mail.post import Post, Zone, ZoneKind
from bot.mail.text.subject import read_subject

_EARLIER = frozenset(
    {
        ZoneKind.ATTRIBUTION,
        ZoneKind.QUOTATION,
        ZoneKind.FORWARD_HEADER,
        ZoneKind.FORWARD,
        ZoneKind.ARTICLE,
        ZoneKind.FOOTER,
    }
)
_QUOTING = frozenset({ZoneKind.ATTRIBUTION, ZoneKind.QUOTATION})
_SHORT = 4  # lines; a quotation no longer than that says what an answer is about


def tail_of(post: Post) -> tuple[Zone, ...]:
    """
    The zones of earlier mail that end an answer; () where it has none, or none that is longer than a glance.

    A message that somebody hands on is no tail: below a forward's own words stands what it is about.
    """
    zones = post.zones
    first = len(zones)
    while first and (zones[first - 1].kind in _EARLIER or not zones[first - 1].text.strip()):
        first -= 1
    if not any(zone.kind is ZoneKind.OWN and zone.text.strip() for zone in zones[:first]):
        return ()
    tail = zones[first:]
    while tail and not tail[0].text.strip():
        tail = tail[1:]
    if not _is_earlier(post, tail):
        return ()
    return tail if sum(bool(line.strip()) for zone in tail for line in zone.text.split("\n")) > _SHORT else ()


def _is_earlier(post: Post, tail: tuple[Zone, ...]) -> bool:
    kinds = {zone.kind for zone in tail if zone.text.strip()} - {ZoneKind.FOOTER}
    if not kinds or not _answers(post):
        return False
    if kinds <= _QUOTING:
        return ZoneKind.QUOTATION in kinds
    return _copies_what_it_answers(post)


def _answers(post: Post) -> bool:
    prefixes = post.subject.prefixes
    return prefixes[:1] == ("re",) or (not prefixes and post.header.first("In-Reply-To") is not None)


def _copies_what_it_answers(post: Post) -> bool:
    """Whether the message below has the post's own subject, as where a program copies what is answered."""
    inline = [one for one in post.forwards if one.how != "attached"]
    if not inline or inline[0].subject is None:
        return False
    theirs = read_subject(inline[0].subject).text
    return " ".join(theirs.split()).casefold() == " ".join(post.subject.text.split()).casefold()
