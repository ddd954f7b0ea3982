"""The phrases of all ``languages/*.toml`` files, joined and compiled to patterns."""

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

LONGEST_WORD = 80
"""Characters of a word that are looked at; no phrase of a language has a longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """
    All languages at once: a list's members do not share one.

    Every word is case-folded. ``fields`` maps the label of a header line to the
    field's English name; ``subject`` a prefix to "re" or "fwd". Only ``common``
    and ``month_lists`` keep the languages apart: the small words of each that has
    some, and its months.
    """

    subject: dict[str, str]
    forward_marks: frozenset[str]
    original_marks: frozenset[str]
    end_marks: frozenset[str]
    fields: dict[str, str]
    openers: frozenset[str]
    verbs: frozenset[str]
    months: frozenset[str]
    month_lists: tuple[tuple[str, ...], ...]
    weekdays: frozenset[str]
    closings: frozenset[str]
    mobile: tuple[str, ...]
    excuses: tuple[str, ...]
    products: tuple[str, ...]
    returned: tuple[str, ...]
    list_footers: tuple[str, ...]
    disclaimers: tuple[str, ...]
    legal: tuple[str, ...]
    banners: tuple[str, ...]
    bylines: frozenset[str]
    clutter: tuple[str, ...]
    published: tuple[str, ...]
    credits: tuple[str, ...]
    agencies: tuple[str, ...]
    sources: frozenset[str]
    links: frozenset[str]
    comments: frozenset[str]
    notices: tuple[str, ...]
    releases: tuple[str, ...]
    speaking: tuple[str, ...]
    together: tuple[str, ...]
    addressing: tuple[str, ...]
    reporting: frozenset[str]
    common: tuple[frozenset[str], ...]
    frequent: dict[str, frozenset[str]]
    letters: dict[str, str]


def fold(text: str) -> str:
    """Case-folded, with straight apostrophes and every run of white space as one blank."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip().lower()
    return " ".join(fold_letters(text).split())


def fold_letters(text: str) -> str:
    """Case-folded, with straight apostrophes; white space stays as it is."""
    if text.isascii():
        return text.lower()
    # Folding the Turkish capital leaves a dot of its own behind the "i".
    return text.replace("’", "'").casefold().replace("\u0307", "")


@functools.cache
def vocabulary() -> Vocabulary:
    """The words of every language file, read once."""
    by_code = {code: tomllib.loads(text) for code, text in _files().items()}
    tables = list(by_code.values())
    return Vocabulary(
        subject=_subject(tables),
        forward_marks=frozenset(_words(tables, "marks", "forward")),
        original_marks=frozenset(_words(tables, "marks", "original")),
        end_marks=frozenset(_words(tables, "marks", "end")),
        fields=_fields(tables),
        openers=frozenset(_words(tables, "attribution", "openers")),
        verbs=frozenset(_words(tables, "attribution", "verbs")),
        months=frozenset(_words(tables, "dates", "months")),
        month_lists=tuple(tuple(_words([table], "dates", "months")) for table in tables),
        weekdays=frozenset(_words(tables, "dates", "weekdays")),
        closings=frozenset(_words(tables, "signature", "closings")),
        mobile=tuple(_words(tables, "signature", "mobile")),
        excuses=tuple(_words(tables, "signature", "excuses")),
        products=tuple(_words(tables, "signature", "products")),
        returned=tuple(_words(tables, "subject", "returned")),
        list_footers=tuple(_words(tables, "footer", "list")),
        disclaimers=tuple(_words(tables, "footer", "disclaimer")),
        legal=tuple(_words(tables, "footer", "legal")),
        banners=tuple(_words(tables, "footer", "banner")),
        bylines=frozenset(_words(tables, "article", "byline")),
        clutter=tuple(_words(tables, "article", "clutter")),
        published=tuple(sorted(_words(tables, "article", "published"), key=len, reverse=True)),
        credits=tuple(_words(tables, "article", "credits")),
        agencies=tuple(_words(tables, "article", "agencies")),
        sources=frozenset(_words(tables, "article", "sources")),
        links=frozenset(_words(tables, "article", "links")),
        comments=frozenset(_words(tables, "article", "comments")),
        notices=tuple(_words(tables, "article", "notices")),
        releases=tuple(_words(tables, "article", "releases")),
        speaking=tuple(_words(tables, "speech", "alone")),
        together=tuple(_words(tables, "speech", "together")),
        addressing=tuple(_words(tables, "speech", "addressing")),
        reporting=frozenset(_words(tables, "speech", "reporting")),
        common=tuple(filter(None, (frozenset(_words([table], "speech", "common")) for table in tables))),
        frequent={
            code: frozenset(words) for code in by_code if (words := _words([by_code[code]], "text", "words"))
        },
        letters={code: table.get("text", {}).get("letters", "") for code, table in by_code.items()},
    )


