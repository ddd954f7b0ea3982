"""
Finds what word processors and web pages leave in a rule file, and texts that need quotes.

Looked for before the file is parsed, line by line, since the parser would blame
another line: no-break spaces, dashes for hyphens, curly quotes, an "=" for a
colon, and a text such as ``[sale] Spade`` without quotes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.errors import Place, Report
from bot.policy.model import keywords
from bot.policy.source.recovery.line_repairs import in_quotes, says_something

_ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u200b\ufeff"
_INDENT = lazy_regex(rf"[ -]*[{_ODD_SPACES}][ {_ODD_SPACES}-]*")
_BEHIND_COLON = lazy_regex(rf"^[ -]*[\w.$][\w.$-]*:[ ]*(?P<odd>[{_ODD_SPACES}][ {_ODD_SPACES}]*)")
_IN_BRACES = lazy_regex(rf"[{{,][ ]*(?:[\w.$-]+:[ ]*)?[{_ODD_SPACES}]")
_ODD = lazy_regex(rf"[{_ODD_SPACES}]")
_DASH = lazy_regex(
    r"(?P<indent> *)(?P<dash>[\u2010-\u2015\u2212\u2022\u2023\u25cf\u25aa\u00b7])[ \t]+(?P<rest>\S.*)"
)
_CURLY = lazy_regex(
    r"(?P<head>:[ ]+|[\[{,][ ]*|^[ ]*-[ ]+)"
    r"(?P<text>[\u2018\u201a\u201b\u201c\u201d\u201e\u00ab](?P<inner>[^\u201c\u201d\u201e\u00ab\u00bb\"]{0,300}?)[\u2018\u2019\u201c\u201d\u00bb'\"])"
    r"(?=[ ]*(?:[,\]}]|$|[ ]#))"
)
_FREE = lazy_regex(r"[ -]*(?:because|guideline|name|ruleset):")
_KEY = r"(?:^[ -]*|(?P<brace>[{,])[ ]*)[\w.$][\w.$-]*:[ ]+"
_ENDS = r"(?:(?!,[ ]*[\w.$-]+:(?:[ ]|$)|[ ]#)[^{}\[\]])*"
_TAGGED = lazy_regex(rf"{_KEY}(?P<text>(?:\[[^\[\]{{}}'\"]*\][ ]*)+(?!#)[^\s,{{}}\[\]]{_ENDS})")
_TAILED = lazy_regex(
    rf"{_KEY}(?P<text>(?P<sign>['\"])(?P<inner>[^'\"]*)(?P=sign)[ ]+(?!#)[^\s,{{}}\[\]:]{_ENDS})"
)
_EQUALS = lazy_regex(
    r"(?P<indent>[ ]*(?:- +)?)(?P<word>[A-Za-z_][\w-]*)[ ]*(?P<sign>=)[ ]*(?P<value>[^=\s].*)"
)
_BLOCK = lazy_regex(r"(?P<before>[ ]*(?:-[ ]+)*)[\w.$-]+:[ ]+[|>][-+0-9]*[ ]*(?:#.*)?$")

Way = Callable[["_Line"], str | None]


def without_pastes(text: str, path: str, report: Report) -> str:
    """The text as it was meant; each such place is reported, no-break spaces once for the whole file."""
    lines, odd = text.split("\n"), 0
    for at, least in _readable(lines):
        line = _Line(lines, at, path, report)
        if not lines[at].isascii():
            odd = _without_odd_spaces(line, least, odd)
        for sign, way in _WAYS if least is None else ():
            mended = way(line) if sign in lines[at] else None
            if mended is not None:
                lines[at] = mended
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a file, among the others; ``at`` counts from 0."""

    lines: list[str]
    at: int
    path: str
    report: Report

    @property
    def text(self) -> str:
        """The line as it stands now."""
        return self.lines[self.at]

    @property
    def above(self) -> str:
        """The nearest line above that says something."""
        before = (line for line in reversed(self.lines[: self.at]) if says_something(line))
        return next(before, "")

    def say(self, start: int, width: int, said: str, note: str, help_: str) -> None:
        """Report a stretch of the line; ``start`` counts from 0."""
        place = Place(self.path, self.at + 1, start + 1, max(1, width), self.text)
        self.report.error("R002", place, said, note=note, help=help_)


def _readable(lines: list[str]) -> Iterator[tuple[int, int | None]]:
    """The lines that are no remark; with how far they are indented at least where they are text behind |."""
    text_in: int | None = None
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        if text_in is not None and indent > text_in:
            yield at, text_in + 1
            continue
        found = _BLOCK.match(line)
        text_in = len(found["before"]) if found else None
        if not line.lstrip().startswith("#"):
            yield at, None


def _without_odd_spaces(line: _Line, least: int | None, before: int) -> int:
    """Take the no-break spaces out of indents and from behind colons; the first of the file is told."""
    text = line.text
    places = _odd_places(text, least)
    if not places:
        return before
    if not before:
        help_ = "delete it and type a space; it came from a web page or a word processor, as may others here"
        line.say(min(places), 1, "there is a no-break space here", "it only looks like a space", help_)
    line.lines[line.at] = "".join(" " if at in places else char for at, char in enumerate(text))
    return before + 1


