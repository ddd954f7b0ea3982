"""The names that a rule file and its parents define, for completion in editors."""

from collections.abc import Iterable

from bot.policy.compile.documents import Document, Library, Read
from bot.policy.errors import Report, RulesRefused, in_order
from bot.policy.publish.schema_parts import Names
from bot.policy.source.nodes import Mapping, Scalar, Sequence


def names_in(paths: Iterable[str], read: Read) -> Names:
    """
    Every name in the files and in those that they inherit.

    Raises RulesRefused where a file is no readable YAML; what its rules say is not checked.
    """
    report = Report()
    library = Library(read, report)
    opened = [library.open(path) for path in paths]
    documents = list(dict.fromkeys(one for first in opened if first for one in first.ancestry))
    if not all(one and one.whole for one in opened):
        raise RulesRefused(in_order(report.errors), in_order(report.warnings))
    return Names(
        values=_keys(documents, "values"),
        lists=_keys(documents, "lists"),
        conditions=_keys(documents, "conditions"),
        rules=_rules(documents),
    )


def _keys(documents: list[Document], part: str) -> tuple[str, ...]:
    nodes = [document.root.get(part) for document in documents]
    found = [entry.key.text for node in nodes if isinstance(node, Mapping) for entry in node]
    return tuple(dict.fromkeys(found))


def _rules(documents: list[Document]) -> tuple[str, ...]:
    nodes = [document.root.get("rules") for document in documents]
    items = [item for node in nodes if isinstance(node, Sequence) for item in node.items]
    names = [item.get("name") for item in items if isinstance(item, Mapping)]
    return tuple(name.text for name in names if isinstance(name, Scalar))
