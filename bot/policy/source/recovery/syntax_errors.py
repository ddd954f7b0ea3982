"""Turns YAML errors into plain words with what to write instead, and repairs the file to read on."""

import re
from dataclasses import dataclass, replace
from typing import Any

import yaml

from bot.lazy_regex import lazy_regex
from bot.policy.errors import Place, Report
from bot.policy.source.recovery.line_repairs import SIGNS, in_quotes
from bot.policy.source.recovery.repair_loop import repair, stop_of

_COMPARISON = lazy_regex(
    r"(?P<head>(?<![\w.$-])[\w.$-]+:[ \t]+)(?P<sign>>=|<=|>|<|=>|=<|!=|==?)[ \t]*(?P<number>[\w.$%]+)"
)
_KEY_LINE = lazy_regex(r"^[ \t-]*[\w.]+$")
_FLOW_TEXT, _PLAIN_TEXT = lazy_regex(r"[^,\]}#'\"]+"), lazy_regex(r"[^#'\"]+$")
_SIGN = lazy_regex(r"(?:[:-][ \t]+|[\[,{][ \t]*)(?P<sign>[@`%*&!])")
_APOSTROPHE = lazy_regex(r":[ \t]+'(?P<text>[^']*\w(?P<sign>')\w.*)'[ \t]*$")
_INNER = lazy_regex(r"(?<=\w)'(?=\w)")
_CURLY = lazy_regex(r"^(?P<head>[ \t-]*[\w.]+:[ \t]+)(?P<text>\{\{.*)$")


def explain_mishap(text: str, path: str, mishap: Any, report: Report) -> str | None:
    """
    Report a YAML error by its name.

    The answer is the text with that one place mended, so that the rest can be
    read too; None where it is better to stop.
    """
    if isinstance(mishap, yaml.reader.ReaderError):
        _control_character(text, path, mishap, report)
        return None
    mark = mishap.problem_mark or mishap.context_mark
    spot, before = _Spot(text.split("\n"), mark.line, mark.column, path, report), report.count
    for attempt in (_tabs, _comparison, _curly, _apostrophe, _backslash, _sign):
        if mended := attempt(spot):
            return "\n".join(mended)
    if report.count > before:
        return None
    found = repair(spot.lines, spot.at)
    if found is not None:
        replace(spot, at=found.at).say(found.start, found.width, found.said, found.note, found.help)
        return None if found.ends else "\n".join(replace(spot, at=found.at).mended(found.line))
    if mended := _colon(spot):
        return "\n".join(mended)
    _say_where_it_stops(spot, mishap)
    return None


def comparison_help(text: str) -> str | None:
    """For ``> 50`` and its kin: how to write it here. None where the text is something else."""
    found = re.match(r"^(>=|<=|=>|=<|!=|==?|>|<)[ \t]*(.*)$", text)
    if not found:
        return None
    number = found[2].strip() or "50"
    if found[1] == "!=":
        return f'write "exactly {number}" under unless:'
    return f'write "{SIGNS.get(found[1], "exactly")} {number}"'


