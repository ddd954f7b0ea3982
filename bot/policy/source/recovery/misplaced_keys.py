"""Finds keys of a rule that slipped into another key's lines, and puts them back."""

from collections.abc import Iterator

from bot.policy.errors import Report
from bot.policy.model import keywords
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence

CONDITIONAL = ("when", "unless")
_DATES = frozenset({"from", "until"})


def without_strays(rule: Mapping, report: Report) -> Mapping:
    """The rule as it was meant where some of its keys stand among the lines of ``when:`` or ``unless:``."""
    strays: list[Entry] = []
    kept = tuple(
        Entry(key=entry.key, value=_sifted(entry.value, strays)) if entry.key.text in CONDITIONAL else entry
        for entry in rule
    )
    if not strays:
        return rule
    for stray in strays:
        _tell(stray.key, rule, report)
    taken = {entry.key.text for entry in kept}
    back = {stray.key.text: stray for stray in strays if stray.key.text not in taken}
    return Mapping(entries=(*kept, *back.values()), at=rule.at)


def _tell(key: Scalar, rule: Mapping, report: Report) -> None:
    said = f'"{key.text}:" is a key of the rule and begins too far right'
    note = f"in column {key.at.column} instead of {rule.at.column}"
    first = next((entry.key.text for entry in rule), "name")
    help_ = f'begin it in column {rule.at.column}, like "{first}:"'
    report.error("R005", key.at, said, note=note, help=help_)


def _sifted(node: Node, strays: list[Entry]) -> Node:
    """A condition without the keys of a rule in it; these are added to ``strays``."""
    if isinstance(node, Sequence):
        return Sequence(items=tuple(_sifted(item, strays) for item in node.items), at=node.at)
    if not isinstance(node, Mapping):
        return node
    found = [entry for entry in node if _is_stray(entry)]
    strays += found
    return Mapping(entries=tuple(_kept(node, found, strays)), at=node.at) if found or _groups(node) else node


def _kept(node: Mapping, found: list[Entry], strays: list[Entry]) -> Iterator[Entry]:
    for entry in node:
        if entry in found:
            continue
        is_group = entry.key.text in keywords.GROUPS
        yield Entry(key=entry.key, value=_sifted(entry.value, strays)) if is_group else entry


def _groups(node: Mapping) -> bool:
    return any(entry.key.text in keywords.GROUPS for entry in node)


def _is_stray(entry: Entry) -> bool:
    """Whether it is a key of a rule; ``from: bob`` is not, since dates stand behind that one."""
    word, value = entry.key.text, entry.value
    if word in _DATES:
        return isinstance(value, Scalar) and value.text[:1].isdigit()
    return word in keywords.RULE and word != "name"
