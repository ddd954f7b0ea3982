"""A quotation of several people's words: who said what, and what of it the issue has already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.mail.text.lines import read_lines
from bot.mail.zones.attributions import read_attribution
from bot.notices.digests import prose
from bot.notices.digests.quoting import Repeats

_ATTRIBUTION = 3  # lines of one; in more there may be words of the author


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """
    Lines of a quotation that stand together, at one depth, without their quote marks.

    ``source`` is the number of the post that has them, 0 for none; ``wrote``
    says that they are that post's own and not quoted there, too. An attribution
    says whose the deeper lines below it are.
    """

    depth: int
    lines: tuple[str, ...]
    attribution: bool = False
    source: int = 0
    wrote: bool = False

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def marked(self, base: int) -> list[str]:
        """The lines with a quote mark for each depth below ``base``."""
        mark = "> " * (self.depth - base)
        return [f"{mark}{line}" if line.strip() else "" for line in self.lines]

    @property
    def blank(self) -> bool:
        """Whether no word stands in it."""
        return not any(line.strip(">: \t") for line in self.lines)


def passages(quoted: Sequence[str]) -> list[Passage]:
    """The lines of a quotation, which have their quote marks, cut where depth or paragraph changes."""
    pairs = [(prose.depth(line), prose.unquoted([line])[0]) for line in quoted]
    groups = groupby(pairs, key=lambda pair: (bool(pair[1].strip(">: \t")), pair[0]))
    whole = [Passage(depth=depth, lines=tuple(line for _, line in some)) for (_, depth), some in groups]
    return [piece for at, one in enumerate(whole) for piece in _without_attribution(one, whole[at + 1 :])]


def found(
    parts: Sequence[Passage], written: Repeats, quoted: Repeats, answered: Sequence[int]
) -> list[Passage]:
    """The passages, each with the post that wrote it, or quoted it before."""
    told = [one if one.blank or one.attribution else _found(one, written, quoted, answered) for one in parts]
    full = [at for at, one in enumerate(told) if not one.blank]
    for before, here, after in zip([None, *full], full, full[1:], strict=False):
        near = [told[at] for at in (before, after) if at is not None and told[at].source]
        told[here] = _beside(told[here], near, written, quoted)
    return told


def shown(parts: Sequence[Passage]) -> list[Passage]:
    """The passages; each attribution right above the first words that are its, none without such words."""
    told: dict[int, list[Passage]] = {}
    for at, one in enumerate(parts):
        if one.attribution and (first := _first(parts, at + 1, one.depth)) is not None:
            told.setdefault(first, []).append(one)
    return [
        piece for at, one in enumerate(parts) if not one.attribution for piece in [*told.get(at, ()), one]
    ]


def announces(below: Sequence[Passage], depth: int = -1) -> bool:
    """Whether words below an attribution are shown, and no other person's; -1 is the depth above all."""
    return _first(below, 0, depth) is not None


def _first(parts: Sequence[Passage], begin: int, depth: int) -> int | None:
    """Where the first shown words stand that are deeper by one person."""
    theirs: list[int] = []
    for at in range(begin, len(parts)):
        if not parts[at].blank:
            if parts[at].depth <= depth:
                break
            theirs.append(at)
    direct = min((parts[at].depth for at in theirs), default=0)
    own = (at for at in theirs if parts[at].depth == direct)
    return next((at for at in own if not parts[at].attribution and not parts[at].source), None)


def together(parts: Sequence[Passage]) -> Iterator[list[Passage]]:
    """The passages, those of one post that follow each other as one, without empty lines behind them."""
    some: list[Passage] = []
    for one in parts:
        if one.blank and some and some[0].source:
            continue
        if some and _same(some[0], one):
            some.append(one)
        else:
            yield from [some] if some else []
            some = [one]
    yield from [some] if some else []


def _same(one: Passage, other: Passage) -> bool:
    if one.wrote or other.wrote or not one.source or not other.source:
        return (one.source, one.wrote) == (other.source, other.wrote)
    return True  # quoted before, wherever


def _found(one: Passage, written: Repeats, quoted: Repeats, answered: Sequence[int]) -> Passage:
    if number := written.source(one.text, answered=answered):
        return replace(one, source=number, wrote=True)
    return replace(one, source=quoted.source(one.text))


def _beside(one: Passage, near: Sequence[Passage], written: Repeats, quoted: Repeats) -> Passage:
    """A short passage of the post that has what is beside it; the last tells what an answer is about."""
    if one.source or one.attribution:
        return one
    for other in near:
        if (written if other.wrote else quoted).has(other.source, one.text):
            return replace(one, source=other.source, wrote=other.wrote)
    return one


def _without_attribution(one: Passage, below: Sequence[Passage]) -> list[Passage]:
    """A passage parted from the attribution that ends it."""
    following = next((other for other in below if not other.blank), None)
    if one.blank or following is None or following.depth <= one.depth:
        return [one]
    lines = read_lines(one.text)
    for at in range(max(0, len(lines) - _ATTRIBUTION), len(lines)):
        attribution = read_attribution(lines, at, len(lines))
        if attribution is not None and attribution.end == len(lines):
            said = Passage(depth=one.depth, lines=one.lines[at:], attribution=True)
            return [replace(one, lines=one.lines[:at]), said] if at else [said]
    return [one]
