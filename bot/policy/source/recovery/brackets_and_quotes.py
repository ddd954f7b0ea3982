"""Repairs brackets and quotes: not closed, not opened, or not meant as such."""

import re
from collections.abc import Iterator

from bot.lazy_regex import lazy_regex
from bot.policy.source.recovery.line_repairs import Repair, Way, in_quotes

_IN_DOUBLE = lazy_regex(r": (?P<text>\"(?P<inner>[^\"]*\".*)\")[ ]*$")
_ENDED = lazy_regex(r"[\]\"'}](?P<end>;)[ ]*$")
_STARRED = lazy_regex(r"(?P<indent>[ ]*)(?P<text>\* \S.*)")
_CLOSES = {"]": "[", "}": "{"}
_OPENS = {"[": "]", "{": "}"}


def _inner_quotes(lines: list[str], at: int) -> Iterator[Repair]:
    """``because: "Say "more" please"``."""
    found = _IN_DOUBLE.search(lines[at])
    if found:
        quoted = in_quotes(found["inner"])
        yield Repair(
            at=at,
            start=found.start("inner") + found["inner"].index('"'),
            width=1,
            said='a " inside "..." ends the text',
            help=f"use single quotes around the text: {quoted}",
            line=lines[at][: found.start("text")] + quoted,
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
                    help=f"remove it, or write {opening} before what belongs into the brackets",
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
        help_ = f"write one {sign} before the text and one after it, or none at all"
        tail = re.search(r"[\]}]*$", line.rstrip())
        cut = tail.start() if tail else len(line)
        for mended in (line[:where] + line[where + 1 :], line[:cut] + sign + line[cut:]):
            yield Repair(at=at, start=where, width=1, said=said, note=note, help=help_, line=mended)


def _semicolon(lines: list[str], at: int) -> Iterator[Repair]:
    """``exists: "In-Reply-To";``: the end of a line in other languages."""
    found = _ENDED.search(lines[at])
    if found:
        yield Repair(
            at=at,
            start=found.start("end"),
            width=1,
            said="a ; ends no line here",
            help="take the ; away",
            line=lines[at][: found.start("end")],
        )


def _star(lines: list[str], at: int) -> Iterator[Repair]:
    """``* ^Subject: sale``: a condition of procmail, which YAML takes for the name of a part."""
    found = _STARRED.fullmatch(lines[at])
    if found:
        yield Repair(
            at=at,
            start=found.start("text"),
            width=1,
            said="a text may not begin with * here",
            help="put the text in single quotes",
            line=f"{found['indent']}- {in_quotes(found['text'].rstrip())}",
        )


OF_TEXTS: tuple[Way, ...] = (_star, _semicolon, _inner_quotes)
OF_SIGNS: tuple[Way, ...] = (_bracket, _open_bracket, _quote)
