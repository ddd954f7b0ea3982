"""The articles that a post shares: their zones by the best division, and what each of them tells."""

from collections.abc import Iterator, Sequence

from bot.mail.article import signs
from bot.mail.article.credits.facts import Piece, article_of, link_alone, lone_address
from bot.mail.article.credits.papers import named_in, publisher_of
from bot.mail.article.credits.sources import imprint_of
from bot.mail.article.credits.subject_title import Title, source_of
from bot.mail.article.evidence import fronts_of, may_share
from bot.mail.article.once import once
from bot.mail.article.paragraphs import Fronts, habit_of, paragraphs_of
from bot.mail.article.proof import is_imprinted, is_letter, is_own_report, is_proven, is_reported, told
from bot.mail.article.scene import Scene
from bot.mail.article.search import Step, best_path, steps_of
from bot.mail.article.seen import Seen
from bot.mail.article.signs import EVIDENCE
from bot.mail.article.weights import Weights, weights
from bot.mail.article.whole import Whole
from bot.mail.post import Article, Mailbox, Subject, ZoneKind
from bot.mail.text.clues import is_patch
from bot.mail.text.phrases import fold
from bot.mail.zones.line_walk import Walk

_LEAST_LETTERS = 150  # an article has more
_MOST_PARAGRAPHS = 500  # of a stretch; what stands below goes on with the last of them
_SCRAP = 25  # words of text: captions, or who the writer is
_HEADED, _MOST_HEADED = 4, 16  # words of a headline above a dateline
_STRONG = frozenset(
    ("byline", "dateline", "rights", "paper", "released")
)  # an announcement of one's own shows the others


_PRINTED = frozenset(("byline", "dateline"))


