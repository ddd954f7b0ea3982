"""Which tests each kind of fact takes, how they may be written, and the readers of the simple ones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.facts import Choice, CountWithin, Fact, Number, SeenWithin, Text, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.clock import days_meant
from bot.policy.compile.habits.questions.lines import lines_asked
from bot.policy.compile.habits.questions.values import asked_behind
from bot.policy.compile.habits.words.lexicon import section
from bot.policy.compile.habits.words.literals import plain
from bot.policy.compile.habits.words.proof import numbers_kept
from bot.policy.compile.habits.written import typed
from bot.policy.compile.scope import Scope
from bot.policy.errors import Report, meant
from bot.policy.model.tests import Is, OneOf, Test
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence, what_it_is

_WRITES = lazy_regex(r"write\s+(?P<line>(?:[\"{\[\d]|[\w.-]+: ).*)")
_NO = frozenset(("never", "no", "not", "off", "none", "false", "0", "n", "nope", "nothing"))
_SURE = frozenset(("always", "yes", "on", "1", "y", "yep", "present", "exists", "any", "some", "ok"))
_RESULTS = dict.fromkeys(("no", "false", "failed", "bad"), "fail") | dict.fromkeys(
    ("yes", "true", "ok"), "pass"
)
_RESULTS |= dict.fromkeys(("missing", "absent", "unsigned"), "none")
ANSWERS = {"yes": True, "true": True, "no": False, "false": False}
NUMBERS = (
    '"under 50", "over 50", "at least 50", "at most 50", "exactly 50", "between 10 and 50", or just "50"'
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The fact that is asked, the names that are known, and where errors go."""

    fact: Fact
    scope: Scope
    report: Report

    @property
    def name(self) -> str:
        """The fact's name."""
        return self.fact.name

    @property
    def phrase(self) -> str:
        """The fact's kind in words."""
        return self.fact.kind.phrase

    def wrong(self, node: Node, said: str, help_: str, code: str = "R010") -> None:
        """Report a test that makes no sense."""
        help_ = self._proven(node, help_)
        if self.fact.kind.empty in (0, False, ()) and (line := self._in_a_form(node, help_)):
            help_ = f"write  {line}"
        self.report.error(code, node.at, said, help=help_)

    def _in_a_form(self, node: Node, help_: str) -> str:
        """The line for a question in the form of another system, where the help would only tell the forms."""
        told = help_.startswith(("write  ", "for ", "of ")) and "  or  " not in help_
        if told or '"$' in help_ or (isinstance(self.fact.kind, Number) and help_ != f"write {NUMBERS}"):
            return ""
        asked = asked_behind(node)
        return next(lines_asked(asked.about(self.name)), "") if asked and asked.how else ""

    def _proven(self, node: Node, help_: str) -> str:
        """Help that keeps the numbers that were written; else marked as an example, or the forms."""
        found = _WRITES.fullmatch(help_.partition("; for these very words")[0])
        tried = isinstance(self.fact.kind, Number)
        if found is None or tried or not isinstance(node, Scalar | Mapping):
            return help_
        line = found["line"]
        if not numbers_kept(typed(node), line):
            return f"for example, with other values,  {line}"
        whole = line if re.match(r"(?:any|all|none|[\w.-]+\.[\w.-]+): ", line) else f"{self.name}: {line}"
        return help_ if plain(whole) else forms(self.fact)


def forms(fact: Fact) -> str:
    """How a test of this fact may be written."""
    match fact.kind:
        case Number():
            return f"write {NUMBERS}"
        case Text():
            return 'write a text, or {contains: a text}; the empty text is ""'
        case Texts():
            return "write {has: a text} or {any_in: [one, another]}"
        case YesNo():
            return "write yes or no"
        case Choice():
            return "write " + fact.kind.phrase
        case CountWithin():
            return "write {within: 24 hours, at_least: 3}"
        case SeenWithin():
            return "write {within: 30 days}"


