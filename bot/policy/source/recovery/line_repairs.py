"""Repairs of a single line: colons, hyphens, lines that were joined."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.model import keywords

KINDS = tuple(frozenset(known) for known in (keywords.RULE, keywords.EXAMPLE, keywords.FILE))
_KNOWN = frozenset().union(*KINDS, keywords.CHANGE, keywords.GROUPS, keywords.THEN)
_HOLDERS = frozenset(("when", "unless", "facts", "also_unless"))
FIRST = {"name": "rule", "facts": "example", "post": "example"}
_LINE = lazy_regex(r"(?P<indent> *)(?P<hyphen>(?:- +)*)(?P<word>[\w.$-]*)(?P<rest>.*)", re.DOTALL)
BEHIND = lazy_regex(r"\s(?P<key>[\w.-]+):(?=\s|$)")
SIGNS = {">": "over", "<": "under", ">=": "at least", "=>": "at least", "<=": "at most", "=<": "at most"}
_SIGN = lazy_regex(r"[ ]*(?P<sign>>=|<=|=>|=<|>|<|==?)[ ]*(?P<number>[\w.$%](?:[\w.$% ]*[\w.$%])?)[ ]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """
    One mending of one line: what is wrong with it, and the line as it was meant.

    ``at`` counts lines, ``start`` columns, both from 0. ``ends`` is true where
    reading on would only find consequences.
    """

    at: int
    start: int
    width: int
    said: str
    note: str = ""
    help: str
    line: str
    ends: bool = False


def _no_colon(lines: list[str], at: int) -> Iterator[Repair]:
    found = parts(lines[at])
    word, rest = found["word"], found["rest"]
    begin = found.start("word")
    if not _is_known(word.rstrip(":")) or rest.startswith(": ") or rest == ":":
        return
    if rest.startswith(":"):
        said, help_ = "a space is missing after the colon", f"write  {word}: {rest[1:]}"
        line = f"{lines[at][: found.start('rest')]}: {rest[1:]}"
        yield Repair(at=at, start=found.start("rest"), width=1, said=said, help=help_, line=line)
    elif signed := _SIGN.match(rest):
        test = f"{SIGNS.get(signed['sign'], 'exactly')} {signed['number']}"
        said, line = f'a colon is missing after "{word}"', f"{lines[at][: found.start('rest')]}: {test}"
        yield Repair(at=at, start=begin, width=len(word), said=said, help=f"write  {word}: {test}", line=line)
    elif not rest or rest.startswith(" "):
        said, help_ = f'a colon is missing after "{word}"', f"write  {word}:{rest}"
        line = f"{lines[at][: found.start('rest')]}:{rest}"
        yield Repair(at=at, start=begin, width=len(word), said=said, help=help_, line=line)


def _behind_the_bar(lines: list[str], at: int) -> Iterator[Repair]:
    found = re.match(r"(?P<head>[ -]*[\w.]+:[ ]+)[|>][ ]+(?P<text>[^#\s].*)$", lines[at])
    if found is None:
        return
    for line in (found["head"] + in_quotes(found["text"]), found["head"] + "|"):
        yield Repair(
            at=at,
            start=found.start("text"),
            width=len(found["text"]),
            said="a text on the same line as the sign | before it",
            help="begin the text on the next line, further right; or remove the |",
            line=line,
        )


def _two_on_a_line(lines: list[str], at: int) -> Iterator[Repair]:
    line = lines[at]
    first = parts(line)
    for found in BEHIND.finditer(line, first.end("word")):
        key = found["key"]
        if not _is_known(key) or line.count("{", 0, found.start()) > line.count("}", 0, found.start()):
            continue
        if first["word"] in _HOLDERS and not line[first.end("word") : found.start()].strip(": "):
            yield _in_braces(lines, at, found)
            return
        said = f'"{key}:" must begin a line of its own'
        help_ = f'write it below, in the same column as "{first["word"]}:"'
        behind = " " * first.start("word") + line[found.start("key") :]
        mended = f"{line[: found.start()]}\n{behind}"
        yield Repair(
            at=at,
            start=found.start("key"),
            width=len(key) + 1,
            said=said,
            help=help_,
            line=mended,
            ends=True,
        )


def _in_braces(lines: list[str], at: int, found: re.Match[str]) -> Repair:
    """``when: own.words: under 5``."""
    line, begin = lines[at], found.start("key")
    return Repair(
        at=at,
        start=begin,
        width=len(found["key"]) + 1,
        said=f'"{found["key"]}:" must begin a line of its own',
        help="write it on the next line, further right, or put { before it and } after the whole",
        line=f"{line[:begin]}{{{line[begin:].split(' #')[0].rstrip()}}}",
    )


def _no_examples(lines: list[str], at: int) -> Iterator[Repair]:
    """Examples of a rule whose line ``examples:`` is gone."""
    found = parts(lines[at])
    if FIRST.get(found["word"]) == "example" and found["hyphen"] and not _is_above("examples", lines, at):
        indent = " " * max(0, len(found["indent"]) - 2)
        help_ = "write  examples:  on a line of its own above the first example, in the column of then:"
        yield Repair(
            at=at,
            start=found.start("hyphen"),
            width=1,
            said="an example without examples: above it",
            help=help_,
            line=f"{indent}examples:\n{lines[at]}",
            ends=True,
        )


def _no_when(lines: list[str], at: int) -> Iterator[Repair]:
    """Conditions of a rule whose line ``when:`` is gone."""
    found = parts(lines[at])
    word = found["word"]
    if found["hyphen"] or word in _KNOWN or VOCABULARY.find(word) is None or _is_above("when", lines, at):
        return
    indent = " " * max(0, len(found["indent"]) - 2)
    yield Repair(
        at=at,
        start=found.start("word"),
        width=len(word),
        said="a condition without when: above it",
        help="write  when:  on a line of its own above the first condition, in the column of name:",
        line=f"{indent}when:\n{lines[at]}",
        ends=True,
    )


def _is_above(key: str, lines: list[str], at: int) -> bool:
    """Whether the key stands above a line, in the same rule."""
    for line in reversed(lines[:at]):
        word = parts(line)["word"]
        if word in {key, "name"}:
            return word == key
    return False


def fragment(lines: list[str], at: int) -> Iterator[Repair]:
    """A line that is only the end of the one above it."""
    text = lines[at].strip()
    if ":" not in text:
        yield Repair(
            at=at,
            start=lines[at].index(text),
            width=len(text),
            said="this line has no key",
            help="join it to the line above, or remove it",
            line="",
        )


def in_quotes(text: str) -> str:
    """The text in single quotes, as YAML takes it."""
    return "'" + text.replace("'", "''") + "'"


def says_something(line: str) -> bool:
    """Whether a line is neither empty nor a remark."""
    return bool(line.strip()) and not line.lstrip().startswith("#")


def parts(line: str) -> re.Match[str]:
    """A line as indent, hyphen, word and rest."""
    found = _LINE.match(line)
    assert found is not None  # noqa: S101 - every part of the pattern may be empty
    return found


def _is_known(word: str) -> bool:
    return word in _KNOWN or VOCABULARY.find(word) is not None


Way = Callable[[list[str], int], Iterator[Repair]]
BY_SHAPE: tuple[Way, ...] = (
    _no_colon,
    _behind_the_bar,
    _two_on_a_line,
)
OF_LINES: tuple[Way, ...] = (
    _no_examples,
    _no_when,
)