class Sharing:
    """The look for articles in one post."""

    def __init__(self, walk: Walk, subject: Subject, author: Mailbox | None, *, reply: bool) -> None:
        self._walk = walk
        self._author = author
        self._subject = subject
        self._source = walk.source
        shared = subject.forwards(reply=reply) or walk.via is not None or walk.source is not None
        self._shared = shared
        self._reply = reply or "re" in subject.prefixes
        printed = source_of(
            subject
        )  # "net: a patch" names no publication, and answers come under any subject
        self._printed = printed if not self._reply or named_in(printed or "") else None

    @once
    def _title(self) -> Title:
        return Title(self._subject)

    @once
    def _fronts(self) -> Fronts:
        return fronts_of(self._walk.glance)

    def scene(self, start: int, end: int) -> Scene:
        """The paragraphs between these indices, and what is known of the post."""
        lines = self._walk.lines
        paragraphs = paragraphs_of(lines, start, end, habit_of(lines, start, end), self._fronts)
        whole = Whole("\n".join(self._walk.glance.bares[start:end]))
        papers = frozenset(fold(name) for name in (self._printed, self._source) if name)
        return Scene(
            [Seen(each, whole) for each in paragraphs[:_MOST_PARAGRAPHS]],
            self._title,
            self._author,
            shared=self._shared,
            reply=self._reply,
            papers=papers,
            whole=whole,
        )

    def post_signs(self, scene: Scene, steps: Sequence[Step]) -> list[str]:
        """What tells of a post that may share: whether it is said to, and how much evidence there is."""
        shown = {sign for step in steps for sign in step.signs} & EVIDENCE
        letter = not shown & _PRINTED and is_letter(scene)
        weak = not self._shared and not shown & _STRONG
        if letter and weak and "titled" not in shown and self._printed is None:
            return []
        if weak and self._printed is None and is_own_report(scene):
            return []
        found = {
            "any": True,
            "shared": self._shared,
            "reply": self._reply,
            "printed": self._printed is not None,
            "bare": not shown,
            "much": len(shown) > 2,
            "weak": weak,
            "letter": letter,
            "contact": not shown & _PRINTED and scene.names_author,
        }
        return [name for name, holds in found.items() if holds]

    def may_share(self, scene: Scene) -> bool:
        """Whether the post is said to share, or its text tells of an article."""
        return self._shared or told(scene) or (self._printed is not None and is_reported(scene))

    def articles(self, table: Weights | None = None) -> tuple[Article, ...]:
        """Every shared article, in order; those among the author's own words get their zone."""
        table = table or weights()
        found: list[Article] = []
        stretches = self._walk.runs(ZoneKind.OWN)
        for start, end in stretches:
            found += self._among_own(start, end, table, stretches)
        if not found and not self._answers():
            for start, end in self._walk.runs(ZoneKind.QUOTATION):
                found += self._quoted(start, end, table, stretches)
        if not found and self._walk.forwards:
            forwarded = self._walk.runs(ZoneKind.FORWARD)
            for start, end in forwarded:
                found += self._within(start, end, table, [*forwarded, *stretches])
            if found and not any(each.sender or each.subject for each in self._walk.forwards):
                self._share(found)
        if found:
            return tuple(found)
        alone = self._link_alone(
            [*stretches, *(self._walk.runs(ZoneKind.FORWARD) if self._walk.forwards else [])]
        )
        return (alone,) if alone else ()

    def _among_own(
        self, start: int, end: int, table: Weights, elsewhere: Sequence[tuple[int, int]]
    ) -> Iterator[Article]:
        divided = self._divide(start, end, table)
        if divided is None:
            return
        scene, path = divided
        zones = self._walk.zones
        told_of = self._shared or self._printed is not None
        for piece in _pieces(scene, _unruled(scene, path)):
            if not is_proven(scene, piece, announced=told_of):
                continue
            for at in piece.lines:
                zones[at] = (ZoneKind.ARTICLE, 1)
            self._join(piece)
            if len(path) == _MOST_PARAGRAPHS and piece.places[-1] + 1 == len(path):
                zones[piece.last : end] = [(ZoneKind.ARTICLE, 1)] * (end - piece.last)
            yield self._read(scene, piece, elsewhere)

    def _answers(self) -> bool:
        """Whether what is quoted may be a post that this one answers."""
        return self._reply or ZoneKind.ATTRIBUTION in [kind for kind, _ in self._walk.zones]

    def _quoted(
        self, start: int, end: int, table: Weights, elsewhere: Sequence[tuple[int, int]]
    ) -> Iterator[Article]:
        """Articles with quote marks before their lines, in a post that answers none."""
        divided = self._divide(start, end, table)
        if divided is None:
            return
        scene, path = divided
        for piece in _pieces(scene, path):
            if is_proven(scene, piece, announced=False):
                for at in range(piece.first, piece.last + 1):
                    self._walk.zones[at] = (ZoneKind.ARTICLE, self._walk.zones[at][1])
                yield self._read(scene, piece, elsewhere)

    def _share(self, articles: Sequence[Article]) -> None:
        """Give articles below "Forwarded message:" alone their zone: no mail is forwarded there."""
        for each in articles:
            for at in range(each.first_line - 1, each.last_line):
                kind, depth = self._walk.zones[at]
                if kind is ZoneKind.FORWARD:
                    self._walk.zones[at] = (ZoneKind.ARTICLE, depth)

    def _join(self, piece: Piece) -> None:
        """Give the blank lines between an article's paragraphs its zone, too."""
        zones, lines = self._walk.zones, self._walk.lines
        inside = False
        blank: list[int] = []
        for at in range(piece.first, piece.last + 1):
            if not lines[at].bare:
                blank.append(at)
                continue
            here = zones[at][0] is ZoneKind.ARTICLE
            if here and inside:
                for each in blank:
                    zones[each] = (ZoneKind.ARTICLE, 1)
            blank, inside = [], here

    def _within(
        self, start: int, end: int, table: Weights, elsewhere: Sequence[tuple[int, int]]
    ) -> Iterator[Article]:
        divided = self._divide(start, end, table)
        if divided is None:
            return
        scene, path = divided
        for piece in _pieces(scene, path):
            yield self._read(scene, piece, elsewhere)

    def _divide(self, start: int, end: int, table: Weights) -> tuple[Scene, list[str]] | None:
        """The zone of each paragraph between these indices; None where nothing tells of an article."""
        glance, said = self._walk.glance, self._shared or self._printed is not None
        letters = sum(map(len, glance.bares[start:end]))
        if letters < _LEAST_LETTERS or not (said or may_share(glance, start, end)):
            return None
        scene = self.scene(start, end)
        if not self.may_share(scene) or is_patch(scene.whole.text):
            return None
        steps = steps_of(scene)
        post = self.post_signs(scene, steps)
        return (scene, _completed(scene, best_path(steps, post, table))) if post else None

    def _read(self, scene: Scene, piece: Piece, elsewhere: Sequence[tuple[int, int]]) -> Article:
        return article_of(
            self._walk.lines,
            scene,
            piece,
            told=self._source or self._printed,
            subject=self._subject.text,
            elsewhere=elsewhere,
        )

    def _link_alone(self, stretches: Sequence[tuple[int, int]]) -> Article | None:
        for start, end in stretches:
            for at in self._walk.glance.linked:
                if start <= at < end and (found := lone_address(self._walk.lines[at].bare)):
                    told = self._source or self._printed or named_in(self._subject.text)
                    return link_alone(found, at + 1, told or publisher_of(found))
        return None