def read_yes_no(asked: Asked, node: Node) -> Test | None:
    """``yes`` or ``no``."""
    answer = answer_of(node)
    if answer is None:
        word = _word_of(node)
        other = "" if word in _NO | _SURE else f"  or  {asked.name}: no"
        asked.wrong(node, f'"{asked.name}" is yes or no', f"write {asked.name}: {_answer_meant(node)}{other}")
        return None
    return Is(answer)


def _answer_meant(node: Node) -> str:
    """The answer that a word such as "never" stands for."""
    return "no" if _word_of(node) in _NO else "yes"


def _word_of(node: Node) -> str:
    """The word that stands there, in English, and "no" for "not yes"."""
    word = node.text.strip().lower() if isinstance(node, Scalar) else ""
    word = _IN_ENGLISH.get(word, word)
    return {"not yes": "no", "not true": "no", "!yes": "no", "!true": "no", "not no": "yes"}.get(word, word)


_IN_ENGLISH = {
    "nein": "no",
    "non": "no",
    "nee": "no",
    "não": "no",
    "ja": "y",
    "oui": "y",
    "sí": "y",
    "sim": "y",
}


def answer_of(node: Node) -> bool | None:
    """What yes and no mean; None for anything else."""
    return ANSWERS.get(node.text.lower()) if isinstance(node, Scalar) else None


_APART = lazy_regex(r"\s*[,;|]\s*|\s+or\s+|\s+")


def read_choice(asked: Asked, node: Node, words: tuple[str, ...]) -> Test | None:
    """One of the fixed words, or several in a list."""
    if isinstance(node, Mapping) or (isinstance(node, Sequence) and not node.items):
        help_ = _contrary(asked, node) or f"write one of these words, or [{words[0]}, {words[1]}]"
        asked.wrong(node, f'"{asked.name}" is {asked.phrase}', help_)
        return None
    items = node.items if isinstance(node, Sequence) else (node,)
    if asked.name == "now.weekday" and (days := days_meant(node)) and not _are(items, words):
        asked.wrong(node, "a day of the week is written out", f"write  {asked.name}: {days}")
        return None
    said_in = [one for item in items if isinstance(item, Scalar) for one in _APART.split(item.text.lower())]
    several = [section("languages").best(frozenset((one,))) or one for one in said_in]
    several = said_in if asked.name != "own.language" else several
    if several != [getattr(item, "text", "").lower() for item in items] and all(
        one in words for one in several
    ):
        said = f'"{asked.name}" is one word, or a list of them'
        chosen_now = several[0] if len(several) == 1 else f"[{', '.join(several)}]"
        asked.wrong(node, said, f"write  {asked.name}: {chosen_now}")
        return None
    chosen = [_word(asked, item, words) for item in items]
    good = frozenset(word for word in chosen if word)
    return OneOf(good) if None not in chosen else None


def _contrary(asked: Asked, node: Node) -> str:
    """What ``{not: pass}`` is here."""
    first = node.entries[0] if isinstance(node, Mapping) and len(node.entries) == 1 else None
    if first is None or first.key.text.lower() not in {"not", "is_not", "not_in", "none_in", "ne"}:
        return ""
    return f"write  none: [{asked.name}: {typed(first.value)}]"


def _are(items: Iterable[Node], words: tuple[str, ...]) -> bool:
    return all(isinstance(item, Scalar) and item.text.lower() in words for item in items)


def _word(asked: Asked, node: Node, words: tuple[str, ...]) -> str | None:
    text = node.text.lower() if isinstance(node, Scalar) else ""
    if text in words:
        return text
    said = f'"{text}" is not an answer to "{asked.name}"' if text else f"{what_it_is(node)} is not an answer"
    text = _RESULTS.get(text, text) if "fail" in words else text
    contrary = text.removeprefix("not ").removeprefix("!").strip()
    contrary = section("languages").best(frozenset((contrary,))) or contrary if "de" in words else contrary
    known = text != contrary and contrary in words
    asked.wrong(node, said, f"write  none: [{asked.name}: {contrary}]" if known else meant(text, words))
    return None
