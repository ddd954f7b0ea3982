"""
Inserts examples into a rule file: lines are added, no other character changes.

The parser of YAML tells where a rule and its examples stand; comments, blank
lines and the order of keys stay as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml


class NoPlaceError(ValueError):
    """The rule, or the list of its examples, is written in a way into which no line can be put."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where examples go: before this line (from 0), hyphens in this column; ``new``: behind a new key."""

    line: int
    column: int
    new: bool


def inserted(text: str, rule: str, examples: Sequence[Sequence[str]]) -> str:
    """
    The file with these examples behind those that the rule has.

    Each example is its lines without indentation, the first one without its
    hyphen. Raises NoPlaceError.
    """
    place = place_of(text, rule)
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if place.line and not lines[place.line - 1].endswith("\n"):
        lines[place.line - 1] += end
    added = [" " * (place.column - 2) + "examples:"] if place.new else []
    for example in examples:
        marks = ("- ", *["  "] * (len(example) - 1))
        added += [" " * place.column + mark + line for mark, line in zip(marks, example, strict=True)]
    return "".join([*lines[: place.line], *(line + end for line in added), *lines[place.line :]])


def posts_in(text: str, rule: str) -> set[str]:
    """The posts that a rule has as examples already, as the file names them."""
    examples = _value(_rule(text, rule), "examples")
    items = examples.value if isinstance(examples, yaml.SequenceNode) else []
    found = (_value(item, "post") for item in items if isinstance(item, yaml.MappingNode))
    return {node.value for node in found if isinstance(node, yaml.ScalarNode)}


def place_of(text: str, rule: str) -> Place:
    """Where the next example of a rule goes; raises NoPlaceError."""
    node = _rule(text, rule)
    if node.flow_style:
        raise NoPlaceError(f'the rule "{rule}" is written in braces')
    lines = text.splitlines()
    examples = _value(node, "examples")
    column = node.start_mark.column
    if examples is None:
        return Place(_end(node, lines), column + 2, new=True)
    if not isinstance(examples, yaml.SequenceNode) or examples.flow_style or not examples.value:
        raise NoPlaceError(f'the examples of "{rule}" are written in brackets')
    return Place(_end(examples, lines), examples.start_mark.column, new=False)


def _rule(text: str, rule: str) -> yaml.MappingNode:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    rules = _value(root, "rules") if isinstance(root, yaml.MappingNode) else None
    for node in rules.value if isinstance(rules, yaml.SequenceNode) else []:
        name = _value(node, "name") if isinstance(node, yaml.MappingNode) else None
        if isinstance(name, yaml.ScalarNode) and name.value == rule:
            return node  # type: ignore[no-any-return]  # isinstance above says what it is
    raise NoPlaceError(f'there is no rule "{rule}" in the file')


def _value(node: yaml.Node, key: str) -> yaml.Node | None:
    """The value of a key in a mapping."""
    return next((value for name, value in node.value if name.value == key), None)


def _end(node: yaml.Node, lines: Sequence[str]) -> int:
    """The line behind the last one that a node has something on, comments below it left below."""
    last = max(map(_last_line, _leaves(node)))
    while last > node.start_mark.line and not lines[last].strip():
        last -= 1
    return last + 1


def _leaves(node: yaml.Node) -> Iterator[yaml.Node]:
    """The texts of a node, and what stands in brackets: they know where they end."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        yield node
        return
    for part in node.value:
        for one in part if isinstance(part, tuple) else (part,):
            yield from _leaves(one)


def _last_line(leaf: yaml.Node) -> int:
    """The last line of a text or of brackets; a text below "|" ends where the next line begins."""
    line: int = leaf.end_mark.line
    behind_its_last = leaf.end_mark.column == 0 and line > leaf.start_mark.line
    return line - 1 if behind_its_last else line
