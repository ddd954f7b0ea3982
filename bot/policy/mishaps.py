"""What owners write that is no YAML: named, with what to write instead, and mended to read on."""

import re
from typing import Any

import yaml

from bot.policy.errors import Place, Report

_COMPARISON = re.compile(
    r"(?P<head>[\w.$-]+:[ \t]+)(?P<sign>>=|<=|>|<|=>|=<|!=|==?)[ \t]*(?P<number>[\w.$%]+)"
)
_WORDS = {">": "over", "<": "under", ">=": "at least", "=>": "at least", "<=": "at most", "=<": "at most"}
_KEY_LINE = re.compile(r"^[ \t-]*[\w.]+$")
_CURLY = re.compile(r"^(?P<head>[ \t-]*[\w.]+:[ \t]+)(?P<text>\{\{.*)$")


def explain_mishap(text: str, path: str, mishap: Any, report: Report) -> str | None:
    """Report a YAML error by its name. The text with that one place mended, None where it is better to stop."""
    if isinstance(mishap, yaml.reader.ReaderError):
        _control_character(text, path, mishap, report)
        return None
    mark = mishap.problem_mark or mishap.context_mark
    lines = text.split("\n")
    for attempt in (_tabs, _comparison, _curly, _backslash, _colon, _sign):
        mended = attempt(lines, mark.line, mark.column, path, report)
        if mended is not None:
            return "\n".join(mended)
    _say_what_yaml_says(text, path, mark, report)
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


def _tabs(lines: Lines, at: int, column: int, path: str, report: Report) -> Lines | None:  # noqa: ARG001
    if at >= len(lines) or "\t" not in _indentation(lines[at]):
        return None
    for number, line in enumerate(lines):
        if "\t" in _indentation(line):
            place = Place(path, number + 1, line.index("\t") + 1, 1, line)
            report.error(
                "R002",
                place,
                "a tab in the indentation",
                note="YAML allows only spaces here",
                help="replace the tab by two spaces; editors can do that for the whole file",
            )
    return [_indentation(line).replace("\t", "  ") + line.lstrip(" \t") for line in lines]


def _comparison(lines: Lines, at: int, column: int, path: str, report: Report) -> Lines | None:  # noqa: ARG001
    found = _COMPARISON.search(lines[at]) if at < len(lines) else None
    if not found:
        return None
    sign, number = found["sign"], found["number"]
    place = Place(path, at + 1, found.start("sign") + 1, found.end() - found.start("sign"), lines[at])
    note = "YAML gives this sign another meaning"
    report.error(
        "R002",
        place,
        f'"{sign} {number}" is no test',
        note=note,
        help=comparison_help(f"{sign} {number}") or "",
    )
    mended = (
        lines[at][: found.start("sign")]
        + f"{_WORDS.get(sign, 'exactly')} {number}"
        + lines[at][found.end() :]
    )
    return _with(lines, at, mended)


def _curly(lines: Lines, at: int, column: int, path: str, report: Report) -> Lines | None:  # noqa: ARG001
    found = _CURLY.match(lines[at]) if at < len(lines) else None
    if not found:
        return None
    place = Place(path, at + 1, found.start("text") + 1, len(found["text"]), lines[at])
    report.error(
        "R002",
        place,
        "a text may not begin with {{",
        note="YAML takes { for the start of a mapping",
        help="write | behind the colon and the text on the next line, indented",
    )
    return _with(lines, at, found["head"] + "'" + found["text"].replace("'", "''") + "'")


def _backslash(lines: Lines, at: int, column: int, path: str, report: Report) -> Lines | None:
    """A backslash that double quotes do not know: the pure parser and the C parser differ by one column."""
    if at >= len(lines):
        return None
    where = lines[at].rfind("\\", 0, column + 1)
    if where < 0 or where < column - 1:
        return None
    place = Place(path, at + 1, where + 1, 2, lines[at])
    report.error(
        "R002",
        place,
        "a pattern in double quotes",
        note="in double quotes a backslash has a meaning of its own",
        help="use single quotes around the pattern: 'like this'",
    )
    quoted = lines[at].find('"')
    return _with(lines, at, lines[at][:quoted] + lines[at][quoted:].replace("\\", "/"))


def _colon(lines: Lines, at: int, column: int, path: str, report: Report) -> Lines | None:
    if at >= len(lines) or lines[at][column : column + 1] != ":":
        return None
    line = lines[at]
    if _KEY_LINE.match(line[:column]):
        _wrong_indentation(line, at, column, path, report)
        return None
    start = max(line.rfind(" ", 0, column) + 1, 0)
    report.error(
        "R002",
        Place(path, at + 1, start + 1, column + 1 - start, line),
        'a colon and a space (": ") inside a text',
        note="YAML takes this for the start of KEY: VALUE",
        help="put the text in single quotes, or write | behind the key and the text on the next line, indented",
    )
    return _with(lines, at, line[:column] + ";" + line[column + 1 :])


def _wrong_indentation(line: str, at: int, column: int, path: str, report: Report) -> None:
    start = len(_indentation(line))
    report.error(
        "R002",
        Place(path, at + 1, start + 1, max(1, column - start), line),
        "the indentation does not fit",
        note="this line begins further right than its neighbours above",
        help="let the keys of one rule begin in the same column; use spaces only",
    )


def _sign(lines: Lines, at: int, column: int, path: str, report: Report) -> Lines | None:
    """A plain text cannot begin with these characters."""
    sign = lines[at][column : column + 1] if at < len(lines) else ""
    if sign not in {"@", "`", "%"}:
        return None
    place = Place(path, at + 1, column + 1, 1, lines[at])
    report.error("R002", place, f"a text may not begin with {sign}", help="put the text in single quotes")
    return _with(lines, at, lines[at][:column] + "x" + lines[at][column + 1 :])


def _control_character(text: str, path: str, mishap: Any, report: Report) -> None:
    before = text[: mishap.position]
    line = before.count("\n")
    column = len(before) - before.rfind("\n")
    code = mishap.character if isinstance(mishap.character, int) else ord(mishap.character)
    place = Place(path, line + 1, column, 1, text.split("\n")[line])
    said = f"the file holds an invisible control character (U+{code:04X})"
    report.error("R002", place, said, help="delete it; it was most likely pasted in by accident")


def _say_what_yaml_says(text: str, path: str, mark: Any, report: Report) -> None:
    """No mishap that we know: the pure parser's words, which are better than the C parser's."""
    problem, where = "this is no valid YAML", mark
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        problem, where = _sentence(error), error.problem_mark or mark
    lines = text.split("\n")
    source = lines[where.line] if where.line < len(lines) else ""
    place = Place(path, where.line + 1, where.column + 1, 1, source)
    report.error("R002", place, problem, note="here the file stops making sense", help=_usual_cause(problem))


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
        return "an apostrophe inside '...' must be doubled (''); else look whether the line is indented like its neighbours"
    if "',' or ']'" in problem or "',' or '}'" in problem:
        return "a bracket [ or { is not closed, or a comma is missing"
    return "look at the indentation and the quotes of this line and of the one above"


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _with(lines: Lines, at: int, line: str) -> Lines:
    return [*lines[:at], line, *lines[at + 1 :]]
