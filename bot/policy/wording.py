"""Rule words into tests: ``under 50 words`` and its kin, by the kind of the fact."""

import re
from dataclasses import dataclass

from bot.facts import Choice, Fact, Number, Text, Texts, YesNo
from bot.policy.comparisons import (
    AllItems,
    Among,
    AnyItem,
    Compared,
    Every,
    Is,
    Matches,
    Not,
    OneOf,
    Test,
    Within,
)
from bot.policy.errors import Report, meant
from bot.policy.mishaps import comparison_help
from bot.policy.nodes import Mapping, Node, Scalar, Sequence, what_it_is
from bot.policy.normal import has_phrase, normal
from bot.policy.patterns import PatternError, compile_pattern
from bot.policy.scope import Scope, texts_of

ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
FORMS = '"under 50", "over 50", "at least 50", "at most 50", "exactly 50", "between 10 and 50", or just "50"'
TEXT_TESTS = (
    "is",
    "is_not",
    "has_word",
    "has_phrase",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "in",
    "not_in",
)
LIST_TESTS = ("has", "any_in", "all_in", "none_in", "any_matches")
SIZES = {"B": 1, "byte": 1, "bytes": 1, "KB": 1_000, "MB": 1_000_000}
_NUMBER = r"(-?\d+(?:\.\d+)?)\s*(%|[A-Za-z]+)?"
_BOUND = re.compile(rf"(under|over|at least|at most|exactly)\s+{_NUMBER}")
_BETWEEN = re.compile(rf"between\s+{_NUMBER}\s+and\s+{_NUMBER}")
_BARE = re.compile(_NUMBER)
_SYNONYMS = {
    "less than": "under",
    "fewer than": "under",
    "below": "under",
    "more than": "over",
    "greater than": "over",
    "above": "over",
    "longer than": "over",
    "shorter than": "under",
    "minimum": "at least",
    "min": "at least",
    "maximum": "at most",
    "max": "at most",
    "up to": "at most",
    "equal to": "exactly",
    "equals": "exactly",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Reads the tests of one fact; every error goes to the report and makes the test None."""

    fact: Fact
    scope: Scope
    report: Report

    def test(self, node: Node) -> Test | None:
        """The test that stands behind the fact's name."""
        if isinstance(node, Scalar) and node.empty:
            self._wrong(node, f'nothing stands behind "{self.fact.name}:"', self._forms())
            return None
        match self.fact.kind:
            case Number():
                return self._number(node, self.fact.kind.unit)
            case Text():
                return self._text(node)
            case Texts():
                return self._texts(node)
            case YesNo():
                return self._yes_no(node)
            case Choice():
                return self._choice(node, self.fact.kind.words)

    def _number(self, node: Node, unit: str) -> Test | None:
        if isinstance(node, Mapping):
            return self._history(node)
        if not isinstance(node, Scalar):
            self._wrong(node, f'"{self.fact.name}" is {self.fact.kind.phrase}, not a list', f"write {FORMS}")
            return None
        if node.style in {">", "|"}:
            self._wrong(node, '">" is no test', 'write "over 50" instead of "> 50"')
            return None
        text = self.scope.filled(node.text, node.at, self.report)
        return None if text is None else self._range(node, " ".join(text.split()), unit)

    def _range(self, node: Scalar, text: str, unit: str) -> Test | None:
        if found := _BETWEEN.fullmatch(text):
            last = self._measure(node, found[3], found[4], unit)
            first = self._measure(node, found[1], found[2] or found[4], unit)
            return self._between(node, first, last)
        if found := _BOUND.fullmatch(text):
            number = self._measure(node, found[2], found[3], unit)
            return None if number is None else _bound(found[1], number)
        if found := _BARE.fullmatch(text):
            number = self._measure(node, found[1], found[2], unit)
            return None if number is None else Within(number, number)
        self._no_range(node, text)
        return None

    def _between(self, node: Scalar, first: float | None, last: float | None) -> Test | None:
        if first is None or last is None:
            return None
        if first > last:
            self._wrong(
                node,
                f"no number lies between {first:g} and {last:g}",
                "write the smaller number first",
                "R011",
            )
            return None
        return Within(first, last)

    def _measure(self, node: Scalar, digits: str, written: str | None, unit: str) -> float | None:
        number = float(digits)
        if unit == "bytes":
            return self._size(node, number, written)
        if written and written not in {unit, unit.removesuffix("s"), unit.removesuffix("es")}:
            counts = (
                f'"{self.fact.name}" counts {unit}'
                if unit not in {"", "%"}
                else f'"{self.fact.name}" is {self.fact.kind.phrase}'
            )
            self._wrong(
                node,
                f"{counts}, not {written}",
                f'write "{digits} {unit}"'.replace(' "', '"').strip(),
                "R011",
            )
            return None
        return number

    def _size(self, node: Scalar, number: float, written: str | None) -> float | None:
        if written in SIZES:
            return number * SIZES[written]
        help_ = f'write "{number:g} KB" or "{number:g} MB"'
        self._wrong(node, f'"{self.fact.name}" needs a unit: KB or MB', help_, "R011")
        return None

    def _no_range(self, node: Scalar, text: str) -> None:
        self._wrong(node, f'"{text}" is no test of {self.fact.kind.phrase}', _range_help(text), "R011")

    def _history(self, node: Mapping) -> None:
        if node.get("within"):
            at = node.entry("within")
            self.report.error(
                "R018",
                at.key.at if at else node.at,
                "tests over a span of time (within:) are not built yet",
                note="not built yet",
                help="delete this test for now, or test the whole count: at least 3",
            )
            return
        self._wrong(node, f'"{self.fact.name}" is {self.fact.kind.phrase}', f"write {FORMS}")

    def _text(self, node: Node) -> Test | None:
        if isinstance(node, Sequence):
            self._wrong(
                node,
                f'a list behind "{self.fact.name}"',
                "write {in: [one, another]} for one of several texts",
            )
            return None
        if isinstance(node, Scalar):
            wanted = self._plain(node)
            return None if wanted is None else Compared(str.__eq__, normal(wanted), case=False)
        return self._tests(node, TEXT_TESTS, self._text_test)

    def _texts(self, node: Node) -> Test | None:
        if isinstance(node, Mapping):
            return self._tests(node, LIST_TESTS, self._list_test)
        shown = node.text if isinstance(node, Scalar) else "one, another"
        help_ = f"write {{has: {shown}}}" if isinstance(node, Scalar) else f"write {{any_in: [{shown}]}}"
        self._wrong(node, f'"{self.fact.name}" is {self.fact.kind.phrase}: say how to compare', help_)
        return None

    def _tests(self, node: Mapping, known: tuple[str, ...], read: "ReadTest") -> Test | None:
        case = self._case(node)
        tests: list[Test | None] = []
        for entry in node:
            if entry.key.text == "case":
                continue
            if entry.key.text not in known:
                self._unknown_test(entry.key, known)
                tests.append(None)
            else:
                tests.append(read(entry.key.text, entry.value, case))
        good = [test for test in tests if test is not None]
        if not tests:
            self._wrong(node, f'no test behind "{self.fact.name}"', "known here: " + ", ".join(known))
        if not tests or len(good) < len(tests):
            return None
        return good[0] if len(good) == 1 else Every(tuple(good))

    def _unknown_test(self, key: Scalar, known: tuple[str, ...]) -> None:
        said = f'"{key.text}" is no test of {self.fact.kind.phrase}'
        self.report.error("R010", key.at, said, note="no such test", help=meant(key.text, known))

    def _case(self, node: Mapping) -> bool:
        value = node.get("case")
        if value is None:
            return False
        if isinstance(value, Scalar) and value.text.lower() in ANSWERS:
            return ANSWERS[value.text.lower()]
        self._wrong(value, '"case" is yes or no', "yes: capital and small letters differ")
        return False

    def _text_test(self, word: str, node: Node, case: bool) -> Test | None:  # noqa: FBT001 - read from the file
        if word in {"in", "not_in"}:
            among = self._among(node, case=case)
            return Not(among) if among and word == "not_in" else among
        if word == "matches":
            return self._pattern(node, case=case)
        wanted = self._one_text(word, node)
        if wanted is None:
            return None
        compared = Compared(_HOW[word], normal(wanted, case=case), case)
        return Not(compared) if word == "is_not" else compared

    def _list_test(self, word: str, node: Node, case: bool) -> Test | None:  # noqa: FBT001 - read from the file
        if word == "any_matches":
            pattern = self._pattern(node, case=case)
            return pattern and AnyItem(pattern)
        if word == "has":
            wanted = self._one_text(word, node)
            return None if wanted is None else AnyItem(Compared(str.__eq__, normal(wanted, case=case), case))
        among = self._among(node, case=case)
        if among is None:
            return None
        return {"any_in": AnyItem(among), "all_in": AllItems(among), "none_in": Not(AnyItem(among))}[word]

    def _one_text(self, word: str, node: Node) -> str | None:
        if not isinstance(node, Scalar):
            help_ = f"for one of several write any: and a line {{{word}: ...}} for each"
            self._wrong(node, f'"{word}" takes one text, not {what_it_is(node)}', help_)
            return None
        text = self._plain(node)
        if text is None or word in {"is", "is_not"}:
            return text
        return self._some_words(word, node, text)

    def _some_words(self, word: str, node: Scalar, text: str) -> str | None:
        if not normal(text):
            self._wrong(node, f'"{word}" needs a text', 'for an empty text write {is: ""}')
            return None
        if word == "has_word" and " " in normal(text):
            self._wrong(node, '"has_word" takes one word', f"write {{has_phrase: {text}}}")
            return None
        return text

    def _plain(self, node: Scalar) -> str | None:
        """A text as typed; a text that is ``$name`` and nothing else is that value."""
        if (
            node.style == ""
            and node.text.startswith("$")
            and node.text[1:].replace("_", "").replace("-", "").isidentifier()
        ):
            return self.scope.value(node.text[1:], node.at, self.report)
        return node.text

    def _among(self, node: Node, *, case: bool) -> Among | None:
        entries = self._listed(node)
        return (
            None if entries is None else Among(frozenset(normal(entry, case=case) for entry in entries), case)
        )

    def _listed(self, node: Node) -> tuple[str, ...] | None:
        if not isinstance(node, Scalar):
            return texts_of(node, "this", self.report)
        if node.text.startswith("$"):
            return self.scope.entries(node.text[1:], node.at, self.report)
        help_ = (
            f'did you mean "${node.text}"?'
            if node.text in self.scope.lists
            else f"write [{node.text}] or $LIST"
        )
        self._wrong(node, f'"{node.text}" is no list', help_)
        return None

    def _pattern(self, node: Node, *, case: bool) -> Matches | None:
        if not isinstance(node, Scalar):
            self._wrong(
                node, f"a pattern is one text, not {what_it_is(node)}", "join several with |, or use any:"
            )
            return None
        if node.style == '"' and "\\" in node.raw:
            help_ = f"use single quotes: '{node.raw[1:-1]}'"
            note = "in double quotes a backslash has a meaning of its own"
            self.report.error("R012", node.at, "a pattern in double quotes", note=note, help=help_)
            return None
        try:
            return Matches(compile_pattern(self._pattern_text(node), case=case))
        except PatternError as error:
            self.report.error("R012", node.at, str(error), note="this pattern is refused", help=error.help)
            return None

    def _pattern_text(self, node: Scalar) -> str:
        if node.text:
            return node.text.rstrip("\n")
        raise PatternError("the pattern is empty", 'for an empty text write {is: ""}')

    def _yes_no(self, node: Node) -> Test | None:
        answer = ANSWERS.get(node.text.lower()) if isinstance(node, Scalar) else None
        if answer is None:
            self._wrong(node, f'"{self.fact.name}" is yes or no', f"write {self.fact.name}: yes")
            return None
        return Is(answer)

    def _choice(self, node: Node, words: tuple[str, ...]) -> Test | None:
        if isinstance(node, Mapping):
            self._wrong(
                node,
                f'"{self.fact.name}" is {self.fact.kind.phrase}',
                f"write one of these words, or [{words[0]}, {words[1]}]",
            )
            return None
        items = node.items if isinstance(node, Sequence) else (node,)
        good = [self._choice_word(item, words) for item in items]
        chosen = frozenset(word for word in good if word)
        return OneOf(chosen) if chosen and None not in good else None

    def _choice_word(self, node: Node, words: tuple[str, ...]) -> str | None:
        text = node.text.lower() if isinstance(node, Scalar) else ""
        if text in words:
            return text
        said = f'"{text}" is no answer of "{self.fact.name}"' if text else f"{what_it_is(node)} is no answer"
        self._wrong(node, said, meant(text, words))
        return None

    def _forms(self) -> str:
        match self.fact.kind:
            case Number():
                return f"write {FORMS}"
            case Text():
                return 'write a text, or {contains: a text}; the empty text is ""'
            case Texts():
                return "write {has: a text} or {any_in: [one, another]}"
            case YesNo():
                return "write yes or no"
            case Choice():
                return "write " + self.fact.kind.phrase

    def _wrong(self, node: Node, said: str, help_: str, code: str = "R010") -> None:
        self.report.error(code, node.at, said, help=help_)


def _bound(word: str, number: float) -> Within:
    return {
        "under": Within(most=number, strict=True),
        "over": Within(least=number, strict=True),
        "at least": Within(least=number),
        "at most": Within(most=number),
        "exactly": Within(number, number),
    }[word]


def _range_help(text: str) -> str:
    signed = comparison_help(text)
    if signed:
        return signed
    for synonym, word in _SYNONYMS.items():
        if text.lower().startswith(synonym + " "):
            return f'write "{word} {text[len(synonym) + 1 :]}"'
    if re.search(r"\d[,'  ]\d{3}\b", text):
        return (
            'write the number without a mark for thousands: "'
            + re.sub(r"(?<=\d)[,'  ](?=\d{3}\b)", "", text)
            + '"'
        )
    return f"write {FORMS}"


def _contains(value: str, wanted: str) -> bool:
    return wanted in value


_HOW = {
    "is": str.__eq__,
    "is_not": str.__eq__,
    "has_word": has_phrase,
    "has_phrase": has_phrase,
    "contains": _contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}
