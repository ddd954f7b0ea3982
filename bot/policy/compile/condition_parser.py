"""Reads ``when:`` and ``unless:`` into conditions."""

from dataclasses import dataclass, field, replace

from bot.facts import VOCABULARY, nearest
from bot.policy.compile.habits.advice import Advice
from bot.policy.compile.habits.named.facts import (
    called_by,
    is_a_slip,
)
from bot.policy.compile.habits.questions.operators import names_a_test
from bot.policy.compile.habits.settled import GROUPS
from bot.policy.compile.habits.words.nearby import nearby
from bot.policy.compile.habits.words.tongues import in_english
from bot.policy.compile.habits.written import as_typed, typed
from bot.policy.compile.scope import REFERENCE, Scope
from bot.policy.compile.test_parser import read_test
from bot.policy.compile.tests_by_kind import Asked as AskedFact
from bot.policy.compile.tests_by_kind import answer_of
from bot.policy.errors import Report
from bot.policy.model.conditions import AllOf, Always, AnyOf, Asked, ByName, Condition, NoneOf, weight
from bot.policy.model.tests import OverSpan
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence, what_it_is

MOST_QUESTIONS = 1_000  # of one named condition, with all that it asks for by name


@dataclass(slots=True)
class Asking:
    """Compiles the conditions of one file; a named one is compiled once, when it is first used."""

    scope: Scope
    report: Report
    tries_advice: bool = True
    _named: dict[str, Condition | None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    @property
    def advice(self) -> Advice:
        """What to write instead of what cannot be compiled."""
        return Advice(self._tried, self.tries_advice)

    def _tried(self, node: Node, where: str, *, tries_advice: bool) -> Report:
        report = Report()
        replace(self.aside(report), tries_advice=tries_advice).condition(node, where)
        return report

    def aside(self, report: Report) -> "Asking":
        """The same names for a trial, of which nothing is kept and no advice is given."""
        return replace(self, scope=self.scope.trial(), report=report, tries_advice=False)

    def condition(self, node: Node, where: str) -> Condition | None:
        """What stands behind ``when:`` or ``unless:``; None, with errors in the report, where it is wrong."""
        if isinstance(node, Sequence):
            self.report.error(
                "R013",
                node.at,
                f"a list of conditions under {where}:",
                note="shall one of these hold, or all of them?",
                help=self.advice.of_list(node),
            )
            return None
        if isinstance(node, Scalar):
            return self._word(node, where)
        return self._lines(node, where)

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
            said = f'a colon is missing after "{first.rstrip(":")}"'
            note, help_ = "FACT: TEST is how to ask", self.advice.without_colon(node.text, where)
            self.report.error("R009", node.at, said, note=note, help=help_)
            return
        if VOCABULARY.find(node.text):
            said = f'"{node.text}" is a fact: a test must follow it'
            self.report.error(
                "R010", node.at, said, help=f"write {where}: {{{node.text}: yes}} or another test"
            )
            return
        said = f'unknown condition "{node.text}"'
        help_ = self.advice.of_words(node.text)
        if not help_ and (near := nearest(node.text, (*self.scope.conditions, "always"))):
            help_ = f'did you mean "{near}"?'
        otherwise = "a line FACT: TEST belongs here, or a name that stands under conditions:"
        help_ = help_ or nearby(node.text) or otherwise
        self.report.error("R009", node.at, said, note="no such condition", help=help_)

    def _lines(self, node: Mapping, where: str) -> Condition | None:
        if not node.entries:
            self.report.error(
                "R013",
                node.at,
                f"nothing is below {where}:",
                help='for a rule without conditions write "when: always"',
            )
            return None
        if help_ := self.advice.of_lines(node):
            key = node.entries[0].key
            self.report.error("R006", key.at, f'unknown fact "{key.text}"', note="no such fact", help=help_)
            return None
        return self._together(node.entries)

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
        help_ = self.advice.of_entry(entry)
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