def _completed(scene: Scene, path: Sequence[str]) -> list[str]:
    """The path with what an article cannot lack: a line that names it right above, omissions right below."""
    found = list(path)
    for at in range(1, len(found)):
        if found[at] != "own" and found[at - 1] == "own" and _names_article(scene, at - 1, found[at]):
            found[at - 1] = "head"
        elif found[at] == "own" and found[at - 1] != "own" and signs.omission(scene, at):
            found[at] = "tail"
    return found


def _names_article(scene: Scene, at: int, zone: str) -> bool:
    """Whether a paragraph right above an article is its publication, or a headline above its dateline."""
    here, below = scene.seen[at], scene.seen[at + 1]
    if here.lone and len(here.lines) > 1:
        said = " ".join(here.lines[1:]).strip()
        return not here.speaks and (scene.titled[at + 1] or scene.title.names(said))
    if is_imprinted(here) and len(here.lines) == 1:
        return True
    if len(here.lines) > 2 or here.link or here.speaks or signs.label(scene, at) or here.text.endswith(":"):
        return False
    if imprint_of(here.text) is not None or (zone == "head" and here.furniture):
        return True
    if not _HEADED <= here.words <= _MOST_HEADED or here.together or here.turns:
        return False
    if signs.capitals(scene, at):
        return zone == "head" or scene.datelined[at + 1]
    return signs.headline(scene, at) and (scene.datelined[at + 1] or below.dated or scene.bylines[at + 1])


def _unruled(scene: Scene, path: Sequence[str]) -> list[str]:
    """The path with drawn lines between own words and an article given to the own words."""
    found = list(path)
    for order in (range(len(found)), range(len(found) - 1, -1, -1)):
        near = "own"
        for at in order:
            drawn = scene.seen[at].rule and not signs.omission(scene, at)
            if drawn and near == "own" and not _boxes(scene, path, at):
                found[at] = "own"
            near = found[at]
    return found


def _boxes(scene: Scene, path: Sequence[str], at: int) -> bool:
    """Whether a drawn line is the upper one of the two between which a headline stands."""
    return list(path[at : at + 2]) == ["head"] * 2 and any(each.rule for each in scene.seen[at + 2 : at + 3])


def _pieces(scene: Scene, path: Sequence[str]) -> Iterator[Piece]:
    """The articles on a path: each with its paragraphs and their zones; one goes on behind a comment."""
    found: list[list[int]] = []
    for at, zone in enumerate(path):
        if zone == "own":
            continue
        above = path[at - 1] if at else "own"
        begins = zone == "head" and above != "head" and (above != "own" or _heads(scene, path, at))
        if not found or begins:
            found.append([])
        found[-1].append(at)
    for each in _joined(found, scene, path):
        if any(path[at] == "body" for at in each):
            yield Piece(tuple(each), tuple(path[at] for at in each), scene)


def _joined(found: Sequence[list[int]], scene: Scene, path: Sequence[str]) -> list[list[int]]:
    """The articles, those of hardly any text with the one right above or below them."""
    joined: list[list[int]] = []
    for each in found:
        touching = bool(joined) and joined[-1][-1] + 1 == each[0]
        if touching and (_is_scrap(joined[-1], scene, path) or _is_scrap(each, scene, path)):
            joined[-1] += each
        else:
            joined.append(list(each))
    return joined


def _is_scrap(places: Sequence[int], scene: Scene, path: Sequence[str]) -> bool:
    text = [scene.seen[at] for at in places if path[at] == "body"]
    return sum(each.words for each in text if not each.furniture) < _SCRAP


def _heads(scene: Scene, path: Sequence[str], at: int) -> bool:
    """Whether a head below own words is that of another article."""
    body = next((here for here in range(at, len(path)) if path[here] in ("body", "own")), len(path))
    return (
        body < len(path)
        and path[body] == "body"
        and any(
            scene.seen[here].byline or scene.seen[here].address or scene.seen[here].words > 3
            for here in range(at, body)
        )
    )
