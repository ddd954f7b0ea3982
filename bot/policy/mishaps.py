"""What owners write that is no YAML: named, with what to write instead, and mended to read on."""

import re
from dataclasses import dataclass, replace
from typing import Any

import yaml

from bot.policy.errors import Place, Report

_COMPARISON = re.compile(
    r"(?P<head>[\w.$-]+:[ \t]+)(?P<sign>>=|<=|>|<|=>|=<|!=|==?)[ \t]*(?P<number>[\w.$%]+)"
)
_WORDS = {">": "over", "<": "under", ">=": "at least", "=>": "at least", "<=": "at most", "=<": "at most"}
_KEY_LINE = re.compile(r"^[ \t-]*[\w.]+$")
_SIGN = re.compile(r"(?:[:-][ \t]+|[\[,{][ \t]*)(?P<sign>[@`%*&!])")
_APOSTROPHE = re.compile(r":[ \t]+'(?P<text>[^']*\w(?P<sign>')\w.*)'[ \t]*$")
_INNER = re.compile(r"(?<=\w)'(?=\w)")
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CURLY = re.compile(r"^(?P<head>[ \t-]*[\w.]+:[ \t]+)(?P<text>\{\{.*)$")


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
    if report.count > before or _bracket(spot, mishap):
        return None
    if mended := _colon(spot):
        return "\n".join(mended)
    if report.count == before:
        _say_what_yaml_says(spot)
    return None


def comparison_help(text: str) -> str | None:
    """For ``> 50`` and its kin: how to write it here. None where the text is something else."""
    found = re.match(r"^(>=|<=|=>|=<|!=|==?|>|<)[ \t]*(.*)$", text)
    if not found:
        return None
    number = found[2].strip() or "50"
    if found[1] == "!=":
        return f'write "exactly {number}" under unless:'
    return f'write "{_WORDS.get(found[1], "exactly")} {number}"'


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
            here.say(line.index("\t"), 1, "a tab in the indentation", "YAML allows only spaces here", help_)
    spaced = ([_spaced(line, width) for line in spot.lines] for width in (2, 4, 8, 6))
    return next((lines for lines in spaced if _parses("\n".join(lines))), None)


def _spaced(line: str, width: int) -> str:
    start = _indentation(line)
    return start.replace("\t", " " * width) + line[len(start) :]


def _parses(text: str) -> bool:
    try:
        return all(True for _ in yaml.parse(text, Loader=PARSER))
    except yaml.YAMLError:
        return False


def _comparison(spot: _Spot) -> Lines | None:
    found = _COMPARISON.search(spot.line)
    if not found:
        return None
    sign, start = found["sign"], found.start("sign")
    help_ = comparison_help(f"{sign} {found['number']}") or ""
    note = "YAML gives this sign another meaning"
    spot.say(start, found.end() - start, f'"{sign} {found["number"]}" is no test', note, help_)
    written = f"{_WORDS.get(sign, 'exactly')} {found['number']}"
    return spot.mended(spot.line[:start] + written + spot.line[found.end() :])


def _curly(spot: _Spot) -> Lines | None:
    found = _CURLY.match(spot.line)
    if not found:
        return None
    help_ = "write | behind the colon and the text on the next line, indented"
    note = "YAML takes { for the start of a mapping"
    spot.say(found.start("text"), len(found["text"]), "a text may not begin with {{", note, help_)
    return spot.mended(found["head"] + "'" + found["text"].replace("'", "''") + "'")


def _apostrophe(spot: _Spot) -> Lines | None:
    found = _APOSTROPHE.search(spot.line)
    if not found:
        return None
    note = "it ends the text for YAML"
    spot.say(found.start("sign"), 1, "an apostrophe inside '...'", note, "double it: ''")
    inner = _INNER.sub("''", found["text"])
    return spot.mended(spot.line[: found.start("text")] + inner + spot.line[found.end("text") :])


def _backslash(spot: _Spot) -> Lines | None:
    """A backslash that double quotes do not know: the pure parser and the C parser differ by one column."""
    where = spot.line.rfind("\\", 0, spot.column + 1)
    if where < 0 or where < spot.column - 1:
        return None
    note = "in double quotes a backslash has a meaning of its own"
    spot.say(where, 2, "a pattern in double quotes", note, "use single quotes around it: 'like this'")
    quoted = spot.line.find('"')
    return spot.mended(spot.line[:quoted] + spot.line[quoted:].replace("\\", "/"))


