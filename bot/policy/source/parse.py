"""
Parses YAML into nodes with the place of every word, without what is surprising in YAML.

Built from the events of PyYAML's C parser: no typing, so ``no``, ``014`` and
``12:30`` stay what was typed; anchors, aliases, merge keys, tags, duplicate
keys, several documents and great depth are refused with their place.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.facts import VOCABULARY
from bot.policy.errors import Place, Report, TooManyErrors, meant
from bot.policy.model import keywords
from bot.policy.source.decoding import plain_text
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from bot.policy.source.recovery.pasted_text import without_pastes
from bot.policy.source.recovery.repair_loop import PARSER
from bot.policy.source.recovery.syntax_errors import explain_mishap

LIMIT = 300_000  # octets of one rule file
LONGEST = 5_000  # characters of one line
DEPTH = 40
REPAIRS = 25
_CONTROL = re.compile(r"[\x00-\x07\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def read_nodes(raw: bytes, path: str, report: Report) -> Node | None:
    """The root of a rule file; None, with errors in the report, where it cannot be read."""
    start = Place(path, 1, 1, 1, "")
    if len(raw) > LIMIT:
        report.error(
            "R001",
            start,
            f"the file is too large: {len(raw):,} bytes",
            note=f"a rule file has at most {LIMIT:,} bytes",
            help="divide the rules among several files with inherits:",
        )
        return None
    text = plain_text(raw, start, report)
    return None if text is None else _read_text(text, path, report)


def _read_text(text: str, path: str, report: Report) -> Node | None:
    """Parse; after a mishap that can be mended for the sake of reading on, read on to find the rest."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST:
            said = f"the line is too long: {len(line):,} characters"
            place = Place(path, number, LONGEST + 1, 1, line)
            report.error("R001", place, said, help="write | after the key and the text in lines below it")
            return None
    text = without_pastes(text, path, report)
    for _ in range(REPAIRS):
        seen = Report()
        try:
            root = _Builder(text, path, seen, lines).document()
        except yaml.YAMLError as mishap:
            mended = explain_mishap(text, path, mishap, report)
            if mended is not None:
                text = mended
                continue
            root = None
        except (_TooDeepError, TooManyErrors):
            root = None
        report.add(seen)
        return root
    return None


class _TooDeepError(Exception):
    """Raised to stop reading a file that nests without end."""


