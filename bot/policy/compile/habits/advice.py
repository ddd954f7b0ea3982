"""What to write instead of other systems' words below ``when:``: each line is tried before it is said."""

import re
from collections.abc import Iterable
from collections.abc import Sequence as Several
from dataclasses import dataclass, replace
from typing import Protocol

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.languages.exact import exactly
from bot.policy.compile.habits.named.facts import group_meant, guard_meant, lines_by_meaning, lines_meant
from bot.policy.compile.habits.parted import loosely, parted
from bot.policy.compile.habits.questions.reading import (
    all_must_hold,
    expression_read,
    lines_read,
    mapping_read,
)
from bot.policy.compile.habits.settled import settled
from bot.policy.compile.habits.spans import counted_meant
from bot.policy.compile.habits.systems import TOLD, field_line, named_elsewhere
from bot.policy.compile.habits.words.meaning import by_expression, line_by_meaning
from bot.policy.compile.habits.words.nearby import beside
from bot.policy.compile.habits.words.proof import invents, keeps_texts, names_key, proven
from bot.policy.compile.habits.words.tongues import in_english
from bot.policy.compile.habits.written import listed, opposite, typed
from bot.policy.errors import Report, RulesError
from bot.policy.model.keywords import TEXT_TESTS
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from bot.policy.source.parse import read_nodes

_ANY_OR_ALL = "write any: above the list where one is enough, all: where every one must hold"
_CONDITION = frozenset(("if", "when", "expression"))
_X_FIELD = lazy_regex(r"X-[\w-]+: \S.*")
WRITE = lazy_regex(r"write  (.+)")


class Tried(Protocol):
    """Tries conditions without keeping anything of them."""

    def __call__(self, node: Node, where: str, *, tries_advice: bool) -> Report:
        """What is said of the conditions behind a key."""


def _keeps(written: str, line: str) -> bool:
    """Whether a line that is known to be meant has what was written, and nothing else."""
    behind = written.partition(": ")[2]
    return line.endswith(":") or (not invents(written, line) and keeps_texts(behind, line))


