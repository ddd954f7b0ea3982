"""Reads tests of texts and lists: ``{has_word: élan}``, ``{in: $staff}``, ``{any_in: [a, b]}``."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.facts import VOCABULARY, Texts, nearest
from bot.policy.compile.beside import names_another, with_text
from bot.policy.compile.habits.impossible import never
from bot.policy.compile.habits.several import any_meant, denies, starred, word_pattern
from bot.policy.compile.habits.test_words import list_meant, word_meant
from bot.policy.compile.habits.words.meaning import retold
from bot.policy.compile.habits.written import listed, quoted, texts_in
from bot.policy.compile.scope import REFERENCE, texts_of
from bot.policy.compile.tests_by_kind import Asked, answer_of, forms
from bot.policy.compile.text_warnings import (
    as_pattern,
    how_many,
    is_written_like_a_test,
    refuse_the_impossible,
    warn_of_no_text,
    warn_of_parameters,
    warn_of_pattern,
    warn_of_star,
    warn_of_tag,
    warn_of_the_impossible,
)
from bot.policy.errors import meant
from bot.policy.model import keywords
from bot.policy.model.normalise import has_phrase, normal
from bot.policy.model.patterns import PatternError, compile_pattern, likely_finder
from bot.policy.model.phrase_index import PhraseIndex
from bot.policy.model.tests import (
    AllItems,
    Among,
    AnyItem,
    Beside,
    Compared,
    Every,
    HasAll,
    HasAny,
    Matches,
    Not,
    Test,
)
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence, quotes_help, what_it_is
from bot.policy.source.recovery.lost_quotes import addresses_apart, check_quotes


def _contains(value: str, wanted: str) -> bool:
    return wanted in value


HOW: dict[str, Callable[[str, str], bool]] = {
    "is": str.__eq__,
    "is_not": str.__eq__,
    "has_word": has_phrase,
    "has_phrase": has_phrase,
    "contains": _contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}
TEXT_TESTS = tuple(keywords.TEXT_TESTS)
LIST_TESTS = tuple(keywords.LIST_TESTS)
IS = HOW["is"]
OF_LISTS = frozenset(("has_any", "has_all", "in", "not_in", "any_in", "all_in", "none_in"))
INSIDE = (has_phrase, _contains)
WHOLE = frozenset(
    ("sender", "sender.domain", "sender.name", "article.domain", "article.host", "message.type")
)
"""Facts of which a list can only mean the whole text."""


def read_text(asked: Asked, node: Node) -> Test | None:
    """The test of a text: a text that it equals, or tests by name."""
    if isinstance(node, Mapping):
        return _Reading(asked, case=_case(asked, node)).tests(node, TEXT_TESTS)
    if isinstance(node, Sequence):
        one_of = "in" if asked.name in WHOLE or asked.name.startswith("header.") else "has_any"
        help_ = f"for one of several texts write {{{one_of}: {_as_list(node)}}}"
        starred = (
            word_pattern(asked.name, texts_in(node)) if any("*" in one for one in texts_in(node)) else ""
        )
        help_ = _with_exceptions(asked.name, texts_in(node)) or (f"write  {starred}" if starred else help_)
        quoted = quotes_help(node, "")
        asked.wrong(node, f'a list after "{asked.name}"', f"{quoted}; {help_}" if quoted else help_)
        return None
    before, wanted = asked.report.count, _plain(asked, node)
    if wanted is not None and names_another(wanted):
        return with_text(asked, node, wanted, IS, case=False, word="is")
    if wanted is None or asked.report.count > before or is_written_like_a_test(asked, node, wanted):
        return None
    warn_of_star(asked, node, wanted)
    warn_of_tag(asked, node, wanted)
    warn_of_parameters(asked, node, wanted)
    refuse_the_impossible(asked, node, wanted)
    return Compared(IS, normal(wanted), case=False)


def _with_exceptions(name: str, texts: list[str]) -> str:
    """``['smith-*', '!smith-jones']``: one of some, and none of those behind a "!"."""
    denied = [text[1:].strip() for text in texts if text.startswith("!")]
    wanted = [text for text in texts if not text.startswith("!")]
    lines = [
        word_pattern(name, some) or f"{name}: {{has_any: {listed(map(quoted, some))}}}"
        for some in (wanted, denied)
    ]
    if not denied or not wanted:
        return f"write  none: [{lines[1]}]" if denied else ""
    return f"write  all: [{{{lines[0]}}}, {{none: [{lines[1]}]}}]"


def read_texts(asked: Asked, node: Node) -> Test | None:
    """The test of a list of texts: tests by name."""
    if isinstance(node, Mapping):
        return _Reading(asked, case=_case(asked, node)).tests(node, LIST_TESTS)
    help_ = f"write {{any_in: {_as_list(node, 1)}}}"
    if isinstance(node, Sequence) and (told := never(asked.name, ", ".join(texts_in(node)))):
        help_ = told[1] if asked.name == "attachments.types" else help_
    if isinstance(node, Scalar):
        told = None if denies(node.text) else never(asked.name, node.text)
        help_ = f"write {how_many(asked.name, node) or any_meant(asked.name, node.text)}"
        help_ = help_ if node.text in node.at.source else forms(asked.fact)  # mended to read on
        help_ = told[1] if told and not how_many(asked.name, node) else help_
        line = retold(asked.name, node)
        of_sites = told is not None and asked.name.startswith("links.")
        taken = line and not of_sites and not line.startswith((f"{asked.name}:", f"none: [{asked.name}:"))
        help_ = f"write  {line}" if taken else help_
    asked.wrong(node, f'"{asked.name}" is {asked.phrase}: say how to compare', help_)
    return None


def _as_list(node: Node, least: int = 2) -> str:
    """A list as it stands there, where it has few texts; else one in general."""
    texts = (
        [item.text for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    )
    return f"[{', '.join(texts)}]" if least <= len(texts) < 4 else "[one, another]"


def _case(asked: Asked, node: Mapping) -> bool:
    value = node.get("case")
    answer = answer_of(value) if value else False
    if value is not None and answer is None:
        asked.wrong(value, '"case" is yes or no', "yes: capital and small letters differ")
    return bool(answer)


def _plain(asked: Asked, node: Scalar) -> str | None:
    """A text as typed; an unquoted text that is ``$name`` and nothing else is that value."""
    check_quotes(node, asked.report)
    if asked.name == "sender" and "*" in node.text and (line := starred(asked.name, node.text)):
        asked.wrong(node, "several addresses in one text, with stars", f"write  {line}")
        return None
    addresses_apart(node, asked.report, "{{in: [{}]}}")
    found = REFERENCE.fullmatch(node.text)
    if found and node.style == "":
        return asked.scope.value(found[1], node.at, asked.report)
    return node.text


@dataclass(frozen=True, slots=True)
class _Reading:
    """The tests of one fact that stand together in a mapping; ``case``: capital and small letters differ."""

    asked: Asked
    case: bool

    def tests(self, node: Mapping, known: tuple[str, ...]) -> Test | None:
        if self._forgotten_brackets(node):
            return None
        read = [self._test(entry, known) for entry in node if entry.key.text != "case"]
        good = tuple(test for test in read if test is not None)
        if not read:
            self.asked.wrong(node, f'no test after "{self.asked.name}"', "known here: " + ", ".join(known))
        if not read or len(good) < len(read):
            return None
        if len(good) > 1 and any(isinstance(test, Beside) for test in good):
            help_ = "give each a line of its own:  all: [{FACT: TEST}, {FACT: TEST}]"
            self.asked.wrong(node, "what is compared with another fact stands alone", help_)
            return None
        return good[0] if len(good) == 1 else Every(good)

    def _test(self, entry: Entry, known: tuple[str, ...]) -> Test | None:
        word, node = entry.key.text, entry.value
        if word not in known:
            said, help_ = f'"{word}" is not a test of {self.asked.phrase}', self._other_fact(word)
            if not help_ and (other := word_meant(self.asked.name, word, node)):
                help_ = f"write  {other}"
            note, help_ = "no such test", help_ or meant(word, known)
            self.asked.report.error("R010", entry.key.at, said, note=note, help=help_)
            return None
        if word in {"matches", "any_matches"}:
            pattern = self._pattern(node)
            return AnyItem(pattern) if pattern and word == "any_matches" else pattern
        if word in {"has_any", "has_all"}:
            return self._several(word, node)
        return self._set_test(word, node) if word.endswith("in") else self._text_test(word, node)

    def _other_fact(self, word: str) -> str:
        """A fact of nearly this name that has the test: ``subject.tags`` for ``subject.tag: {has: ...}``."""
        if word not in LIST_TESTS or self.asked.name == "subject":
            return ""
        lists = [fact.name for fact in VOCABULARY if isinstance(fact.kind, Texts)]
        near = nearest(self.asked.name, lists)
        return f'did you mean "{near}"?' if near and near.startswith(self.asked.name) else ""

    def _forgotten_brackets(self, node: Mapping) -> bool:
        """``{has_any: for sale, selling}``: the rest of the list stands there as keys without a test."""
        first, *rest = node.entries or (None,)
        if first is None or not rest or first.key.text not in OF_LISTS or not isinstance(first.value, Scalar):
            return False
        if not all(isinstance(entry.value, Scalar) and entry.value.empty for entry in rest):
            return False
        listed = ", ".join([first.value.text, *(entry.key.text for entry in rest)])
        said = f'"{first.key.text}" takes a list in brackets'
        self.asked.wrong(first.value, said, f"write  {first.key.text}: [{listed}]")
        return True

    def _several(self, word: str, node: Node) -> Test | None:
        entries = self._listed(node)
        if entries is None:
            return None
        wanted = [normal(entry, case=self.case) for entry in entries]
        if "" in wanted:
            self.asked.wrong(node, f'"{word}" needs words or phrases', "take the empty text out of the list")
            return None
        if word == "has_all":
            return HasAll(tuple(dict.fromkeys(wanted)), self.case)
        return HasAny(PhraseIndex(wanted), self.case, likely_finder(wanted, case=self.case))

    def _text_test(self, word: str, node: Node) -> Test | None:
        wanted = self._one_text(word, node)
        if wanted is None:
            return None
        how = HOW.get(word, IS)
        if names_another(wanted):
            return with_text(self.asked, node, wanted, how, case=self.case, word=word)
        compared = Compared(how, normal(wanted, case=self.case), self.case, how in INSIDE)
        if word == "has":
            return AnyItem(compared)
        return Not(compared) if word == "is_not" else compared

    def _set_test(self, word: str, node: Node) -> Test | None:
        entries = self._listed(node)
        if entries is None:
            return None
        among = Among(frozenset(normal(entry, case=self.case) for entry in entries), self.case)
        if word in {"in", "not_in"}:
            return among if word == "in" else Not(among)
        if word == "all_in":
            return AllItems(among)
        return AnyItem(among) if word == "any_in" else Not(AnyItem(among))

    def _one_text(self, word: str, node: Node) -> str | None:
        if not isinstance(node, Scalar):
            several = f"for one of several write any: and a line {{{word}: ...}} for each"
            other = list_meant(word, node)
            help_ = quotes_help(node, f"for one of several write {other}" if other else several)
            self.asked.wrong(node, f'"{word}" takes one text, not {what_it_is(node)}', help_)
            return None
        text = _plain(self.asked, node)
        if text is None:
            return None
        if names_another(text):
            return text
        warn_of_star(self.asked, node, text)
        if word != "ends_with":
            warn_of_tag(self.asked, node, text)
        if word in {"is", "is_not", "has"}:
            refuse_the_impossible(self.asked, node, text, denied=word == "is_not")
        warn_of_no_text(self.asked, node, word, text)
        if word in {"is", "is_not"}:
            return text
        return self._some_words(word, node, text)

    def _some_words(self, word: str, node: Scalar, text: str) -> str | None:
        if not normal(text):
            self.asked.wrong(node, f'"{word}" needs a text', 'for an empty text write {is: ""}')
            return None
        if word == "has_word" and " " in normal(text):
            self.asked.wrong(node, '"has_word" takes one word', f"write {{has_phrase: {text}}}")
            return None
        return text

    def _listed(self, node: Node) -> tuple[str, ...] | None:
        if not isinstance(node, Scalar):
            for item in node.items if isinstance(node, Sequence) else ():
                if isinstance(item, Scalar):
                    if names_another(item.text):
                        help_ = "give each a line of its own:  any: [{FACT: TEST}, {FACT: TEST}]"
                        self.asked.wrong(item, "what is compared with another fact stands in no list", help_)
                        return None
                    warn_of_star(self.asked, item, item.text, self._starred(node))
                    warn_of_tag(self.asked, item, item.text)
                    warn_of_the_impossible(self.asked, item, item.text)
            return texts_of(node, "what is compared with", self.asked.report)
        lists = self.asked.scope.lists
        if node.text.startswith("$"):
            entries = self.asked.scope.entries(node.text[1:], node.at, self.asked.report)
            for text in entries or ():
                warn_of_the_impossible(self.asked, node, text)
            return entries
        help_ = f'did you mean "${node.text}"?' if node.text in lists else f"write [{node.text}] or $LIST"
        self.asked.wrong(node, f'"{node.text}" is not a list', help_)
        return None

    def _starred(self, node: Node) -> str:
        """One pattern for a list with stars in it, so that none is lost; "" where it makes none."""
        items = node.items if isinstance(node, Sequence) else ()
        texts = [item.text for item in items if isinstance(item, Scalar)]
        line = "" if self.asked.name in WHOLE else word_pattern(self.asked.name, texts)
        return line.removeprefix(f"{self.asked.name}: ")

    def _pattern(self, node: Node) -> Matches | None:
        if not isinstance(node, Scalar):
            help_ = quotes_help(node, "join several with |, or use any:")
            self.asked.wrong(node, f"a pattern is one text, not {what_it_is(node)}", help_)
            return None
        if glob := self._glob(node):
            note, help_ = "a * stands for repetition in a pattern", f"write  {glob}"
            self.asked.report.error(
                "R012", node.at, "the pattern is none: it begins with a *", note=note, help=help_
            )
            return None
        if node.style == '"' and "\\" in node.raw:
            self._double_quotes(node)
            return None
        return self._compiled(node)

    def _glob(self, node: Scalar) -> str:
        """What ``*.exe`` means as a pattern for one of several texts, "" for a pattern."""
        glob = isinstance(self.asked.fact.kind, Texts) and node.text.startswith("*")
        return f"{{any_matches: '{as_pattern(node.text)}'}}" if glob else ""

    def _double_quotes(self, node: Scalar) -> None:
        note = "in double quotes a backslash has a meaning of its own"
        help_ = f"use single quotes: '{node.raw[1:-1]}'"
        self.asked.report.error("R012", node.at, "a pattern in double quotes", note=note, help=help_)

    def _compiled(self, node: Scalar) -> Matches | None:
        if not node.text:
            self.asked.wrong(node, "the pattern is empty", 'for an empty text write {is: ""}', "R012")
            return None
        check_quotes(node, self.asked.report)
        warn_of_pattern(self.asked, node)
        try:
            return Matches(compile_pattern(node.text.rstrip("\n"), case=self.case))
        except PatternError as error:
            note = "this pattern is refused"
            self.asked.report.error("R012", node.at, str(error), note=note, help=error.help)
            return None
