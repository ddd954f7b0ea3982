"""Reads ``then:``: the disposition and the actions of a rule."""

from dataclasses import dataclass

from bot.policy.compile.actions import ACTIONS
from bot.policy.compile.habits.keys import (
    about_the_author,
    asks_something,
    does_nothing,
    effect_of,
    effects_told,
    leaves_it_to_others,
    then_line,
    word_meant,
)
from bot.policy.compile.habits.words.meaning import then_by_meaning
from bot.policy.compile.habits.words.proof import nothing_left
from bot.policy.compile.habits.words.tongues import in_english
from bot.policy.errors import Report, meant
from bot.policy.model.rule import Then
from bot.policy.model.verdict import Disposition, Warn
from bot.policy.source.nodes import Mapping, Node, Scalar, what_it_is
from bot.policy.source.parse import unknown_keys

DISPOSITIONS = tuple(str(disposition) for disposition in Disposition)
THEN_KEYS = ("disposition", *ACTIONS)
_CLOSING = frozenset(("close", "closed", "close it"))
_CHOICE = (
    "known here: accept (out at once), digest (out with the next digest), discard (dropped without a word),"
    " hold (a moderator looks first), return (back to its author), warn (out, and its author is told)"
)
SHORT = "warn"
"""The action that may stand alone: ``then: warn``."""


def read_then(node: Node, report: Report) -> Then | None:
    """
    ``return``, or ``{disposition: return, exempt_from: [...], notify: owners}``.

    None, with errors in the report, where it is neither.
    """
    return _Reading(report).then(node)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one ``then:``."""

    report: Report

    def then(self, node: Node) -> Then | None:
        if isinstance(node, Scalar):
            if node.text == SHORT:
                return Then(actions=(Warn(),))
            disposition = self._disposition(node)
            return Then(disposition=disposition) if disposition else None
        if not isinstance(node, Mapping) or not node.entries:
            said = f"then: is one word or lines below it, not {what_it_is(node)}"
            line = then_line(node)
            help_ = f"write  then: {line}" if line else "one of " + ", ".join(DISPOSITIONS)
            self.report.error("R015", node.at, said, help=help_)
            return None
        return self._actions(node)

    def _actions(self, node: Mapping) -> Then | None:
        before = self.report.count
        if len(node.entries) == 1 and node.entries[0].key.text in DISPOSITIONS:
            self._in_needless_braces(node.entries[0].key)
            return None
        unknown_keys(node, THEN_KEYS, "then", self.report, lambda _: _instead(node))
        word = node.get("disposition")
        disposition = self._disposition(word) if word else None
        done = [
            ACTIONS[entry.key.text].read(entry.value, self.report)
            for entry in node
            if entry.key.text in ACTIONS
        ]
        if self.report.count > before:
            return None
        exempts = tuple(one for each in done if isinstance(each, tuple) for one in each)
        actions = tuple(one for one in done if one is not None and not isinstance(one, tuple))
        if not disposition and not exempts and not actions:
            help_ = "write disposition: and one of " + ", ".join(DISPOSITIONS)
            self.report.error("R015", node.at, "then: says nothing to do", help=help_)
            return None
        return Then(disposition=disposition, exempts=exempts, actions=actions)

    def _in_needless_braces(self, word: Scalar) -> None:
        said = f'"{word.text}" is not a key of then:'
        help_ = f"write  then: {word.text}  or  then: {{disposition: {word.text}, ...}}"
        self.report.error("R015", word.at, said, help=help_)

    def _disposition(self, node: Node) -> Disposition | None:
        word = node.text if isinstance(node, Scalar) else ""
        if word in DISPOSITIONS:
            return Disposition(word)
        if word in ACTIONS:
            self._bare_action(node, word)
            return None
        said = f'unknown action "{word}"' if word else "an action is one word"
        other = word_meant(word) or then_line(node) or _surely_meant(word) or word_meant(in_english(word))
        known = word_meant(word) and not word_meant(word).startswith("{")
        if isinstance(node, Scalar) and not known and (asked := asks_something(node)):
            self.report.error("R015", node.at, said, note="no such action", help=asked)
            return None
        help_ = f'did you mean "{other}"?' if other else meant(word, (*DISPOSITIONS, SHORT), else_say=_CHOICE)
        help_ += about_the_author(other, word)
        help_ = f"write  then: {other}" if other.startswith("{") else help_
        if word.strip().lower() in _CLOSING:
            help_ = 'did you mean "return", back to its author, or "hold", where a moderator looks first?'
        if does_nothing(word):
            help_ = "for a rule that does nothing write  mode: off  and  then:  with what it will do"
        if leaves_it_to_others(word):
            help_ = (
                "every rule is asked anyway, and the strongest decides: leave this rule out;"
                " to keep a post for a moderator the word is  hold"
            )
        self.report.error("R015", node.at, said, note="no such action", help=help_)
        return None

    def _bare_action(self, node: Node, word: str) -> None:
        if word == SHORT:
            help_ = "write  then: warn  or  then: {disposition: digest, warn: yes}"
            self.report.error("R015", node.at, '"warn" is not a disposition: the post goes out', help=help_)
            return
        help_ = f"write  then: {{{word}: {ACTIONS[word].examples[0]}}}"
        self.report.error("R015", node.at, f'"{word}" needs something after it', help=help_)


def _surely_meant(word: str) -> str:
    """What words of another system shall do, "" where something of them would be lost."""
    said = then_by_meaning(word)
    return said if nothing_left(word, said) else ""


def _instead(node: Mapping) -> str:
    """What lines below ``then:`` with a word of another system stand for."""
    ours = any(entry.key.text in THEN_KEYS for entry in node)
    said = effect_of(node) or ("" if ours else effects_told(node))
    return f"write  {said}" if said else ""
