"""The nodes of a rule file: texts, lists and mappings, each with its place; nothing is typed yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.policy.errors import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A text as typed; ``style`` is "" for plain, else one of ' " | >. ``raw`` is its stretch of the file."""

    text: str
    style: str
    raw: str
    at: Place

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self.text and not self.style


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list: ``- a`` lines or ``[a, b]``."""

    items: tuple["Node", ...]
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``key: value``."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """``key: value`` lines; keys are unique unless the report has an error about them."""

    entries: tuple[Entry, ...]
    at: Place

    def get(self, name: str) -> "Node | None":
        """The value of a key, None where it is absent."""
        return next((entry.value for entry in self.entries if entry.key.text == name), None)

    def entry(self, name: str) -> Entry | None:
        """Key and value, None where the key is absent."""
        return next((entry for entry in self.entries if entry.key.text == name), None)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


Node = Scalar | Sequence | Mapping


def last_line(node: Node) -> int:
    """The last line of a file on which a node stands, as far as its texts tell."""
    if isinstance(node, Scalar):
        return node.at.line + node.raw.count("\n")
    inner = (
        [one for entry in node for one in (entry.key, entry.value)]
        if isinstance(node, Mapping)
        else node.items
    )
    return max([node.at.line, *map(last_line, inner)])


def in_brackets(node: Node) -> str:
    """The text of a list such as ``[sale]`` as it stands in the file, "" for anything else."""
    source = node.at.source[node.at.column - 1 :]
    if not isinstance(node, Sequence) or not source.startswith("[") or len(node.items) != 1:
        return ""
    return source.partition("]")[0] + "]" if "]" in source else ""


def quotes_help(node: Node, otherwise: str) -> str:
    """What to write where a text is wanted: ``[sale]`` was hardly meant as a list."""
    text = in_brackets(node)
    return f"a text that begins with [ needs single quotes: '{text}'" if text else otherwise


def what_it_is(node: Node) -> str:
    """A node in the words of an error message."""
    if isinstance(node, Mapping):
        return "lines of KEY: VALUE"
    if isinstance(node, Sequence):
        return "a list"
    return "a text" if node.text.strip() else "nothing"
