"""Recognises lines that name an article's writer, or its date."""

import functools
import re

from bot.mail.text.clues import has_date
from bot.mail.text.phrases import first_word, fold, vocabulary

_DATE_WORDS = frozenset(
    ["a", "am", "at", "bst", "cest", "cet", "clock", "de", "del", "do", "du", "eastern", "edt", "el",
     "est", "et", "gmt", "h", "il", "ist", "jst", "kl", "klo", "le", "m", "nd", "o", "of", "on", "p",
     "pdt", "pm", "pst", "rd", "st", "th", "the", "time", "uhr", "uk", "um", "utc", "z", "à", "às"]
)  # fmt: skip
_NAME_WORDS = frozenset(
    ["al", "and", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "e", "el", "en", "et",
     "for", "i", "in", "ja", "la", "le", "och", "og", "the", "und", "van", "von", "with", "y"]
)  # fmt: skip
_SMALL_IN_CAPITALS = frozenset(
    ("On", "At", "To", "From", "Or", "By", "An", "Its", "Our", "Your", "My")
)  # titles
_SIGNS = (" - ", " – ", " | ", " · ")
_JOINING = ("・", "：", "／", "＝")
_NAME = 30
_LONGEST = 200
_AGO = re.compile(
    r"\d{1,2}\s(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?) ago|vor \d{1,2} (?:Minuten|Stunden|Tagen)"
    r"|il y a \d{1,2} (?:minutes|heures|jours)|hace \d{1,2} (?:minutos|horas|días)",
    re.IGNORECASE,
)
_POST = re.compile(r"([^,(]{3,60}?)(?:, ([^,()]{3,60})| \(([^()]{3,80})\))$")
_WORD = re.compile(r"[^\W_]{1,40}")
_DIGIT = re.compile(r"\d")  # a date has one
_NAMED = re.compile(r"[^\W\d_]")


def byline_of(bare: str) -> str | None:
    """The names of a byline ("By Ann Example and Bo Example"); None where the line is none."""
    if len(bare) > _LONGEST:
        return None
    if " | " in bare:
        paper, _, behind = bare.partition(" | ")
        if len(paper) < _NAME and is_by(behind.partition(" ")[0]):
            bare = behind
    if not bare.isascii() and bare.startswith(_joined_bylines()):
        return bare.partition(bare[1])[2].strip() if len(bare) < _NAME else None
    first, _, rest = bare.strip("*_ ").partition(" ")
    return _named_behind(first, rest) if may_be_by(first) else None


def _named_behind(first: str, rest: str) -> str | None:
    """The names of a byline with this first word."""
    if not is_by(first):
        second, _, rest = rest.partition(" ")
        if not second or not is_by(f"{first} {second}"):
            return None
    names = without_post(rest.strip())
    if not names or len(names) > 110 or not _NAMED.match(names) or _is_of_a_sentence(names):
        return None
    words = names.replace(",", " ").split()
    if len(words) > 12 or any(word in _SMALL_IN_CAPITALS for word in words):
        return None
    named = all(word[:1].isupper() or word.lower() in _NAME_WORDS or not word[:1].isalpha() for word in words)
    if not named or not (words[0][:1].isupper() or words[0].lower() in _NAME_WORDS):
        return None
    small = 2 <= len(words) <= 5 and words[0][:1].isupper() and words[-1][:1].isupper()
    return names if first[:1].isupper() or small else None


def _is_of_a_sentence(names: str) -> bool:
    """Whether a sentence ends here, or a remark in brackets: "(patch by Ann Example)"."""
    return names.endswith((".", "?", "!", ":")) or names.count(")") > names.count("(")


def without_post(named: str) -> str:
    """The names before what somebody is, in brackets or behind a comma ("Ann Example, staff reporter")."""
    found = _POST.match(named)
    said = (found[2] or found[3]).split() if found else []
    small = [word for word in said if word[0].islower() and word not in _NAME_WORDS]
    if not found or not small:
        return named
    return found[1] if 2 <= len(found[1].split()) <= 5 else named


def name_alone(bare: str) -> str | None:
    """The name of a line on which nothing else stands, as papers print it right above the date."""
    words = bare.split()
    named = 2 <= len(words) <= 5 and all(word[:1].isupper() or word in _NAME_WORDS for word in words)
    return bare if named and bare.replace(" ", "").replace("-", "").replace(".", "").isalpha() else None


@functools.lru_cache(maxsize=4096)
def is_by(first: str) -> bool:
    """Whether a byline begins with this word, or these two."""
    return fold(first.rstrip(":")) in vocabulary().bylines or fold(first) in vocabulary().bylines


@functools.cache
def _joined_bylines() -> tuple[str, ...]:
    """What stands before a name without a blank: "文・"."""
    words = [word for word in vocabulary().bylines if not word.isascii() and len(word) == 1]
    return tuple(f"{word}{sign}" for word in words for sign in _JOINING)


def begins_byline(folded: str) -> bool:
    """Whether a byline may begin with this folded word."""
    terms = vocabulary().bylines
    return folded.rstrip(":") in terms or folded in terms or folded in _first_of_two()


def may_be_by(first: str) -> bool:
    """Whether a byline may begin with this word, alone or with another ("Interview by")."""
    if (
        first.isascii()
        and first.isprintable()
        and _by_words().isdisjoint((first.lower(), first.lower().rstrip(":")))
    ):
        return False
    return is_by(first) or fold(first) in _first_of_two()


@functools.cache
def _by_words() -> frozenset[str]:
    return vocabulary().bylines | _first_of_two()


@functools.cache
def _first_of_two() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in vocabulary().bylines if " " in phrase)


def beside_bylines() -> tuple[str, ...]:
    """Signs, one of which stands on a line with a byline that its first word does not tell."""
    return (" | ", *_JOINING)


def beside_dates() -> tuple[str, ...]:
    """Signs, one of which stands on a line of a date that its first word does not tell."""
    return _SIGNS


def is_date(bare: str) -> bool:
    """Whether a line holds a date and nothing else but "Published", a time or a zone, or a name before it."""
    if len(bare) > 90 or not _DIGIT.search(bare):
        return False
    if not may_date(first_word(bare)):
        name, sign, rest = next(
            (found for sign in _SIGNS if (found := bare.partition(sign))[1]), ("", "", "")
        )
        return bool(sign) and 0 < len(name) <= _NAME and name[0].isupper() and is_date(rest)
    if _AGO.fullmatch(bare):
        return True
    if not has_date(bare):
        return False
    folded = fold(bare)
    for word in vocabulary().published:
        folded = folded.removeprefix(word).strip()
    return all(word[0].isdigit() or word in date_words() for word in _WORD.findall(folded))


@functools.lru_cache(maxsize=4096)
def may_date(first: str) -> bool:
    """Whether a line with this first word may hold a date and nothing else."""
    folded = fold(first)
    if folded in date_words() or folded.startswith(_published()):
        return True
    return all(word[0].isdigit() or word in date_words() for word in _WORD.findall(folded))


@functools.cache
def _published() -> tuple[str, ...]:
    return tuple({phrase.partition(" ")[0] for phrase in vocabulary().published})


@functools.cache
def date_words() -> frozenset[str]:
    """The words that a line of a date may have."""
    terms = vocabulary()
    return terms.months | terms.weekdays | _DATE_WORDS | frozenset(terms.published)
