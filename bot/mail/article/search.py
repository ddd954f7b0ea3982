"""The division of a stretch that explains its signs best: the path of highest score through all zones."""

from collections.abc import Callable, Sequence
from operator import add
from typing import NamedTuple

from bot.mail.article.scene import Scene
from bot.mail.article.signs import aside, signs_of
from bot.mail.article.weights import START, ZONES, Weights

_OWN, _TAIL = "own", "tail"
_NEVER = 100.0  # an article does not begin with its end
_LONG = 20  # words
_WIDE = 1.9  # times the usual gap


class Step(NamedTuple):
    """One paragraph: the signs that it shows, and what parts it from the one above."""

    signs: tuple[str, ...]
    changes: tuple[str, ...]


def steps_of(scene: Scene) -> list[Step]:
    """What every paragraph shows."""
    return [Step(signs, tuple(_changes(scene, at))) for at, signs in enumerate(signs_of(scene))]


def _changes(scene: Scene, at: int) -> list[str]:
    """What parts a paragraph from the one above."""
    if not at:
        return []
    before, now = scene.seen[at - 1], scene.seen[at]
    above, here = before.paragraph, now.paragraph
    ruled = now.rule or before.rule
    found = []
    if here.gap >= _WIDE:
        found.append("gap")
    if ruled:
        found.append("rule")
    elif here.gap == 0 and scene.gapped:
        found.append("touching")
    if abs(above.indent - here.indent) > 1:
        found.append("indented")
    if here.broken != above.broken and now.words > _LONG and before.words > _LONG:
        found.append("unwrapped")
    if before.text[0] in "[({" and aside(scene, at - 1):
        found.append("aside")
    if here.gap < 0 and here.at > above.end:
        found.append("zone")
    return found


def best_path(
    steps: Sequence[Step],
    post: Sequence[str],
    weights: Weights,
    more: Callable[[int, str], float] | None = None,
) -> list[str]:
    """
    The zone of each paragraph on the path of highest score.

    ``post`` are the signs of the whole; ``more`` what a paragraph's zone scores besides its signs.
    """
    if not steps:
        return []
    rows = [weights.row(step.signs) for step in steps]
    if more is not None:
        rows = [
            tuple([row[n] + more(at, zone) for n, zone in enumerate(ZONES)]) for at, row in enumerate(rows)
        ]
    entry = sum(weights.post.get(sign, 0) for sign in post)
    best = [
        value + weights.follow[START][zone] + (entry if zone != _OWN else 0)
        for zone, value in zip(ZONES, rows[0], strict=True)
    ]
    best[ZONES.index(_TAIL)] -= _NEVER
    moves = _Moves(weights, entry)
    back: list[list[int]] = []
    for step, row in zip(steps[1:], rows[1:], strict=True):
        came, now = [], []
        for value, reach in zip(row, moves.by(step.changes), strict=True):
            reached = list(map(add, best, reach))
            top = max(reached)
            came.append(reached.index(top))
            now.append(top + value)
        best = now
        back.append(came)
    path = [best.index(max(best))]
    for came in reversed(back):
        path.append(came[path[-1]])
    return [ZONES[at] for at in reversed(path)]


class _Moves:
    """What each zone gains behind each zone above, by what parts the two paragraphs."""

    def __init__(self, weights: Weights, entry: float) -> None:
        self._weights = weights
        self._entry = entry
        self._known: dict[tuple[str, ...], list[list[float]]] = {}

    def by(self, changes: tuple[str, ...]) -> list[list[float]]:
        """For each zone what it gains behind each."""
        if changes not in self._known:
            change = sum(self._weights.change.get(sign, 0) for sign in changes)
            self._known[changes] = [
                [
                    self._weights.follow[above][zone] + _parted(above, zone, change, self._entry)
                    for above in ZONES
                ]
                for zone in ZONES
            ]
        return self._known[changes]


def _parted(above: str, zone: str, change: float, entry: float) -> float:
    """What a change of owner gains from what stands between; and an article from the signs of the post."""
    if (above == _OWN) == (zone == _OWN):
        return 0
    if zone == _TAIL:
        return -_NEVER
    return change + (entry if above == _OWN else 0)
