"""The sentence that people read: text with ``{{ fact }}`` and ``{{ value }}``, nothing else."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.facts import VOCABULARY, CountWithin, Known, Number, Question, Value, nearest
from bot.facts.kinds import Unknown
from bot.policy import words
from bot.policy.conditions import Source
from bot.policy.errors import Place, Report
from bot.policy.nodes import Node, Scalar, quotes_help, what_it_is
from bot.policy.scope import Scope

LONGEST = 4_000
_SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_KEY = re.compile(rf"(?m)^[ ]+({'|'.join(words.RULE)}):(?:[ ]|$)")
_NAME = re.compile(r"[\w.$!#%&'*+^`|~-]+")
_SINGULAR = {
    "words": "word",
    "lines": "line",
    "paragraphs": "paragraph",
    "links": "link",
    "posts": "post",
    "levels": "level",
    "days": "day",
    "hours": "hour",
    "attachments": "attachment",
    "addresses": "address",
    "recipients": "recipient",
    "characters": "character",
}
_ONE = re.compile(r"(?:^|[^\d.,])1$")
_PLURAL = re.compile(r"^(\s+)(" + "|".join(_SINGULAR) + r")\b")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the sentence that a fact fills; ``within``: over a span of time."""

    fact: str
    within: dt.timedelta | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """A sentence in pieces: fixed texts, and slots for facts. Values stand in it as text already."""

    pieces: tuple[str | Slot, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it tells."""
        return tuple(piece.fact for piece in self.pieces if isinstance(piece, Slot))

    def text(self, facts: Source) -> str:
        """The sentence for one post; "1 words" becomes "1 word"."""
        written = ""
        for piece in self.pieces:
            if isinstance(piece, Slot):
                value = facts.within(piece.fact, piece.within) if piece.within else facts[piece.fact]
                written += shown(value, piece.fact)
            else:
                written += _agreeing(written, piece)
        return written.strip()


def shown(value: Value, name: str) -> str:
    """A value inside a sentence: one line, of bounded length, free of control characters."""
    if isinstance(value, Unknown):
        return "(unknown)"
    fact = VOCABULARY.find(name)
    unit = fact.kind.unit if fact and isinstance(fact.kind, Number | CountWithin) else ""
    return _shown(value, unit)


def _shown(value: Known, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_tidy(item) for item in value) or "none"
    if isinstance(value, str):
        return _tidy(value)
    return _size(value) if unit == "bytes" else f"{value:g} %" if unit == "%" else f"{value:.10g}"


def _size(octets: float) -> str:
    if octets >= 1_000_000:
        return f"{octets / 1_000_000:.1f} MB"
    return f"{octets / 1_000:.0f} KB" if octets >= 1_000 else f"{octets:g} bytes"


def _tidy(text: str) -> str:
    printed = text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(printed.split())
    return line if len(line) <= 200 else line[:199] + "…"


def _agreeing(before: str, piece: str) -> str:
    """The piece with a singular noun where the number just before it is 1."""
    if "1" not in before[-2:] or not _ONE.search(before):
        return piece
    return _PLURAL.sub(lambda found: found[1] + _SINGULAR[found[2]], piece)


def read_because(node: Scalar, scope: Scope, report: Report) -> Because | None:
    """The sentence of a rule, its names checked; None, with errors in the report, where one is wrong."""
    before = report.count
    if len(node.text) > LONGEST:
        report.error(
            "R014", node.at, f"the text has {len(node.text):,} characters", help=f"at most {LONGEST:,}"
        )
    _check_keys(node, report)
    pieces = tuple(_pieces(node, scope, report))
    return Because(_joined(pieces)) if report.count == before else None


def _check_keys(node: Scalar, report: Report) -> None:
    """A line of the text that looks like the next key of the rule has slipped into it."""
    found = _KEY.search(node.raw) if node.style in {"|", ">"} else None
    if found is None:
        return
    line = node.raw.count("\n", 0, found.start(1))
    begin = node.raw.rfind("\n", 0, found.start(1)) + 1
    source = node.raw[begin:].split("\n", 1)[0]
    place = Place(node.at.file, node.at.line + line, found.start(1) - begin + 1, len(found[1]), source)
    note = "this line belongs to the text: it begins further right than because:"
    help_ = f"let {found[1]}: begin in the same column as because:; in a sentence write it otherwise"
    report.error("R014", place, f'the key "{found[1]}:" inside a text', note=note, help=help_)


def over_spans(because: Because, asked: Iterable[Question], node: Scalar, report: Report) -> Because:
    """The sentence with the span of time that the rule asks for in the place of each fact that needs one."""
    spans: dict[str, set[dt.timedelta]] = {}
    for question in asked:
        spans.setdefault(question.fact, set()).add(question.within)
    return Because(tuple(_over_span(piece, spans, node, report) for piece in because.pieces))


def _over_span(
    piece: str | Slot, spans: dict[str, set[dt.timedelta]], node: Scalar, report: Report
) -> str | Slot:
    fact = VOCABULARY.find(piece.fact) if isinstance(piece, Slot) else None
    if isinstance(piece, str) or fact is None or fact.recall is None:
        return piece
    found = spans.get(piece.fact, set())
    if len(found) == 1:
        return Slot(piece.fact, next(iter(found)))
    said = f'"{piece.fact}" in the text counts over a span of time, and the rule asks for '
    help_ = "leave it out of the text, or ask for it in when: with one span of time"
    report.error("R014", node.at, said + ("several" if found else "none"), help=help_)
    return piece


def read_guideline(node: Node | None, scope: Scope, report: Report) -> str | None:
    """A text for everybody: values fill it, facts of one post cannot. "" for ``none``, None where absent."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or not node.text.strip():
        help_ = "write a sentence for everybody, or  guideline: none  to leave the rule out of the page"
        help_ = quotes_help(node, help_)
        report.error("R014", node.at, f"guideline: needs a text, not {what_it_is(node)}", help=help_)
        return None
    for number, found in enumerate(_SLOT.finditer(node.text)):
        name = found[1].strip()
        if name not in scope.values and VOCABULARY.find(name):
            said = f'a guideline cannot tell "{name}": it is read before there is a post'
            help_ = "write the number that is asked for, best as a value: {{ min_comment }}"
            report.error("R014", _slot_place(node, number), said, help=help_)
    text = read_because(node, scope, report)
    written = "".join(piece for piece in text.pieces if isinstance(piece, str)).strip() if text else None
    return "" if written == "none" else written


def _pieces(node: Scalar, scope: Scope, report: Report) -> Iterator[str | Slot]:
    end = 0
    for number, found in enumerate(_SLOT.finditer(node.text)):
        yield node.text[end : found.start()]
        yield from _filled(found[1].strip(), _slot_place(node, number), scope, report)
        end = found.end()
    rest = node.text[end:]
    if "{{" in rest:
        place = _slot_place(node, len(_SLOT.findall(node.text)))
        report.error(
            "R014", place, "{{ is not closed", help="write {{ own.words }}, with two braces at each end"
        )
    yield rest


def _filled(name: str, place: Place, scope: Scope, report: Report) -> Iterator[str | Slot]:
    if name in scope.values:
        scope.used.add(("value", name))
        yield scope.values[name].text
    elif VOCABULARY.find(name):
        yield Slot(name)
    else:
        _unknown_slot(name, place, scope, report)


def _unknown_slot(name: str, place: Place, scope: Scope, report: Report) -> None:
    if not _NAME.fullmatch(name):
        said = f'"{{{{ {name} }}}}" is more than a name'
        report.error(
            "R014",
            place,
            said,
            help="between {{ and }} stands the name of a fact or of a value, nothing else",
        )
        return
    bare = name.removeprefix("$")
    near = (
        bare if bare in scope.values else nearest(bare, [*scope.values, *(fact.name for fact in VOCABULARY)])
    )
    help_ = f'did you mean "{near}"?' if near else "between {{ and }} stands the name of a fact or of a value"
    report.error(
        "R014", place, f'unknown name "{name}" in the text', note="no such fact or value", help=help_
    )


def _slot_place(node: Scalar, number: int) -> Place:
    """Where the braces number N of a text stand in the file."""
    start = -1
    for _ in range(number + 1):
        start = node.raw.find("{{", start + 1)
    if start < 0:
        return node.at
    line = node.raw.count("\n", 0, start)
    end = node.raw.find("}}", start)
    width = (end + 2 if end > 0 else start + 2) - start
    if line == 0:
        return Place(node.at.file, node.at.line, node.at.column + start, width, node.at.source)
    begin = node.raw.rfind("\n", 0, start) + 1
    source = node.raw[begin:].split("\n", 1)[0]
    return Place(node.at.file, node.at.line + line, start - begin + 1, width, source)


def _joined(pieces: tuple[str | Slot, ...]) -> tuple[str | Slot, ...]:
    """Neighbouring texts as one, with the numbers of values agreeing."""
    joined: list[str | Slot] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += _agreeing(joined[-1], piece)
        else:
            joined.append(piece)
    return tuple(joined)
