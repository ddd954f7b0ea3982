"""Reads tests of numbers: ``under 50 words``, ``between 10 and 50``, ``at least 5 MB``."""

import re
from dataclasses import dataclass, replace

from bot.facts import nearest
from bot.lazy_regex import lazy_regex
from bot.policy.compile.beside import bound_of, with_another
from bot.policy.compile.habits.numbers import (
    between_hours,
    doubtful,
    either_meant,
    keeps_bounds,
    number_meant,
    of_mapping,
)
from bot.policy.compile.habits.words.meaning import retold
from bot.policy.compile.habits.words.tongues import in_english
from bot.policy.compile.scope import REFERENCE
from bot.policy.compile.tests_by_kind import NUMBERS, Asked
from bot.policy.errors import Report
from bot.policy.model.tests import Test, Within
from bot.policy.source.nodes import Mapping, Node, Scalar
from bot.policy.source.recovery.syntax_errors import comparison_help

SIZES = {"B": 1, "byte": 1, "bytes": 1, "KB": 1_000, "MB": 1_000_000}
_NUMBER = r"(-?\d+(?:\.\d+)?)\s*(%|[A-Za-z]+)?"
_BOUND = lazy_regex(rf"(under|over|at least|at most|exactly)\s+{_NUMBER}", re.ASCII)
_BETWEEN = lazy_regex(rf"between\s+{_NUMBER}\s+and\s+{_NUMBER}", re.ASCII)
_BARE = lazy_regex(_NUMBER, re.ASCII)
_THOUSANDS = lazy_regex(r"(?<=\d)[,'\u00a0\u202f ](?=\d{3}\b)")
_SPELT = lazy_regex(r"((?:under|over|at least|at most|exactly) )?(.+)")
_WORDS = {
    "none": "0",
    "no": "0",
    "zero": "0",
    "nothing": "0",
    "yes": "over 0",
    "any": "over 0",
    "some": "over 0",
}
_SYNONYMS = {
    "less than": "under",
    "no more than": "at most",
    "not more than": "at most",
    "no less than": "at least",
    "not less than": "at least",
    "fewer than": "under",
    "shorter than": "under",
    "below": "under",
    "more than": "over",
    "greater than": "over",
    "longer than": "over",
    "above": "over",
    "minimum": "at least",
    "min": "at least",
    "maximum": "at most",
    "max": "at most",
    "up to": "at most",
    "equal to": "exactly",
    "equals": "exactly",
    "bigger than": "over",
    "deeper than": "over",
    "higher than": "over",
    "lower than": "under",
    "older than": "over",
    "newer than": "under",
    "larger than": "over",
    "smaller than": "under",
}
_OFFERED = lazy_regex(r"(?:write|did you mean)\s+\"(?P<text>[^\"]+)\"\??")


def read_number(asked: Asked, node: Node, unit: str) -> Test | None:
    """The test of a number; None, with an error, where it is none."""
    if isinstance(node, Mapping):
        asked.wrong(node, f'"{asked.name}" is {asked.phrase}', of_mapping(node) or f"write {NUMBERS}")
        return None
    if not isinstance(node, Scalar):
        numbers = [item.text for item in node.items if isinstance(item, Scalar)]
        help_ = f'write "between {numbers[0]} and {numbers[1]}"' if len(numbers) == 2 else f"write {NUMBERS}"
        asked.wrong(node, f'"{asked.name}" is {asked.phrase}, not a list', help_)
        return None
    if node.style in {">", "|"}:
        asked.wrong(node, '">" is not a test', 'write "over 50" instead of "> 50"')
        return None
    text = asked.scope.filled(node.text, node.at, asked.report)
    if beside := with_another(asked, node):
        return beside
    return None if text is None else _Reading(asked, node, unit).test(" ".join(text.split()))