@dataclass(slots=True)
class _Builder:
    """Nodes from events. Works with its own stack: depth costs no recursion."""

    text: str
    path: str
    report: Report
    lines: list[str]

    def document(self) -> Node | None:
        """The root of the only document; None for an empty file."""
        root: Node | None = None
        stack: list[_Open] = []
        for event in _events(self.text):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._refuse(
                    event, "a second document begins here", "delete the line ---; one file is one rule set"
                )
                break
            finished = self._take(event, stack)
            if finished is not None and not stack:
                root = finished
            elif finished is not None:
                stack[-1].children.append(finished)
        return root

    def _take(self, event: Any, stack: list["_Open"]) -> Node | None:
        """The node that an event finishes. The most frequent come first: a file may have 50,000 of them."""
        if isinstance(event, yaml.ScalarEvent):
            self._check_marks(event)
            return self._scalar(event)
        if isinstance(event, yaml.CollectionStartEvent):
            self._check_marks(event)
            self._open(event, stack)
        elif isinstance(event, yaml.CollectionEndEvent):
            return self._close(stack.pop())
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, "a text may not begin with * here", _QUOTE_IT)
            name = f"*{event.anchor}"
            return Scalar(text=name, style="", raw=name, at=self._place(event))
        return None

    def _open(self, event: Any, stack: list["_Open"]) -> None:
        stack.append(_Open(event, isinstance(event, yaml.MappingStartEvent)))
        if len(stack) > DEPTH:
            self._refuse(event, f"the file nests deeper than {DEPTH} levels", "rules need not be that deep")
            raise _TooDeepError

    def _close(self, opened: "_Open") -> Node:
        place = self._place(opened.event)
        if not opened.mapping:
            return Sequence(items=tuple(opened.children), at=place)
        pairs = zip(opened.children[::2], opened.children[1::2], strict=True)
        return Mapping(entries=tuple(self._entries(pairs)), at=place)

    def _entries(self, pairs: Iterator[tuple[Node, Node]]) -> Iterator[Entry]:
        seen: dict[str, Place] = {}
        for key, value in pairs:
            if not isinstance(key, Scalar):
                self.report.error("R003", key.at, "a key must be a single word", help=_BRACES)
            elif key.text == "<<":
                self.report.error("R003", key.at, "merge keys (<<) are not allowed here", help=_NO_MERGE)
            elif key.text not in seen:
                seen[key.text] = key.at
                yield Entry(key=key, value=value)
            elif _ANOTHER not in seen:  # else all that follows belongs to the other one
                self._twice(key, seen)

    def _twice(self, key: Scalar, seen: dict[str, Place]) -> None:
        note = f"the first one is in line {seen[key.text].line}"
        help_ = _NEW_ONE.format(key.text) if key.text in _FIRST else _TWICE
        self.report.error("R004", key.at, f'"{key.text}" is given twice', note=note, help=help_)
        if key.text in _FIRST:
            seen[_ANOTHER] = key.at

    def _scalar(self, event: Any) -> Scalar:
        start, end, value = event.start_mark, event.end_mark, event.value
        if event.tag is not None:  # refused; what was meant begins with it
            value = self.text[start.index : end.index]
        if not value.isprintable() and (found := _CONTROL.search(value)):
            self._refuse(event, f"the text has a control character (U+{ord(found[0]):04X})", _NO_CONTROL)
        width = end.column - start.column if end.line == start.line else 1
        at = self._at(start, width)
        return Scalar(text=value, style=event.style or "", raw=self.text[start.index : end.index], at=at)

    def _check_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, "a text may not begin with & here", _QUOTE_IT)
        elif event.tag is not None:
            self._refuse(event, f'"{self._raw(event)}" is not allowed here', _NO_TAG)

    def _refuse(self, event: Any, message: str, help_: str) -> None:
        self.report.error("R003", self._place(event), message, help=help_)

    def _raw(self, event: Any) -> str:
        return self.text[event.start_mark.index :][:60].split()[0]

    def _place(self, event: Any) -> Place:
        """The first line of a node; a collection is pointed at by its first character."""
        mark, end = event.start_mark, event.end_mark
        same_line = end.line == mark.line and isinstance(event, yaml.ScalarEvent | yaml.AliasEvent)
        return self._at(mark, end.column - mark.column if same_line else 1)

    def _at(self, mark: Any, width: int) -> Place:
        line = mark.line
        source = self.lines[line] if line < len(self.lines) else ""
        return Place(self.path, line + 1, mark.column + 1, max(1, width), source)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end was not seen yet."""

    event: Any
    mapping: bool
    children: list[Node] = field(default_factory=list)


def _events(text: str) -> Iterator[Any]:
    return iter(PARSER(text).get_event, None)


def unknown_keys(
    mapping: Mapping,
    known: tuple[str, ...],
    what: str,
    report: Report,
    advice: Callable[[Entry], str] = lambda _: "",
) -> None:
    """An error for every key that has no meaning here; ``advice`` knows what some of them stand for."""
    for entry in mapping:
        if entry.key.text not in known:
            said = f'unknown key "{entry.key.text}" in {what}'
            help_ = (
                _in_capitals(entry.key.text, known)
                or advice(entry)
                or _elsewhere(entry.key.text, known)
                or meant(entry.key.text, known)
            )
            report.error("R005", entry.key.at, said, note="no such key here", help=help_)


def _in_capitals(word: str, known: tuple[str, ...]) -> str:
    return f'did you mean "{word.lower()}"? Keys are in small letters' if word.lower() in known else ""


def _elsewhere(word: str, known: tuple[str, ...]) -> str:
    """Where a word belongs that is no key here, "" where it belongs nowhere."""
    if VOCABULARY.find(word):
        return _BELOW_WHEN if "when" in known else _BELOW_FACTS if "facts" in known else ""
    if "rules" in known and word in keywords.RULE:
        return f"{word}: is a key of a rule: begin the line in the same column as name: of its rule"
    return ""


_BELOW_WHEN = "it is a fact: write it below when: or unless:, and begin the line further right than that"
_BELOW_FACTS = "it is a fact: write it after facts:, for example  facts: {own.words: 5}"
_BRACES = "a text that begins with { or [ needs single quotes around it"
_NO_MERGE = "name a condition under conditions: and use its name in every rule"
_TWICE = "keep one of them; for several tests of the same fact use all: or any: with one line each"
_FIRST = ("name", "facts", "post")
_NO_CONTROL = "take it out; where a backslash is meant as such, use single quotes"
_ANOTHER = "- "  # no key: notes that a second rule or example goes on where its hyphen is missing
_NEW_ONE = "keep one of them; where a new rule or example begins, write a hyphen before it:  - {}:"
_QUOTE_IT = (
    "put single quotes around a text that begins with * or &; to share a part, name it under conditions:"
)
_NO_TAG = "put single quotes around a text that begins with !"
