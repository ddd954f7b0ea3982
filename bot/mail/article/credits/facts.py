"""What a shared article tells of itself: headline, source, byline, date, address."""

from collections.abc import Iterator, Sequence

from bot.mail.article import signs
from bot.mail.article.addresses import address_of
from bot.mail.article.credits.sources import Told, imprint_of, source_of_article
from bot.mail.article.credits.writers import byline_of_article
from bot.mail.article.scene import Scene
from bot.mail.post import Article
from bot.mail.text.clues import has_date, has_whole_date
from bot.mail.text.lines import Line
from bot.mail.text.links import links_of
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.text.word_count import count_words
from bot.mail.zones.printed.article_lines import is_clutter, lone_link, may_clutter, may_credit
from bot.mail.zones.printed.bylines import is_date

_FRONT = 14
_TOP, _FEW = 6, 15  # paragraphs of a head, words of one
_PROSE = 25  # words of a paragraph of text
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "»", "’", "'", ")", "]", "。", "」", "！", "？", "*", "“")
_LABELS = (
    "web posted",
    "posted",
    "updated",
    "volume ",
    "vol. ",
    "issue ",
    "department:",
    "section:",
    "page ",
    "for immediate release",
    "for release",
    "press release",
    "news release",
    "contact:",
    "previous story",
    "next story",
    "from:",
    "source:",
    "date:",
    "subject:",
    "to:",
    "cc:",
    "sent:",
    "newsgroups:",
    "organization:",
)  # what stands in heads besides
_OPEN_ENDS = ("...", "…", "[...]", "[…]", "(...)")


class Piece:
    """The paragraphs of one article: their places in the scene, their zones, their lines."""

    def __init__(self, places: Sequence[int], zones: Sequence[str], scene: Scene) -> None:
        self.places = tuple(places)
        self.zones = tuple(zones)
        paragraphs = [scene.seen[at].paragraph for at in places]
        self.lines = [at for each in paragraphs for at in range(each.at, each.end)]
        self.first, self.last = self.lines[0], self.lines[-1]

    def zone(self, zone: str) -> list[int]:
        """The places of one zone."""
        return [at for at, here in zip(self.places, self.zones, strict=True) if here == zone]


def lone_address(bare: str) -> str | None:
    """The address that stands on a line for its own sake."""
    found = lone_link(bare)
    return found.url if found else None


def link_alone(url: str, line: int, source: str | None) -> Article:
    """An article for which only its address stands."""
    return Article(
        headline=None,
        source=source,
        byline=None,
        date=None,
        url=url,
        url_line=line,
        url_alone=True,
        words=0,
        cut_off=False,
        clutter=(),
        first_line=0,
        last_line=0,
    )


def article_of(
    lines: Sequence[Line],
    scene: Scene,
    piece: Piece,
    *,
    told: str | None,
    subject: str,
    elsewhere: Sequence[tuple[int, int]],
) -> Article:
    """What an article's paragraphs tell; its address may also stand in the stretches ``elsewhere``."""
    front = list(piece.places[:_FRONT])
    url, url_line, alone = _address(lines, scene, piece, elsewhere)
    text = [lines[at].bare for at in piece.lines if at + 1 != url_line or not alone]
    return Article(
        headline=_headline(scene, piece, front),
        source=source_of_article(
            scene, piece.places, piece.zone("head"), front, Told(source=told, subject=subject, url=url)
        ),
        byline=byline_of_article(scene, front, _below(scene, piece)),
        date=_dated(scene, piece, front),
        url=url,
        url_line=url_line,
        url_alone=alone,
        words=_words(text),
        cut_off=_cut_off(scene, piece),
        clutter=tuple(_clutter(scene, piece)),
        first_line=piece.first + 1,
        last_line=piece.last + 1,
        paragraphs=_paragraphs(scene, piece),
        quoted=lines[piece.first].depth > 0,
    )


def _headline(scene: Scene, piece: Piece, front: Sequence[int]) -> str | None:
    head = piece.zone("head") or front[:3]
    for at in head:
        if signs.titled(scene, at):
            return scene.seen[at].bare
    shaped = [at for at in head if _heads(scene, at)] or [at for at in front[:4] if _heads(scene, at)]
    shaped = shaped or [at for at in head if _above_front(scene, at)]
    return scene.seen[shaped[0]].bare if shaped else None


def _below(scene: Scene, piece: Piece) -> Sequence[int]:
    """The places below the last paragraph of the article's text, where some papers name who wrote it."""
    prose = [n for n, at in enumerate(piece.places) if scene.seen[at].words >= _PROSE]
    return piece.places[prose[-1] + 1 :][:_TOP] if prose else ()


def _above_front(scene: Scene, at: int) -> bool:
    """Whether a line right above a byline or date may be a headline that ends as a sentence does."""
    here, below = scene.seen[at], scene.seen[at + 1 : at + 2]
    fronted = any(each.byline or each.dated for each in below)
    return fronted and 3 <= here.words <= _FEW and not _beside_headline(scene, at)


def _beside_headline(scene: Scene, at: int) -> bool:
    """Whether it is something else that stands in an article's head."""
    here = scene.seen[at]
    if here.byline or here.dated or here.address or here.furniture or here.rule:
        return True
    return fold(here.bare).startswith(_LABELS) or imprint_of(here.text) is not None


