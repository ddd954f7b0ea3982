"""
Tries repairs until the file can be read: which line is to blame, and what was meant.

Where a file stops making sense, the slip is on that line or on one just above
it. Every mending that people usually need is tried there; the one with which
the file can be read furthest tells what is wrong.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import yaml

from bot.policy.source.recovery.brackets_and_quotes import OF_SIGNS, OF_TEXTS
from bot.policy.source.recovery.hyphens import BY_HYPHENS, IN_SHAPE
from bot.policy.source.recovery.line_repairs import (
    BY_SHAPE,
    KINDS,
    OF_LINES,
    Repair,
    fragment,
    parts,
    says_something,
)

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
READ_AT_MOST = 300_000  # characters that are read to mend one place
LINES_ABOVE = 3
NEAR = 200  # lines that show in which columns keys usually begin


def stop_of(lines: list[str]) -> int | None:
    """The line at which the file stops making sense, from 0; None where it can be read to its end."""
    try:
        for _ in yaml.parse("\n".join(lines), Loader=PARSER):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return int(mark.line) if mark else 0
    except yaml.YAMLError:
        return 0
    return None


def repair(lines: list[str], stop: int) -> Repair | None:
    """The mending that lets the file be read furthest beyond ``stop``; None where none helps."""
    best, furthest = None, stop
    left = READ_AT_MOST // max(1, sum(map(len, lines)))
    for one, _ in zip(_mendings(lines, stop), range(max(left, 6)), strict=False):
        reached = stop_of([*lines[: one.at], *one.line.split("\n"), *lines[one.at + 1 :]])
        if reached is None:
            return one
        if reached > furthest:
            best, furthest = one, reached
    return best


def _mendings(lines: list[str], stop: int) -> Iterator[Repair]:
    """Every mending worth a try, the surest first."""
    suspects = list(_suspects(lines, stop))
    columns = _usual_columns(lines[max(0, stop - NEAR) : stop + NEAR])
    for ways in ((*BY_SHAPE, *IN_SHAPE, *OF_TEXTS), (*OF_SIGNS, *OF_LINES, *BY_HYPHENS)):
        for at in suspects:
            for way in ways:
                yield from way(lines, at)
    for at in suspects:
        yield from _moved(lines, at, columns)
    for at in suspects:
        yield from fragment(lines, at)


def _suspects(lines: list[str], stop: int) -> Iterator[int]:
    """The lines that may be to blame: where it stops, those above it, and where a long quoted text began."""
    if stop < len(lines) and says_something(lines[stop]):
        yield stop
    above = [at for at in range(min(stop, len(lines)) - 1, -1, -1) if says_something(lines[at])]
    yield from above[:LINES_ABOVE]
    began = _long_quote(lines)
    if began is not None and began not in (stop, *above[:LINES_ABOVE]):
        yield began


def _long_quote(lines: list[str]) -> int | None:
    """The line where the last text in quotes began that goes on over several lines."""
    began = None
    try:
        events: Any = yaml.parse("\n".join(lines), Loader=PARSER)
        for event in events:
            start, end = event.start_mark.line, event.end_mark.line
            if isinstance(event, yaml.ScalarEvent) and event.style in {"'", '"'} and end > start:
                began = start
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark
        if mark is not None and "quoted scalar" in str(error.context):
            return int(mark.line)
    except yaml.YAMLError:
        return None
    return began


def _moved(lines: list[str], at: int, columns: dict[frozenset[str], int]) -> Iterator[Repair]:
    """The line in the columns where it may belong, the most usual one for its key first."""
    found = parts(lines[at])
    here, word = found.start("word"), found["word"]
    is_key = bool(word) and found["rest"].startswith(":")
    wanted = [columns[kind] for kind in KINDS if is_key and word in kind and kind in columns]
    for column in dict.fromkeys([*wanted, *_near_columns(lines, at, here)]):
        indent = column - len(found["hyphen"])
        if column == here or indent < 0:
            continue
        what = f'"{word}:"' if is_key else "the line"
        width = max(1, len(word) if is_key else len(lines[at].strip()))
        yield Repair(
            at=at,
            start=here if is_key else len(found["indent"]),
            width=width,
            said=f"{what} begins in the wrong column",
            note=f"in column {here + 1} instead of {column + 1}",
            help="what belongs together begins in the same column, as the lines above and below show",
            line=" " * indent + lines[at][found.start("hyphen") :],
        )


def _near_columns(lines: list[str], at: int, here: int) -> list[int]:
    """The columns in which the lines around begin, the nearest columns first."""
    around = [line for line in lines[max(0, at - 12) : at + 4] if says_something(line)]
    found = {parts(line).start("word") for line in around}
    return sorted(found, key=lambda column: (abs(column - here), column))


def _usual_columns(lines: list[str]) -> dict[frozenset[str], int]:
    """Where most keys of a rule, of an example and of the file begin."""
    counts: dict[frozenset[str], Counter[int]] = {kind: Counter() for kind in KINDS}
    for line in lines:
        found = parts(line)
        if found["rest"].startswith(":"):
            for kind in KINDS:
                counts[kind].update([found.start("word")] if found["word"] in kind else [])
    return {kind: counter.most_common(1)[0][0] for kind, counter in counts.items() if counter}
