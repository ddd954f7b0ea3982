"""Reads ``because:`` and ``guideline:`` into messages, and checks the names in their slots."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from bot.facts import VOCABULARY, Question, nearest
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.questions.names import facts_told
from bot.policy.compile.scope import Scope
from bot.policy.errors import Place, Report
from bot.policy.model import keywords
from bot.policy.model.messages import Because, Slot, joined
from bot.policy.source.nodes import Node, Scalar, quotes_help, what_it_is

LONGEST = 4_000
_FACTS = tuple(fact.name for fact in VOCABULARY)
_SLOT = lazy_regex(r"\{\{(.*?)\}\}", re.DOTALL)
_KEY = lazy_regex(rf"(?m)^[ ]+({'|'.join(keywords.RULE)}):(?:[ ]|$)")
_NAME = lazy_regex(r"[\w.$!#%&'*+^`|~-]+")


def read_because(node: Scalar, scope: Scope, report: Report) -> Because | None:
    """The sentence of a rule, its names checked; None, with errors in the report, where one is wrong."""
    before = report.count
    if len(node.text) > LONGEST:
        report.error(
            "R014", node.at, f"the text has {len(node.text):,} characters", help=f"at most {LONGEST:,}"
        )
    _check_keys(node, report)
    pieces = tuple(_pieces(node, scope, report))
    return Because(joined(pieces)) if report.count == before else None


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
            help="between {{ and }} goes the name of a fact or of a value, nothing else",
        )
        return
    bare = name.removeprefix("$")
    near = bare if bare in scope.values else facts_told(bare) or nearest(bare, [*scope.values, *_FACTS])
    help_ = f'did you mean "{near}"?' if near else "between {{ and }} goes the name of a fact or of a value"
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
