"""Answers in set words: what a few of them mean, however politely they are wrapped."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import takewhile

from bot.mail.text.phrases import fold, vocabulary
from bot.notices.catalogue import answer_words

_LONGEST = 60
"""Words of a text that can be an answer in set words."""
_BRIEF = 12
"""Words of a question for the reason."""
_TOKEN = re.compile(r"[\w']+|[\U0001F300-\U0001FAFF\u2600-\u27BF]", re.UNICODE)
_CLAUSE = re.compile(r"([^.!?;,:\n…]+)([.!?;,:\n…]*)")
_OK_DOTTED = re.compile(r"\bo\.\s?k\b\.?", re.IGNORECASE)
_SMALL = frozenset({"of", "the", "for", "and", "von", "der", "des", "de", "du", "di", "van", "im", "in"})


class Meaning(StrEnum):
    """What an answer asks for."""

    OK = "ok"
    TEXT = "text"  # a whole new text
    WORDS = "words"  # what was asked for: a comment, an address
    HELP = "help"
    WHY = "why"
    WITHDRAW = "withdraw"
    UNCLEAR = "unclear"


_KINDS = ("ok", "go", "help", "why", "withdraw", "no", "not", "thanks", "polite", "filler")
"""Kinds of phrases: ``go`` orders to send, ``no`` is a bare no, ``not`` turns what stands with it."""
_EMPTY = frozenset({"thanks", "polite", "filler"})


@dataclass(frozen=True, slots=True)
class _Clause:
    """The kinds of phrases of a clause; ``known``: it has nothing else; ``asked``: it ends in "?"."""

    words: tuple[str, ...]
    kinds: frozenset[str]
    known: bool
    asked: bool

    def meaning(self) -> Meaning | None:
        """The one thing that it says; None where it says none, or two."""
        kinds = self.kinds - _EMPTY
        if "not" in kinds or ("no" in kinds and "go" in kinds):
            return Meaning.WITHDRAW if "go" in kinds and kinds <= {"not", "no", "go", "withdraw"} else None
        if kinds <= {"ok", "go"} and kinds:
            return None if self.asked else Meaning.OK
        if kinds <= {"withdraw", "no", "go"} and kinds & {"withdraw", "no"}:
            return Meaning.WITHDRAW
        return Meaning(next(iter(kinds))) if len(kinds) == 1 else None

    @property
    def is_empty(self) -> bool:
        """Whether it is politeness alone."""
        return self.known and self.kinds <= _EMPTY

    @property
    def thanks(self) -> bool:
        """Whether it begins as thanks do, whatever they are for."""
        return _phrase_at(self.words, 0)[0] == "thanks"


def commanded(text: str, names: Iterable[str]) -> Meaning | None:
    """The one thing that a text says in set words, greetings and names aside; None where it says more."""
    known = {word for name in names for word in _tokens(name)}
    told = _without_farewell(text, known)
    if len(_tokens(told)) > _LONGEST:
        return None
    clauses = list(_clauses(told, known))
    said = [one for one in clauses if not one.is_empty]
    more = [one for one in said if not one.known or one.meaning() is None]
    found = {meaning for one in said if one.known and (meaning := one.meaning())}
    if not more:
        return found.pop() if len(found) == 1 else None
    first = said[0].meaning() if said[0].known else None
    if _asks_why(said[0]) and len(_tokens(told)) <= _BRIEF:
        return Meaning.WHY
    if len(found) > 1:
        return None
    if first is Meaning.HELP or (not found and _is_at_a_loss(said[0])):
        return Meaning.HELP
    if first is Meaning.WITHDRAW and "no" not in said[0].kinds:
        return None if any(one.words[0] in _limits() for one in clauses) else first
    limited = any(_limits() & set(one.words) for one in clauses)
    grateful = all(_is_thanked(one, clauses) for one in more)
    return Meaning.OK if first is Meaning.OK and grateful and not limited else None


def is_polite(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a text says nothing: greetings, thanks, closings, what a phone adds, the writer's own name."""
    if _is_closing(text):
        return True
    known = {word for name in names for word in _tokens(name)}
    words = tuple(_tokens(text))
    at = 0
    while at < len(words):
        kind, length = _phrase_at(words, at)
        polite = kind in {"polite", "thanks"}
        if words[at] not in known and not polite:
            return False
        at += length if polite else 1
    return True


def is_question_to_us(text: str) -> bool:
    """Whether a text with a question mark asks the bot or the moderators, and not the readers of a list."""
    words = set(_tokens(text))
    return any(len(phrase) == 1 and phrase[0] in words for phrase in answer_words("you"))


