"""Who wrote a shared article: the names of its byline, without what the paper says of them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.mail.article.credits.papers import named_in
from bot.mail.article.credits.sources import imprint_of
from bot.mail.article.scene import Scene
from bot.mail.zones.printed.bylines import byline_of, is_date, name_alone, without_post

_NEAR = 4  # lines between a name and the date: "Follow", "6 min read"
_FEW = 15  # words of a paragraph that is a byline
_POSTS = (
    "Staff|Special|Senior|Chief|Foreign|Political|Science|Technology|Business|National|Washington|Diplomatic"
    "|Reporters?|Correspondents?|Columnists?|Writers?|Editors?|Contributors?"
)
_BEFORE = re.compile(rf"(?i:from )?(?:(?:{_POSTS}) ){{1,4}}(?=[A-Z][\w.'’-]+ [A-Z])")
_BEHIND = re.compile(rf"\s?(?:\(|,? ?\d|/|, (?:The )?[^,]{{0,30}}\b(?:{_POSTS})\b).*$")
_MORE = re.compile(r"(?i:and|&) ?(?=[A-Z])")


def byline_of_article(scene: Scene, front: Sequence[int], below: Sequence[int] = ()) -> str | None:
    """Who wrote it: behind "By", alone on a line next to date or publication, or behind "By" ``below``."""
    return (
        next(_behind_by(scene, front), None)
        or _beside_date(scene, front)
        or next(_behind_by(scene, below), None)
    )


def _behind_by(scene: Scene, front: Sequence[int]) -> Iterator[str]:
    for at in front:
        if scene.seen[at].byline is None:
            continue
        lines = [*scene.seen[at].lines, *(scene.seen[at + 1].lines[:1] if at + 1 < len(scene.seen) else ())]
        here = next((here for here, line in enumerate(lines) if byline_of(line)), 0)
        names = _names(byline_of(lines[here]) or scene.seen[at].byline or "")
        below = lines[here + 1].strip("*_ ") if here + 1 < len(lines) else ""
        if (more := _MORE.match(below)) and name_alone(_names(below[more.end() :])):
            names = f"{names} {below}"
        yield names


def _names(named: str) -> str:
    """The names alone: "Staff Reporter Ann Example", "Ann Example, Herald", "Ann Example (C) 1994"."""
    named = " ".join(named.split())
    named = _BEHIND.sub("", _BEFORE.sub("", named, count=1)) or named
    first, comma, rest = named.partition(", ")
    if comma and rest and named_in(rest) is not None and " " in first:
        return first
    return named


def _beside_date(scene: Scene, front: Sequence[int]) -> str | None:
    """A name alone on a line, above a date with a few lines between, or right above the publication."""
    lines = [line.strip("*_ ") for at in front for line in scene.seen[at].lines]
    for here, line in enumerate(lines):
        if is_date(line):
            near = reversed(lines[max(1, here - _NEAR) : here])
            names = map(name_alone, map(without_post, near))
            return next((name for name in names if name and imprint_of(name) is None), None)
    short = [line for at in front[:8] if scene.seen[at].words < _FEW for line in scene.seen[at].lines]
    pairs = pairwise(short)
    named = (above for above, below in pairs if imprint_of(below) and not imprint_of(above))
    return next(filter(None, map(name_alone, named)), None)
