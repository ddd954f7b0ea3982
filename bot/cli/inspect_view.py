"""A post as people look at it: its lines with their zones in the margin, and the facts about it below."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cli.cells import fold_line, harmless, pad
from bot.facts import VOCABULARY, Context, Facts, Number, Unknown, Value
from bot.mail.post import Mailbox, Post, Zone, ZoneKind
from bot.mail.text.subject import tags_of

_LABEL = 16
_NARROW = 64
_NO_TIME = dt.datetime.fromtimestamp(0, dt.UTC)  # none of the facts shown asks for the time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a zone looks: a sign in the margin, an SGR colour, whether its words are dimmed too."""

    sign: str
    colour: str
    dim: bool = False


_LOOKS = {
    ZoneKind.OWN: _Look(sign="┃", colour="1;32"),
    ZoneKind.ATTRIBUTION: _Look(sign="@", colour="36"),
    ZoneKind.QUOTATION: _Look(sign=">", colour="34"),
    ZoneKind.FORWARD_HEADER: _Look(sign="»", colour="1;35"),
    ZoneKind.FORWARD: _Look(sign="│", colour="35"),
    ZoneKind.ARTICLE: _Look(sign="▒", colour="33"),
    ZoneKind.SIGNATURE: _Look(sign="~", colour="90", dim=True),
    ZoneKind.FOOTER: _Look(sign=".", colour="90", dim=True),
}
_PLAIN_SIGNS = {"┃": "#", "»": "=", "│": "|", "▒": ":"}
_SHOWN_AS_ZERO = frozenset(("own.words",))


def show(
    post: Post,
    source: str,
    *,
    width: int,
    colour: bool,
    signs: bool = True,
    why: Sequence[Sequence[str]] | None = None,
) -> str:
    """
    The whole view of one post.

    ``width`` is in columns; ``colour`` adds SGR sequences; without ``signs``
    the margin is drawn in ASCII. ``why`` are the reasons of each zone. Control
    characters in the post are shown, not sent to the terminal.
    """
    view = _View(post, width=max(40, width), colour=colour, signs=signs)
    reasons = ["", *view.why(why)] if why else []
    return "\n".join([*view.head(source), "", *view.lines(), *reasons, "", *view.facts()])


class _View:
    def __init__(self, post: Post, *, width: int, colour: bool, signs: bool) -> None:
        self._post = post
        self._width = width
        self._colour = colour
        self._signs = signs
        self._digits = max(3, len(str(len(post.lines))))
        self._label = _LABEL if width >= _NARROW else 0

    def head(self, source: str) -> Iterator[str]:
        """Where the post comes from, its subject and author, what kind of post it is."""
        post, subject = self._post, self._post.subject
        yield self._paint(harmless(source), "1")
        found = tags_of(subject)
        tags = [f"{'tags' if len(found) > 1 else 'tag'} {', '.join(found)}"] if found else []
        tags += [", ".join(subject.prefixes)] if subject.prefixes else []
        yield from self._row("subject", [subject.raw or "(none)", *tags])
        yield from self._row("from", [_named(box) for box in post.from_] or ["(nobody)"])
        yield from self._row("kind", [str(post.kind), *([f"passed on by {post.via}"] if post.via else [])])
        for defect in post.defects:
            yield from self._row("defect", [defect])

    def lines(self) -> Iterator[str]:
        """The text, each line with its number, sign and, where a zone begins, its name."""
        for zone in self._post.zones:
            yield from self._zone(zone)

    def _zone(self, zone: Zone) -> Iterator[str]:
        name = f"{zone.kind} {zone.depth}" if zone.depth > 1 else str(zone.kind)
        for number, line in enumerate(zone.text.split("\n"), zone.first_line):
            label = name if number == zone.first_line else self._remark(number)
            yield from self._line(number, zone, label, harmless(line))

    def _remark(self, number: int) -> str:
        """What a line is within the article."""
        article = self._post.article
        if article is None:
            return ""
        if number == article.url_line:
            return "· its link"
        return "· clutter" if number in article.clutter else ""

    def _line(self, number: int, zone: Zone, label: str, text: str) -> Iterator[str]:
        look = _LOOKS[zone.kind]
        sign = look.sign if self._signs else _PLAIN_SIGNS.get(look.sign, look.sign)
        depth = min(zone.depth, 3) if zone.kind is ZoneKind.QUOTATION else 1
        margin = f"{sign * depth:<3}{pad(label, self._label)}"
        room = self._width - self._digits - 2 - len(margin)
        for row, piece in enumerate(fold_line(text, room)):
            shown = f"{number:>{self._digits}}" if not row else " " * self._digits
            left = margin if not row else f"{sign * depth:<3}{' ' * self._label}"
            words = self._paint(piece, "90") if look.dim else piece
            yield f"{self._paint(shown, '90')}  {self._paint(left, look.colour)}{words}".rstrip()

    def why(self, why: Sequence[Sequence[str]]) -> Iterator[str]:
        """For each zone with words why its lines are what they are."""
        for zone, signs in zip(self._post.zones, why, strict=True):
            if zone.text.strip():
                name = f"{zone.kind}, line {zone.first_line}"
                yield self._paint(f"why {name}", "1")
                for sign in signs:
                    yield from (f"    {piece}" for piece in fold_line(harmless(sign), self._width - 4))

    def facts(self) -> Iterator[str]:
        """What rules may ask about the post itself, in their words; what is empty is left out."""
        facts = Facts(self._post, Context(now=_NO_TIME))
        rows: dict[str, list[str]] = {}
        for fact in VOCABULARY:
            group, _, name = fact.name.partition(".")
            if fact.outside or not name or fact.name == "article.age_days":
                continue
            said = _said(facts[fact.name], fact.kind.unit if isinstance(fact.kind, Number) else "")
            if said or fact.name in _SHOWN_AS_ZERO:
                rows.setdefault(group, []).append(f"{name} {said or '0'}")
        for group, values in sorted(rows.items()):
            yield from self._row(group, values)

    def _row(self, name: str, values: list[str]) -> Iterator[str]:
        start = f"{name:<12}"
        for row, piece in enumerate(fold_line(" · ".join(map(harmless, values)), self._width - len(start))):
            yield (self._paint(start, "1") if not row else " " * len(start)) + piece

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour and text.strip() else text


def _named(box: Mailbox) -> str:
    return f"{box.name} <{box.address}>" if box.name else box.address


def _said(value: Value, unit: str) -> str:
    """A value in words; "" for what is empty, no, 0 or unknown."""
    if isinstance(value, Unknown) or not value:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if value is True:
        return "yes"
    return f"{value} %" if unit == "%" else str(value)
