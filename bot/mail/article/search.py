"""The division of a stretch that explains its signs best: the path of highest score through all zones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.mail.article.scene import Scene
from bot.mail.article.signs import signs_of
from bot.mail.article.weights import START, ZONES, Weights

_OWN, _TAIL = "own", "tail"
_NEVER = 100.0  # an article does not begin with its end
_WIDE = 1.9  # times the usual gap


@dataclass(frozen=True, slots=True)
class Step:
    """One paragraph: the signs that it shows, and what parts it from the one above."""

    signs: tuple[str, ...]
    changes: tuple[str, ...]


def steps_of(scene: Scene) -> list[Step]:
    """What every paragraph shows."""
    return [Step(tuple(signs_of(scene, at)), tuple(_changes(scene, at))) for at in range(len(scene.seen))]


def _changes(scene: Scene, at: int) -> list[str]:
    """What parts a paragraph from the one above."""
    if not at:
        return []
    above, here = scene.seen[at - 1].paragraph, scene.seen[at].paragraph
    ruled = scene.seen[at].rule or scene.seen[at - 1].rule
    found = {
        "gap": here.gap >= _WIDE,
        "rule": ruled,
        "touching": scene.gapped and here.gap == 0 and not ruled,
        "indented": abs(above.indent - here.indent) > 1,
        "unwrapped": here.broken != above.broken
        and scene.seen[at].words > 20
        and scene.seen[at - 1].words > 20,
        "zone": here.at > above.end and here.gap < 0,
    }
    return [name for name, holds in found.items() if holds]


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
    scores = [_scores(step, weights) for step in steps]
    if more is not None:
        for at, score in enumerate(scores):
            for zone in ZONES:
                score[zone] += more(at, zone)
    entry = sum(weights.post.get(sign, 0) for sign in post)
    best = {
        zone: scores[0][zone] + weights.follow[START][zone] + (entry if zone != _OWN else 0) for zone in ZONES
    }
    best[_TAIL] -= _NEVER
    back: list[dict[str, str]] = []
    for step, score in zip(steps[1:], scores[1:], strict=True):
        change = sum(weights.change.get(sign, 0) for sign in step.changes)
        came: dict[str, str] = {}
        now: dict[str, float] = {}
        for zone in ZONES:
            reached = {
                above: best[above] + weights.follow[above][zone] + _parted(above, zone, change, entry)
                for above in ZONES
            }
            came[zone] = max(reached, key=reached.__getitem__)
            now[zone] = reached[came[zone]] + score[zone]
        best = now
        back.append(came)
    path = [max(best, key=best.__getitem__)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def _scores(step: Step, weights: Weights) -> dict[str, float]:
    return {zone: sum(weights.signs[zone].get(sign, 0) for sign in step.signs) for zone in ZONES}


def _parted(above: str, zone: str, change: float, entry: float) -> float:
    """What a change of owner gains from what stands between; and an article from the signs of the post."""
    if (above == _OWN) == (zone == _OWN):
        return 0
    if zone == _TAIL:
        return -_NEVER
    return change + (entry if above == _OWN else 0)


def score_of(path: Sequence[str], steps: Sequence[Step], post: Sequence[str], weights: Weights) -> float:
    """The score of a path."""
    if not path:
        return 0
    entry = sum(weights.post.get(sign, 0) for sign in post)
    total = weights.follow[START][path[0]] + (entry if path[0] != _OWN else 0)
    total += sum(_scores(step, weights)[zone] for zone, step in zip(path, steps, strict=True))
    for (above, zone), step in zip(pairwise(path), steps[1:], strict=True):
        change = sum(weights.change.get(sign, 0) for sign in step.changes)
        total += weights.follow[above][zone] + _parted(above, zone, change, entry)
    return total
