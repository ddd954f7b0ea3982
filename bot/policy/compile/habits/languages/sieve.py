"""Tests in the language of mail filters, Sieve (RFC 5228), as lines of a rule."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.clock import DAYS
from bot.policy.compile.habits.written import listed, opposite, quoted

_TOKEN = lazy_regex(
    r"\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|(:?[A-Za-z_][\w-]*)|(\d+)([KMGkmg]?)|([\[\](),;]))"
)
_PLAIN = "header address envelope size exists body currentdate date"
_TESTS = frozenset((*_PLAIN.split(" "), "not", "anyof", "allof"))
_FIELDS = {
    "subject": "subject", "from": "sender", "sender": "sender", "to": "recipients", "cc": "recipients",
}  # fmt: skip
_FORWARDS = lazy_regex(r"\*?(?:fwd?|wg|tr|rv):?\s*\*?", re.IGNORECASE)
_TAG = lazy_regex(r"\*?\[([\w -]+)\]\*?")
_COMPARED = {"eq": "exactly", "ge": "at least", "gt": "over", "le": "at most", "lt": "under"}
_EXTRAS = frozenset(
    (":comparator", ":zone", ":originalzone", ":text", ":raw", ":mime", ":anychild", ":content")
)
_TAKING = frozenset((":comparator", ":zone", ":content"))
_MATCHES = (":is", ":contains", ":matches", ":regex", ":value", ":count")


def sieve_line(text: str) -> str:
    """The line for a Sieve test such as ``header :contains "subject" "sale"``; "" for anything else."""
    tokens = _tokens(text)
    if len(tokens) < 2 or tokens[0] not in {f"w{one}" for one in _TESTS}:
        return ""
    reading = _Reading(tokens)
    try:
        line = reading.test()
    except (_ForeignError, IndexError, ValueError):  # ValueError: too few or too many arguments
        return ""
    return line if reading.at == len(tokens) else ""


def _tokens(text: str) -> list[str]:
    """Tokens, each behind a letter for its kind: s string, w word, n number, p sign."""
    found, at = list[str](), 0
    text = text.strip().rstrip(";{ ")
    while at < len(text):
        piece = _TOKEN.match(text, at)
        if piece is None:
            return []
        at = piece.end()
        double, single, word, number, unit, sign = piece.groups()
        if double is not None or single is not None:
            found.append("s" + re.sub(r"\\(.)", r"\1", double if double is not None else single))
        elif word:
            found.append("w" + word)
        elif number:
            found.append(f"n{number}{unit}")
        else:
            found.append("p" + sign)
    return found


class _ForeignError(Exception):
    """What is no test that a line here can be."""


@dataclass(slots=True)
class _Test:
    """The tags and arguments of one test."""

    tags: set[str] = field(default_factory=set)
    compared: str = ""
    arguments: list[list[str]] = field(default_factory=list)

    @property
    def match(self) -> str:
        return next((one for one in _MATCHES if one in self.tags), ":is")


@dataclass(slots=True)
class _Reading:
    tokens: list[str]
    at: int = 0

    def test(self) -> str:
        """One test, as a line."""
        word = self._next()[1:].lower()
        if word == "not":
            return opposite(self.test())
        if word in {"anyof", "allof"}:
            return f"{word.removesuffix('of')}: {listed(f'{{{one}}}' for one in self._several())}"
        if word not in _READERS:
            raise _ForeignError
        return _READERS[word](self._arguments())

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def _several(self) -> list[str]:
        if self._next() != "p(":
            raise _ForeignError
        tests = [self.test()]
        while (sign := self._next()) == "p,":
            tests.append(self.test())
        if sign != "p)":
            raise _ForeignError
        return tests

    def _arguments(self) -> _Test:
        found = _Test()
        while self.at < len(self.tokens) and self.tokens[self.at] not in {"p,", "p)"}:
            token = self._next()
            if token.startswith("w:"):
                self._tag(found, token[1:].lower())
            elif token[1:] == "[":
                found.arguments.append(self._listed())
            elif token[0] in "sn":
                found.arguments.append([token[1:]])
            else:
                raise _ForeignError
        return found

    def _tag(self, found: _Test, tag: str) -> None:
        if tag in _TAKING:
            self._next()
        elif tag in {":value", ":count"}:
            found.tags.add(tag)
            found.compared = _COMPARED.get(self._next()[1:], "")
        elif tag not in _EXTRAS:
            found.tags.add(tag)

    def _listed(self) -> list[str]:
        texts = list[str]()
        while (token := self._next()) != "p]":
            if token[0] == "s":
                texts.append(token[1:])
        return texts


def _text_test(match: str, texts: list[str], *, several: bool) -> str:
    """The test behind a text, or behind a list of texts."""
    if match == ":matches":
        match, texts = _starred(texts)
    joined = "|".join(texts if match == ":regex" else map(re.escape, texts))
    pattern = "'" + joined.replace("'", "''") + "'"
    if match == ":regex" or (several and match == ":contains"):
        return f"{{{'any_matches' if several else 'matches'}: {pattern}}}"
    if several:
        return (
            f"{{has: {quoted(texts[0])}}}" if len(texts) == 1 else f"{{any_in: {listed(map(quoted, texts))}}}"
        )
    if match == ":contains":
        return f"{{contains: {quoted(texts[0])}}}" if len(texts) == 1 else f"{{matches: {pattern}}}"
    if match in {":starts", ":ends"}:
        return f"{{{match[1:]}_with: {quoted(texts[0])}}}"
    return quoted(texts[0]) if len(texts) == 1 else f"{{in: {listed(map(quoted, texts))}}}"


def _among(texts: list[str]) -> str:
    several = len(texts) > 1
    return f"{{any_in: {listed(map(quoted, texts))}}}" if several else f"{{has: {quoted(texts[0])}}}"


def _starred(texts: list[str]) -> tuple[str, list[str]]:
    """Texts with stars at their ends as another kind of match."""
    if len(texts) == 1 and not set("*?") & set(text := texts[0].strip("*")) and text:
        begins, ends = not texts[0].startswith("*"), not texts[0].endswith("*")
        return (":is" if begins and ends else ":starts" if begins else ":ends" if ends else ":contains"), [
            text
        ]
    patterns = [re.escape(one).replace(r"\*", ".*").replace(r"\?", ".") for one in texts]
    return ":regex", [f"^{one}$" for one in patterns]


def _header(test: _Test) -> str:
    *_, names, texts = test.arguments
    if test.match in {":value", ":count"} or ":index" in test.tags:
        raise _ForeignError
    if ":param" in test.tags:
        return _file_names(test)
    if [name.lower() for name in names] == ["subject"] and all(map(_FORWARDS.fullmatch, texts)):
        return "subject.prefix: {has: fwd}"
    tags = [found[1] for found in map(_TAG.fullmatch, texts) if found]
    if [name.lower() for name in names] == ["subject"] and len(tags) == len(texts):
        return f"subject.tags: {_among(tags)}"
    facts = list(dict.fromkeys(_FIELDS.get(name.lower(), f"header.{name}") for name in names))
    lines = [f"{fact}: {_text_test(test.match, texts, several=fact == 'recipients')}" for fact in facts]
    return lines[0] if len(lines) == 1 else f"any: {listed(f'{{{one}}}' for one in lines)}"


def _file_names(test: _Test) -> str:
    """``:param "filename" :matches "Content-Disposition" ["*.doc", "*.xls"]``: names of files."""
    patterns = [re.escape(one).replace(r"\*", ".*").removeprefix(".*") for one in test.arguments[-1]]
    joined = "|".join(one.replace("\\.", "[.]") for one in patterns).replace("'", "''")
    if test.match != ":matches" or not all(one.startswith("*") for one in test.arguments[-1]):
        raise _ForeignError
    return f"attachments.names: {{any_matches: '({joined})$'}}"


def _address(test: _Test) -> str:
    names, texts = test.arguments
    facts = {_FIELDS.get(name.lower(), "") for name in names}
    if len(facts) != 1 or test.match in {":value", ":count"}:
        raise _ForeignError
    (fact,) = facts
    if fact == "recipients" and not test.tags & {":domain", ":localpart"}:
        return f"{fact}: {_text_test(test.match, texts, several=True)}"
    if fact != "sender":
        raise _ForeignError
    if ":domain" in test.tags:
        return f"sender.domain: {_text_test(test.match, texts, several=False)}"
    if ":localpart" in test.tags:
        if test.match != ":is" or len(texts) != 1:
            raise _ForeignError
        return f"sender: {{starts_with: {quoted(texts[0] + '@')}}}"
    return f"sender: {_text_test(test.match, texts, several=False)}"


def _size(test: _Test) -> str:
    (number,) = test.arguments[0]
    bound = "over" if ":over" in test.tags else "under"
    unit = number[-1].upper()
    size = {"K": f"{number[:-1]} KB", "M": f"{number[:-1]} MB", "G": f"{number[:-1]}000 MB"}.get(unit, "")
    return f"message.size: {bound} {size or f'{int(number) / 1000:g} KB'}"


def _exists(test: _Test) -> str:
    lines = [f"header.{name}: {{is_not: ''}}" for name in test.arguments[0]]
    return lines[0] if len(lines) == 1 else f"all: {listed(f'{{{one}}}' for one in lines)}"


def _body(test: _Test) -> str:
    match = ":contains" if test.match == ":is" and ":is" not in test.tags else test.match
    return f"body: {_text_test(match, test.arguments[0], several=False)}"


def _date(test: _Test) -> str:
    *_, part, texts = test.arguments
    value, compared = texts[0], test.compared if test.match == ":value" else ""
    if part[0] == "hour" and value.isdigit() and (compared or test.match == ":is"):
        return f"now.hour: {compared or 'exactly'} {int(value)}"
    if part[0] == "weekday" and not compared and all(one.isdigit() for one in texts):
        days = [DAYS[(int(one) - 1) % 7] for one in texts]
        return f"now.weekday: {days[0] if len(days) == 1 else listed(days)}"
    raise _ForeignError


_READERS: dict[str, Callable[[_Test], str]] = {
    "header": _header,
    "address": _address,
    "envelope": _address,
    "size": _size,
    "exists": _exists,
    "body": _body,
    "currentdate": _date,
    "date": _date,
}