def blame_a_value(asked: Asked, node: Scalar, *forms: re.Pattern[str]) -> bool:
    """Whether a value stands in the place of a number and is none: that is told where it is written."""
    values = asked.scope.values
    named = [(name, values[name]) for name in REFERENCE.findall(node.text) if name in values]
    for name, value in named:
        if not any(form.fullmatch(value.text) for form in forms):
            said = f'"{value.text}" is not a number, and the value "{name}" must be one'
            help_ = _digits_help(value.text, f"{name}: ")
            asked.report.error("R011", value.written, said, note="rules use it as a number", help=help_)
            return True
    return False


def _digits_help(text: str, head: str) -> str:
    """What was meant: digits that look like letters, a number in words or with more behind it."""
    digits = text.translate(str.maketrans("lIOo", "1100"))
    if _BARE.fullmatch(digits):
        return f'did you mean "{digits}"?'
    number = in_digits(text)
    return f"write  {head}{number}" if number else "write it in digits, for example 250"


def in_digits(text: str) -> str:
    """The number that a text such as "ten", "5." or "5 per day" tells, "" where it tells none."""
    first = re.match(r"(\d{1,9})(?!\d|[.,]\d)(?=[.\s])", text.strip(), re.ASCII)
    return first[1] if first else _IN_WORDS.get(" ".join(text.lower().split()).removeprefix("a "), "")


