"""Divides a post's text into zones: whose words each line is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from bot.mail.article.find import Sharing
from bot.mail.known import NOTHING, Known
from bot.mail.post import Article, Forward, Link, Mailbox, PostKind, Subject, Words, Zone, ZoneKind
from bot.mail.text.lines import MOST_LINES, Line, read_lines, without_marks
from bot.mail.text.links import canonical, domain_of, join_broken, links_of, may_be_broken
from bot.mail.text.text_of_post import Text
from bot.mail.text.word_count import count_words
from bot.mail.zones.line_walk import Walk

_GOING_ON = (ZoneKind.OWN, ZoneKind.QUOTATION, ZoneKind.FORWARD, ZoneKind.ARTICLE)
_OWN, _QUOTATION, _FORWARD, _ARTICLE = _GOING_ON  # looking a member up in its class takes time
_SCHEMES = ("http://", "https://", "ftp://")
_MOST_LINKS = 3000  # more are nobody's reading matter, and each costs time


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """What a post's text consists of; ``via`` names who passes on what is shared, as the author wrote it."""

    zones: tuple[Zone, ...]
    forwards: tuple[Forward, ...]
    via: str | None
    article: Article | None
    articles: tuple[Article, ...]
    links: tuple[Link, ...]
    words: Words
    kind: PostKind


def divide(
    text: Text,
    *,
    subject: Subject,
    author: Mailbox | None,
    reply: bool,
    returned: bool = False,
    attached: tuple[Forward, ...] = (),
    known: Known = NOTHING,
) -> Division:
    """
    Cut a post's text into zones that cover every line once, and read what is in them.

    ``reply`` tells whether the header names an earlier message, ``returned``
    whether a mail system wrote this one; ``attached`` are the messages that came
    as parts of their own; ``known`` is what the list has taught. Any text is
    divided; the time taken grows with its length only.
    """
    lines = read_lines(text.text)
    walk = Walk(lines, subject, reply=reply, returned=returned, author=author, known=known)
    walk.run()
    _sign(walk, text.signature)
    articles = Sharing(walk, subject, author, reply=reply).articles()
    article = articles[0] if articles else None
    zones = _zones(lines, walk.zones, text.text)
    forwards = (*walk.forwards, *(() if returned else attached))
    sharing = subject.forwards(reply=reply) or walk.via is not None
    return Division(
        zones=zones,
        forwards=forwards,
        via=walk.via,
        article=article,
        articles=articles,
        links=_links(text, walk),
        words=_words(zones, walk.glance.bares, sum(_beside(each, lines) for each in articles)),
        kind=_kind(subject, zones, reply=reply, shared=bool(forwards) or (article is not None and sharing)),
    )


def _sign(walk: Walk, signature: tuple[int, int]) -> None:
    """Give the zone to what a program marked as a signature, if the author's own words close with it."""
    start, stop = signature
    own = (ZoneKind.OWN, 0)
    if 0 < start < stop and set(walk.zones[start:stop]) == {own} and own in walk.zones[:start]:
        walk.zones[start:stop] = [(ZoneKind.SIGNATURE, 0)] * (stop - start)


def _kind(subject: Subject, zones: Sequence[Zone], *, reply: bool, shared: bool) -> PostKind:
    if shared:
        return PostKind.FORWARD
    quoting = any(zone.kind is ZoneKind.ATTRIBUTION for zone in zones)
    return PostKind.REPLY if reply or quoting or "re" in subject.prefixes else PostKind.ORIGINAL


def _beside(article: Article, lines: Sequence[Line]) -> int:
    """Words on the line of the article's address, where that lies within the article."""
    if not article.url_alone or not article.first_line <= article.url_line <= article.last_line:
        return 0
    return count_words(lines[article.url_line - 1].text)


def _zones(lines: Sequence[Line], kinds: Sequence[tuple[ZoneKind, int]], text: str) -> tuple[Zone, ...]:
    """Runs of lines of one kind and depth."""
    texts = [line.text for line in lines]
    zones: list[Zone] = []
    for (kind, depth), run in groupby(kinds):
        first = zones[-1].last_line if zones else 0
        last = first + len(list(run))
        said = "\n".join(texts[first:last])
        zones.append(Zone(kind=kind, depth=depth, first_line=first + 1, last_line=last, text=said))
    return (*zones[:-1], *_with_rest(zones[-1], text))


def _with_rest(last: Zone, text: str) -> tuple[Zone, ...]:
    """The last zone and the lines behind it that were not looked at, which go on with it."""
    if last.last_line < MOST_LINES or text.count("\n") < MOST_LINES:
        return (last,)
    rest = text.split("\n", MOST_LINES)[MOST_LINES]
    end = MOST_LINES + 1 + rest.count("\n")
    if last.kind in _GOING_ON:
        return (replace(last, last_line=end, text=f"{last.text}\n{rest}"),)
    return last, Zone(kind=ZoneKind.OWN, depth=0, first_line=MOST_LINES + 1, last_line=end, text=rest)


def _links(text: Text, walk: Walk) -> tuple[Link, ...]:
    """The links, those among them that only the HTML has."""
    found = list(islice(_written(text.text, walk), _MOST_LINKS)) if walk.glance.linked else []
    if text.anchors:
        seen = {(line, canonical(url)) for line, url in found}
        found += [
            (anchor.line, anchor.url)
            for anchor in text.anchors[:_MOST_LINKS]
            if anchor.url.lower().startswith(_SCHEMES) and (anchor.line, canonical(anchor.url)) not in seen
        ]
        found.sort(key=lambda pair: pair[0])
    kinds = walk.zones
    return tuple([_link(url, line, kinds[min(line, len(kinds)) - 1][0]) for line, url in found[:_MOST_LINKS]])


def _written(text: str, walk: Walk) -> Iterator[tuple[int, str]]:
    """Line and address of each link that is written out."""
    whole: Iterable[tuple[str, int]]
    if may_be_broken(text):
        whole = join_broken(text.split("\n", MOST_LINES)[:MOST_LINES])
    else:
        whole = ((walk.lines[at].text, at + 1) for at in walk.glance.linked)
    for line, number in whole:
        yield from ((number, link.url) for link in links_of(line))


def _link(url: str, line: int, zone: ZoneKind) -> Link:
    address = canonical(url)
    return Link(url=url, canonical=address, domain=domain_of(address), zone=zone, line=line)


def _words(zones: Sequence[Zone], bares: Sequence[str], beside: int) -> Words:
    """Words per owner; ``beside`` are those of the article's address, which is no text of it."""
    own = quoted = forwarded = article = total = 0
    for zone in zones:
        count, kind = _count(zone, bares), zone.kind
        total += count
        if kind is _OWN:
            own += count
        elif kind is _QUOTATION:
            quoted += count
        elif kind is _FORWARD:
            forwarded += count
        elif kind is _ARTICLE:
            article += count
    return Words(own=own, quoted=quoted, forwarded=forwarded, article=max(0, article - beside), total=total)


def _count(zone: Zone, bares: Sequence[str]) -> int:
    if zone.last_line > len(bares):
        return count_words(without_marks(zone.text))
    said = " ".join(filter(None, bares[zone.first_line - 1 : zone.last_line]))
    if said.isascii() and "  " not in said and "\t" not in said:  # half the time of taking it apart
        return said.count(" ") + bool(said)
    return count_words(said)
