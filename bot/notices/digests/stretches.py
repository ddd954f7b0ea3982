"""A post of an issue cut into stretches; what the issue shows anyway is only named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.mail.origin.references import answered
from bot.mail.post import Article, Forward, Post, Zone, ZoneKind
from bot.notices import clean
from bot.notices.catalogue import Catalogue
from bot.notices.digests import nested, prose
from bot.notices.digests.lines import cut_lines, shown_lines
from bot.notices.digests.nested import Passage
from bot.notices.digests.quoting import Closings, Repeats, Small
from bot.notices.digests.tails import tail_of

_QUOTING = frozenset({ZoneKind.ATTRIBUTION, ZoneKind.QUOTATION})
_SMALL = frozenset({ZoneKind.SIGNATURE, ZoneKind.FOOTER})
_HANDED_ON = frozenset({ZoneKind.ARTICLE, ZoneKind.FORWARD})
_WRITTEN = frozenset({ZoneKind.OWN, *_HANDED_ON})
_ATTRIBUTION = 3  # lines of one; in more there may be words of the author
_OTHERS = frozenset({"article", "headline", "clutter", "forward", "facts"})
_LOOKS = {
    ZoneKind.OWN: "own",
    ZoneKind.FORWARD_HEADER: "facts",
    ZoneKind.FORWARD: "forward",
    ZoneKind.ARTICLE: "article",
    ZoneKind.SIGNATURE: "signature",
    ZoneKind.FOOTER: "footer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """
    Consecutive lines of a post.

    ``look`` is own, attribution, quotation, forward, facts, article, headline,
    clutter, signature, footer, or earlier (the mail below an answer). ``lines``
    are as they are shown, in a quotation with the marks of what it quotes itself. ``source`` is the
    number of the post of this issue in which the words stand, 0 for none;
    ``left_out`` counts the lines that are not shown for that.
    """

    look: str
    lines: tuple[str, ...]
    source: int = 0
    left_out: int = 0


class Cutter:
    """Cuts the posts of an issue in the order in which they came: a quotation is of what came before it."""

    def __init__(self, texts: Catalogue) -> None:
        self._texts = texts
        self._numbers: dict[str, int] = {}
        self._written = Repeats()
        self._quoted = Repeats()
        self._small = Small()
        self._closings = Closings()
        self._answered: list[int] = []
        self._cut = f"[{texts.say('digest.cut')}]"

    def cut(self, post: Post, number: int, lead: int) -> tuple[Stretch, ...]:
        """All of the post, in its order, then the messages attached to it; ``lead`` shares its article."""
        lines = shown_lines(post, self._cut)
        tail = tail_of(post)
        kept = [zone for zone in post.zones if zone not in tail] if tail else list(post.zones)
        self._answered = [self._numbers[name] for name in answered(post.header) if name in self._numbers]
        if post.message_id:
            self._numbers.setdefault(post.message_id, number)
        found = [*self._shown(kept, lines, post, lead), *self._earlier(tail, lines)]
        for one in post.forwards:
            found += self._attached(one) if one.how == "attached" and not tail else ()
        self._written.add(number, "\n".join(zone.text for zone in kept if zone.kind in _WRITTEN))
        self._quoted.add(number, "\n".join(zone.text for zone in kept if zone.kind is ZoneKind.QUOTATION))
        shown = [one for one in found if one.left_out or any(line.strip() for line in one.lines)]
        return tuple(_own_first(shown))

    def _shown(self, zones: Sequence[Zone], lines: list[str], post: Post, lead: int) -> Iterator[Stretch]:
        for quoting, some in groupby(zones, key=lambda zone: zone.kind in _QUOTING):
            stretch = list(some)
            if quoting:
                yield from self._quotation(stretch, lines)
            else:
                for zone in stretch:
                    yield from self._zone(zone, _of(zone, lines), post, lead)

    def _zone(self, zone: Zone, lines: list[str], post: Post, lead: int) -> Iterator[Stretch]:
        if zone.kind in _SMALL:
            lines = self._small.new(lines)
        if zone.kind is ZoneKind.FORWARD_HEADER and _names_author(lines, post):
            return
        source = self._written.source(zone.text, lead) if zone.kind in _HANDED_ON else 0
        if source:
            yield from self._again(_LOOKS[zone.kind], lines, source)
        elif zone.kind is ZoneKind.ARTICLE:
            yield from (self._once(one) for one in _article(zone, lines, post.article))
        elif zone.kind is ZoneKind.OWN:
            signed = self._closings.ends(_author(post), lines)
            yield from self._own(lines[: len(lines) - signed], lead)
        else:
            drawn = zone.kind is ZoneKind.SIGNATURE and lines and lines[0].strip() == "--"
            yield Stretch(look=_LOOKS[zone.kind], lines=tuple(lines[1:] if drawn else lines))

    def _once(self, one: Stretch) -> Stretch:
        """What papers print below every article of theirs is shown once."""
        return replace(one, lines=tuple(self._small.new(one.lines))) if one.look == "clutter" else one

    def _own(self, lines: list[str], lead: int) -> Iterator[Stretch]:
        """The author's words; what an earlier post has word for word is pasted, and named."""
        pasted = zip(self._written.pasted(lines, lead), lines, strict=True)
        for source, some in groupby(pasted, key=lambda pair: pair[0]):
            found = [line for _, line in some]
            if source:
                yield Stretch(look="article", lines=(), source=source, left_out=_count(found))
            else:
                yield Stretch(look="own", lines=tuple(found))

    def _again(self, look: str, lines: list[str], source: int) -> Iterator[Stretch]:
        """What somebody hands on that an earlier post has; what that post lacks is shown."""
        new = zip(self._written.lacks(source, lines), lines, strict=True)
        for lacking, some in groupby(new, key=lambda pair: pair[0]):
            found = [line for _, line in some]
            if lacking:
                yield Stretch(look=look, lines=tuple(found))
            elif any(line.strip() for line in found):
                yield Stretch(look=look, lines=(), source=source, left_out=_count(found))

    def _quotation(self, zones: Sequence[Zone], all_lines: list[str]) -> Iterator[Stretch]:
        said = [line for one in zones if one.kind is ZoneKind.ATTRIBUTION for line in _of(one, all_lines)]
        quoted = [line for one in zones if one.kind is ZoneKind.QUOTATION for line in _of(one, all_lines)]
        lines, parts = prose.unquoted(quoted), list[Passage]()
        source = self._written.source("\n".join(lines), answered=self._answered)
        before = 0 if source else self._quoted.source("\n".join(lines))
        if not source and not before:
            parts = nested.found(nested.passages(quoted), self._written, self._quoted, self._answered)
        named = bool(source) or (bool(parts) and not nested.announces(parts))
        named = named and sum(bool(line.strip()) for line in said) <= _ATTRIBUTION
        if any(line.strip() for line in said) and not named:
            yield Stretch(look="attribution", lines=(clean.one_line(" ".join(prose.unquoted(said))),))
        if source:
            yield Stretch(look="quotation", lines=(_begin(lines),), source=source, left_out=_count(lines))
        elif before:
            yield Stretch(look="earlier", lines=(), source=before, left_out=_count(lines))
        else:
            yield from _woven(parts)

    def _earlier(self, tail: Sequence[Zone], all_lines: list[str]) -> Iterator[Stretch]:
        lines = prose.unquoted([line for zone in tail for line in _of(zone, all_lines)])
        if tail:
            source = self._written.source("\n".join(lines), answered=self._answered)
            yield Stretch(look="earlier", lines=(), source=source, left_out=_count(lines))

    def _attached(self, one: Forward) -> tuple[Stretch, Stretch]:
        say = self._texts.say
        facts = {
            say("digest.forwarded"): clean.person(one.sender) if one.sender else "",
            say("digest.forwarded_date"): clean.one_line(one.date or ""),
            say("digest.forwarded_subject"): clean.one_line(one.subject or ""),
        }
        head = tuple(f"{name}: {value}" for name, value in facts.items() if value)
        body = tuple(cut_lines(one.body, self._cut))
        return Stretch(look="facts", lines=head), Stretch(look="forward", lines=body)


