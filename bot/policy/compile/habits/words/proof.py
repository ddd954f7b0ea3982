"""
Proves of a line that it keeps what somebody wrote: every word, every value, the sense and the direction.

Advice that cannot be proven is not given: a rule that does something else, or the contrary, is worse
than none. The proof is one of words, and errs on the safe side.
"""

import re
from functools import lru_cache

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.words.forms import EMPTY, RESULTS
from bot.policy.compile.habits.words.lexicon import facts, section, stem, stems_of, words_of
from bot.policy.compile.habits.words.pieces import NUMBERS


def _told_in(text: str) -> frozenset[str]:
    return stems_of(text.split(" "))


_NUMBER = lazy_regex(r"\d+(?:[.,]\d+)*")
_FACT = lazy_regex(r"(?<![\w.'])((?:header\.[\w-]+)|[a-z]+(?:\.[a-z_]+)?):")
_NEGATIVE = lazy_regex(r": no\b|\bnone: |\bis_not: |\bnot_in: |\bnone_in: |: 0(?![\d.])|: ''")
_ANY_TEXT = lazy_regex(r"\{is_not: ''\}")
_SIGNS_OF_NOT = lazy_regex(r"(?:^|[\s(\"'])[~!](?=\s*[\w^])|!=|!~|(?:^|\s)-(?=[a-z])")
_NO = lazy_regex(r"[:=]\s*['\"]?(?:no|false|off|0|none|never)['\"]?\s*\}*$", re.IGNORECASE)
_OVER = frozenset(("over", "at least"))
_UNDER = frozenset(("under", "at most"))
_POLICY = stems_of(
    (
        "allow",
        "allowed",
        "permit",
        "permitted",
        "require",
        "required",
        "forbid",
        "forbidden",
        "disallow",
        "prohibit",
    )
)
"""Words that say what shall be: whether a rule asks for that or for the contrary they leave open."""
SPANS = stems_of(
    ("day", "daily", "week", "weekly", "month", "monthly", "hour", "hourly", "year", "today", "minute", "ago")
)
SPANS_OF = {"hour": 1, "hourly": 1, "day": 24, "daily": 24, "today": 24, "week": 7, "weekly": 7}
SPANS_OF |= {"month": 30, "monthly": 30, "year": 365, "minute": 1}
"""Words that name a span of time, and the number that stands for it in a rule."""
_FACTORS = (1, 7, 24, 25, 30, 60, 100, 168, 365, 720, 1000, 3600, 86400, 1000000)
_IN_QUOTES = lazy_regex(r"'[^']*'|header\.[\w-]+")
_LITERAL = lazy_regex(
    r"\"[^\"]{2,}\"|(?:(?<![\w.+-])[\w.+-]+)?@[\w.-]+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}\b"
)
_KNOWN_PREFIX = lazy_regex(r"\W*(?:re|fwd?|aw|wg|sv)\W*", re.IGNORECASE)
_SLASHED = lazy_regex(r"[\\\[\]'\"]")
_PLACES = {
    "starts_with": ("starts with", "begins with", "startswith"),
    "ends_with": ("ends with", "endswith"),
}
_ALWAYS = _told_in(
    "every everyone everything everybody anything anyone all always any post message true yes success"
)
_AGES = stems_of(("older", "newer", "younger", "age", "old"))
_AGED = ("hours_ago", "age_days", "newcomer", "first_post")
_OURS = _told_in(
    "any all none is in not has word phrase contains starts ends with matches case within"
    " under over least most exactly between and yes no true false when"
)


def proven(written: str, line: str) -> bool:
    """Whether ``line`` asks for just what ``written``, a line with the words of another system, says."""
    if line == "when: always":
        return stems_of(words_of(written)) <= _ALWAYS
    asked, said = stems_of(words_of(written)), stems_of(words_of(line))
    named = [one for one in _FACT.findall(line) if VOCABULARY.find(one) or one.startswith("header.")]
    left = asked - said - _covered(asked, named, line)
    return (
        not left
        and not asked & _POLICY
        and (not asked & _AGES or any(one in line for one in _AGED))
        and numbers_kept(written, line)
        and not invents(written, line)
        and _places_kept(asked, line)
        and _same_sense(written, line, named, asked)
        and _same_direction(written, line)
    )


def _covered(asked: frozenset[str], named: list[str], line: str) -> frozenset[str]:
    """Words that the line says in other words: those of its facts, of its tests, and what tells nothing."""
    found = {*_small_words(), *(word for word in asked if len(word) == 1)}
    groups = {one.partition(".")[0] for one in named}
    for name, phrase in facts().phrases:
        if phrase <= asked and (name in named or name in groups):
            found |= phrase
    if "now." in line or "within" in line or "hours_ago" in line or "age_days" in line:
        found |= SPANS
    if any(fact.startswith("auth.") for fact in named):
        found |= stems_of(word for words in RESULTS.values() for word in words)
    if "own.language" in named:
        found |= {word for _, phrase in section("languages").phrases for word in phrase}
    return frozenset(found)


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    tests = (word for _, phrase in section("tests").phrases for word in phrase)
    grammar = (word for name, phrase in section("fillers").phrases if name != "units" for word in phrase)
    return frozenset((*tests, *grammar, *_OURS, *EMPTY, *NUMBERS))


