"""Proposes a rule with several mistakes as it can stand: each line as the advice about it says, and tried."""

import re
from collections.abc import Callable

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.advice import Advice
from bot.policy.compile.habits.keys import STANDS_FOR, rule_key, then_line, word_meant
from bot.policy.compile.habits.whole.because import sentence
from bot.policy.compile.habits.whole.blocks import block, text_block
from bot.policy.compile.habits.whole.conditions import conditions_of
from bot.policy.compile.habits.whole.said import Said, said_in
from bot.policy.compile.habits.written import typed
from bot.policy.model.keywords import RULE
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar

Loads = Callable[[str], bool]
ThenSaid = Callable[[Node], str]
"""What is said of the node behind ``then:``; "" where it is right."""

_KEPT = ("guideline", "mode", "from", "until", "on_unknown")
_WRITE_KEY = lazy_regex(r"write  (?P<key>\w+): (?P<value>.+)")
_INSTEAD = lazy_regex(r"write  (?P<key>\w+):  instead of")
_MANNER = frozenset(("with", "alias", "id", "name"))
_MEANT = lazy_regex(r"did you mean \"(?P<word>[^\"]+)\"\?(?P<more>.*)")
_TO_THE_AUTHOR = lazy_regex(r"\b(?:please|you|your)\b|\{\{?\s*author", re.IGNORECASE)
_ACTION = lazy_regex(r"(?:write  )?(?:then: )?(?P<line>[a-z]+|\{.+\})")


class _OpenError(Exception):
    """A line leaves a question open, so that no whole rule can be proposed."""


def mended(node: Mapping, advice: Advice, then_said: ThenSaid, loads: Loads) -> tuple[str, ...]:
    """The lines of the rule as it is meant, then remarks; none where a line is not surely known."""
    try:
        text, remarks = _Mending(advice, then_said).rule(node)
    except _OpenError:
        return ()
    if not loads(text):
        return ()
    return (*(f"  {line}".rstrip() for line in text.splitlines()), *(f"({one})" for one in remarks))


class _Mending:
    """One rule, key by key."""

    def __init__(self, advice: Advice, then_said: ThenSaid) -> None:
        self.advice, self.then_said = advice, then_said
        self.said, self.spared = Said(), list[str]()
        self.name: Node | None = None
        self.then: list[str] = []
        self.because: Node | None = None
        self.kept: list[Entry] = []

    def rule(self, node: Mapping) -> tuple[str, list[str]]:
        """The text of the rule, and what to say of it."""
        for entry in node:
            self._take(entry.key.text, entry.value, entry)
        because = sentence(self.because) if self.because else ""
        then = self._then(self.then or self.said.then, because)
        if not self.said.when or self.name is None:
            raise _OpenError
        spared = [*self.said.unless, *self.spared]
        parts = [f"- name: {typed(self.name)}", *_conditions("when", self.said.when)]
        if spared:
            parts += _conditions("unless", spared if len(spared) == 1 else [_any(spared)])
        parts += [f"  then: {then}"]
        parts += text_block("because", because) if because else []
        parts += [line for entry in self.kept for line in block(entry, 2)]
        return "\n".join(parts), list(dict.fromkeys(self.said.remarks))

    def _take(self, key: str, value: Node, entry: Entry) -> None:
        if key == "name":
            self.name = value
        elif key in {"when", "unless"}:
            self._conditions(key, value)
        elif key == "then":
            self.then = [*self.then, self._action(value)]
        elif key == "because":
            self.because = value
        elif key in _KEPT:
            self.kept.append(entry)
        elif key != "examples":
            self._unknown(entry)

    def _unknown(self, entry: Entry) -> None:
        """A key of another system."""
        meant = STANDS_FOR.get(entry.key.text.strip().lower(), "")
        help_ = rule_key(entry, self.advice)
        if meant in {"when", "unless", "then"}:
            self._take(meant, entry.value, entry)
        elif found := _INSTEAD.match(help_):
            self._take(found["key"], entry.value, entry)
        elif (
            (found := _WRITE_KEY.fullmatch(help_))
            and found["key"] in RULE
            and found["key"] not in {"when", "unless"}
        ):
            self._written(found["key"], found["value"], entry)
        else:
            said = said_in(help_, entry)
            if said is None:
                raise _OpenError
            self.said.add(said)

    def _written(self, key: str, value: str, entry: Entry) -> None:
        if key == "then":
            self.then.append(value)
        elif key in {"name", "because"}:
            self._take(key, entry.value, entry)
        else:
            scalar = Scalar(text=value, style="", raw=value, at=entry.key.at)
            self.kept.append(Entry(key=Scalar(text=key, style="", raw=key, at=entry.key.at), value=scalar))

    def _conditions(self, key: str, value: Node) -> None:
        said = conditions_of(value, self.advice)
        if said is None or (key == "unless" and (said.unless or said.then)):
            raise _OpenError
        if key == "when":
            self.said.add(said)
            return
        self.spared += (
            said.when if len(said.when) < 2 else [f"all: [{', '.join(f'{{{one}}}' for one in said.when)}]"]
        )
        self.said.remarks += said.remarks

    def _action(self, value: Node) -> str:
        """One word, or effects, with what may be said of it behind a bar."""
        help_ = self.then_said(value)
        if not help_:
            return typed(value)
        if isinstance(value, Mapping) and len(value.entries) > 1:
            value = self._one_of_then(value)
            help_ = self.then_said(value)
        if found := _MEANT.fullmatch(help_):
            return f"{found['word']}|{found['more'].strip()}"
        line = then_line(value) or ""
        found = _ACTION.fullmatch(help_)
        line = line or (found["line"] if found else "")
        if not line:
            raise _OpenError
        return line

    def _one_of_then(self, node: Mapping) -> Mapping:
        """The line that acts, where the others only say how; several effects are not surely known."""
        kept = tuple(one for one in node if one.key.text not in _MANNER)
        if len(kept) != 1:
            raise _OpenError
        left = ", ".join(one.key.text for one in node if one.key.text in _MANNER)
        self.said.remarks.append(f"{left} is left out: what authors read is  because:")
        return Mapping(entries=kept, at=node.at)

    def _then(self, actions: list[str], because: str) -> str:
        known = list(dict.fromkeys(word_meant(one) or one for one in actions if one))
        if len(known) != 1:
            raise _OpenError
        word, bar, more = known[0].partition("|")
        if bar and more and word == "discard":
            other = "return" if _TO_THE_AUTHOR.search(because) else "discard"
            told = {
                "return": "return tells the author; to drop such a post without a word write  then: discard",
                "discard": "discard tells nobody; to send such a post back to its author write  then: return",
            }
            self.said.remarks.append(told[other])
            return other
        return word


def _any(lines: list[str]) -> str:
    return f"any: [{', '.join(f'{{{one}}}' for one in lines)}]"


def _conditions(key: str, lines: list[str]) -> list[str]:
    """``when:`` with its lines below it; those that would ask the same fact twice below ``all:``."""
    if len(lines) == 1 and ": " not in lines[0]:
        return [f"  {key}: {lines[0]}"]
    heads = [line.partition(": ")[0] for line in lines]
    if len(set(heads)) < len(heads):
        return [f"  {key}:", "    all:", *(f"      - {line}" for line in lines)]
    return [f"  {key}:", *(f"    {line}" for line in lines)]
