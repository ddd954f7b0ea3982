"""The tests of each kind of fact, and the values in examples, as JSON Schema."""

import re
from collections.abc import Iterable

from bot.facts import VOCABULARY, Choice, Kind, Number, Text, Texts, YesNo
from bot.facts.calendar import LONGEST
from bot.facts.kinds import CountWithin, SeenWithin
from bot.policy.compile.number_tests import SIZES
from bot.policy.model import keywords
from bot.policy.publish.schema_parts import (
    NAME,
    NO_NAMES,
    TEXT,
    YES_OR_NO,
    Names,
    Schema,
    keyed,
    offered,
    one_or_more,
    several,
)

_VALUE = rf"\${NAME}(?:\s*(?:%|[A-Za-z]+))?"
_NUMBER = r"-?\d+(?:\.\d+)?"


def name_of(kind: Kind) -> str:
    """The name of the definition for a kind of fact, such as "number-words"."""
    match kind:
        case Number(unit=unit):
            return "number-" + {"": "plain", "%": "share"}.get(unit, unit)
        case CountWithin(unit=unit):
            return f"{unit}-within"
        case Choice(words=known):
            return "one-of-" + "-".join(known[:2])
        case _:
            return type(kind).__name__.lower()


def test_of(kind: Kind, names: Names) -> Schema:
    """How a fact of this kind may be tested."""
    match kind:
        case Number():
            return _number_test(kind.unit, names.values)
        case Text():
            return text_test(names)
        case Texts():
            return _by_name({**keywords.LIST_TESTS, "case": keywords.CASE}, names)
        case YesNo():
            return dict(YES_OR_NO)
        case Choice():
            return one_or_more({"enum": list(kind.words)})
        case CountWithin():
            return _history(keywords.HISTORY_TESTS)
        case SeenWithin():
            return _history({"within": keywords.HISTORY_TESTS["within"]})


def _units(unit: str) -> str:
    """A pattern for the unit behind a number; only a size must have one."""
    if unit == "bytes":
        return rf"\s*(?:{'|'.join(SIZES)})"
    names = sorted({unit, unit.removesuffix("s"), unit.removesuffix("es")} - {""}, key=len, reverse=True)
    return rf"(?:\s*(?:{'|'.join(names)}))?" if names else ""


def _number_test(unit: str, values: Iterable[str]) -> Schema:
    """A bound before a number with its unit; a value by its name where a number may stand."""
    one = rf"(?:{_NUMBER}{_units(unit)}|{_VALUE})"
    bounds = "|".join(word for word in keywords.NUMBER_TESTS if word != "between")
    others = "|".join(
        re.escape(fact.name) for fact in VOCABULARY if fact.kind == Number(unit) and "." in fact.name
    )
    beside = rf"(?:{bounds})\s+(?:{others})" if others else "(?!)"
    pattern = rf"^(?:(?:(?:{bounds})\s+)?{one}|{beside}|between\s+(?:{one}|{_NUMBER})\s+and\s+{one})$"
    tail = {"bytes": " KB"}.get(unit, f" {unit}".rstrip())
    snippets = [
        {"label": meaning.example + tail, "description": meaning.about, "body": meaning.example + tail}
        for meaning in keywords.NUMBER_TESTS.values()
    ]
    known = [{"label": f"at least ${name}", "body": f"at least \\${name}"} for name in values]
    types = ["string"] if unit == "bytes" else ["string", "number"]
    return {"type": types, "pattern": pattern, "defaultSnippets": [*snippets, *known]}


def text_test(names: Names = NO_NAMES) -> Schema:
    """A text that the fact equals, or tests by name."""
    return {"anyOf": [TEXT, _by_name({**keywords.TEXT_TESTS, "case": keywords.CASE}, names)]}


def _by_name(meanings: keywords.Words, names: Names) -> Schema:
    """Tests by name, in braces or on lines of their own."""
    return {**keyed(meanings, {word: _operand(word, names) for word in meanings}), "minProperties": 1}


def _operand(word: str, names: Names) -> Schema:
    if word == "case":
        return YES_OR_NO
    if word.endswith("in") or word in {"has_any", "has_all"}:
        listed = {"type": "string", "pattern": rf"^\${NAME}$", **offered(f"${name}" for name in names.lists)}
        return {"anyOf": [{"type": "array", "items": TEXT}, listed]}
    return {**TEXT, **offered(f"${name}" for name in names.values)}


def _history(meanings: keywords.Words) -> Schema:
    """What was before the post, within a span of time that must be given."""
    units = "|".join(f"{unit}|{unit[:-1]}" for unit in keywords.SPANS if unit not in LONGEST)
    span = rf"^(?:\d+\s+(?:{units})|{'|'.join(LONGEST)}|\${NAME})$"
    number = {"type": ["string", "number"], "pattern": rf"^(?:\d+(?:\s+[a-z]+)?|{_VALUE})$"}
    spans = {"type": "string", "pattern": span, **offered(one.example for one in keywords.SPANS.values())}
    shapes = {word: {"within": spans, "matched": TEXT}.get(word, number) for word in meanings}
    return {**keyed(meanings, shapes), "required": ["within"]}


def value_of(kind: Kind) -> Schema:
    """What an example may say of a fact of this kind."""
    match kind:
        case Number() | CountWithin():
            unit = _units(kind.unit)
            return {"type": ["string", "number"], "pattern": rf"^{_NUMBER}(?:{unit})?$"}
        case Text():
            return dict(TEXT)
        case Texts():
            return several()
        case YesNo() | SeenWithin():
            return dict(YES_OR_NO)
        case Choice():
            return {"enum": list(kind.words)}
