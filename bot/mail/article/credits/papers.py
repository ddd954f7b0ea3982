"""Knows publications by their names, their initials, the form of their names, and their domains."""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

from bot.mail.text.links import domain_of

_NOUNS = (
    "Times|Post|Herald|Tribune|Journal|Gazette|Chronicle|Guardian|Telegraph|Observer|Globe|Examiner|Inquirer"
    "|Enquirer|Courier|Dispatch|Sentinel|Mirror|Daily News|Evening News|Morning News|News Service"
    "|Press-Telegram|Free Press|Star-Tribune|Union-Tribune|Sun-Times|Mercury News|Bee|Plain Dealer"
    "|Newsday|Weekly|Magazine|Zeitung|Rundschau|Anzeiger|Nachrichten|Tageblatt|Tagblatt"
)
_FORMED = re.compile(
    rf"(?:\bThe )?\b(?:[A-Z][\w.'’&-]{{1,20}} ){{1,3}}(?:{_NOUNS})\b(?!['’]?s? [a-z]{{0,3}}ed\b)"
)
_RUN = re.compile(r"\w+")


def _longest_run(name: str) -> str:
    return str(max(_RUN.findall(name), key=len))


_NOUN_WORDS = frozenset(map(_longest_run, _NOUNS.split("|")))
_NOT_FIRST = frozenset(
    (
        "the",
        "from",
        "in",
        "by",
        "see",
        "read",
        "this",
        "that",
        "his",
        "her",
        "my",
        "our",
        "these",
        "today's",
        "copyright",
        "via",
        "sunday's",
        "monday's",
        "tuesday's",
        "wednesday's",
        "thursday's",
        "friday's",
        "saturday's",
        "yesterday's",
        "article",
        "an",
        "a",
    )
)
_SCANNED = 1_000
_AROUND = " *_()[]:.,\"'"
_PLAIN = frozenset(
    (
        "Salon",
        "Slate",
        "Nature",
        "Fortune",
        "Wired",
        "Vox",
        "TIME",
        "Nature",
        "WIRED",
        "taz",
        "Politiken",
        "Público",
        "AP",
        "NB",
    )
)
"""Names that are also words, or too short to tell anything in the middle of a sentence."""


def named_in(text: str) -> str | None:
    """The first publication that a text names, as it is written there; the longer of two at one place."""
    text = text[:_SCANNED]
    if text.strip(_AROUND) in _aliases():
        return text.strip(_AROUND)
    found = sorted(_places(text), key=lambda each: (each[0], -len(each[1])))
    return found[0][1] if found else None


def _places(text: str) -> Iterator[tuple[int, str]]:
    words = frozenset(_RUN.findall(text))
    if not _telling_words().isdisjoint(words):
        for known in _names().finditer(text):
            yield known.start(), known[0]
    if not _NOUN_WORDS.isdisjoint(words):
        for formed in _FORMED.finditer(text):
            start, name = _trimmed(formed.start(), formed[0])
            if " " in name:
                yield start, name


def _trimmed(start: int, name: str) -> tuple[int, str]:
    """A name without the words before it that begin a sentence; "The" stays."""
    words = name.split(" ")
    while (
        len(words) > 1
        and words[0].lower() in _NOT_FIRST
        and (words[0].lower() != "the" or words[1].lower() in _NOT_FIRST)
    ):
        start += len(words.pop(0)) + 1
    return start, " ".join(words)


def whole_name(name: str) -> str | None:
    """The printed name of a known publication, by any of its names."""
    return _aliases().get(name)


def publisher_of(url: str) -> str | None:
    """The known publication that an address belongs to."""
    domain = domain_of(url) or ""
    while domain:
        if (found := _domains().get(domain)) is not None:
            return found
        domain = domain.partition(".")[2]
    return None


@functools.cache
def _table() -> Mapping[str, list[str]]:
    return tomllib.loads((resources.files(__package__) / "papers.toml").read_text("utf-8"))


@functools.cache
def _aliases() -> Mapping[str, str]:
    """Every name of every publication, domains excepted."""
    found = {name: name for name in _table()}
    return found | {
        alias: name for name, others in _table().items() for alias in others if not _is_domain(alias)
    }


@functools.cache
def _domains() -> Mapping[str, str]:
    return {alias: name for name, others in _table().items() for alias in others if _is_domain(alias)}


def _is_domain(alias: str) -> bool:
    return "." in alias and alias.islower() and " " not in alias


@functools.cache
def _names() -> re.Pattern[str]:
    """Names that tell a publication wherever they stand; plain words only on lines of their own."""
    told = _aliases().keys() - _PLAIN
    return re.compile(
        r"(?<![\w@./-])(?:" + "|".join(sorted(map(re.escape, told), key=len, reverse=True)) + r")(?![\w@/])"
    )


@functools.cache
def _telling_words() -> frozenset[str]:
    """The longest word of each of these names, one of which stands in a text that has a name."""
    return frozenset(map(_longest_run, _aliases().keys() - _PLAIN))


def may_name(text: str) -> bool:
    """A quick look: whether named_in() may find something in some part of a text."""
    words = _RUN.findall(text.replace("_", " "))  # named_in() takes such marks off around a name
    return not (_NOUN_WORDS.isdisjoint(words) and _alias_words().isdisjoint(words))


def that_may_name(lines: Sequence[str]) -> list[str]:
    """A quick look: the lines in which named_in() may find something."""
    words = _RUN.findall("\n".join(lines).replace("_", " "))
    told = _NOUN_WORDS.intersection(words) | _alias_words().intersection(words)
    return [line for line in lines if any(map(line.__contains__, told))] if told else []


@functools.cache
def _alias_words() -> frozenset[str]:
    """The longest word of each name, also of those that tell a publication on lines of their own alone."""
    return frozenset(map(_longest_run, _aliases()))