def numbers_kept(written: str, line: str) -> bool:
    """Whether every number stands in the line, in its own or another unit."""
    words = words_of(written)
    shares = {"quarter", "quarters"} & set(words)
    told = [str(NUMBERS[word]) for word in words if word in NUMBERS and not shares]
    there = {float(one.replace(",", "")) for one in _NUMBER.findall(line) if one.count(".") < 2}
    there |= {float(NUMBERS[word]) for word in words_of(line) if word in NUMBERS}
    for one in (*_NUMBER.findall(written), *told):
        if one.count(".") > 1:
            continue
        number = float(one.replace(",", ""))
        other = {number * factor for factor in (1, 7, 24, 30, 168, 365, 720, 100, 0.001, 1 / 24, 1000)}
        if not any(abs(each - known) <= 1 for each in other for known in there) and number % 7 not in {0, 6}:
            return False
    return True


def invents(written: str, line: str) -> bool:
    """Whether the line has a number, or a span of time, that nobody wrote."""
    words = words_of(written)
    told = [float(one.replace(",", "")) for one in _NUMBER.findall(written) if one.count(".") < 2]
    told += [NUMBERS[word] for word in words if word in NUMBERS]
    told += [25.0, 50.0, 75.0] if {"quarter", "quarters"} & set(words) else []
    told += [1.0] if set(map(stem, words)) & SPANS_OF.keys() else []
    spans = [SPANS_OF[stem(word)] for word in words if stem(word) in SPANS_OF]
    for one in _NUMBER.findall(_IN_QUOTES.sub("", line)):
        number = float(one.replace(",", ""))
        reach = [each * factor for each in told for factor in (*_FACTORS, *(1 / part for part in _FACTORS))]
        if number and not any(abs(each - number) <= 1 for each in (*reach, *map(float, spans))):
            return True
    return False


def keeps_texts(written: str, line: str) -> bool:
    """Whether each address, host and text in quotation marks that was written stands in the line, too."""
    said = _SLASHED.sub("", line.lower())
    return all(
        _SLASHED.sub("", one.lower().strip("\"' *.@^$!")) in said
        for one in _LITERAL.findall(written)
        if not VOCABULARY.find(one) and not _KNOWN_PREFIX.fullmatch(one)
    )


def _places_kept(asked: frozenset[str], line: str) -> bool:
    """Whether "starts with" and "ends with" are still asked, or a pattern or whole domain that says so."""
    for test, words in _PLACES.items():
        if any(stems_of(one.split()) <= asked for one in words) and not (
            test in line
            or any(one in line for one in ("matches", "sender.domain", "subject.prefix", "message.reply"))
        ):
            return False
    return True


def _same_sense(written: str, line: str, named: list[str], asked: frozenset[str]) -> bool:
    """Whether both ask for something, or both for its absence."""
    inherent = {
        word for name, phrase in facts().phrases if name in named and phrase <= asked for word in phrase
    }
    none = {word for name, phrase in section("tests").phrases if name == "none" for word in phrase}
    count = sum(
        stem(word) in none and stem(word) not in inherent
        for word in words_of(written.rpartition(":")[0] or written)
    )
    behind = written.rpartition(":")[2] if ":" in written else ""
    bare = _NO.search(written) is not None
    count += bare + (0 if bare else sum(stem(word) in none for word in words_of(behind)))
    count += len(_SIGNS_OF_NOT.findall(written))
    there = len(_NEGATIVE.findall(_ANY_TEXT.sub("", line))) + _turned(written, line)
    return count % 2 == there % 2


def _turned(written: str, line: str) -> int:
    """1 where a comparison is turned round instead of denied: "not over 50" as "at most 50"."""
    asked, said = _bounds(written), _bounds(line)
    return int(bool(asked and said) and _side(asked) != _side(said))


def _bounds(text: str) -> frozenset[str]:
    signs = {">": "over", "<": "under"}
    words = stems_of(words_of(text)) | {word for sign, word in signs.items() if sign in text}
    return frozenset(
        name
        for name, phrase in section("tests").phrases
        if name in _OVER | _UNDER and phrase <= words and phrase != {"too"}
    )


def _side(bounds: frozenset[str]) -> str:
    """Which way it is compared, "" for both ways."""
    over, under = bool(bounds & _OVER), bool(bounds & _UNDER)
    return "" if over == under else "over" if over else "under"


def _same_direction(written: str, line: str) -> bool:
    """Whether what is compared in one is compared in the other."""
    asked, said = _bounds(written), _bounds(line)
    return (
        not asked
        or bool(said)
        or "within" in line
        or "between" in line
        or "first_post" in line
        or "newcomer" in line
    )


def all_of(word: str, part: str, name: str) -> bool:
    """Whether every word of a key is one by which people call ``name``, or tells nothing."""
    known = {one for other, phrase in section(part).phrases if other == name for one in phrase}
    return stems_of(words_of(word)) <= known | _small_words()


def names_key(word: str, name: str) -> bool:
    """Whether a key is another word for the key ``name`` of a rule, and nothing else."""
    known = {one for other, phrase in section("keys").phrases if other == name for one in phrase}
    return bool(stems_of(words_of(word)) & known - _small_words()) and all_of(word, "keys", name)


def nothing_left(written: str, said: str) -> bool:
    """Whether what is to be done, or a key with its line, says all that was written, and no more is meant."""
    asked = stems_of(words_of(written))
    known = {
        word
        for part in ("then", "keys")
        for name, phrase in section(part).phrases
        if phrase <= asked and (name in said or name.partition(":")[0].strip("{") in said)
        for word in phrase
    }
    kept = all(one in said for one in _NUMBER.findall(written))
    return kept and asked - stems_of(words_of(said)) <= known | _small_words() | _DONE


_DONE = _told_in(
    "let a to the for it its them this that all from of only silently please note explanation reason"
    " post message mail email send put line sender author"
)
"""Words that change nothing of what is to be done."""
