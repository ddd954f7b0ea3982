"""What a paragraph must have for a sign to show at all: cheap looks, so that most signs need not be read."""

from bot.mail.article.scene import Scene

SHORT_WORDS = 14
FEW_WORDS = 40
LABEL_WORDS = 4
REACH = 9  # paragraphs of a front: headline, lead, byline, date, captions

SHORT, FEW, LINK, FIRST, NEAR_END = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 4
MARK, SMALL, NO_SMALL, BRACKET, LABEL = 1 << 5, 1 << 6, 1 << 7, 1 << 8, 1 << 9
ASKED, DASHED, QUOTED = 1 << 11, 1 << 12, 1 << 13
TITLES, ADDRESSES, FRONTS, BYLINES, PAPERS = 1 << 14, 1 << 15, 1 << 16, 1 << 17, 1 << 18
RULES, EXCERPTS, TONGUES, SPEAKS = 1 << 19, 1 << 20, 1 << 21, 1 << 22
TOGETHER, TURNS, REPORTS, CODE, RIGHTS, NEAR_FRONT, INDENTED = (1 << bit for bit in range(23, 30))
LONG, BELOW_FEW, COLON, NO_CAPITAL, RELEASES = (1 << bit for bit in range(30, 35))
"""
Gates, one bit each.

Of the paragraph: it has few words, even fewer; a link; it is the first, one of the last; it begins
with a mark, a small letter, no small second letter, a bracket, perhaps a label; a
question mark stands in it, a dash near its end, a quotation mark. Of the whole: a title, an address, a byline
or dateline, a byline, papers, drawn lines, marks of excerpts, several languages, words of
a "we", turns to the list, reports, marks of programs, rights. An "I" speaks; a byline or dateline
stands a few paragraphs above; the text of an article above it has its indentation. It is long, one of few
words stands above, it ends in a colon, it begins with no capital. Of the whole: words of a press release.
"""

_OF_PARAGRAPHS = (
    SHORT | FEW | LINK | FIRST | NEAR_END | MARK | SMALL | NO_SMALL | BRACKET | LABEL | ASKED | DASHED
    | QUOTED | NEAR_FRONT | LONG | BELOW_FEW | COLON | NO_CAPITAL
)  # fmt: skip
_POSTSCRIPTS = frozenset(("PS", "Ps", "P.", "P "))
_TAIL = 40  # characters among which initials stand
_HEAD = 34  # characters among which a label ends


class Gates:
    """Which gates the paragraphs of a scene pass; ``open`` are those that any of them may pass."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        for each in scene.seen:
            each.__dict__.update(scene.whole.never)
        self._whole = _whole_of(scene)
        self._more = _more_of(scene)
        self.open = self._whole | self._more | _OF_PARAGRAPHS
        self._fronts = [
            at
            for at, (byline, dateline) in enumerate(zip(scene.bylines, scene.datelined, strict=True))
            if byline or dateline
        ]

    def of(self, at: int) -> int:
        """The gates that a paragraph passes without a look at its words."""
        here = self._scene.seen[at]
        gates, text = self._whole, here.text
        if here.words < FEW_WORDS:
            gates |= FEW | SHORT if here.words <= SHORT_WORDS else FEW
        else:
            gates |= LONG
        if at and self._scene.seen[at - 1].words <= LABEL_WORDS:
            gates |= BELOW_FEW
        if text.endswith((":", "：")):
            gates |= COLON
        if here.link:
            gates |= LINK
        if at == 0:
            gates |= FIRST
        if at + 3 >= len(self._scene.seen):
            gates |= NEAR_END
        first = text[:1]
        if not first.isalnum():
            gates |= MARK | NO_CAPITAL | BRACKET if first in "[({" else MARK | NO_CAPITAL
        elif not first.isupper():
            gates |= NO_CAPITAL | SMALL if first.islower() else NO_CAPITAL
        return gates if text[1:2].islower() else gates | NO_SMALL

    def of_words(self, at: int) -> int:
        """The gates that need a look at the paragraph's words."""
        here = self._scene.seen[at]
        text = here.text
        head, tail = text[:_HEAD], text[-_TAIL:]
        gates = self._more
        if gates & SPEAKS and not here.speaks:
            gates ^= SPEAKS
        if self._fronts and any(0 < at - front <= REACH for front in self._fronts):
            gates |= NEAR_FRONT
        if (
            here.words <= 8
            or text[:2] in _POSTSCRIPTS
            or ":" in head
            or "-" in head
            or "–" in head
            or "—" in head
        ):
            gates |= LABEL
        if "?" in text or "？" in text:
            gates |= ASKED
        if "-" in tail or "–" in tail or "—" in tail or "~" in tail:
            gates |= DASHED
        return gates if here.plain is text else gates | QUOTED


def _whole_of(scene: Scene) -> int:
    """The gates that every paragraph of a scene passes, as far as the telling signs need them."""
    bylined = any(each.byline for each in scene.seen)
    found = {
        TITLES: any(scene.titled),
        ADDRESSES: scene.linked,
        FRONTS: bylined or any(scene.datelined) or any(each.dated for each in scene.seen),
        BYLINES: bylined,
        PAPERS: bool(scene.papers),
    }
    return sum(gate for gate, holds in found.items() if holds)


def _more_of(scene: Scene) -> int:
    """The other gates of a whole scene."""
    found = {
        RULES: any(each.rule for each in scene.seen),
        EXCERPTS: any(each.opens or each.ends for each in scene.seen),
        TONGUES: scene.tongues,
        SPEAKS: scene.whole.speaks,
        TOGETHER: scene.whole.together,
        TURNS: scene.whole.turns,
        REPORTS: scene.whole.reports,
        CODE: scene.whole.code,
        RIGHTS: scene.whole.rights,
        RELEASES: scene.whole.releases,
        INDENTED: any(front is not None for front in scene.fronts),
    }
    return sum(gate for gate, holds in found.items() if holds)