def _clauses(text: str, names: set[str]) -> Iterator[_Clause]:
    told = _OK_DOTTED.sub("ok", text.replace("’", "'"))
    for match in _CLAUSE.finditer(re.sub(r"\s[-–—]+\s", " ; ", told)):
        words = tuple(_tokens(match[1]))
        if words:
            yield _clause(words, names, asked="?" in match[2])


def _clause(words: tuple[str, ...], names: set[str], *, asked: bool) -> _Clause:
    kinds = set[str]()
    known = True
    at = 0
    while at < len(words):
        kind, length = _phrase_at(words, at)
        if kind:
            kinds.add(kind)
        elif words[at] not in names and not _is_initial(words):
            known = False
        at += max(1, length)
    return _Clause(words=words, kinds=frozenset(kinds), known=known, asked=asked)


def _is_initial(words: Sequence[str]) -> bool:
    """Whether a clause is one letter, with which its writer signs."""
    return len(words) == 1 and len(words[0]) == 1 and words[0].isascii()


def _phrase_at(words: Sequence[str], at: int) -> tuple[str, int]:
    """The longest set phrase that stands at a place, its kind, and how many words it has."""
    for phrase, kind in _phrases().get(words[at], ()) if at < len(words) else ():
        if tuple(words[at : at + len(phrase)]) == phrase:
            return kind, len(phrase)
    return "", 0


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The set phrases by their first words, the longest first; where two kinds have one, the first counts."""
    found: dict[tuple[str, ...], str] = {}
    for kind in _KINDS:
        for phrase in answer_words(kind):
            words = tuple(_tokens(" ".join(phrase)))
            if words:
                found.setdefault(words, kind)
    firsts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, kind in sorted(found.items(), key=lambda one: -len(one[0])):
        firsts.setdefault(words[0], []).append((words, kind))
    return {first: tuple(rows) for first, rows in firsts.items()}


def _tokens(text: str) -> list[str]:
    found = (one.casefold().strip("'") for one in _TOKEN.findall(text.replace("’", "'")))
    return [one for one in found if one]


def _is_at_a_loss(clause: _Clause) -> bool:
    """Whether it begins like "I have no idea", however it goes on."""
    return any(
        kind == "help" and length > 1 and all(_phrase_at(clause.words, n)[0] in _EMPTY for n in range(at))
        for at in range(min(3, len(clause.words)))
        for kind, length in [_phrase_at(clause.words, at)]
    )


def _asks_why(clause: _Clause) -> bool:
    return clause.asked and _phrase_at(clause.words, 0)[0] == "why"


@cache
def _limits() -> frozenset[str]:
    """Words like "but", "until", "if", "title": with one of them a yes is no plain yes."""
    return frozenset(phrase[0] for phrase in answer_words("limit") if len(phrase) == 1)


def _is_thanked(clause: _Clause, clauses: Sequence[_Clause]) -> bool:
    """Whether a clause is thanks or goes on with them."""
    at = clauses.index(clause)
    return clause.thanks or (at > 0 and clauses[at - 1].thanks)


def _without_farewell(text: str, names: set[str]) -> str:
    """The text without what closes it, and without what a phone puts above it."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    while len(lines) > 1 and _is_mobile(lines[0]):
        del lines[0]
    for n, line in enumerate(lines[1:], 1):
        below = lines[n:]
        if len(below) > 8 or not _closes(line, names):
            continue
        card = takewhile(lambda one: not _is_small_print(one), below[1:])
        if _is_mobile(line) or all(_is_of_a_card(one, names) for one in card):
            return "\n".join(lines[:n])
    return "\n".join(lines)


def _closes(line: str, names: set[str]) -> bool:
    words = _tokens(line)
    named = bool(set(words) & names) and len(words) <= 4
    signed = len(words) > 1 and words[0] in vocabulary().closings and _is_of_a_card(line, names)
    return _is_closing(line) or named or signed or (len(words) <= 5 and is_polite(line))


def _is_small_print(line: str) -> bool:
    plain = fold(line)
    return any(one in plain for one in (*vocabulary().disclaimers, *vocabulary().legal))


def _is_closing(line: str) -> bool:
    plain = " ".join(_tokens(line))
    return plain in vocabulary().closings or _is_mobile(line)


def _is_mobile(line: str) -> bool:
    plain = " ".join(_tokens(line))
    return any(plain.startswith(one) for one in vocabulary().mobile)


def _is_of_a_card(line: str, names: set[str]) -> bool:
    """Whether a line reads like one of a visiting card: names, numbers, an address."""
    words = line.split()
    big = all(
        one[:1].isupper() or not one[:1].isalpha() or one.endswith(".") or one.casefold() in {*_SMALL, *names}
        for one in words
    )
    return len(words) <= 8 and (big or "@" in line or "www." in line or _is_closing(line))
