"""What a moderator's answer to a notice orders: one command, or a line for each of many posts."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.set_words import is_polite
from bot.dialogue.words import answer_words
from bot.lazy_regex import lazy_regex


class Verb(StrEnum):
    """What moderators can do to a held post."""

    ACCEPT = "accept"
    DIGEST = "digest"
    RETURN = "return"
    EDIT = "edit"
    DISCARD = "discard"
    WHY = "why_held"
    MINE = "mine"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """
    One command.

    ``numbers`` are the posts meant by their numbers in the notice, () for the only one;
    ``reasons`` those to return it for, ``text`` a moderator's own words for its author.
    """

    verb: Verb
    numbers: tuple[int, ...] = ()
    reasons: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A line that is no command; ``near`` is the word that may have been meant."""

    line: str
    near: str = ""


_NUMBERED = lazy_regex(r"\s*#?((?:\d{1,3}(?:\s*(?:-|–|to)\s*\d{1,3})?[\s,;&+]*)+)[:.)]?\s*(.*)", re.DOTALL)
_ALL = lazy_regex(r"\s*(?:all|alle|tous|todos|todas|tutti|alles)\b[:\s]*(.*)", re.IGNORECASE | re.DOTALL)
_RANGE = lazy_regex(r"(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?")
_WORD = lazy_regex(r"[\w'’]+\??")
_LEADING = lazy_regex(r"\s*((?:\d{1,2}[\s,;&+]*)+)(?![\w.])(.*)", re.DOTALL)


def commands(text: str, posts: int, names: Sequence[str] = ()) -> list[Deed | Mistake]:
    """
    What a text orders of a notice about so many ``posts``; ``names`` are the moderator's own.

    Words of a return go on over the lines below it, up to the next command. Of
    one post nothing is done where its command is followed by words that are
    neither a farewell nor a name: who writes more means more.
    """
    found: list[Deed | Mistake] = []
    for line in text.split("\n"):
        if not line.strip() or is_polite(line, names):
            found = _with_gap(found)
            continue
        one = _read(line.strip(), posts)
        last = found[-1] if found else None
        if isinstance(one, Mistake) and isinstance(last, Deed) and last.verb is Verb.RETURN:
            found[-1] = _longer(last, line)
        else:
            found.append(one)
    found = [_trimmed(one) for one in found]
    mistakes = [one for one in found if isinstance(one, Mistake)]
    return [*mistakes] if posts == 1 and mistakes else found


def _read(line: str, posts: int) -> Deed | Mistake:
    numbers: tuple[int, ...] = ()
    rest = line
    if every := _ALL.fullmatch(line):
        numbers, rest = tuple(range(1, posts + 1)), every[1]
    elif numbered := _NUMBERED.fullmatch(line):
        numbers, rest = _numbers(numbered[1], posts), numbered[2]
        if not numbers:
            return Mistake(line=line)
    verb, behind = _verb(rest)
    if verb is None or (not numbers and posts > 1):
        return Mistake(line=line, near=_near(rest))
    if verb is not Verb.RETURN:
        return Deed(verb=verb, numbers=numbers) if is_polite(behind) else Mistake(line=line)
    reasons = _LEADING.fullmatch(behind)
    chosen = tuple(int(one) for one in re.findall(r"\d+", reasons[1])) if reasons else ()
    words = (reasons[2] if reasons else behind).strip(" :,-–\t")
    return Deed(verb=verb, numbers=numbers, reasons=chosen, text=words)


def _numbers(text: str, posts: int) -> tuple[int, ...]:
    """1-4, 6: () where one of them is no number of a post."""
    found: list[int] = []
    for first, last in _RANGE.findall(text):
        found += range(int(first), int(last or first) + 1)
    return tuple(dict.fromkeys(found)) if found and all(1 <= one <= posts for one in found) else ()


def _verb(text: str) -> tuple[Verb | None, str]:
    """The command that a text begins with, and what is behind it."""
    words = [(match[0].casefold().rstrip("?"), match.end()) for match in _WORD.finditer(text)][:4]
    best: tuple[Verb | None, str] = (None, "")
    longest = 0
    for verb in Verb:
        for phrase in answer_words(verb.value):
            size = len(phrase)
            if size > longest and tuple(word for word, _ in words[:size]) == phrase:
                longest, best = size, (verb, text[words[size - 1][1] :])
    return best


def _near(text: str) -> str:
    first = next(iter(_WORD.findall(text)), "").casefold()
    known = [phrase[0] for verb in Verb for phrase in answer_words(verb.value) if len(phrase) == 1]
    near = difflib.get_close_matches(first, known, n=1, cutoff=0.7)
    return near[0] if near else ""


def _with_gap(found: list[Deed | Mistake]) -> list[Deed | Mistake]:
    last = found[-1] if found else None
    if isinstance(last, Deed) and last.verb is Verb.RETURN and last.text:
        return [*found[:-1], _longer(last, "")]
    return found


def _longer(deed: Deed, line: str) -> Deed:
    text = f"{deed.text}\n{line}" if deed.text else line
    return Deed(verb=deed.verb, numbers=deed.numbers, reasons=deed.reasons, text=text)


def _trimmed(one: Deed | Mistake) -> Deed | Mistake:
    if isinstance(one, Mistake):
        return one
    return Deed(verb=one.verb, numbers=one.numbers, reasons=one.reasons, text=one.text.strip())
