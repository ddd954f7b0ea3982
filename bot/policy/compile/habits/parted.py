"""One question told in several lines: ``entity_id: own.words`` and below it ``below: 50``."""

from collections.abc import Iterator

from bot.facts import VOCABULARY
from bot.policy.compile.habits.clock import clock_line
from bot.policy.compile.habits.languages.expressions import expression_line
from bot.policy.compile.habits.words.meaning import line_by_meaning
from bot.policy.compile.habits.written import typed
from bot.policy.source.nodes import Entry, Mapping, Scalar

_ABOUT = frozenset(("entity_id", "entity", "field", "attribute", "fact", "key", "variable", "property"))
_KINDS = frozenset(("condition", "platform", "trigger", "type", "kind"))
_GROUPS = {"or": "any", "and": "all", "not": "none"}
_HOW = frozenset(("operator", "op", "comparison", "test"))
_OCTETS = 10_000
_ANSWER = frozenset(("state", "to", "value", "is", "equals"))


def parted(node: Mapping) -> Iterator[str]:
    """The lines that a question in several lines may stand for; none where its lines are lines of ours."""
    words = [entry.key.text for entry in node]
    about = [
        entry.value.text for entry in node if entry.key.text in _ABOUT and isinstance(entry.value, Scalar)
    ]
    if any(VOCABULARY.find(word) for word in words) or not (about or words[0] in _KINDS):
        return
    rest = _rest(node)
    yield _grouped(node)
    if about and (fact := VOCABULARY.find(about[0])):
        yield f"{fact.name}: {_size(rest) if getattr(fact.kind, 'unit', '') == 'bytes' else _test(rest)}"
    template = node.get("value_template")
    yield expression_line(template.text) if isinstance(template, Scalar) else ""
    yield clock_line("time", Mapping(entries=tuple(rest), at=node.at))


def _size(rest: list[Entry]) -> str:
    """How large, for a number that stands without a unit: of octets where it is large, else of KB."""
    entry = rest[0] if len(rest) == 1 else None
    bound = {"above": "over", "below": "under"}.get(entry.key.text, "") if entry else ""
    text = typed(entry.value).strip("'") if entry else ""
    if not bound or not text.isdigit():
        return _test(rest)
    return f"{bound} {int(text) // 1000 if int(text) >= _OCTETS else text} KB"


def loosely(node: Mapping) -> Iterator[str]:
    """The line that such lines may mean by their words: a guess, to be proven."""
    about = [
        entry.value.text for entry in node if entry.key.text in _ABOUT and isinstance(entry.value, Scalar)
    ]
    rest = _rest(node)
    if about and rest and not any(VOCABULARY.find(entry.key.text) for entry in node):
        yield line_by_meaning(" ".join(about), Mapping(entries=tuple(rest), at=node.at))


def _rest(node: Mapping) -> list[Entry]:
    return [entry for entry in node if entry.key.text not in _ABOUT | _KINDS]


def _grouped(node: Mapping) -> str:
    """``condition: not`` with its ``conditions:``."""
    first, last = node.entries[0], node.entries[-1]
    group = _GROUPS.get(first.value.text, "") if isinstance(first.value, Scalar) else ""
    return f"{group}: {typed(last.value)}" if group and last.key.text == "conditions" else ""


def _test(rest: list[Entry]) -> str:
    """What the other lines ask of the fact."""
    how = [entry.value.text for entry in rest if entry.key.text in _HOW and isinstance(entry.value, Scalar)]
    asked = [entry for entry in rest if entry.key.text not in _HOW]
    if how and asked:
        return f"{{{how[0]}: {typed(asked[0].value)}}}"
    if len(asked) == 1 and asked[0].key.text in _ANSWER:
        return typed(asked[0].value)
    return "{" + ", ".join(f"{entry.key.text}: {typed(entry.value)}" for entry in asked) + "}"