def _odd_places(text: str, least: int | None) -> set[int]:
    """Where odd spaces stand for plain ones; in a text behind | only where the line begins too early."""
    indent = _INDENT.match(text)
    columns = range(min(indent.end(), least or indent.end())) if indent else range(0)
    places = {at for at in columns if _ODD.match(text, at)}
    behind = _BEHIND_COLON.match(text) if least is None else None
    places |= {at for at in range(*behind.span("odd")) if _ODD.match(text, at)} if behind else set()
    if least is not None or _FREE.match(text):
        return places
    for found in _IN_BRACES.finditer(text):
        head = text[: found.start() + 1]
        if head.count("{") > head.count("}") and head.count("'") % 2 == 0 and head.count('"') % 2 == 0:
            places.add(found.end() - 1)
    return places


def _dash(line: _Line) -> str | None:
    """``– name: x``, as Word writes it."""
    found = _DASH.fullmatch(line.text)
    if found is None or not _may_be_item(found["rest"], line.above):
        return None
    said = f"that {'dot' if found['dash'] in _DOTS else 'dash'} is not a hyphen: write -"
    line.say(found.start("dash"), 1, said, "from a word processor", f"write  - {found['rest'].rstrip()}")
    return f"{found['indent']}- {found['rest']}"


_DOTS = "\u2022\u2023\u25cf\u25aa\u00b7"


def _may_be_item(rest: str, above: str) -> bool:
    """Whether a line behind a dash is an item of a list, no text that goes on."""
    key = re.match(r"([\w.-]+):(?:[ ]|$)", rest)
    if _FREE.match(above):
        return False
    known = key is not None and (key[1] in _ITEM_KEYS or VOCABULARY.find(key[1]) is not None)
    return known or above.rstrip().endswith(":") or bool(re.match(r"[ ]*-[ ]", above))


_ITEM_KEYS = frozenset((*keywords.RULE, *keywords.EXAMPLE, *keywords.GROUPS))


def _curly(line: _Line) -> str | None:
    """A text in curly quotes, where it is not free text."""
    text = line.text
    if text.isascii() or _FREE.match(text):
        return None
    said, note = "curly quotes (from Word): write straight ones", "they do not work as quotes here"
    for found in reversed([one for one in _CURLY.finditer(text) if _is_value(text, one.start())]):
        quoted = in_quotes(found["inner"])
        line.say(found.start("text"), len(found["text"]), said, note, f"write  {quoted}")
        text = text[: found.start("text")] + quoted + text[found.end("text") :]
    return text


def _is_value(text: str, at: int) -> bool:
    """Whether a value begins behind this sign: in brackets, behind the line's key, or after a hyphen."""
    before = text[:at]
    opened = sum(map(before.count, "[{")) > sum(map(before.count, "]}"))
    behind_key = text[at] == ":" and re.fullmatch(r"[ -]*[\w.$][\w.$-]*", before) is not None
    return opened or behind_key or text[at] in "[{ -"


def _tagged(line: _Line) -> str | None:
    """``subject: [sale] Spade``."""
    text, said = line.text, "a text that begins with [ needs single quotes around it"
    for found in reversed([one for one in _TAGGED.finditer(text) if _stands_alone(text, one)]):
        quoted = in_quotes(found["text"].rstrip())
        line.say(found.start("text"), len(found["text"].rstrip()), said, "", f"write {quoted}")
        text = text[: found.start("text")] + quoted + text[found.end("text") :]
    return text


def _tailed(line: _Line) -> str | None:
    """``subject: '[sale] Spade' 5 EUR``."""
    found = _TAILED.search(line.text)
    if found is None or not found["brace"] or not _stands_alone(line.text, found):
        return None
    whole = found["text"].rstrip()
    quoted = in_quotes(found["inner"] + whole[len(found["inner"]) + 2 :])
    said, note = "words after a text in quotes", "the text ends at its second quote"
    line.say(found.start("text"), len(whole), said, note, f"put the quotes around all of it: {quoted}")
    return line.text[: found.start("text")] + quoted + line.text[found.end("text") :]


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether a key stands where a key may: in braces, and not in a text in quotes."""
    before = text[: found.start("text")]
    opened = not found["brace"] or before.count("{") > before.count("}")
    return opened and before.count("'") % 2 == 0 and before.count('"') % 2 == 0


def _equals(line: _Line) -> str | None:
    """``posts_a_day = 5``."""
    found = _EQUALS.fullmatch(line.text)
    if found is None or VOCABULARY.find(found["word"]) or not _begins_anew(found["indent"], line.above):
        return None
    written = f"{found['word']}: {found['value'].rstrip()}"
    line.say(found.start("sign"), 1, '"=" is not known here: write a colon', "", f"write  {written}")
    return f"{found['indent']}{written}"


def _begins_anew(indent: str, above: str) -> bool:
    """Whether ``values:`` stands above, or a key in the same column, so that a key is due here."""
    found = re.match(r"(?P<indent>[ ]*(?:- +)?)[\w.$-]+(?::(?P<rest>[ ].*|$)|[ ]*=)", above)
    if found is None or _FREE.match(above):
        return False
    return not (found["rest"] is None or found["rest"].strip()) or len(found["indent"]) == len(indent)


_WAYS: tuple[tuple[str, Way], ...] = (
    ("", _dash),
    ("", _curly),
    ("[", _tagged),
    ("{", _tailed),
    ("=", _equals),
)
"""Each way with what must stand in a line; "" where that is no one sign."""
