"""Why each zone of a post is what it is: the signs that decided, in words."""

from collections.abc import Iterator, Mapping, Sequence

from bot.mail.article.find import Sharing
from bot.mail.article.search import steps_of
from bot.mail.article.signs import SIGNS
from bot.mail.article.weights import ZONES, weights
from bot.mail.known import NOTHING, Known
from bot.mail.known.line_keys import line_key
from bot.mail.post import Post, Zone, ZoneKind
from bot.mail.text.lines import Line, read_lines
from bot.mail.zones import closing
from bot.mail.zones.line_walk import Walk
from bot.mail.zones.signatures_and_footers import DELIMITERS, is_mobile

_MOST = 5  # signs that are told of one zone

_ALWAYS = {
    ZoneKind.ATTRIBUTION: "It says who wrote what is quoted below.",
    ZoneKind.FORWARD_HEADER: "It is a mark or header line of a forward, or says who passes it on.",
    ZoneKind.FORWARD: "It is below the header of a forward.",
}


def reasons(post: Post, known: Known = NOTHING) -> list[list[str]]:
    """
    For each zone, in their order, why its lines are what they are, the weightiest reason first.

    ``known`` must be what the post was read with.
    """
    told = _Reasons(post, known)
    return [told.of(zone) for zone in post.zones]


class _Reasons:
    def __init__(self, post: Post, known: Known) -> None:
        self._author = post.from_[0] if post.from_ else None
        self._known = known
        self._lines = read_lines(post.text)
        reply = post.header.first("In-Reply-To") is not None or post.header.first("References") is not None
        walk = Walk(self._lines, post.subject, reply=reply, author=self._author, known=known)
        walk.run()
        self._shown = dict(_shown(walk, Sharing(walk, post.subject, self._author, reply=reply)))
        self._post = post

    def of(self, zone: Zone) -> list[str]:
        lines = self._lines[zone.first_line - 1 : zone.last_line]
        match zone.kind:
            case ZoneKind.QUOTATION:
                return [self._quotation(lines)]
            case ZoneKind.SIGNATURE:
                return self._signature(zone, lines)
            case ZoneKind.FOOTER:
                return [self._footer(lines)]
            case ZoneKind.ARTICLE | ZoneKind.OWN:
                return self._weighed(zone)
        return [_ALWAYS[zone.kind]]

    def _quotation(self, lines: Sequence[Line]) -> str:
        if any(line.depth for line in lines):
            return "Its lines begin with quote marks."
        if any(line_key(line.bare) in self._known.answered for line in lines if line.bare):
            return "The post that this one answers has the same lines."
        return "It is below the line that names who is quoted, or is marked in some way other than >."

    def _signature(self, zone: Zone, lines: Sequence[Line]) -> list[str]:
        said = [line for line in lines if line.bare]
        if said and said[0].bare in DELIMITERS:
            return ['It begins with the delimiter "-- " (RFC 3676 4.3).']
        if any(is_mobile(line.bare) for line in said):
            return ["A mail program adds such lines."]
        if any(line.bare.startswith("-----BEGIN PGP") for line in said):
            return ["PGP puts these lines around a text (RFC 4880 7)."]
        above = [each for each in self._post.zones if each.last_line < zone.first_line]
        start = above[-1].first_line - 1 if above else zone.first_line - 1
        part = self._lines[start : zone.last_line]
        seen = closing.seen_in(part, self._known.closing) if self._known.closing else frozenset()
        table = closing.closing_weights()
        for at, signs in closing.candidates(part, self._author, seen):
            if start + at + 1 == zone.first_line:
                score = {name: table.get(name, 0) * value for name, value in signs.items()}
                return _told(score, {name: _sentence(function) for name, function in closing.SIGNS.items()})
        return ["It says whose post this is, at its end."]

    def _footer(self, lines: Sequence[Line]) -> str:
        if any(line_key(line.bare) in self._known.footers for line in lines if line.bare):
            return "The same lines close the posts of many."
        return "It says what footers of lists, disclaimers and mail filters say."

    def _weighed(self, zone: Zone) -> list[str]:
        """The signs that spoke most for an article, or for own words, among the zone's paragraphs."""
        article = zone.kind is ZoneKind.ARTICLE
        total: dict[str, float] = {}
        for number in range(zone.first_line, zone.last_line + 1):
            for name, row in self._shown.get(number, {}).items():
                total[name] = total.get(name, 0) + (row if article else -row)
        sentences = {name: _sentence(function) for name, function in SIGNS.items()}
        otherwise = "Signs of the whole text speak for it." if article else "Nothing speaks for anybody else."
        return _told(total, sentences) or [otherwise]


def _shown(walk: Walk, sharing: Sharing) -> Iterator[tuple[int, Mapping[str, float]]]:
    """For the first line of each paragraph its signs, and how much more each says article than own."""
    table = weights()
    own = ZONES.index("own")
    for start, end in walk.runs(ZoneKind.OWN):
        scene = sharing.scene(start, end)
        for step, seen in zip(steps_of(scene), scene.seen, strict=True):
            rows = {name: table.row((name,)) for name in step.signs}
            yield (
                seen.paragraph.at + 1,
                {
                    name: max(value for n, value in enumerate(row) if n != own) - row[own]
                    for name, row in rows.items()
                },
            )


def _told(score: Mapping[str, float], sentences: Mapping[str, str]) -> list[str]:
    best = sorted((name for name, value in score.items() if value > 0), key=lambda name: -score[name])
    return [sentences[name] for name in best[:_MOST] if name in sentences]


def _sentence(function: object) -> str:
    return " ".join((function.__doc__ or "").split())