_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_IN_WORDS = {
    **{word: str(number) for number, word in enumerate(_ONES.split())},
    **{word: str(10 * number) for number, word in enumerate(_TENS.split(), 2)},
    "dozen": "12",
    "hundred": "100",
    "one hundred": "100",
    "thousand": "1000",
    "half": "50",
    "one thousand": "1000",
}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One test of a number, as it stands in the file."""

    asked: Asked
    node: Scalar
    unit: str

    def test(self, text: str) -> Test | None:
        if help_ := doubtful(self.unit, text):
            self._wrong(f'"{text}" can be read in two ways', help_)
            return None
        if self.asked.name == "now.hour" and (help_ := between_hours(text)):
            self._wrong(f'"{text}" is not a test of {self.asked.phrase}', help_)
            return None
        if found := _BETWEEN.fullmatch(text):
            first = self._measure("", found[1], found[2] or found[4])
            return self._between(first, self._measure("", found[3], found[4]))
        if found := _BOUND.fullmatch(text):
            number = self._measure(f"{found[1]} ", found[2], found[3])
            return None if number is None else self._possible(bound_of(found[1], number))
        if found := _BARE.fullmatch(text):
            number = self._measure("", found[1], found[2])
            return None if number is None else self._possible(Within(number, number))
        if not blame_a_value(self.asked, self.node, _BARE, _BOUND, _BETWEEN):
            typed = " ".join(self.node.text.split())
            typed = in_english(typed) or typed
            help_ = (
                either_meant(self.asked.name, typed)
                or number_meant(self.asked.name, self.unit, typed)
                or comparison_help(typed)
                or _form_help(text)
                or _in_small_letters(typed)
                or (f'write "{typed}"' if typed != " ".join(self.node.text.split()) else "")
                or _retold(self.asked.name, self.node)
            )
            help_ = self._tried(help_)
            self._wrong(f'"{text}" is not a test of {self.asked.phrase}', help_)
        return None

    def _tried(self, help_: str) -> str:
        """Advice to write another text, tried: it is followed until it is a test, or the forms are told."""
        typed = self.node.text
        for _ in range(4):
            found = _OFFERED.fullmatch(help_)
            if "$" in help_:
                return help_
            if not found:
                return help_ if keeps_bounds(typed, help_) else f"write {NUMBERS}"
            report, node = Report(), replace(self.node, text=found["text"], raw=found["text"], style="")
            if _Reading(replace(self.asked, report=report), node, self.unit).test(found["text"]):
                return help_ if keeps_bounds(typed, help_) else f"write {NUMBERS}"
            if not report.errors or report.errors[0].help == help_:
                break
            help_ = report.errors[0].help
        return f"write {NUMBERS}"

    def _between(self, first: float | None, last: float | None) -> Test | None:
        if first is None or last is None:
            return None
        if first > last:
            help_ = number_meant(self.asked.name, self.unit, " ".join(self.node.text.split()))
            said = f"no number lies between {first:g} and {last:g}"
            over_midnight = self.asked.name == "now.hour" and help_
            self._wrong(said, help_ if over_midnight else "write the smaller number first")
            return None
        return Within(first, last)

    def _measure(self, word: str, digits: str, written: str | None) -> float | None:
        """The number, its unit checked; sizes in bytes. ``word`` is what stands before it."""
        if self.unit == "bytes":
            return self._size(word, float(digits), written)
        if not written or written in {self.unit, self.unit.removesuffix("s"), self.unit.removesuffix("es")}:
            return float(digits)
        if help_ := number_meant(self.asked.name, self.unit, f"{word}{digits} {written}"):
            self._wrong(f'"{self.asked.name}" is {self.asked.phrase}, not of {written}', help_)
            return None
        counts = f"counts {self.unit}" if self.unit not in {"", "%"} else f"is {self.asked.phrase}"
        self._wrong(
            f'"{self.asked.name}" {counts}, not {written}', f'write "{f"{word}{digits} {self.unit}".strip()}"'
        )
        return None

    def _possible(self, test: Within) -> Test:
        """The test, with an error where no value of the fact is in its reach."""
        most = (
            {"%": 100, "hours": 23}.get(self.unit)
            if self.unit == "%" or self.asked.name == "now.hour"
            else None
        )
        least = test.least
        if most is not None and least is not None and (least > most or (test.strict and least == most)):
            what = "a share is at most 100 %" if self.unit == "%" else "the hours of a day are 0 to 23"
            self._wrong(f"{what}: this is never so", f"write a number up to {most}")
        return test

    def _size(self, word: str, number: float, written: str | None) -> float | None:
        if written in SIZES:
            return number * SIZES[written]
        help_ = f'write "{word}{number:g} KB" or "{word}{number:g} MB"'
        help_ = number_meant(self.asked.name, self.unit, f"{word}{number:g} {written or ''}".strip()) or help_
        self._wrong(f'"{self.asked.name}" needs a unit: KB or MB', help_)
        return None

    def _wrong(self, said: str, help_: str) -> None:
        self.asked.wrong(self.node, said, help_, "R011")


def _in_small_letters(text: str) -> str:
    """``BETWEEN 10 AND 50``."""
    low = re.sub(r"\b[A-Z][A-Za-z]{2,}\b", lambda word: word[0].lower(), text)
    return f'write "{low}"' if low != text and (_BETWEEN.fullmatch(low) or _BOUND.fullmatch(low)) else ""


def _form_help(text: str) -> str:
    if signed := comparison_help(text):
        return signed
    for synonym, word in _SYNONYMS.items():
        if text.lower().startswith(synonym + " "):
            number = text[len(synonym) + 1 :]
            digits = in_digits(number) or in_digits(number.rpartition(" ")[0])
            return f'write "{word} {digits or number}"'
    if _THOUSANDS.search(text):
        return f'write the number without a mark for thousands: "{_THOUSANDS.sub("", text)}"'
    if text.lower() in _WORDS:
        meant = _WORDS[text.lower()]
        return f"write  {meant}" if meant.isdigit() else f'write "{meant}"'
    if spelt := _SPELT.fullmatch(text):
        number = in_digits(spelt[2])
        if number:
            return f"write  {spelt[1] or ''}{number}"
    first, _, rest = text.partition(" ")
    near = nearest(first, ("under", "over", "exactly", "between"))
    if near and near != first and rest and not rest.startswith(("than ", "most ", "least ")):
        return f'did you mean "{near} {rest}"?'
    return ""


def _retold(name: str, node: Scalar) -> str:
    """The line that the words of a value mean, else the forms that there are."""
    line = retold(name, node)
    if name == "now.hour" and not line:
        return 'an hour is a number from 0 to 23, such as "at least 22" or "between 9 and 16"'
    return f"write  {line}" if line else f"write {NUMBERS}"
