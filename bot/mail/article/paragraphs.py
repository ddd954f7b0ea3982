"""Lines joined to paragraphs, by the habit that the text itself shows: its width, and its usual gap."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from bot.mail.text.lines import Line
from bot.mail.zones.printed.bylines import byline_of

_ANCHOR = re.compile(r"\s?<(?:https?://|mailto:|www\.)[^<>\s]{1,2000}>")
_PICTURE = re.compile(r"\[(?:image|cid|Image): ?[^\[\]]{0,200}\]")
_RULE = re.compile(r"[\W_]{3,}")
_BLANK = " \t\u00a0"
_LONG = 110  # characters of a line that no mailer has broken
_NARROW = 40
_WIDEST = 90
_ENDS = (".", "!", "?", "…", ":", ";", '"', "”", "»", "“", "’", "'", ")", "]", "。", "！", "？", "」")


class Paragraph(NamedTuple):
    """
    Lines that stand together: index of the first, index behind the last, what they say.

    ``text`` keeps the line ends and has no anchors (``words <address>``); ``gap`` is the
    number of blank lines above in terms of the text's usual gap, 0 where the lines touch;
    ``indent`` is the number of blanks before most of its lines, ``broken`` whether a mailer
    broke its lines; ``bylined`` and ``dated`` are whether a byline or a date may stand on one.
    """

    at: int
    end: int
    text: str
    gap: float
    indent: int
    broken: bool
    bylined: bool
    dated: bool


class Fronts(NamedTuple):
    """Indices of the lines on which a byline may stand, and a date."""

    bylines: frozenset[int]
    dates: frozenset[int]


class Habit(NamedTuple):
    """How a text is set: the width at which its lines are broken (0: not at all), its usual gap in lines."""

    width: int
    gap: int


def habit_of(lines: Sequence[Line], start: int, end: int) -> Habit:
    """The habit of the lines between these indices."""
    lengths = [len(line.text.rstrip()) for line in lines[start:end] if line.bare]
    gaps = Counter(_gaps(lines, start, end))
    usual = gaps.most_common(1)[0][0] if gaps else 1
    if not lengths or 8 * sum([length > _LONG for length in lengths]) > len(lengths):
        return Habit(0, usual)
    full = sorted(
        [
            length
            for line, length in zip(filter(_bare, lines[start:end]), lengths, strict=True)
            if length <= _WIDEST and "://" not in line.bare
        ]
    )
    width = full[len(full) * 19 // 20] if full else 0
    return Habit(max(width, _NARROW), usual)


_bare = attrgetter("bare")


def _gaps(lines: Sequence[Line], start: int, end: int) -> Iterator[int]:
    blank = 0
    for line in lines[start:end]:
        if line.bare:
            if blank:
                yield blank
            blank = 0
        else:
            blank += 1


def paragraphs_of(
    lines: Sequence[Line], start: int, end: int, habit: Habit, fronts: Fronts
) -> list[Paragraph]:
    """The paragraphs between these indices; blank lines part them, and so do lines that could hold more."""
    groups: list[list[int]] = []
    for at in range(start, end):
        if not lines[at].bare:
            continue
        joined = bool(groups) and groups[-1][-1] == at - 1 and _goes_on(lines, at, habit, fronts)
        if joined:
            groups[-1].append(at)
        else:
            groups.append([at])
    return [
        _paragraph(lines, group, groups[here - 1][-1] if here else group[0] - 2, habit, fronts)
        for here, group in enumerate(groups)
    ]


def _goes_on(lines: Sequence[Line], at: int, habit: Habit, fronts: Fronts) -> bool:
    """Whether a line goes on with the paragraph of the line right above it."""
    above, here = lines[at - 1].bare, lines[at].bare
    if not above[0].isalnum() or not here[0].isalnum():
        if is_rule(above) or is_rule(here):
            return False
        if is_anchor(here) or (is_anchor(above) and not above[-2:].startswith((".", "!"))):
            return not above.endswith((":", "："))
    length = len(lines[at - 1].text.rstrip())
    if length > _LONG or len(here) > _LONG or here.startswith(("http://", "https://", "www.")):
        return False
    if at in fronts.bylines and byline_of(here):
        return False
    begun = here[0].islower() and not above.endswith((".", "!", "?", ":"))
    if begun and (length > _NARROW or above.endswith(",")):
        return True
    if not habit.width:
        return False
    if length + 1 + len(here.partition(" ")[0]) > habit.width:
        return True
    # The line could have held the next word: a paragraph ends here, unless the whole is set raggedly.
    return not above.endswith(_ENDS) and not _starts(here) and length * 3 > habit.width * 2


def _starts(bare: str) -> bool:
    return not bare[0].isalpha() or bare[0].isupper() or bare[0].lower() == bare[0].upper()


def is_anchor(bare: str) -> bool:
    """Whether a line is nothing but an address in angle brackets, with a stop at most."""
    return bare[:1] == "<" and _ANCHOR.fullmatch(bare.rstrip(".,;:!?’”\"'")) is not None


def is_rule(bare: str) -> bool:
    """Whether a line is drawn: "---", "* * *", "#"."""
    if bare[0].isalnum():
        return False
    return len(bare) < 100 and (_RULE.fullmatch(bare) is not None or bare in ("#", "##", "*", "--", "__"))


def without_anchors(text: str) -> str:
    """A text without the addresses that Gmail and others write behind the words of a link."""
    if "<" in text:
        cleaned = _ANCHOR.sub("", text).strip()
        text = cleaned or text
    return _PICTURE.sub("", text).strip() or text if "[" in text else text


def _paragraph(
    lines: Sequence[Line], group: Sequence[int], above: int, habit: Habit, fronts: Fronts
) -> Paragraph:
    first, end = group[0], group[-1] + 1
    said = "\n".join([line.bare for line in lines[first:end]])
    text = without_anchors(said)
    joined = text != said  # other lines than those that were looked at
    blank = first - above - 1
    return Paragraph(
        at=first,
        end=end,
        text=text,
        gap=blank / habit.gap if blank > 0 else 0,
        indent=_indent([_blanks(line.text) for line in lines[first:end]]),
        broken=len(group) > 1,
        bylined=joined or not fronts.bylines.isdisjoint(group),
        dated=joined or not fronts.dates.isdisjoint(group),
    )


def _blanks(text: str) -> int:
    """The number of blanks before a text."""
    return len(text) - len(text.lstrip(_BLANK)) if text[0] in _BLANK else 0


def _indent(blanks: Sequence[int]) -> int:
    """How far most lines are indented; the least where none is usual."""
    if min(blanks) == max(blanks):
        return blanks[0]
    usual, often = Counter(blanks).most_common(1)[0]
    return usual if often * 2 > len(blanks) else min(blanks)
