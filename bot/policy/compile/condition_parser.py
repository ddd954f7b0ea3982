"""Reads ``when:`` and ``unless:`` into conditions."""

import re
from collections.abc import Iterable
from collections.abc import Sequence as Several
from dataclasses import dataclass, field, replace

from bot.facts import VOCABULARY, nearest
from bot.policy.compile.habits.facts import called_by, guard_meant, is_a_slip, lines_by_meaning, lines_meant
from bot.policy.compile.habits.languages.exact import exactly
from bot.policy.compile.habits.parted import loosely, parted
from bot.policy.compile.habits.questions.operators import names_a_test
from bot.policy.compile.habits.questions.reading import (
    all_must_hold,
    expression_read,
    lines_read,
    mapping_read,
)
from bot.policy.compile.habits.settled import GROUPS, settled
from bot.policy.compile.habits.spans import counted_meant
from bot.policy.compile.habits.systems import TOLD, named_elsewhere
from bot.policy.compile.habits.words.meaning import by_expression, line_by_meaning
from bot.policy.compile.habits.words.nearby import beside, nearby
from bot.policy.compile.habits.words.proof import invents, keeps_texts, proven
from bot.policy.compile.habits.words.tongues import in_english
from bot.policy.compile.habits.written import as_typed, listed, opposite, typed
from bot.policy.compile.scope import REFERENCE, Scope
from bot.policy.compile.test_parser import read_test
from bot.policy.compile.tests_by_kind import Asked as AskedFact
from bot.policy.compile.tests_by_kind import answer_of
from bot.policy.errors import Report, RulesError
from bot.policy.model import keywords
from bot.policy.model.conditions import AllOf, Always, AnyOf, Asked, ByName, Condition, NoneOf, weight
from bot.policy.model.tests import OverSpan
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence, what_it_is
from bot.policy.source.parse import read_nodes

WRITE = re.compile(r"write  (.+)")
_ANY_OR_ALL = "write any: above the list where one is enough, all: where every one must hold"
MOST_QUESTIONS = 1_000  # of one named condition, with all that it asks for by name


def _keeps(written: str, line: str) -> bool:
    """Whether a line that is known to be meant has what was written, and nothing else."""
    behind = written.partition(": ")[2]
    return line.endswith(":") or (not invents(written, line) and keeps_texts(behind, line))


