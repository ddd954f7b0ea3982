"""A post cut into the stretches that the HTML digest shows each in its own way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from bot.mail.post import Article, Forward, Zone, ZoneKind
from bot.notices import clean, phrases
from bot.notices.digests import prose
from bot.notices.digests.issue import Item
from bot.notices.digests.lines import cut_lines, shown_lines
from bot.notices.digests.quoting import Repeats

_FOLDS_ABOVE = 6  # lines of 75 characters
_COLUMNS = 75
_QUOTING = frozenset({ZoneKind.ATTRIBUTION, ZoneKind.QUOTATION})
_LOOKS = {
    ZoneKind.OWN: "own",
    ZoneKind.FORWARD_HEADER: "facts",
    ZoneKind.FORWARD: "forward",
    ZoneKind.SIGNATURE: "signature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """
    A stretch of a post.

    ``look`` is a class of the style sheet. ``folded`` is seen only by a reader
    who asks for it (or whose program cannot fold), under ``label``. ``source``
    is the number of the post in this issue that is quoted, 0 for none.
    """

    look: str
    shown: tuple[Markup, ...] = ()
    folded: tuple[Markup, ...] = ()
    label: str = ""
    source: int = 0


def blocks(item: Item, repeats: Repeats) -> tuple[Block, ...]:
    """All of the post, in its order, then the messages attached to it."""
    found: list[Block] = []
    lines = shown_lines(item.post)
    for quoting, zones in groupby(item.post.zones, key=lambda zone: zone.kind in _QUOTING):
        stretch = list(zones)
        found += (
            _quotation(stretch, lines, item, repeats)
            if quoting
            else _written(stretch, lines, item.post.article)
        )
    for one in item.post.forwards:
        found += _attached(one) if one.how == "attached" else ()
    return tuple(block for block in found if block.shown or block.folded)


def _written(zones: Iterable[Zone], all_lines: list[str], article: Article | None) -> Iterator[Block]:
    for zone in zones:
        lines = _of(zone, all_lines)
        if zone.kind is ZoneKind.ARTICLE:
            yield from _article(zone, lines, article)
        elif zone.kind is ZoneKind.FOOTER:
            yield Block(look="footer", folded=prose.paragraphs(lines), label="Footer")
        elif zone.kind in {ZoneKind.FORWARD_HEADER, ZoneKind.SIGNATURE}:
            yield Block(look=_LOOKS[zone.kind], shown=_line_by_line(lines))
        else:
            yield Block(look=_LOOKS.get(zone.kind, "own"), shown=prose.paragraphs(prose.unquoted(lines)))


def _of(zone: Zone, all_lines: list[str]) -> list[str]:
    """The zone's lines as they are shown; fewer, or the note on that, where the post is cut."""
    return all_lines[zone.first_line - 1 : zone.last_line]


def _line_by_line(lines: Sequence[str]) -> tuple[Markup, ...]:
    linked = [prose.linked(clean.one_line(line)) for line in lines if line.strip()]
    return (Markup("<br>\n").join(linked),) if linked else ()


def _article(zone: Zone, lines: list[str], article: Article | None) -> Iterator[Block]:
    """The article with its headline as one, and its captions and credits small."""
    numbered = list(enumerate(lines, zone.first_line))
    headline = clean.one_line(article.headline or "") if article else ""
    clutter = frozenset(article.clutter) if article else frozenset[int]()
    looks = [_article_look(number, line, headline, clutter) for number, line in numbered]
    for look, group in groupby(zip(looks, numbered, strict=True), key=lambda pair: pair[0] or "article"):
        yield Block(look=look, shown=prose.paragraphs(prose.unquoted([line for _, (_, line) in group])))


def _article_look(number: int, line: str, headline: str, clutter: frozenset[int]) -> str:
    if number in clutter:
        return "clutter"
    return "headline" if headline and clean.one_line(line) == headline else ""


def _quotation(zones: Sequence[Zone], all_lines: list[str], item: Item, repeats: Repeats) -> Iterator[Block]:
    attribution = [
        line for zone in zones if zone.kind is ZoneKind.ATTRIBUTION for line in _of(zone, all_lines)
    ]
    quoted = [line for zone in zones if zone.kind is ZoneKind.QUOTATION for line in _of(zone, all_lines)]
    lines = prose.unquoted(quoted)
    if attribution:
        yield Block(
            look="attribution", shown=(prose.linked(clean.one_line(" ".join(prose.unquoted(attribution)))),)
        )
    source = repeats.source("\n".join(lines), item)
    if source:
        yield Block(
            look="quotation",
            shown=(escape(clean.shorten(clean.one_line(" ".join(lines)), 140)),),
            source=source,
        )
    else:
        yield _folding(prose.paragraphs(lines))


def _folding(paragraphs: tuple[Markup, ...]) -> Block:
    heights = [
        sum(-(-len(line) // _COLUMNS) or 1 for line in one.striptags().split("\n")) for one in paragraphs
    ]
    kept = 1
    while kept < len(paragraphs) and sum(heights[: kept + 1]) <= _FOLDS_ABOVE:
        kept += 1
    rest = sum(heights[kept:])
    if rest <= 2:
        return Block(look="quotation", shown=paragraphs)
    label = f"{phrases.count(rest, 'more quoted line')}"
    return Block(look="quotation", shown=paragraphs[:kept], folded=paragraphs[kept:], label=label)


def _attached(one: Forward) -> tuple[Block, Block]:
    facts = {
        "Forwarded message from": clean.person(one.sender) if one.sender else "",
        "Date": clean.one_line(one.date or ""),
        "Subject": clean.one_line(one.subject or ""),
    }
    head = [f"{name}: {value}" for name, value in facts.items() if value]
    body = cut_lines(one.body)
    return Block(look="facts", shown=_line_by_line(head)), Block(look="forward", shown=prose.paragraphs(body))
