"""Slips of the keyboard in rule files: what happens to people who edit them."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.facts import VOCABULARY, Choice, Text, Texts
from bot.policy import RulesRefused, load
from bot.policy.compile.actions import ACTIONS
from bot.policy.errors import Report, RulesError
from bot.policy.model import keywords
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence
from bot.policy.source.parse import read_nodes

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(
    path
    for path in (*ROOT.glob("rules/*.yaml"), *ROOT.glob("bot/starter/**/*.yaml"))
    if path.name.count(".") == 1  # the others say the same in another language
)
FREE = ("because", "guideline", "ruleset", "name")  # an owner's own words: no program knows what he meant
NUMBERS = {"1": "one", "5": "five", "10": "ten", "20": "twenty", "50": "fifty", "100": "a hundred"}
_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))#.*$")
_WORD = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Accident:
    """A file with one slip: what kind, in which word (letters only), and the new text."""

    path: Path
    kind: str
    word: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What loading said: refused or not, and whether the right word was named."""

    accident: Accident
    errors: tuple[RulesError, ...]
    suggested: bool


def accidents(path: Path, chance: random.Random, count: int) -> Iterator[Accident]:
    """So many accidents in a file, all of which change what it says; each kind that is possible, in turn."""
    text = path.read_text(encoding="utf-8")
    places = _places(text)
    kinds = [kind for kind in KINDS if _candidates(kind, text, places)]
    tree = _read(text)
    made = 0
    while made < count:
        kind = chance.choice(kinds)
        found = KINDS[kind](text, chance.choice(_candidates(kind, text, places)), chance)
        if found is None or _read(found[0]) == tree:
            continue
        made += 1
        yield Accident(path, kind, found[1], found[2], found[0])


def tried(accident: Accident) -> Result:
    """Load the file with the accident beside its unharmed neighbours."""

    def read(name: str) -> bytes:
        if Path(name) == accident.path:
            return accident.text.encode()
        beside = Path(name)  # where a rule set is installed, the packs lie beside the list's own file
        return (beside if beside.exists() else ROOT / "rules" / beside.name).read_bytes()

    try:
        load(str(accident.path), read)
    except RulesRefused as refused:
        return Result(accident, refused.errors, _names(accident.word, refused.errors))
    return Result(accident, (), suggested=False)


def known_words(path: Path) -> frozenset[str]:
    """The words of the language, and the names that a file and its parents give."""
    tables = [getattr(keywords, name) for name in dir(keywords) if name.isupper()]
    known = {word for table in tables if isinstance(table, dict) for each in table for word in each.split()}
    known |= {fact.name for fact in VOCABULARY} | set(ACTIONS) | {"case", "always", "yes", "no"}
    for fact in VOCABULARY:
        known |= set(fact.kind.words) if isinstance(fact.kind, Choice) else set()
    return frozenset(known | _names_of(path))


def _names_of(path: Path) -> set[str]:
    root = read_nodes(path.read_bytes(), str(path), Report())
    found: set[str] = set()
    for part in ("values", "lists", "conditions"):
        node = root.get(part) if isinstance(root, Mapping) else None
        found |= {entry.key.text for entry in node} if isinstance(node, Mapping) else set()
    return found