def first_word(bare: str) -> str:
    """The first word of a line, cut where no phrase goes on: what is remembered of words stays small."""
    return bare[:LONGEST_WORD].partition(" ")[0]


@functools.lru_cache(maxsize=8192)
def may_start(first: str, phrases: str) -> bool:
    """Whether a text with this first word may begin with one of Vocabulary's phrases of that name."""
    return starts(fold(first).partition(" ")[0], phrases)


def starts(word: str, phrases: str) -> bool:
    """Whether a phrase of that name may begin with this folded word."""
    return not word or word in _firsts(phrases) or word.startswith(_single(phrases))


@functools.lru_cache(maxsize=8192)
def may_end(last: str, phrases: str) -> bool:
    """Whether a text with this last word may end with one of Vocabulary's phrases of that name."""
    word = fold(last).rpartition(" ")[2]
    return not word or word in _lasts(phrases) or word.endswith(_single(phrases))


@functools.cache
def _firsts(phrases: str) -> frozenset[str]:
    """The first words of those phrases that have more than one."""
    return frozenset(phrase.partition(" ")[0] for phrase in getattr(vocabulary(), phrases) if " " in phrase)


@functools.cache
def _single(phrases: str) -> tuple[str, ...]:
    """Those phrases that are one word, as which alone they stand within another."""
    return tuple(phrase for phrase in getattr(vocabulary(), phrases) if " " not in phrase)


@functools.cache
def _lasts(phrases: str) -> frozenset[str]:
    """The last words of those phrases that have more than one."""
    return frozenset(phrase.rpartition(" ")[2] for phrase in getattr(vocabulary(), phrases) if " " in phrase)


_FREQUENT = re.compile(r"^\[text\]$[^\[]*?^words\b", re.MULTILINE)


def told_by_words() -> frozenset[str]:
    """The codes of the languages whose frequent words are on file, known before these are read."""
    return frozenset(code for code, text in _files().items() if _FREQUENT.search(text))


def _files() -> dict[str, str]:
    """The texts of the files by the codes of their languages."""
    folder = resources.files("bot.mail.languages")
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name
    )
    return {entry.name.removesuffix(".toml"): entry.read_text("utf-8") for entry in files}


def _words(tables: list[dict[str, Any]], section: str, key: str) -> list[str]:
    found = (fold(word) for table in tables for word in table.get(section, {}).get(key, ()))
    return list(dict.fromkeys(word for word in found if word))


def _subject(tables: list[dict[str, Any]]) -> dict[str, str]:
    # Danish "VS" forwards, Finnish "VS" replies: a forward is what rules ask about, so it wins.
    replies = dict.fromkeys(_words(tables, "subject", "reply"), "re")
    return replies | dict.fromkeys(_words(tables, "subject", "forward"), "fwd")


def _fields(tables: list[dict[str, Any]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name in ("from", "to", "cc", "subject", "date", "reply-to", "other"):
        for label in _words(tables, "fields", name):
            fields.setdefault(label, name)
    return fields