def _woven(parts: Sequence[Passage]) -> Iterator[Stretch]:
    """A quotation of several people's words: what the issue has already is named."""
    shown = nested.shown(parts)
    base = min((one.depth for one in shown if not one.blank), default=0)
    for some in nested.together(shown):
        lines = [line for one in some for line in one.lines]
        if some[0].wrote:
            yield Stretch(
                look="quotation", lines=(_begin(lines),), source=some[0].source, left_out=_count(lines)
            )
        elif some[0].source:
            sources = {one.source for one in some}
            where = sources.pop() if len(sources) == 1 else 0
            yield Stretch(look="earlier", lines=(), source=where, left_out=_count(lines))
        else:
            marked = [line for one in some for line in one.marked(base)]
            yield Stretch(look="quotation", lines=tuple(marked))


def _begin(lines: Sequence[str]) -> str:
    return clean.shorten(clean.one_line(" ".join(lines)), 60)


def _own_first(shown: list[Stretch]) -> list[Stretch]:
    """A comment that stands as a whole below an article comes first; what is woven into it stays there."""
    looks = [one.look for one in shown]
    if "own" not in looks or "quotation" in looks:
        return shown
    first, last = looks.index("own"), len(looks) - looks[::-1].index("own")
    above = set(looks[:first])
    whole = set(looks[first:last]) == {"own"}
    if not (above & {"article", "forward"} and above <= _OTHERS and whole):
        return shown
    return [*shown[first:last], *shown[:first], *shown[last:]]


def _count(lines: Sequence[str]) -> int:
    return max(1, sum(bool(line.strip()) for line in lines))


def _of(zone: Zone, all_lines: list[str]) -> list[str]:
    """The zone's lines as they are shown; fewer, or the note on that, where the post is cut."""
    return all_lines[zone.first_line - 1 : zone.last_line]


def _author(post: Post) -> str:
    return post.from_[0].address.casefold() if post.from_ else ""


def _names_author(lines: Sequence[str], post: Post) -> bool:
    """Whether the lines only say "FM:" and who wrote the post, which stands above it anyway."""
    said = clean.one_line(" ".join(lines)).casefold()
    name = clean.name(post.from_[0]).casefold() if post.from_ else ""
    return bool(name) and said.partition(":")[2].strip() == name


def _article(zone: Zone, lines: list[str], article: Article | None) -> Iterator[Stretch]:
    """The article with its headline as one, and its captions and credits small."""
    headline = clean.one_line(article.headline or "") if article else ""
    clutter = frozenset(article.clutter) if article else frozenset[int]()
    looks = [
        "clutter"
        if number in clutter
        else "headline"
        if headline and clean.one_line(line) == headline
        else ""
        for number, line in enumerate(lines, zone.first_line)
    ]
    for look, group in groupby(zip(looks, lines, strict=True), key=lambda pair: pair[0] or "article"):
        yield Stretch(look=look, lines=tuple(line for _, line in group))