def _heads(scene: Scene, at: int) -> bool:
    here = scene.seen[at]
    return (
        not _beside_headline(scene, at)
        and signs.headline(scene, at)
        and not here.text.endswith(('."', ".”", ".'", ".»"))
        and not signs.paper(scene, at)
        and not (here.words < 6 and has_date(here.text))
    )


def _dated(scene: Scene, piece: Piece, front: Sequence[int]) -> str | None:
    lines = [line.strip("*_ ") for at in front for line in scene.seen[at].lines]
    alone = next((line for line in lines if is_date(line)), None)
    if alone is None:
        near = [at for at in front[:_TOP] if scene.seen[at].words < _FEW]
        head = [line for at in sorted({*piece.zone("head"), *near}) for line in scene.seen[at].lines]
        alone = next(
            (line for line in head if len(line.split()) <= 14 and "//" not in line and _tells_date(line)),
            None,
        )
    return _date(alone.strip()) if alone else None


def _tells_date(line: str) -> bool:
    return has_whole_date(line) or (len(line.split()) <= 5 and has_date(line))


def _date(bare: str) -> str:
    folded = bare.casefold()
    for word in vocabulary().published:
        if folded.startswith(word):
            return bare[len(word) :].strip(" :")
    return bare


def _address(
    lines: Sequence[Line], scene: Scene, piece: Piece, elsewhere: Sequence[tuple[int, int]]
) -> tuple[str | None, int, bool]:
    """The article's own address and its line; whether it stands there alone."""
    body = piece.zone("body")
    for at in [*piece.zone("head"), *piece.zone("tail"), *body]:
        if found := scene.seen[at].address:
            return found, _line_of(lines, scene, at, found), True
    for at in (*piece.places[:5], *piece.places[-3:]):
        if (
            at not in body
            and scene.seen[at].link
            and (written := next(iter(links_of(scene.seen[at].text)), None))
        ):
            return written.url, _line_of(lines, scene, at, written.url), False
    above = piece.places[0] - 1
    if above >= 0 and scene.seen[above].link and (every := list(links_of(scene.seen[above].text))):
        return every[-1].url, _line_of(lines, scene, above, every[-1].url), False
    outside = list(_lone(lines, elsewhere, piece))
    return (*outside[0], True) if len(outside) == 1 else (None, 0, False)


def _lone(
    lines: Sequence[Line], elsewhere: Sequence[tuple[int, int]], piece: Piece
) -> Iterator[tuple[str, int]]:
    for start, end in elsewhere:
        for at in range(start, end):
            bare = lines[at].bare
            if (
                ("://" in bare or "www." in bare)
                and not piece.first <= at <= piece.last
                and (found := address_of(bare))
            ):
                yield found, at + 1


def _line_of(lines: Sequence[Line], scene: Scene, at: int, url: str) -> int:
    paragraph = scene.seen[at].paragraph
    return next(
        (here + 1 for here in range(paragraph.at, paragraph.end) if url in lines[here].bare), paragraph.at + 1
    )


def _paragraphs(scene: Scene, piece: Piece) -> int:
    """How many paragraphs of text it has; of one that is all head, its longer ones."""
    body = [scene.seen[at] for at in piece.zone("body")]
    return sum(1 for each in body if not (each.furniture or each.address or each.rule))


def _clutter(scene: Scene, piece: Piece) -> Iterator[int]:
    """The lines of captions and the like; a description right above a credit belongs to it."""
    for at in piece.places:
        here = scene.seen[at]
        told = scene.whole.credits and may_credit(here.folded)
        if not told and not any(map(may_clutter, here.lines)):
            continue
        for number, line in enumerate(here.lines):
            credited = number + 1 < len(here.lines) and "credit" in fold(here.lines[number + 1])
            if line and (is_clutter(line) or (credited and is_clutter(here.lines[number + 1]))):
                yield here.paragraph.at + number + 1


def _cut_off(scene: Scene, piece: Piece) -> bool:
    """Whether the text ends in the middle of a sentence, or says that it goes on elsewhere."""
    for at, zone in zip(reversed(piece.places), reversed(piece.zones), strict=True):
        here = scene.seen[at]
        if here.address or here.rule or here.dated or here.byline:
            continue
        if here.bare.endswith(_OPEN_ENDS):
            return True
        if here.bare.endswith(_SENTENCE_ENDS):
            return False
        if here.furniture:
            if "credit" not in fold(here.bare):
                continue
            return _credit_breaks_off(here.bare)
        if zone == "tail" and here.words < 10:
            continue
        return here.words > 5
    return False


def _credit_breaks_off(bare: str) -> bool:
    """Whether the name of the agency behind a credit's last slash is not finished ("The New York Tim")."""
    agency = fold(bare.rpartition("/")[2]) if "/" in bare else ""
    return bool(agency) and any(name != agency and name.startswith(agency) for name in vocabulary().agencies)


def _words(texts: Sequence[str]) -> int:
    joined = "\n".join(texts)
    return count_words(joined) if joined.isascii() else sum(map(count_words, texts))
