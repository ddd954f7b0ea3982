"""The mendings of one line that people usually need: colons, hyphens, brackets, quotes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.facts import VOCABULARY
from bot.policy import words

KINDS = tuple(frozenset(known) for known in (words.RULE, words.EXAMPLE, words.FILE))
_KNOWN = frozenset().union(*KINDS, words.CHANGE, words.GROUPS, words.THEN)
_FIRST = {"name": "rule", "facts": "example", "post": "example"}
_LINE = re.compile(r"(?P<indent> *)(?P<hyphen>(?:- +)*)(?P<word>[\w.$-]*)(?P<rest>.*)", re.DOTALL)
_BEHIND = re.compile(r"\s(?P<key>[\w.-]+):(?=\s|$)")
_CLOSES = {"]": "[", "}": "{"}
_OPENS = {"[": "]", "{": "}"}
_TEXT_AFTER = re.compile(r":[ ]+(?P<text>\[[^\[\]{}]*\](?P<more>[ ]*[^#\s,}\]][^#{}]*))(?=}*$)")


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
        said, help_ = "a space is missing behind the colon", f"write  {word}: {rest[1:]}"
        line = f"{lines[at][: found.start('rest')]}: {rest[1:]}"
        yield Repair(at=at, start=found.start("rest"), width=1, said=said, help=help_, line=line)
    elif not rest or rest.startswith(" "):
        said, help_ = f'a colon is missing behind "{word}"', f"write  {word}:{rest}"
        line = f"{lines[at][: found.start('rest')]}:{rest}"
        yield Repair(at=at, start=begin, width=len(word), said=said, help=help_, line=line)


def _behind_the_bar(lines: list[str], at: int) -> Iterator[Repair]:
    found = re.match(r"(?P<head>[ -]*[\w.]+:[ ]+)[|>][ ]+(?P<text>[^#\s].*)$", lines[at])
    if found is None:
        return
    quoted = "'" + found["text"].replace("'", "''") + "'"
    for line in (found["head"] + quoted, found["head"] + "|"):
        yield Repair(
            at=at,
            start=found.start("text"),
            width=len(found["text"]),
            said="a text on the same line as the sign | before it",
            help="begin the text on the next line, further right; or take the | away",
            line=line,
        )


def _two_on_a_line(lines: list[str], at: int) -> Iterator[Repair]:
    line = lines[at]
    first = parts(line)
    for found in _BEHIND.finditer(line, first.end("word")):
        key = found["key"]
        if not _is_known(key) or line.count("{", 0, found.start()) > line.count("}", 0, found.start()):
            continue
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


def _hyphen_behind_a_key(lines: list[str], at: int) -> Iterator[Repair]:
    found = re.match(r"(?P<head>(?P<indent>[ ]*)(?P<key>\w+):)[ ]+(?P<item>-[ ].*)$", lines[at])
    if found:
        said = f'a hyphen on the same line as "{found["key"]}:"'
        help_ = "begin each rule and each example on a line of its own: hyphen, space, text"
        mended = f"{found['head']}\n{found['indent']}  {found['item']}"
        yield Repair(at=at, start=found.start("item"), width=1, said=said, help=help_, line=mended, ends=True)


def _text_in_brackets(lines: list[str], at: int) -> Iterator[Repair]:
    """``subject: [sale] bicycle``: a text, meant as it stands."""
    found = _TEXT_AFTER.search(lines[at])
    if found and not _BEHIND.search(found["more"]):
        text, sign = found["text"].rstrip(), found["text"][0]
        said = f"a text that begins with {sign} needs single quotes around it"
        quoted = "'" + text.replace("'", "''") + "'"
        mended = lines[at][: found.start("text")] + quoted + lines[at][found.end("text") :]
        yield Repair(
            at=at,
            start=found.start("text"),
            width=len(text),
            said=said,
            help=f"write {quoted}",
            line=mended,
        )


def _bracket(lines: list[str], at: int) -> Iterator[Repair]:
    line = lines[at]
    for closing, opening in _CLOSES.items():
        if line.count(closing) > line.count(opening):
            where = line.index(closing) if opening not in line else line.rindex(closing)
            begin = re.match(r"[ -]*(?:[\w.]+:[ ]+)?", line)
            opened = line[: begin.end()] + opening + line[begin.end() :] if begin else line
            for mended in (line[:where] + line[where + 1 :], opened):
                yield Repair(
                    at=at,
                    start=where,
                    width=1,
                    said=f"the bracket {closing} closes nothing",
                    help=f"take it away, or write {opening} before what belongs into the brackets",
                    line=mended,
                )


def _open_bracket(lines: list[str], at: int) -> Iterator[Repair]:
    line = lines[at]
    for opening, closing in _OPENS.items():
        if line.count(opening) > line.count(closing):
            where = line.rindex(opening)
            said, note = f"the bracket {opening} is not closed, or a comma is missing", "opened here"
            help_ = f"close it with {closing}"
            bare = line.split(" #")[0].rstrip()
            for mended in (f"{bare}{closing}", line[:where] + line[where + 1 :]):
                yield Repair(at=at, start=where, width=1, said=said, note=note, help=help_, line=mended)


def _quote(lines: list[str], at: int) -> Iterator[Repair]:
    line = lines[at].split(" #")[0]
    for sign in "'\"":
        if line.count(sign) % 2 == 0:
            continue
        where = line.index(sign) if line.count(sign) == 1 else line.rindex(sign)
        said, note = f"the quote {sign} is not closed", "a text in quotes begins here, or ends here"
        help_ = f"write one {sign} before the text and one behind it, or none at all"
        tail = re.search(r"[\]}]*$", line.rstrip())
        cut = tail.start() if tail else len(line)
        for mended in (line[:where] + line[where + 1 :], line[:cut] + sign + line[cut:]):
            yield Repair(at=at, start=where, width=1, said=said, note=note, help=help_, line=mended)


def _hyphen_missing(lines: list[str], at: int) -> Iterator[Repair]:
    found = parts(lines[at])
    what = _FIRST.get(found["word"])
    if what and not found["hyphen"] and found["rest"].startswith(":"):
        said, note = f'a hyphen is missing before "{found["word"]}:"', f"a new {what} begins here"
        indent = max(0, len(found["indent"]) - 2)
        for column in (len(found["indent"]), indent):
            line = " " * column + "- " + lines[at].lstrip()
            help_ = f"write  - {found['word']}:"
            yield Repair(
                at=at,
                start=found.start("word"),
                width=len(found["word"]),
                said=said,
                note=note,
                help=help_,
                line=line,
            )


def _hyphen_too_many(lines: list[str], at: int) -> Iterator[Repair]:
    found = parts(lines[at])
    if not found["hyphen"]:
        return
    said = "a hyphen too many" + (f' before "{found["word"]}:"' if found["rest"].startswith(":") else "")
    help_ = "a hyphen begins a new rule or example; take it away where the line belongs to the one above"
    fewer = found["hyphen"][2:] if found["hyphen"].count("-") > 1 else ""
    for indent in dict.fromkeys((len(found["indent"]), len(found["indent"]) + 2)):
        line = " " * indent + fewer + lines[at][found.end("hyphen") :]
        yield Repair(at=at, start=found.start("hyphen"), width=1, said=said, help=help_, line=line)


def _no_examples(lines: list[str], at: int) -> Iterator[Repair]:
    """Examples of a rule whose line ``examples:`` is gone."""
    found = parts(lines[at])
    if _FIRST.get(found["word"]) != "example" or not found["hyphen"]:
        return
    for line in reversed(lines[:at]):
        word = parts(line)["word"]
        if word == "examples":
            return
        if word == "name":
            break
    indent = " " * max(0, len(found["indent"]) - 2)
    yield Repair(
        at=at,
        start=found.start("hyphen"),
        width=1,
        said="an example without examples: above it",
        help="write  examples:  on a line of its own above the first example, in the column of then:",
        line=f"{indent}examples:\n{lines[at]}",
        ends=True,
    )


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
    _hyphen_behind_a_key,
    _text_in_brackets,
)
BY_SIGNS: tuple[Way, ...] = (
    _bracket,
    _open_bracket,
    _quote,
    _no_examples,
    _hyphen_missing,
    _hyphen_too_many,
)