def _sign(spot: _Spot) -> Lines | None:
    """A plain text cannot begin with some characters."""
    found = _SIGN.search(spot.line)
    if not found:
        return None
    said = f"a text may not begin with {found['sign']}"
    spot.say(found.start("sign"), 1, said, "", "put the text in single quotes")
    return spot.mended(spot.line[: found.start("sign")] + "x" + spot.line[found.end("sign") :])


def _colon(spot: _Spot) -> Lines | None:
    line, column = spot.line, spot.column
    if line[column : column + 1] != ":":
        return None
    if _KEY_LINE.match(line[:column]):
        start = len(_indentation(line))
        note = "this line begins further right than its neighbours above"
        help_ = "let the keys of one rule begin in the same column; use spaces only"
        spot.say(start, column - start, "the indentation does not fit", note, help_)
        return None
    start = line.rfind(" ", 0, column) + 1
    note = "YAML takes this for the start of KEY: VALUE"
    help_ = "put the text in single quotes, or write | behind the key and the text on the next line, indented"
    spot.say(start, column + 1 - start, 'a colon and a space (": ") inside a text', note, help_)
    return spot.mended(line[:column] + ";" + line[column + 1 :])


def _bracket(spot: _Spot, mishap: Any) -> bool:
    """Whether a bracket was left open; that is reported where it was opened."""
    if "flow" not in str(mishap.context) or mishap.context_mark is None:
        return False
    opened = replace(spot, at=mishap.context_mark.line, column=mishap.context_mark.column)
    if _quote_left_open(opened):
        return True
    sign = opened.line[opened.column : opened.column + 1]
    said = f"the bracket {sign} is not closed, or a comma is missing"
    closing = {"{": "}", "[": "]"}.get(sign, sign)
    help_ = f"close it with {closing}; it goes wrong in line {spot.at + 1}"
    opened.say(opened.column, 1, said, "opened here", help_)
    return True


def _control_character(text: str, path: str, mishap: Any, report: Report) -> None:
    before = text[: mishap.position]
    line = before.count("\n")
    column = len(before) - before.rfind("\n")
    code = mishap.character if isinstance(mishap.character, int) else ord(mishap.character)
    place = Place(path, line + 1, column, 1, text.split("\n")[line])
    said = f"the file holds an invisible control character (U+{code:04X})"
    report.error("R002", place, said, help="delete it; it was most likely pasted in by accident")


def _quote_left_open(spot: _Spot) -> bool:
    """Whether a quote on the line has no partner: the text then runs on to the next quote of the file."""
    line = spot.line.split(" #")[0]
    for sign, other in (("'", '"'), ('"', "'")):
        if line.count(sign) % 2 and other not in line:
            note, help_ = "the text begins here and does not end on this line", f"close it with {sign}"
            spot.say(line.rfind(sign), 1, f"the quote {sign} is not closed", note, help_)
            return True
    return False


def _say_what_yaml_says(spot: _Spot) -> None:
    """No mishap that we know: the pure parser's words, which are better than the C parser's."""
    problem = "this is no valid YAML"
    if _open_quote(spot):
        return
    try:
        for _ in yaml.parse("\n".join(spot.lines), Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        problem, mark = _sentence(error), error.problem_mark
        spot = replace(spot, at=mark.line, column=mark.column) if mark else spot
    spot.say(spot.column, 1, problem, "here the file stops making sense", _usual_cause(problem))


def _open_quote(spot: _Spot) -> bool:
    """Whether a quote opens a text that never ends; it is reported where it was opened."""
    try:
        for _ in yaml.parse("\n".join(spot.lines), Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark
        if mark is None or "quoted scalar" not in str(error.context):
            return False
        opened = replace(spot, at=mark.line, column=mark.column)
        sign = opened.line[mark.column : mark.column + 1]
        said = f"the quote {sign} is not closed"
        opened.say(mark.column, 1, said, "the text begins here and never ends", f"close it with {sign}")
        return True
    return False


def _sentence(error: yaml.MarkedYAMLError) -> str:
    context = (
        f" ({error.context}, line {error.context_mark.line + 1})"
        if error.context and error.context_mark
        else ""
    )
    return f"{error.problem or 'this is no valid YAML'}{context}"


def _usual_cause(problem: str) -> str:
    if "unexpected end of stream" in problem or "quoted scalar" in problem:
        return "a quote that opens a text is not closed; look upwards for it"
    if "<scalar>" in problem or "block end" in problem:
        return "look whether the line is indented like its neighbours, and whether a quote ends too early"
    if "',' or ']'" in problem or "',' or '}'" in problem:
        return "a bracket [ or { is not closed, or a comma is missing"
    return "look at the indentation and the quotes of this line and of the one above"


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
