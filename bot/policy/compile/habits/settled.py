"""Advice is tried before it is given: a line that would be refused is mended, or not said."""

import re
from collections.abc import Callable, Sequence

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.words.literals import sound
from bot.policy.compile.habits.written import quoted, typed
from bot.policy.errors import Report, RulesError
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar
from bot.policy.source.nodes import Sequence as Listed
from bot.policy.source.parse import read_nodes

Said = Callable[[Node], Sequence[RulesError]]
"""What is said of conditions: errors and warnings, none where they are right."""

GROUPS = ("any", "all", "none")
STEPS = 3
_OF_RULES = lazy_regex(r"(?:when|mode): \w+|(?:any|all|none):")
_ASIDE = lazy_regex(r"; for these very words|  \(or ")
_LIST = lazy_regex(r"\[([^\[\]:{},]+,[^\[\]:{}]+)\]")
_PATTERN = lazy_regex(r"matches: '((?:[^']|'')+)'")
_ANSWERED = lazy_regex(r"(?<![\w.])([\w.]+): (yes|no)\b")
_ANSWERS = lazy_regex(r"header\.(?:In-Reply-To|References): \{is_not: ''\}", re.IGNORECASE)
_WORD = lazy_regex(r"[^\W_]{3,}")
_WRITE = lazy_regex(r"write\s+(?P<quote>\"?)(?P<text>.+?)(?P=quote)")
_DID_YOU_MEAN = lazy_regex(r"did you mean ['\"](?P<text>.+)['\"]\?")


def settled(line: str, said_of: Said) -> str:
    """The line as a rule can have it: what would be said of it is followed; "" where that leads nowhere."""
    if not line or _OF_RULES.fullmatch(line):
        return line
    first = line
    for _ in range(STEPS):
        node = read_nodes(line.encode(), "advice", Report())
        if not isinstance(node, Mapping) or len(node.entries) != 1:
            return ""
        if not (said := said_of(node)):
            line = _by_its_subject(line)
            return line if sound(line) and _keeps(first, line) and not _contradicts(line) else ""
        line = _mended(node.entries[0], said[0], said_of)
    return ""


def _by_its_subject(line: str) -> str:
    """A reply by its subject, where the field of the header is asked beside it."""
    return line.replace("message.reply: yes", "subject.prefix: {has: re}") if _ANSWERS.search(line) else line


def _contradicts(line: str) -> bool:
    """Whether ``all:`` asks a fact for yes and for no."""
    answers = _ANSWERED.findall(line) if line.startswith("all:") else []
    return len({fact for fact, _ in answers}) < len(set(answers))


def _keeps(first: str, line: str) -> bool:
    """Whether every text of a list of texts is still in the line that it became."""
    parts = [part for found in _LIST.findall(first) for part in found.split(",")]
    parts += [part for found in _PATTERN.findall(first) for part in found.split("|") if "|" in found]
    kept = line.lower()
    return all(one in kept for part in parts for one in _WORD.findall(part.lower()))


def _mended(entry: Entry, said: RulesError, said_of: Said) -> str:
    """The line after what is said of it."""
    word, value = entry.key.text, entry.value
    if word in GROUPS:
        items = value.items if isinstance(value, Listed) else ()
        lines = [
            settled(f"{one.key.text}: {typed(one.value)}", said_of)
            for item in items
            if isinstance(item, Mapping)
            for one in item
        ]
        return f"{word}: [{', '.join(lines)}]" if lines and all(lines) else ""
    if word.startswith("header.") and isinstance(value, Scalar) and said.code != "W010":
        return f"{word}: {{is: {typed(value)}}}"
    found = _WRITE.fullmatch(_ASIDE.split(said.help)[0])
    if not found:
        return _respelt(entry, said)
    text = found["text"].strip()
    head = text.partition(":")[0]
    if head in GROUPS or VOCABULARY.find(head) or head.startswith("header."):
        return text
    return f"{word}: {text}" if " or " not in text else ""


def _respelt(entry: Entry, said: RulesError) -> str:
    """The line with another word for the one that is unknown."""
    found = _DID_YOU_MEAN.fullmatch(said.help)
    if not found:
        return ""
    word, value, other = entry.key.text, entry.value, found["text"]
    if isinstance(value, Scalar):
        return f"{word}: {quoted(other)}"
    if isinstance(value, Mapping):
        wrong = said.source[said.column - 1 : said.column - 1 + said.width].strip("'\"")
        inner = ", ".join(
            f"{other if one.key.text == wrong else one.key.text}: {typed(one.value)}" for one in value
        )
        return f"{word}: {{{inner}}}"
    return ""
