"""The names that rules may use: values, lists and conditions of a file and of those it inherits from."""

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.facts import VOCABULARY, nearest
from bot.lazy_regex import lazy_regex
from bot.policy.errors import Place, Report, meant
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence, quotes_help, what_it_is
from bot.policy.source.recovery.lost_quotes import addresses_apart, check_quotes

NAME = lazy_regex(r"[A-Za-z_][A-Za-z0-9_-]*")
REFERENCE = lazy_regex(r"\$([A-Za-z_][A-Za-z0-9_-]*)")
RESERVED = frozenset({"any", "all", "none", "always", "add", "remove"})


@dataclass(frozen=True, slots=True)
class Named:
    """A value: its text as typed, where its name stands, and where the text does."""

    text: str
    at: Place
    written: Place


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list of texts, and where it stands."""

    entries: tuple[str, ...]
    at: Place


class Counted(NamedTuple):
    """A rule whose matches a fact counts, and where its name stands."""

    rule: str
    fact: str
    at: Place


@dataclass(slots=True)
class Scope:
    """
    All names that a rule can use.

    ``used`` collects those that were asked for, ``counted`` the rules whose matches are counted.
    """

    values: dict[str, Named] = field(default_factory=dict)
    lists: dict[str, NamedList] = field(default_factory=dict)
    conditions: dict[str, Node] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    counted: list[Counted] = field(default_factory=list)

    def child(self) -> "Scope":
        """A copy that an inheriting file can change."""
        return Scope(dict(self.values), dict(self.lists), dict(self.conditions))

    def trial(self) -> "Scope":
        """The same names, to try what an advice would mean: what is asked for is not noted here."""
        return replace(self, used=set(), counted=[])

    def value(self, name: str, place: Place, report: Report) -> str | None:
        """The text of a value; None, with an error, where there is none of that name."""
        self.used.add(("value", name))
        if name in self.values:
            return self.values[name].text
        if name in self.lists:
            help_ = f"write  {{in: ${name}}}; {_FOR_LISTS}"
            report.error("R007", place, f'"{name}" is a list, a value is needed here', help=help_)
        else:
            near = nearest(name, self.values)
            say = "name it under values:, or write the number or text itself"
            report.error(
                "R007", place, f'unknown value "{name}"', note="no such value", help=_dollar(near) or say
            )
        return None

    def entries(self, name: str, place: Place, report: Report) -> tuple[str, ...] | None:
        """The texts of a list; None, with an error, where there is none of that name."""
        self.used.add(("list", name))
        if name in self.lists:
            return self.lists[name].entries
        near = nearest(name, self.lists)
        say = f"name it under lists:, for example  {name}: [one, another]"
        report.error("R008", place, f'unknown list "{name}"', note="no such list", help=_dollar(near) or say)
        return None

    def filled(self, text: str, place: Place, report: Report) -> str | None:
        """The text with every ``$value`` replaced; None, with an error each, where one is unknown."""
        texts = {found[1]: self._at(found, place, report) for found in REFERENCE.finditer(text)}
        if None in texts.values():
            return None
        return REFERENCE.sub(lambda found: texts[found[1]] or "", text)

    def _at(self, found: re.Match[str], place: Place, report: Report) -> str | None:
        return self.value(found[1], place.moved(found.start(), len(found[0])), report)


def take_values(node: Node | None, scope: Scope, report: Report, *, inherited: bool) -> None:
    """``values:`` of a file into the scope; an inheriting file may replace a number by a number only."""
    for entry in _entries(node, "values", "NAME: a number or a text", report):
        name = _named(entry.key, report)
        if name is None:
            continue
        if not isinstance(entry.value, Scalar) or entry.value.empty:
            said = f'the value "{name}" must be a number or a text, not {what_it_is(entry.value)}'
            help_ = quotes_help(entry.value, "several texts are a list: put them under lists:")
            report.error("R013", entry.value.at, said, help=help_)
            continue
        before = scope.values.get(name)
        if before and not inherited:
            _beside(entry.key, before, report)
            continue
        if inherited and before and is_number(before.text) and not is_number(entry.value.text):
            said = f'the value "{name}" must be a number: it is {before.text} in {before.at.file}'
            report.error(
                "R011", entry.value.at, said, note="no number", help=f'write for example "{before.text}"'
            )
            continue
        scope.values[name] = Named(entry.value.text.strip(), entry.key.at, entry.value.at)


def _beside(key: Scalar, before: Named, report: Report) -> None:
    """Two files that know nothing of each other are inherited together, and both name a value so."""
    help_ = "inherit the two files one by the other, or give the value another name in one of them"
    said = f'the value "{key.text}" is in {before.at.file} too'
    report.error("R004", key.at, said, note=f"and in line {before.at.line} there", help=help_)


def is_number(text: str) -> bool:
    """Whether a value counts as a number, with a unit or without."""
    return re.fullmatch(r"-?\d+(?:\.\d+)?\s*(?:%|[A-Za-z]+)?", text.strip()) is not None


def take_lists(node: Node | None, scope: Scope, report: Report, *, inherited: bool) -> None:
    """``lists:`` of a file into the scope; an inheriting file adds and removes."""
    for entry in _entries(node, "lists", "NAME: [one, another]", report):
        word = entry.key.text
        if inherited and word in {"add", "remove"} and isinstance(entry.value, Mapping):
            for change in entry.value:
                _change_list(change.key, word, change.value, scope, report)
        elif inherited and isinstance(entry.value, Mapping):
            _change_one(entry.key, entry.value, scope, report)
        else:
            _take_list(entry.key, entry.value, scope, report)


def _take_list(key: Scalar, value: Node, scope: Scope, report: Report) -> None:
    name = _named(key, report)
    if name is None:
        return
    if name in scope.lists:
        help_ = f"{name}: {{add: [one], remove: [another]}}"
        report.error("R004", key.at, f'the list "{name}" is inherited', note="it exists already", help=help_)
        return
    entries = texts_of(value, f'the list "{name}"', report)
    if entries is not None:
        scope.lists[name] = NamedList(entries, key.at)


def _change_one(key: Scalar, changes: Mapping, scope: Scope, report: Report) -> None:
    """``staff: {add: [...], remove: [...]}``."""
    for change in changes:
        if change.key.text in {"add", "remove"}:
            _change_list(key, change.key.text, change.value, scope, report)
        else:
            said = f'unknown key "{change.key.text}" in the list "{key.text}"'
            report.error("R005", change.key.at, said, help=meant(change.key.text, ("add", "remove")))


def _change_list(key: Scalar, word: str, value: Node, scope: Scope, report: Report) -> None:
    known = scope.lists.get(key.text)
    if known is None:
        say = "only a list of the inherited file can be changed"
        note, help_ = "no such list", meant(key.text, tuple(scope.lists), else_say=say)
        report.error("R008", key.at, f'unknown list "{key.text}"', note=note, help=help_)
        return
    entries = texts_of(value, f'{word} of the list "{key.text}"', report) or ()
    if word == "add":
        scope.lists[key.text] = NamedList(tuple(dict.fromkeys(known.entries + entries)), known.at)
        return
    _check_removed(value, known, key.text, report)
    gone = {entry.casefold() for entry in entries}
    kept = tuple(entry for entry in known.entries if entry.casefold() not in gone)
    scope.lists[key.text] = NamedList(kept, known.at)


def _check_removed(value: Node, known: NamedList, name: str, report: Report) -> None:
    there = {entry.casefold() for entry in known.entries}
    items = value.items if isinstance(value, Sequence) else ()
    for item in items:
        if isinstance(item, Scalar) and item.text.casefold() not in there:
            said = f'"{item.text}" is not in the list "{name}"'
            report.error(
                "R008", item.at, said, note="nothing to remove", help=meant(item.text, known.entries)
            )


def texts_of(node: Node, what: str, report: Report) -> tuple[str, ...] | None:
    """The texts of ``[a, b]``; a single text is a list of one."""
    if isinstance(node, Scalar) and not node.empty:
        return addresses_apart(node, report)
    if not isinstance(node, Sequence):
        said = f"{what} must be a list of texts, not {what_it_is(node)}"
        report.error("R013", node.at, said, help="write [one, another], or one per line after a hyphen")
        return None
    texts: list[str] = []
    for item in node.items:
        if not isinstance(item, Scalar):
            report.error("R013", item.at, f"{what} may hold texts only, not {what_it_is(item)}", help=_COLON)
        else:
            check_quotes(item, report)
            texts += addresses_apart(item, report)
    return tuple(texts)


def take_conditions(node: Node | None, scope: Scope, report: Report) -> None:
    """``conditions:`` of a file into the scope, unread: they are compiled where they are used."""
    for entry in _entries(node, "conditions", "NAME: and its tests below", report):
        name = _named(entry.key, report)
        if name is None:
            continue
        if VOCABULARY.find(name):
            help_ = "give the condition another name"
            report.error("R004", entry.key.at, f'"{name}" is the name of a fact already', help=help_)
        elif name in scope.conditions:
            help_ = "give the condition another name"
            report.error("R004", entry.key.at, f'the condition "{name}" is inherited already', help=help_)
        else:
            scope.conditions[name] = entry.value


def _named(key: Scalar, report: Report) -> str | None:
    if key.text in RESERVED:
        report.error(
            "R005",
            key.at,
            f'"{key.text}" is a word of the language and cannot be a name',
            help="give it another name",
        )
        return None
    if NAME.fullmatch(key.text):
        return key.text
    help_ = "a name is made of letters, digits, _ and -, and begins with a letter"
    report.error("R005", key.at, f'"{key.text}" cannot be a name', help=help_)
    return None


def _entries(node: Node | None, what: str, form: str, report: Report) -> Mapping | tuple[()]:
    if node is None or (isinstance(node, Scalar) and node.empty):
        return ()
    if isinstance(node, Mapping):
        return node
    said = f"{what}: must have lines of the form {form}, not {what_it_is(node)}"
    report.error("R013", node.at, said, help="write each on a line of its own below, further right")
    return ()


def _dollar(near: str | None) -> str:
    return f'did you mean "${near}"?' if near else ""


Values = MappingType[str, Named]

_FOR_LISTS = "a list goes with in, not_in, any_in, all_in or none_in"
_COLON = 'put a text with ": " in it in single quotes'
