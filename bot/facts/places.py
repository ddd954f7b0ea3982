"""The lines of a post that a fact points to, as (first, last), from 1, both ends included."""

from collections.abc import Callable

from bot.mail.post import Post, Zone, ZoneKind

Spans = tuple[tuple[int, int], ...]
Lines = Callable[[Post], Spans | None]


def nowhere(_: Post) -> Spans | None:
    """About no place in the post, so that other facts of a rule may name one: the sender, the hour."""
    return None


def outside_the_text(_: Post) -> Spans | None:
    """About a place that no line of the text shows: the subject, an attachment, the whole message."""
    return ()


def whole_text(post: Post) -> Spans:
    """From the first line to the last that is not blank."""
    last = max((number for number, line in enumerate(post.lines, 1) if line.strip()), default=0)
    return ((1, last),) if last else ()


def zones(*kinds: ZoneKind) -> Callable[[Post], Spans]:
    """The lines of the zones of these kinds, without blank edges; neighbours become one span."""

    def spans(post: Post) -> Spans:
        return _joined([span for zone in post.zones_of(*kinds) if (span := _trimmed(zone))])

    return spans


def comment(post: Post) -> Spans:
    """The author's own lines; where there are none the first line, where a comment would stand."""
    return zones(ZoneKind.OWN)(post) or (whole_text(post)[:1] and ((1, 1),))


def article(post: Post) -> Spans:
    """The shared article: its lines, or the line of the link that stands for it."""
    found = zones(ZoneKind.ARTICLE)(post)
    if found or post.article is None:
        return found
    return ((post.article.url_line, post.article.url_line),) if post.article.url_line else ()


def article_end(post: Post) -> Spans:
    """The last line of the article."""
    return tuple((last, last) for _, last in article(post)[-1:])


def article_link(post: Post) -> Spans:
    """The line of the article's address; where it is missing the line at which the article begins."""
    if post.article is None:
        return article(post) or zones(ZoneKind.FORWARD_HEADER, ZoneKind.FORWARD)(post)[:1]
    if post.article.url_line:
        return ((post.article.url_line, post.article.url_line),)
    return tuple((first, first) for first, _ in article(post)[:1])


def article_clutter(post: Post) -> Spans:
    """The lines of captions, credits and share texts inside the article."""
    if post.article is None:
        return ()
    return _joined([(line, line) for line in post.article.clutter])


def forwarding(post: Post) -> Spans:
    """The lines that say what is passed on and by whom; where there are none the first line."""
    return zones(ZoneKind.FORWARD_HEADER)(post) or (whole_text(post)[:1] and ((1, 1),))


def shared_links(post: Post) -> Spans:
    """Every line with a link, those of quotations, signatures and footers aside."""
    below = (ZoneKind.ATTRIBUTION, ZoneKind.QUOTATION, ZoneKind.SIGNATURE, ZoneKind.FOOTER)
    lines = {link.line for link in post.links if link.line and link.zone not in below}
    return _joined([(line, line) for line in sorted(lines)])


def _trimmed(zone: Zone) -> tuple[int, int] | None:
    """The lines of a zone without blank lines at its edges, None where all are blank."""
    filled = [number for number, line in enumerate(zone.text.split("\n"), zone.first_line) if line.strip()]
    return (filled[0], filled[-1]) if filled else None


def _joined(spans: list[tuple[int, int]]) -> Spans:
    """Spans that touch or are parted by one blank line become one."""
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1] + 2:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
