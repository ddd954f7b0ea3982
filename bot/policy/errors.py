"""Errors and warnings in rule files: place, source line, sentence, and what to write instead."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.facts import nearest
from bot.printable import blanked

MOST = 100  # errors that are worth reading at once
_LOSING = frozenset(("R001", "R002", "R003", "R004"))  # what is wrong with the file as such
_QUOTES = ("put the text in single quotes", "take the ; away")
WINDOW = 110  # columns of a long source line that are shown


class Place(NamedTuple):
    """A stretch of one line of a rule file; line and column count from 1. A large file has 50,000 of them."""

    file: str
    line: int
    column: int
    width: int
    source: str

    def moved(self, columns: int, width: int) -> "Place":
        """The stretch that begins that many columns later on the same line."""
        return Place(self.file, self.line, self.column + columns, max(1, width), self.source)


@dataclass(frozen=True, slots=True)
class RulesError:
    """
    One thing that is wrong, or (``severity`` "warning") looks wrong.

    ``message`` is the headline, ``note`` stands beside the caret, ``help`` says
    what to write instead. ``source`` is the line of the file, ``width`` the
    length of the stretch meant. ``whole`` are the lines of the rule as it may
    be meant, behind the last error of a rule that has several.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    help: str = ""
    note: str = ""
    source: str = ""
    width: int = 1
    severity: str = "error"
    whole: tuple[str, ...] = ()

    def render(self) -> str:
        """The block that people see: headline, place, the line with a caret, help."""
        margin = " " * len(str(self.line))
        shown, caret = _window(self.source, self.column, self.width)
        lines = [
            f"{self.severity}[{self.code}]: {_clean(self.message)}",
            f"{margin}--> {_clean(self.file)}:{self.line}:{self.column}",
            f"{margin} |",
            f"{self.line} | {shown}".rstrip(),
            f"{margin} | {caret} {_clean(self.note)}".rstrip(),
        ]
        lines += [f"{margin} = help: {_clean(self.help)}"] if self.help else []
        if self.whole:
            lines += [f"{margin} = with all of that mended, the rule is:", "", *map(blanked, self.whole)]
        return "\n".join(lines)


class RulesRefused(Exception):  # noqa: N818 - a refusal is an answer, not a mishap
    """The rule set is not taken; ``errors`` says everything that is wrong, ``warnings`` what looks wrong."""

    def __init__(self, errors: Sequence[RulesError], warnings: Sequence[RulesError] = ()) -> None:
        super().__init__(f"{counted(len(errors), 'error')} in the rules")
        self.errors = tuple(errors)
        self.warnings = tuple(warnings)

    def __str__(self) -> str:
        return self.render()

    def render(self) -> str:
        """Every block, in the order of the file, with an empty line between."""
        return "\n\n".join(error.render() for error in in_order([*self.errors, *self.warnings]))


class TooManyErrors(Exception):  # noqa: N818 - an answer, not a mishap
    """So much is wrong that reading on helps nobody."""


@dataclass(slots=True)
class Report:
    """
    Collects what is wrong while a file is read, so that all of it is said at once.

    After a hundred errors it stops the reading with TooManyErrors.
    """

    _errors: dict[RulesError, None] = field(default_factory=dict)
    _warnings: dict[RulesError, None] = field(default_factory=dict)

    @property
    def errors(self) -> list[RulesError]:
        """What refuses the file, each once, as found."""
        return list(self._errors)

    @property
    def warnings(self) -> list[RulesError]:
        """What looks wrong, each once, as found."""
        return list(self._warnings)

    @property
    def count(self) -> int:
        """How many errors there are so far."""
        return len(self._errors)

    def error(self, code: str, place: Place, message: str, *, note: str = "", help: str = "") -> None:  # noqa: A002
        """Something that refuses the file."""
        self._errors[_said(code, place, message, note, help, "error")] = None
        if self.count >= MOST:
            raise TooManyErrors

    def warning(self, code: str, place: Place, message: str, *, note: str = "", help: str = "") -> None:  # noqa: A002
        """Something that looks wrong and stays allowed; after a hundred, no more are kept."""
        if len(self._warnings) < MOST:
            self._warnings[_said(code, place, message, note, help, "warning")] = None

    def mend(
        self, before: int, place: Place, last: int, whole: Callable[[], tuple[str, ...]], *, least: int
    ) -> None:
        """
        Add the rule as it may be meant to the last of the errors found since there were ``before``.

        Only where there are at least so many errors between its first line, which is ``place``, and its
        ``last``, and nothing that stands there was left out when the file was read.
        """
        own = self.errors[before:]
        here = [one for one in self.errors if one.file == place.file and place.line <= one.line <= last]
        lost = any(one.code in _LOSING and not one.help.startswith(_QUOTES) for one in here)
        if not own or len(here) < least or lost or not (lines := whole()):
            return
        end = max(own, key=lambda one: (one.line, one.column))
        self._errors = {replace(one, whole=lines) if one is end else one: None for one in self._errors}

    def add(self, other: "Report") -> None:
        """Take over what another report collected."""
        self._errors.update(other._errors)  # noqa: SLF001 - of its own kind
        self._warnings.update(other._warnings)  # noqa: SLF001


def in_order(errors: Sequence[RulesError]) -> list[RulesError]:
    """Errors by file (in order of appearance), line and column."""
    files = list(dict.fromkeys(error.file for error in errors))
    return sorted(errors, key=lambda error: (files.index(error.file), error.line, error.column))


def meant(word: str, words: Sequence[str], *, else_say: str = "") -> str:
    """Ask "did you mean ...?" where one of the words is near, else say what is known."""
    near = nearest(word, words)
    if near:
        return f'did you mean "{near}"?'
    if else_say:
        return else_say
    return "known here: " + ", ".join(sorted(words)) if words else ""


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 error", "2 errors"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _said(code: str, place: Place, message: str, note: str, help_: str, severity: str) -> RulesError:
    return RulesError(
        file=place.file,
        line=place.line,
        column=place.column,
        code=code,
        message=message,
        help=help_,
        note=note,
        source=place.source,
        width=place.width,
        severity=severity,
    )


def _window(source: str, column: int, width: int) -> tuple[str, str]:
    """The source line, long ones cut around the place, and the carets below it."""
    start = max(0, column - 1 - WINDOW // 2) if len(source) > WINDOW else 0
    shown = source[start : start + WINDOW]
    before = shown[: column - 1 - start]
    marked = shown[column - 1 - start : column - 1 - start + width]
    return blanked(shown), " " * _columns(before) + "^" * max(1, _columns(marked))


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters two, combining ones none."""
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _clean(text: str) -> str:
    """One line without control characters, so that a file cannot paint on a terminal."""
    return " ".join(blanked(text).split())