Lines = list[str]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the parser gave up: lines of the file, line and column from 0, and where errors go."""

    lines: Lines
    at: int
    column: int
    path: str
    report: Report

    @property
    def line(self) -> str:
        """The line itself, "" behind the end of the file."""
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def say(self, start: int, width: int, message: str, note: str, help_: str) -> None:
        """Report a stretch of the line."""
        place = Place(self.path, self.at + 1, start + 1, max(1, width), self.line)
        self.report.error("R002", place, message, note=note, help=help_)

    def mended(self, line: str) -> Lines:
        """The lines of the file with another one in this place."""
        return [*self.lines[: self.at], line, *self.lines[self.at + 1 :]]


def _tabs(spot: _Spot) -> Lines | None:
    """Every tab in an indentation at once; read on with the width with which the file makes sense."""
    if "\t" not in _indentation(spot.line):
        return None
    for number, line in enumerate(spot.lines):
        if "\t" in _indentation(line):
            help_ = "replace the tab by spaces; editors can do that for the whole file"
            here = replace(spot, at=number)
            here.say(line.index("\t"), 1, "a tab in the indentation", "only spaces are allowed here", help_)
    spaced = ([_spaced(line, width) for line in spot.lines] for width in (2, 4, 8, 6))
    return next((lines for lines in spaced if stop_of(lines) is None), None)


def _spaced(line: str, width: int) -> str:
    start = _indentation(line)
    return start.replace("\t", " " * width) + line[len(start) :]


def _comparison(spot: _Spot) -> Lines | None:
    found = _COMPARISON.search(spot.line)
    if not found:
        return None
    sign, start = found["sign"], found.start("sign")
    help_ = comparison_help(f"{sign} {found['number']}") or ""
    note = "this sign has another meaning here"
    spot.say(start, found.end() - start, f'"{sign} {found["number"]}" is not a test', note, help_)
    written = f"{SIGNS.get(sign, 'exactly')} {found['number']}"
    return spot.mended(spot.line[:start] + written + spot.line[found.end() :])


def _curly(spot: _Spot) -> Lines | None:
    found = _CURLY.match(spot.line)
    if not found:
        return None
    help_ = "write | after the colon and the text on the next line, indented"
    note = "a { has another meaning at the start of a text"
    spot.say(found.start("text"), len(found["text"]), "a text may not begin with {{", note, help_)
    return spot.mended(found["head"] + in_quotes(found["text"]))


def _apostrophe(spot: _Spot) -> Lines | None:
    found = _APOSTROPHE.search(spot.line)
    if not found:
        return None
    note = "it ends the text"
    spot.say(found.start("sign"), 1, "an apostrophe inside '...'", note, "double it: ''")
    inner = _INNER.sub("''", found["text"])
    return spot.mended(spot.line[: found.start("text")] + inner + spot.line[found.end("text") :])


def _backslash(spot: _Spot) -> Lines | None:
    """A backslash that double quotes do not know: the pure parser and the C parser differ by one column."""
    where = spot.line.rfind("\\", 0, spot.column + 1)
    if where < 0 or where < spot.column - 1 or spot.line.count('"', 0, where) % 2 == 0:
        return None
    note = "in double quotes a backslash has a meaning of its own"
    spot.say(where, 2, "a pattern in double quotes", note, "use single quotes around it: 'like this'")
    quoted = spot.line.find('"')
    return spot.mended(spot.line[:quoted] + spot.line[quoted:].replace("\\", "/"))


def _sign(spot: _Spot) -> Lines | None:
    """A plain text cannot begin with some characters."""
    found = _SIGN.search(spot.line)
    if not found or spot.line.count("'", 0, found.start("sign")) % 2:
        return None
    said = f"a text may not begin with {found['sign']}"
    spot.say(found.start("sign"), 1, said, "", "put the text in single quotes")
    before, rest = spot.line[: found.start("sign")], spot.line[found.start("sign") :].rstrip()
    within = _FLOW_TEXT.match(rest) if set("[{") & set(before) else _PLAIN_TEXT.match(rest)
    if within is None:
        return spot.mended(f"{before}x{rest[1:]}")
    return spot.mended(f"{before}'{within[0].rstrip()}'{rest[within.end() :]}")


def _colon(spot: _Spot) -> Lines | None:
    line, column = spot.line, spot.column
    if line[column : column + 1] != ":" or _KEY_LINE.match(line[:column]):
        return None
    start = line.rfind(" ", 0, column) + 1
    note = "this looks like the start of another KEY: VALUE"
    help_ = "put the text in single quotes, or write | after the key and the text on the next line, indented"
    spot.say(start, column + 1 - start, 'a colon and a space (": ") inside a text', note, help_)
    return spot.mended(line[:column] + ";" + line[column + 1 :])


def _control_character(text: str, path: str, mishap: Any, report: Report) -> None:
    before = text[: mishap.position]
    line = before.count("\n")
    column = len(before) - before.rfind("\n")
    code = mishap.character if isinstance(mishap.character, int) else ord(mishap.character)
    place = Place(path, line + 1, column, 1, text.split("\n")[line])
    said = f"the file holds an invisible control character (U+{code:04X})"
    report.error("R002", place, said, help="delete it; it was most likely pasted in by accident")


def _say_where_it_stops(spot: _Spot, mishap: Any) -> None:
    """Nothing mends it: an open quote or bracket is told where it opened, the rest where reading stops."""
    opened = mishap.context_mark
    sign = "" if opened is None else spot.lines[opened.line][opened.column : opened.column + 1]
    if opened is not None and sign and sign in "'\"[{":
        closing = {"[": "]", "{": "}"}.get(sign, sign)
        what = "bracket" if sign in "[{" else "quote"
        help_ = f"close it with {closing}; what follows makes no sense from line {spot.at + 1} on"
        there = replace(spot, at=opened.line)
        there.say(opened.column, 1, f"the {what} {sign} is not closed", "opened here", help_)
        return
    said, note = "this line does not fit what is above it", "here the file stops making sense"
    last = max((at for at, line in enumerate(spot.lines[: spot.at + 1]) if line.strip()), default=0)
    there = replace(spot, at=last) if not spot.line.strip() else spot
    start = len(_indentation(there.line))
    help_ = (
        "compare it with the lines above: the columns in which they begin, their colons, quotes and brackets"
    )
    there.say(start, len(there.line.strip()), said, note, help_)


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
