"""Mends the place of an article's address: on a line of its own, above the article."""

from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.lazy_regex import lazy_regex
from bot.mail.post import Post, ZoneKind
from bot.mail.text.links import links_of

_LABELLED = lazy_regex(r"(?:[\w-]+(?: [\w-]+)? ?: ?)?<?https?://\S+")
_NOT_OF_THE_ARTICLE = frozenset(
    {ZoneKind.SIGNATURE, ZoneKind.FOOTER, ZoneKind.QUOTATION, ZoneKind.ATTRIBUTION, ZoneKind.OWN}
)


def fixes(post: Post) -> Iterator[Fix]:
    """The address, which stands in the text already, on its own line; within a line it stays, too."""
    article = post.article
    if article is None or (article.url and article.url_alone):
        return
    if article.url:
        yield Fix(said="address", values={"address": article.url}, text=with_address(post, article.url))
    elif address := _only_one(post):
        yield Fix(said="address", values={"address": address}, text=with_address(post, address))


def _only_one(post: Post) -> str:
    """The one address that stands in or below the article; "" where there are several, or none."""
    apart = {
        number
        for zone in post.zones
        if zone.kind in _NOT_OF_THE_ARTICLE
        for number in range(zone.first_line, zone.last_line + 1)
    }
    lines = [line for number, line in enumerate(post.lines, 1) if number not in apart]
    found = {link.url for line in lines for link in links_of(line) if link.url.startswith("http")}
    return found.pop() if len(found) == 1 else ""


def with_address(post: Post, address: str) -> str:
    """The text with an address alone above its first article, or on top; not twice where it was alone."""
    lines = post.lines
    at = post.article.first_line - 1 if post.article and post.article.first_line else 0
    above = lines[:at]
    while above and not above[-1].strip():
        above.pop()
    below = [line for line in lines[at:] if not _is_alone(" ".join(line.split()), address)]
    return "\n".join([*above, *([""] if above else []), address, "", *below])


def _is_alone(line: str, address: str) -> bool:
    """Whether a line is that address and no more than a label before it."""
    return line.endswith((f"<{address}>", address)) and _LABELLED.fullmatch(line) is not None