def _names(word: str, errors: tuple[RulesError, ...]) -> bool:
    wanted = re.compile(rf"(?<![\w.]){re.escape(word.strip('.-'))}(?![\w])")
    return any(
        wanted.search(error.help) or ("did you mean" in error.help and wanted.search(error.message))
        for error in errors
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Where accidents can happen; ``literal`` places are texts that posts are compared with, or made of."""

    open: frozenset[int]
    literal: frozenset[int]


def _places(text: str) -> Places:
    """Not in comments, free text and word lists."""
    shut: set[int] = set()
    literal: set[int] = set()
    for found in _COMMENT.finditer(text):
        shut.update(range(found.start(), found.end()))
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None
    for start, end, free in _spans(root):
        (shut if free else literal).update(range(start, end))
    return Places(frozenset(range(len(text))) - shut, frozenset(literal))


def _spans(node: yaml.Node, above: str = "") -> Iterator[tuple[int, int, bool]]:
    """Stretches of a file: its owner's free texts and word lists (true), and literal texts (false)."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in FREE or above == "lists" or key.value in _LISTS:
                yield value.start_mark.index, value.end_mark.index, True
            elif key.value in _LITERAL:
                yield value.start_mark.index, value.end_mark.index, False
            yield from _spans(value, key.value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _spans(item, above)


_LISTS = frozenset({"has_any", "any_in", "all_in", "none_in", "in", "not_in"})
_LITERAL = frozenset(
    {
        "is",
        "is_not",
        "has_word",
        "has_phrase",
        "contains",
        "starts_with",
        "ends_with",
        "matches",
        "any_matches",
    }
    | {"has", "post"}
    | {fact.name for fact in VOCABULARY if isinstance(fact.kind, Text | Texts)}
)


Place = int
Made = tuple[str, str, int] | None


def _candidates(kind: str, text: str, places: Places) -> list[Place]:
    wanted = {"lose a quote": "'\"", "lose a bracket": "{}[]", "lose a backslash": "\\"}
    if kind in wanted:
        return [at for at in sorted(places.open) if text[at] in wanted[kind]]
    if kind == "wrong indentation":
        return [at for at in sorted(places.open) if text[at] not in "\n #" and _begins(text, at)]
    mine = sorted(places.open - places.literal)
    if kind == "number to word":
        return [at for at in mine if text[at].isdigit() and not re.match(r"[\w.]", text[at - 1])]
    return [at for at in mine if text[at].isalpha()]


def _begins(text: str, at: Place) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _word_at(text: str, at: int) -> str:
    return next(
        (found[0] for found in _WORD.finditer(text, text.rfind("\n", 0, at) + 1) if found.end() > at), ""
    )


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _drop(text: str, at: Place, _: random.Random) -> Made:
    return text[:at] + text[at + 1 :], _word_at(text, at), _line(text, at)


def _double(text: str, at: Place, _: random.Random) -> Made:
    return text[: at + 1] + text[at:], _word_at(text, at), _line(text, at)


def _swap(text: str, at: Place, _: random.Random) -> Made:
    one, other = text[at], text[at + 1 : at + 2]
    if not other.isalpha() or one == other:
        return None
    return text[:at] + other + one + text[at + 2 :], _word_at(text, at), _line(text, at)


def _lose(text: str, at: Place, _: random.Random) -> Made:
    return text[:at] + text[at + 1 :], "", _line(text, at)


def _number(text: str, at: Place, _: random.Random) -> Made:
    found = re.compile(r"\d+").match(text, at)
    assert found
    word = NUMBERS.get(found[0], "many")
    return text[:at] + word + text[found.end() :], "", _line(text, at)


def _indent(text: str, at: Place, chance: random.Random) -> Made:
    start, move = text.rfind("\n", 0, at) + 1, chance.choice([-2, -1, 1, 2])
    if at - start + move < 0:
        return None
    return text[:start] + " " * (at - start + move) + text[at:], "", _line(text, at)


KINDS: dict[str, Callable[[str, Place, random.Random], Made]] = {
    "drop a letter": _drop,
    "double a letter": _double,
    "swap two letters": _swap,
    "lose a quote": _lose,
    "lose a bracket": _lose,
    "lose a backslash": _lose,
    "number to word": _number,
    "wrong indentation": _indent,
}
LETTERS = frozenset({"drop a letter", "double a letter", "swap two letters"})


def _read(text: str) -> tuple[object, int]:
    """What a file says, and how many errors are found in it already when it is read."""
    report = Report()
    return _plain(read_nodes(text.encode(), "x", report)), report.count


def _plain(node: Node | None) -> object:
    """What a file says, whatever its looks."""
    if isinstance(node, Mapping):
        return [(entry.key.text, _plain(entry.value)) for entry in node]
    if isinstance(node, Sequence):
        return [[_plain(item)] for item in node.items]
    return node.text.strip() if isinstance(node, Scalar) else None