@dataclass(slots=True)
class Asking:
    """Compiles the conditions of one file; a named one is compiled once, when it is first used."""

    scope: Scope
    report: Report
    tries_advice: bool = True
    _named: dict[str, Condition | None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def condition(self, node: Node, where: str) -> Condition | None:
        """What stands behind ``when:`` or ``unless:``; None, with errors in the report, where it is wrong."""
        if isinstance(node, Sequence):
            self.report.error(
                "R013",
                node.at,
                f"a list of conditions under {where}:",
                note="shall one of these hold, or all of them?",
                help=self._of_one(node) or self._of_several(node) or _ANY_OR_ALL,
            )
            return None
        if isinstance(node, Scalar):
            return self._word(node, where)
        return self._lines(node, where)

    def _of_one(self, node: Sequence) -> str:
        """What to write for a list of one condition: the hyphen goes; "" for a longer one."""
        if len(node.items) != 1 or not self.tries_advice:
            return ""
        report = Report()
        trial = replace(self, scope=self.scope.trial(), report=report)
        if trial.condition(node.items[0], "when"):
            return "one condition needs no list: take the hyphen away"
        said = report.errors[0].help if report.errors else ""
        return f"one condition needs no list: take the hyphen away, and {said}" if "write" in said else ""

    def _of_several(self, node: Sequence) -> str:
        """What to write for a list of conditions in the words of rules; "" where one is unknown."""
        lines = [self._line_of(item) for item in node.items] if self.tries_advice else []
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
        trial = replace(self, scope=self.scope.trial(), report=Report())
        if trial.condition(item, "when"):
            entries = (
                [f"{one.key.text}: {typed(one.value)}" for one in item] if isinstance(item, Mapping) else []
            )
            return entries[0] if len(entries) == 1 else f"all: {listed(f'{{{one}}}' for one in entries)}"
        found = WRITE.search(trial.report.errors[0].help) if len(trial.report.errors) == 1 else None
        line = re.split(r"  \(|; for these|  or  ", found[1])[0].strip() if found else ""
        return settled(line, self._said_of)

    def named(self, name: str) -> Condition | None:
        """The named condition, compiled."""
        self.scope.used.add(("condition", name))
        if name not in self._named:
            self._open.append(name)
            self._named[name] = self.condition(self.scope.conditions[name], name)
            self._open.pop()
        return self._named[name]

    def _word(self, node: Scalar, where: str) -> Condition | None:
        if node.empty:
            self.report.error(
                "R013",
                node.at,
                f"nothing follows {where}:",
                help='begin the lines below it further right; for every post write "when: always"',
            )
            return None
        if node.text == "always":
            return self._always(node, where)
        if node.text in self.scope.conditions:
            return self._by_name(node, wanted=True)
        self._unknown_word(node, where)
        return None

    def _always(self, node: Scalar, where: str) -> Condition | None:
        if where == "when":
            return Always(node.at.line)
        self.report.error(
            "R013", node.at, f'"{where}: always" makes no sense', help="always goes with when: only"
        )
        return None

    def _unknown_word(self, node: Scalar, where: str) -> None:
        first, _, rest = node.text.partition(" ")
        if rest and VOCABULARY.find(first.rstrip(":")):
            fact = first.rstrip(":")
            said, note = f'a colon is missing after "{fact}"', "FACT: TEST is how to ask"
            word, _, wanted = rest.partition(" ")
            test = f"{{{word}: {wanted}}}" if word in keywords.TEXT_TESTS and wanted else rest
            plain = () if rest[0] in ":=!<>~&|(" else (f"{fact}: {test}",)
            line = self._advice((expression_read(node.text), *exactly(node.text), *plain))
            line = line or self._advice((by_expression(node.text),), node.text)
            help_ = f"below {where}: write  {line}" if line else "FACT: TEST is how to ask"
            self.report.error("R009", node.at, said, note=note, help=help_)
            return
        if VOCABULARY.find(node.text):
            said = f'"{node.text}" is a fact: a test must follow it'
            self.report.error(
                "R010", node.at, said, help=f"write {where}: {{{node.text}: yes}} or another test"
            )
            return
        said = f'unknown condition "{node.text}"'
        guesses = (by_expression(node.text), line_by_meaning(node.text, None))
        help_ = self._told(node.text, None, (), guesses)
        if not help_ and (near := nearest(node.text, (*self.scope.conditions, "always"))):
            help_ = f'did you mean "{near}"?'
        otherwise = "a line FACT: TEST belongs here, or a name that stands under conditions:"
        help_ = help_ or nearby(node.text) or otherwise
        self.report.error("R009", node.at, said, note="no such condition", help=help_)

    def _told(self, word: str, value: Node | None, known: Iterable[str], guesses: Iterable[str]) -> str:
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
        if other.startswith(("then:", "because:", "mode:")):
            return f"it is no condition: write  {other}  beside  when:"
        exact = (other, *((expression_read(word), *exactly(word)) if value is None else ()), *known)
        written = word if value is None else f"{word}: {typed(value)}"
        line = next((one for one in map(self._settled, exact) if one and _keeps(written, one)), "")
        line = line or self._advice(guesses, written)
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
            else self._told(word, value, (*lines_read(entry), *lines_meant(entry)), lines_by_meaning(entry))
        )

    def _lines(self, node: Mapping, where: str) -> Condition | None:
        if not node.entries:
            self.report.error(
                "R013",
                node.at,
                f"nothing is below {where}:",
                help='for a rule without conditions write "when: always"',
            )
            return None
        if line := self._advice((counted_meant(node), *mapping_read(node), *parted(node))) or self._advice(
            loosely(node), typed(node)
        ):
            key = node.entries[0].key
            self.report.error(
                "R006", key.at, f'unknown fact "{key.text}"', note="no such fact", help=f"write  {line}"
            )
            return None
        return self._together(node.entries)

    def _advice(self, lines: Iterable[str], written: str = "") -> str:
        """
        The first of some lines that can stand here, mended by what would be said of it; "" for none.

        With ``written`` only one that provably says the same.
        """
        return next(
            (line for line in map(self._settled, lines) if line and (not written or proven(written, line))),
            "",
        )

    def _settled(self, line: str) -> str:
        return settled(line, self._said_of) if self.tries_advice else line

    def behind(self, key: str, value: Node) -> str:
        """What to write for ``when:`` or ``unless:`` with a value in the words of another system."""
        report = Report()
        trial = replace(self, scope=self.scope.trial(), report=report)
        if trial.condition(value, key):
            return f"write  {key}: {typed(value)}"
        said = report.errors[0].help if report.errors else ""
        found = WRITE.search(said)
        line = settled(found[1].strip(), self._said_of) if found else ""
        if line.startswith("when: "):
            return f"write  {key}: {line.removeprefix('when: ')}"
        if line:
            return f"write  {key}: {{{line}}}"
        return f"{key}: is the key here; {said}" if said and not found else ""

    def below(self, entry: Entry) -> str:
        """The line below ``when:`` for a key that a rule does not have; "" where it provably is none."""
        line = self._advice((*lines_read(entry), *lines_meant(entry)))
        line = line or self._advice(lines_by_meaning(entry), f"{entry.key.text}: {typed(entry.value)}")
        return f"write it below when:  {line}{beside(line, entry.key.text)}" if line else ""

    def _said_of(self, node: Node) -> Several[RulesError]:
        report = Report()
        scope = self.scope.trial()
        Asking(scope, report, tries_advice=False).condition(node, "when")
        return [*report.errors, *report.warnings]

    def _together(self, entries: tuple[Entry, ...]) -> Condition | None:
        parts = [self._line(entry) for entry in entries]
        good = tuple(part for part in parts if part is not None)
        if len(good) < len(parts):
            return None
        return good[0] if len(good) == 1 else AllOf(good)

    def _line(self, entry: Entry) -> Condition | None:
        word = entry.key.text
        if word in GROUPS:
            return self._group(entry)
        if word in self.scope.conditions:
            return self._yes_or_no(entry)
        if VOCABULARY.find(word) and not names_a_test(word):
            return self._asked(entry)
        self._unknown(entry)
        return None

    def _group(self, entry: Entry) -> Condition | None:
        word, value = entry.key.text, entry.value
        parts = self._parts(word, value)
        good = tuple(part for part in parts if part is not None)
        if not parts or len(good) < len(parts):
            return None
        if word == "all":
            return AllOf(good, "all")
        return AnyOf(good) if word == "any" else NoneOf(good)

    def _parts(self, word: str, value: Node) -> list[Condition | None]:
        """The alternatives under any:, all: or none:; each line of a mapping is one."""
        if isinstance(value, Mapping) and value.entries:
            return [self._line(entry) for entry in value.entries]
        if isinstance(value, Sequence) and value.items:
            return [self._item(item, word) for item in value.items]
        said = (
            f"{word}: needs lines below it, not {what_it_is(value)}"
            if isinstance(value, Scalar)
            else f"{word}: is empty"
        )
        self.report.error(
            "R013", value.at, said, help="write each condition below it, after a hyphen:  - FACT: TEST"
        )
        return []

    def _item(self, item: Node, word: str) -> Condition | None:
        return self.condition(item, word)

    def _yes_or_no(self, entry: Entry) -> Condition | None:
        answer = answer_of(entry.value)
        if answer is None:
            said = f'after the condition "{entry.key.text}" comes yes or no'
            self.report.error("R010", entry.value.at, said, help=f"write {entry.key.text}: yes")
            return None
        return self._by_name(entry.key, wanted=answer)

    def _by_name(self, key: Scalar, *, wanted: bool) -> Condition | None:
        if key.text in self._open:
            chain = " > ".join([*self._open[self._open.index(key.text) :], key.text])
            self.report.error("R009", key.at, f"a condition that asks for itself: {chain}")
            return None
        condition = self.named(key.text)
        if condition and weight(condition) > MOST_QUESTIONS:
            said = f'"{key.text}" asks more than {MOST_QUESTIONS:,} questions'
            self.report.error("R013", key.at, said, help="let named conditions use each other less often")
            return None
        return condition and ByName(key.text, wanted, condition, key.at.line)

    def _asked(self, entry: Entry) -> Condition | None:
        fact = VOCABULARY.find(entry.key.text)
        test = read_test(AskedFact(fact, self.scope, self.report), entry.value) if fact else None
        if test is None:
            return None
        words, line = f"{entry.key.text}: {self._shown(entry.value)}", entry.key.at.line
        if isinstance(test, OverSpan):
            return Asked(entry.key.text, test.test, words, line, test.within)
        return Asked(entry.key.text, test, words, line)

    def _shown(self, node: Node) -> str:
        """A test as people read it, with the numbers behind ``$`` names."""
        if isinstance(node, Mapping):
            return "{" + ", ".join(f"{entry.key.text}: {self._shown(entry.value)}" for entry in node) + "}"
        if isinstance(node, Sequence):
            return "[" + ", ".join(self._shown(item) for item in node.items) + "]"
        values = self.scope.values
        filled = REFERENCE.sub(
            lambda found: values[found[1]].text if found[1] in values else found[0], node.text
        )
        names = ", ".join(found[0] for found in REFERENCE.finditer(node.text) if found[1] in values)
        return f"{filled} ({names})" if names else filled or '""'

    def _unknown(self, entry: Entry) -> None:
        key, entry = entry.key, as_typed(entry)
        known = [*self.scope.conditions, *(fact.name for fact in VOCABULARY), *GROUPS]
        near = nearest(key.text, known)
        what = "condition" if near in self.scope.conditions else "fact"
        alone = Mapping(entries=(entry,), at=entry.key.at)
        known_lines = (counted_meant(alone), *lines_read(entry), *lines_meant(entry))
        help_ = self._told(key.text, entry.value, known_lines, lines_by_meaning(entry)) or guard_meant(
            key.text
        )
        if not help_ and near and is_a_slip(key.text, near):
            help_ = called_by(near, entry.value)
        written = f"{key.text}: {typed(entry.value)}"
        help_ = (
            help_
            or nearby(written)
            or nearby(in_english(written))
            or "listwarden rules manual lists all facts"
        )
        self.report.error("R006", key.at, f'unknown {what} "{key.text}"', note=f"no such {what}", help=help_)
