"""Expressions of GitHub Actions, Jinja and the like (``contains(subject, 'sale')``) as a line."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.facts import VOCABULARY, Fact, Number, Text, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.written import listed, opposite, quoted, unbraced

_TOKEN = lazy_regex(
    r"\s*(?:'((?:[^'\\]|\\.|'')*)'|\"((?:[^\"\\]|\\.)*)\"|(\d+(?:\.\d+)?)|([A-Za-z_][\w.*-]*)"
    r"|(\|\||&&|==|!=|<=|>=|[<>!()\[\],|]))"
)
_BOUNDS = {">": "over", "<": "under", ">=": "at least", "<=": "at most", "==": "exactly"}
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_CONTEXTS = (
    (lazy_regex(r"github\.event\.[\w.]*title|title"), "subject"),
    (lazy_regex(r"github\.event\.[\w.]*body|content"), "body"),
    (lazy_regex(r"github\.(?:actor|triggering_actor)|[\w.]+\.(?:login|author)|author|from"), "sender"),
    (lazy_regex(r"[\w.]+\.labels\.\*\.name|labels"), "subject.tags"),
)
_STARTS, _ENDS = ("startswith", "starts_with"), ("endswith", "ends_with")


def expression_line(text: str) -> str:
    """The line for an expression over our facts, "" for anything else."""
    inner = unbraced(text)
    try:
        reading = _Reading(_tokens(inner))
        line = reading.either()
    except (_ForeignError, IndexError):
        return ""
    return line if reading.at == len(reading.tokens) else ""


class _ForeignError(Exception):
    """What is no expression that a line here can be."""


@dataclass(frozen=True, slots=True)
class _Operand:
    """A fact, or what it is compared with."""

    fact: Fact | None = None
    texts: tuple[str, ...] = ()
    number: str = ""
    answer: bool | None = None


def _tokens(text: str) -> list[str]:
    """Tokens, each behind a letter for its kind: s string, n number, w word, p sign."""
    found, at = list[str](), 0
    text = text.strip()
    while at < len(text):
        piece = _TOKEN.match(text, at)
        if piece is None:
            raise _ForeignError
        at = piece.end()
        single, double, number, word, sign = piece.groups()
        if single is not None or double is not None:
            found.append("s" + (single.replace("''", "'") if single is not None else double))
        else:
            found.append(f"n{number}" if number else f"w{word}" if word else f"p{sign}")
    return found


@dataclass(slots=True)
class _Reading:
    tokens: list[str]
    at: int = 0

    def either(self) -> str:
        return self._joined({"p||", "wor", "wOR"}, "any", self._both)

    def _both(self) -> str:
        return self._joined({"p&&", "wand", "wAND"}, "all", self._one)

    def _joined(self, signs: set[str], group: str, part: Callable[[], str]) -> str:
        lines = [part()]
        while self._peek() in signs:
            self.at += 1
            lines.append(part())
        return lines[0] if len(lines) == 1 else f"{group}: {listed(f'{{{one}}}' for one in lines)}"

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self, wanted: str = "") -> str:
        token = self.tokens[self.at]
        if wanted and token != wanted:
            raise _ForeignError
        self.at += 1
        return token

    def _one(self) -> str:
        if self._peek() in {"p!", "wnot"}:
            self.at += 1
            return opposite(self._one())
        if self._peek() == "p(":
            self.at += 1
            line = self.either()
            self._next("p)")
            return line
        if self._peek()[:1] == "w" and self.tokens[self.at + 1 : self.at + 2] == ["p("]:
            word = self.tokens[self.at][1:].lower()
            if word in {"contains", "is_state", "always", *_STARTS, *_ENDS}:
                return self._call(word)
        return self._compared()

    def _call(self, word: str) -> str:
        self.at += 2
        if word == "always":
            self._next("p)")
            return "when: always"
        first = self._operand()
        self._next("p,")
        second = self._operand()
        self._next("p)")
        if word == "is_state":
            return _equal(_Operand(fact=_fact("".join(first.texts))), second)
        if word == "contains":
            return _contains(first, second)
        return _begins(first, second, "starts_with" if word in _STARTS else "ends_with")

    def _compared(self) -> str:
        left = self._operand()
        sign = self._peek()
        if sign in {"win", "wnot"}:
            self.at += 1
            if sign == "wnot":
                self._next("win")
            line = _contains(self._operand(), left)
            return opposite(line) if sign == "wnot" else line
        if sign[1:] not in {*_BOUNDS, "!="} or sign[0] != "p":
            return _yes(left)
        self.at += 1
        right, how = self._operand(), sign[1:]
        if left.fact is None:
            left, right, how = right, left, _TURNED.get(how, how)
        if how in {"==", "!="} and not right.number:
            line = _equal(left, right)
            return opposite(line) if how == "!=" else line
        return _measured(left, how, right.number)

    def _operand(self) -> _Operand:
        token = self._next()
        kind, text = token[0], token[1:]
        if kind == "s":
            return _Operand(texts=(text,))
        if kind == "n":
            return _Operand(number=text)
        if (kind, text) == ("p", "["):
            return self._list()
        if kind != "w":
            raise _ForeignError
        if text.lower() in {"true", "false"}:
            return _Operand(answer=text.lower() == "true")
        if text.lower() in {"fromjson", "states"} and self._peek() == "p(":
            self.at += 1
            inner = self._operand()
            self._next("p)")
            found = _json(inner) if text.lower() == "fromjson" else _Operand(fact=_fact("".join(inner.texts)))
        else:
            found = _Operand(fact=_fact(text))
        while self._peek() == "p|":  # Jinja's filters: | int, | lower
            self.at += 1
            if self._next()[1:] not in {"int", "float", "lower", "trim", "string"}:
                raise _ForeignError
        return found

    def _list(self) -> _Operand:
        texts = [self._next()[1:]]
        while self._peek() == "p,":
            self.at += 1
            texts.append(self._next()[1:])
        self._next("p]")
        return _Operand(texts=tuple(texts))


def _json(inner: _Operand) -> _Operand:
    try:
        known = json.loads("".join(inner.texts))
    except ValueError:
        raise _ForeignError from None
    if not isinstance(known, list) or not all(isinstance(one, str) for one in known):
        raise _ForeignError
    return _Operand(texts=tuple(known))


def _fact(name: str) -> Fact:
    found = VOCABULARY.find(name)
    other = next((fact for form, fact in _CONTEXTS if form.fullmatch(name)), "")
    found = found or VOCABULARY.find(other)
    if found is None:
        raise _ForeignError
    return found


def _yes(operand: _Operand) -> str:
    if operand.fact is None or not isinstance(operand.fact.kind, YesNo):
        raise _ForeignError
    return f"{operand.fact.name}: yes"


def _measured(operand: _Operand, how: str, number: str) -> str:
    if operand.fact is None or not isinstance(operand.fact.kind, Number) or not number:
        raise _ForeignError
    name = operand.fact.name
    if how == "!=":
        return f"{name}: over 0" if number == "0" else f"none: [{name}: exactly {number}]"
    return f"{name}: {_BOUNDS[how]} {number}"


def _equal(left: _Operand, right: _Operand) -> str:
    fact = left.fact
    if fact is None:
        raise _ForeignError
    if isinstance(fact.kind, YesNo):
        answer = (
            right.answer if right.answer is not None else {"on": True, "off": False}.get("".join(right.texts))
        )
        if answer is None:
            raise _ForeignError
        return f"{fact.name}: {'yes' if answer else 'no'}"
    if len(right.texts) != 1:
        raise _ForeignError
    test = f"{{has: {quoted(right.texts[0])}}}" if isinstance(fact.kind, Texts) else quoted(right.texts[0])
    return f"{fact.name}: {test}"


def _contains(whole: _Operand, part: _Operand) -> str:
    """A text in a fact, or a fact among texts."""
    if whole.fact is None and part.fact is not None and whole.texts:
        return f"{part.fact.name}: {{in: {listed(map(quoted, whole.texts))}}}"
    if whole.fact is None or len(part.texts) != 1:
        raise _ForeignError
    word = "has" if isinstance(whole.fact.kind, Texts) else "contains"
    if not isinstance(whole.fact.kind, Text | Texts):
        raise _ForeignError
    return f"{whole.fact.name}: {{{word}: {quoted(part.texts[0])}}}"


def _begins(whole: _Operand, part: _Operand, test: str) -> str:
    if whole.fact is None or not isinstance(whole.fact.kind, Text) or len(part.texts) != 1:
        raise _ForeignError
    text = part.texts[0]
    if whole.fact.name == "subject" and test == "starts_with":
        if re.fullmatch(r"re:?\s*", text, re.IGNORECASE):
            return "message.reply: yes"
        if re.fullmatch(r"fwd?:?\s*", text, re.IGNORECASE):
            return "subject.prefix: {has: fwd}"
        if tag := re.fullmatch(r"\[([^\]]+)\]\s*", text):
            return f"subject.tags: {{has: {quoted(tag[1])}}}"
    return f"{whole.fact.name}: {{{test}: {quoted(text)}}}"
