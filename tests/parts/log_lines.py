"""The page on the log: every line that the code can write, with its fields, read from the code itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEVELS = ("debug", "info", "warning", "error", "critical", "exception")
WARN = frozenset({"problem"})  # what bot.service.patience.warn adds
ABOUT = "(those of its place)"
HEAD = """# The lines of the log

Made by `make docs` from the code. [monitoring.md](monitoring.md) has the metrics. `[log] format = "json"` (the usual one where no terminal is) writes one JSON object a line to standard
error: `event` is the text below, `level`, `timestamp` (UTC), and the fields. Events and fields keep their names within a version
of the settings and commands; what changes is in CHANGELOG.md. Texts that come from mail or servers are cut and freed of control characters.

| field | is |
|---|---|
| `list` | a list's id |
| `case` | a case's id, as `listwarden status` takes it |
| `account` | an inbox: user, host and port |
| `problem`, `reason`, `errors` | a sentence, or several, for people |
| `exc_info` (console), `exception` (JSON) | where a defect of the bot was met: please report it |

What to watch for without a monitoring system: lines of level `error` and `critical`.

| level | event | fields | file |
|---|---|---|---|
"""


@dataclass(frozen=True, order=True)
class Line:
    """One event at one place."""

    file: str
    number: int
    level: str
    event: str
    fields: tuple[str, ...]


def page() -> str:
    """The whole page."""
    rows = sorted({(line.file, line.event, line.level, line.fields) for line in lines()})
    return HEAD + "".join(
        f"| {level} | {event} | {' '.join(f'`{each}`' for each in fields)} | `{file}` |\n"
        for file, event, level, fields in rows
    )


def lines() -> Iterator[Line]:
    """Every call that writes a line; raises ValueError where its text cannot be told from the code."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        file = str(path.relative_to(ROOT))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and (level := _level(call.func)) and call.args:
                for event in _texts(call.args[0], tree):
                    yield Line(file, call.lineno, level, event, tuple(_fields(call)))


def _level(function: ast.expr) -> str:
    """The level of a call that writes to the log, "" of any other."""
    match function:
        case ast.Attribute(value=ast.Name(id="log") | ast.Attribute(attr="_log"), attr=name) if (
            name in LEVELS
        ):
            return {"exception": "error"}.get(name, name)
        case ast.Name(id="warn"):
            return "warning"
        case ast.Name(id="level"):
            return "info or warning"
        case _:
            return ""


def _texts(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "..." for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one, tree)
            yield from _texts(other, tree)
        case ast.Name(id=name):
            for each in ast.walk(tree):
                if isinstance(each, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == name for target in each.targets
                ):
                    yield from _texts(each.value, tree)
        case _:
            raise ValueError(f"the text of a log line cannot be told: {ast.unparse(node)}")


def _fields(call: ast.Call) -> Iterator[str]:
    names = [word.arg for word in call.keywords]
    if isinstance(call.func, ast.Name) and call.func.id == "warn":
        names += sorted(WARN)
    yield from sorted(name for name in names if name is not None)
    if None in names:
        yield ABOUT