@dataclass(frozen=True, slots=True)
class Advice:
    """Knows lines that can stand in one file. Without ``tries`` it says none: advice on advice has an end."""

    tried: Tried
    tries: bool = True

    def of_list(self, node: Sequence) -> str:
        """What to write for a list of conditions."""
        return self._of_one(node) or self._of_several(node) or _ANY_OR_ALL

    def _of_group(self, word: str, value: Node | None) -> str:
        """``allof: [...]`` and ``condition: or`` with its ``conditions:``, each as a line of ours."""
        group = group_meant(word)
        if not group or not isinstance(value, Sequence) or not self.tries:
            return ""
        lines = [self._line_of(item) for item in value.items]
        return f"write  {group}: {listed(f'{{{line}}}' for line in lines)}" if lines and all(lines) else ""

    def of_lines(self, node: Mapping) -> str:
        """The one line that lines such as ``entity_id: ...`` with ``above: 3`` stand for; "" for none."""
        kind = node.get("condition")
        if isinstance(kind, Scalar) and (group := self._of_group(kind.text, node.get("conditions"))):
            return group
        line = self._first((counted_meant(node), *mapping_read(node), *parted(node))) or self._first(
            loosely(node), typed(node)
        )
        return f"write  {line}" if line else ""

    def of_words(self, text: str) -> str:
        """What to write for a condition in words; "" where that is unknown."""
        return self.told(text, None, (), (by_expression(text), line_by_meaning(text, None)))

    def without_colon(self, text: str, where: str) -> str:
        """What to write for ``own.words < 50``: a fact with what is asked of it, and no colon."""
        fact, _, rest = text.partition(" ")
        word, _, wanted = rest.partition(" ")
        test = f"{{{word}: {wanted}}}" if word in TEXT_TESTS and wanted else rest
        plain = () if rest[0] in ":=!<>~&|(" else (f"{fact.rstrip(':')}: {test}",)
        line = self._first((expression_read(text), *exactly(text), *plain))
        line = line or self._first((by_expression(text),), text)
        return f"below {where}: write  {line}" if line else "FACT: TEST is how to ask"

    def of_entry(self, entry: Entry) -> str:
        """What to write for ``KEY: VALUE`` whose key is no fact; "" where that is unknown."""
        if group := self._of_group(entry.key.text, entry.value):
            return group
        if entry.key.text.lower() in _CONDITION and isinstance(entry.value, Scalar):
            return self.of_words(entry.value.text)
        if names_key(entry.key.text, "unless") and (spared := self._spared(entry.value)):
            return spared
        alone = Mapping(entries=(entry,), at=entry.key.at)
        known = (counted_meant(alone), *lines_read(entry), *lines_meant(entry))
        told = self.told(entry.key.text, entry.value, known, lines_by_meaning(entry))
        return told or guard_meant(entry.key.text)

    def _spared(self, value: Node) -> str:
        """Exceptions that stand below ``when:``, of which each spares a post; "" where one is unknown."""
        if not isinstance(value, Sequence) or not self.tries:
            return ""
        lines = [self._line_of(item) for item in value.items]
        if not lines or not all(lines):
            return ""
        inner = lines[0] if len(lines) == 1 else f"any: {listed(f'{{{line}}}' for line in lines)}"
        return f"it is no line below when: but one of the rule:  unless: {{{inner}}}"

    def _of_one(self, node: Sequence) -> str:
        """What to write for a list of one condition: the hyphen goes; "" for a longer one."""
        if len(node.items) != 1 or not self.tries:
            return ""
        report = self.tried(node.items[0], "when", tries_advice=True)
        if not report.errors:
            return "one condition needs no list: take the hyphen away"
        said = report.errors[0].help
        return f"one condition needs no list: take the hyphen away, and {said}" if "write" in said else ""

    def _of_several(self, node: Sequence) -> str:
        """What to write for a list of conditions in the words of rules; "" where one is unknown."""
        lines = [self._line_of(item) for item in node.items] if self.tries else []
        if not lines or not all(lines):
            return ""
        inner = listed(f"{{{line}}}" for line in lines)
        if all_must_hold(node):
            return f"write  all: {inner}"
        return (
            f"write  any: {inner}  where one is enough, or  all:  before the list where every one must hold"
        )

    def _line_of(self, item: Node) -> str:
        """One condition as a line, in the words of rules; "" where that is not known."""
        if isinstance(item, Scalar):
            item = replace(item, text=item.text.removeprefix("*").strip())
        if isinstance(item, Mapping) and [one.key.text for one in item] in (["if"], ["template"]):
            item = item.entries[0].value
        errors = self.tried(item, "when", tries_advice=self.tries).errors
        if not errors:
            entries = (
                [f"{one.key.text}: {typed(one.value)}" for one in item] if isinstance(item, Mapping) else []
            )
            return entries[0] if len(entries) == 1 else f"all: {listed(f'{{{one}}}' for one in entries)}"
        found = WRITE.search(errors[0].help) if len(errors) == 1 else None
        line = re.split(r"  \(|; for these|  or  ", found[1])[0].strip() if found else ""
        return settled(line, self._said_of)

    def told(self, word: str, value: Node | None, known: Iterable[str], guesses: Iterable[str]) -> str:
        """What to write for words of another system, or what they are here; "" where they are unknown."""
        other = named_elsewhere(word, value)
        if (
            not other
            and word[:1] in "~!"
            and not (other := named_elsewhere(word[1:], value)).startswith(TOLD)
        ):
            other = opposite(other) if other else ""
        if other.startswith(TOLD):
            return other.removeprefix(TOLD)
        if other.startswith("unless:"):
            return f"it is no line below when: but one of the rule:  {other}"
        if other.startswith(("then:", "because:", "mode:")):
            return f"it is no condition: write  {other}  beside  when:"
        field = field_line(word) if value is None and _X_FIELD.fullmatch(word) else ""
        exact = (other, field, *((expression_read(word), *exactly(word)) if value is None else ()), *known)
        written = word if value is None else f"{word}: {typed(value)}"
        line = next((one for one in map(self._settled, exact) if one and _keeps(written, one)), "")
        line = line or self._first(guesses, written)
        if not line and (told := in_english(written)) and value is not None:
            return self._in_english(told)
        return f"write  {line}{beside(line, written)}" if line else ""

    def _in_english(self, told: str) -> str:
        """The line that the same means in the words of rules."""
        node = read_nodes(told.encode(), "advice", Report())
        if not isinstance(node, Mapping) or len(node.entries) != 1 or in_english(told):
            return ""
        entry = node.entries[0]
        word, value = entry.key.text, entry.value
        line = settled(told, self._said_of) if VOCABULARY.find(word) else ""
        return (
            f"write  {line}"
            if line
            else self.told(word, value, (*lines_read(entry), *lines_meant(entry)), lines_by_meaning(entry))
        )

    def _first(self, lines: Iterable[str], written: str = "") -> str:
        """
        The first of some lines that can stand here, mended by what would be said of it; "" for none.

        With ``written`` only one that provably says the same.
        """
        return next(
            (line for line in map(self._settled, lines) if line and (not written or proven(written, line))),
            "",
        )

    def _settled(self, line: str) -> str:
        return settled(line, self._said_of) if self.tries else line

    def behind(self, key: str, value: Node) -> str:
        """What to write for ``when:`` or ``unless:`` with a value in the words of another system."""
        report = self.tried(value, key, tries_advice=self.tries)
        if not report.errors:
            return f"write  {key}: {typed(value)}"
        said = report.errors[0].help
        found = WRITE.search(said)
        line = settled(found[1].strip(), self._said_of) if found else ""
        if line.startswith("when: "):
            return f"write  {key}: {line.removeprefix('when: ')}"
        if line:
            return f"write  {key}: {{{line}}}"
        return f"{key}: is the key here; {said}" if said and not found else ""

    def below(self, entry: Entry) -> str:
        """The line below ``when:`` for a key that a rule does not have; "" where it provably is none."""
        line = self._first((*lines_read(entry), *lines_meant(entry)))
        line = line or self._first(lines_by_meaning(entry), f"{entry.key.text}: {typed(entry.value)}")
        return f"write it below when:  {line}{beside(line, entry.key.text)}" if line else ""

    def _said_of(self, node: Node) -> Several[RulesError]:
        report = self.tried(node, "when", tries_advice=False)
        return [*report.errors, *report.warnings]
