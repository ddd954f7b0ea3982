"""Pieces of what somebody wrote as a line about one fact: one form for each kind of fact."""

import mimetypes
import re
from collections.abc import Callable

from bot.facts import Choice, CountWithin, Fact, Number, SeenWithin, Text, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.clock import days_told
from bot.policy.compile.habits.spans import span_meant
from bot.policy.compile.habits.words.lexicon import section, stem, stems_of, words_of
from bot.policy.compile.habits.words.pieces import Pieces
from bot.policy.compile.habits.written import listed, quoted

_WHOLE = frozenset(("sender", "sender.domain", "sender.name", "article.domain", "article.source"))
RESULTS = {
    "pass": ("pass", "passed", "valid", "ok", "good"),
    "fail": ("fail", "failed", "failure", "invalid", "bad"),
    "none": ("none", "missing", "unsigned"),
}
KILO = {"k": "KB", "kb": "KB", "kib": "KB", "kilobyte": "KB", "kilobytes": "KB"}
KILO |= {"m": "MB", "mb": "MB", "mib": "MB", "megabyte": "MB", "megabytes": "MB", "meg": "MB"}
HOURS = {
    "h": 1,
    "hour": 1,
    "d": 24,
    "day": 24,
    "w": 168,
    "week": 168,
    "m": 720,
    "month": 720,
    "y": 8760,
    "year": 8760,
}
_PERIODS = {"day": "24 hours", "today": "24 hours", "daily": "24 hours", "hour": "1 hour", "hourly": "1 hour"}
_PERIODS |= {"week": "7 days", "weekly": "7 days", "month": "30 days", "monthly": "30 days"}
_PROGRAMS = frozenset(("exe", "scr", "bat", "com", "msi", "js", "vbs", "cmd", "pif", "jar"))
_PROVIDERS = frozenset(("gmail", "hotmail", "yahoo", "outlook", "aol", "icloud", "live"))
_COMPARED = frozenset(("contains", "matches", "is", "starts_with", "ends_with", "word"))
_LEADING = lazy_regex(r"^(?:(?:is|not|in|from|contains|has|the|a|an|starts with|ends with|matches|like)\s+)+")
_ENDINGS = frozenset(("pdf", "zip", "docx", "xlsx", "png", "jpg", "gif", "mp3", "mp4"))
_PICTURES = stems_of(("image", "picture", "photo"))
_PREFIX = lazy_regex(r"(?:re|aw|antw)\s*(?::\s*)?", re.IGNORECASE)
_FORWARD = lazy_regex(r"(?:fwd?|wg|tr)\s*(?::\s*)?", re.IGNORECASE)
SUNDAY_FIRST = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
EMPTY = frozenset(("missing", "empty", "absent", "blank", "lack"))


def negated(found: Pieces) -> bool:
    """Whether the words ask for the contrary."""
    none = {word for name, phrase in section("tests").phrases if name == "none" for word in phrase}
    return bool(sum(stem(word) in none for word in found.words) % 2) and not found.stems & EMPTY


def header_line(found: Pieces) -> str:
    """A field of the header, asked for what it says or whether it is there."""
    if not found.names:
        return ""
    name, there = found.names[0], "exist" in found.stems or not found.texts
    if there and len(found.names) > 1:
        test = "''" if negated(found) else "{is_not: ''}"
        lines = [f"{{header.{one}: {test}}}" for one in found.names]
        return f"{'any' if negated(found) else 'all'}: [{', '.join(lines)}]"
    if found.texts:
        said = found.texts[0]
        if "contain" in found.stems:
            return f"header.{name}: {{contains: {quoted(said)}}}"
        return f"header.{name}: {_single(said) if said in {'yes', 'no'} else quoted(said)}"
    return (
        f"header.{name}: ''"
        if there and negated(found)
        else f"header.{name}: {{is_not: ''}}"
        if there
        else ""
    )


def _yes_or_no(fact: Fact, found: Pieces) -> str:
    return f"{fact.name}: {'no' if found.answer is False else 'yes'}"


def _number(fact: Fact, found: Pieces) -> str:
    unit = fact.kind.unit if isinstance(fact.kind, Number) else ""
    if found.number is None:
        if found.answer is None:
            return ""
        return f"{fact.name}: {'over 0' if found.answer else '0'}"
    bound = section("tests").best(
        found.stems, lambda name: name in {"over", "under", "at least", "at most", "exactly"}
    )
    if "or" in found.stems and bound in {"over", "under"}:
        bound = "at least" if bound == "over" else "at most"
    number = _measured(found, unit)
    word = f"{bound} " if bound and bound != "exactly" else ""
    return f"{fact.name}: {word}{number}" if number else ""


def _measured(found: Pieces, unit: str) -> str:
    number, written = found.number or 0, found.unit
    if unit == "bytes":
        if written == "%":
            return ""  # half of something
        if written in KILO:
            return f"{number:g} {KILO[written]}"
        return f"{number / 1000:g} KB" if number >= 1_000 else f"{number:g} KB"
    if unit == "hours" and written and (factor := HOURS.get(written.removesuffix("s"))):
        return f"{number * factor:g}"
    if unit == "days" and written and (factor := HOURS.get(written.removesuffix("s"))):
        return f"{number * factor / 24:g} days"
    return f"{number:g} %" if unit == "%" else f"{number:g}"


def _text(fact: Fact, found: Pieces) -> str:
    name = fact.name
    if found.pattern:
        return f"{name}: {{matches: {_single(found.pattern)}}}"
    texts = found.texts or _without_words([found.rest] if found.rest else [])
    if not texts:
        filled = found.answer is False or bool(found.stems & {"exist", "present"})
        return f"{name}: {{is_not: ''}}" if filled and not found.stems & EMPTY else f"{name}: ''"
    if name == "subject" and len(texts) == 1 and _PREFIX.fullmatch(texts[0]):
        return "message.reply: yes"
    if name == "subject" and len(texts) == 1 and _FORWARD.fullmatch(texts[0]):
        return "subject.prefix: {has: fwd}"
    bare = [one.strip("*") for one in texts]
    if name == "sender.domain":
        bare = [
            f"{one}.com" if one.lower() in _PROVIDERS else one for one in (one.lstrip("@") for one in bare)
        ]
        if any("." not in one for one in bare):
            return ""
    if len(bare) > 1:
        return f"{name}: {{{'in' if name in _WHOLE else 'has_any'}: {listed(map(quoted, bare))}}}"
    return f"{name}: {_one_text(name, found, bare[0], starred=bare != texts)}"


def _one_text(name: str, found: Pieces, text: str, *, starred: bool) -> str:
    """The test of one text: as the words say, else the whole of an address, a phrase in any other text."""
    test = section("tests").best(found.stems, _COMPARED.__contains__)
    test = "contains" if starred and test == "matches" else test
    if name == "sender" and found.stems & {"localpart", "username"}:
        return f"{{starts_with: {quoted(f'{text}@')}}}"
    if name == "sender.domain":
        return quoted(text)
    if test == "matches":
        return f"{{matches: {_single(text)}}}"
    if test in {"starts_with", "ends_with", "contains"}:
        return f"{{{test}: {quoted(text)}}}"
    whole = name in _WHOLE or test == "is" or name.startswith("header.")
    return quoted(text) if whole else f"{{has_phrase: {quoted(text)}}}"


def _without_words(texts: list[str]) -> list[str]:
    """A plain text without the words before it that say how to compare."""
    return [cut for one in texts if (cut := _LEADING.sub("", one))]


def _texts(fact: Fact, found: Pieces) -> str:
    name = fact.name
    texts = found.texts or _without_words([found.rest] if found.rest else [])
    if name == "attachments.types" and found.stems & _PICTURES and not found.texts:
        return f"{name}: {{any_matches: '^image/'}}"
    if name == "attachments.types" and (ending := found.stems & _ENDINGS) and not texts:
        texts = sorted(ending)
    if found.pattern:
        return f"{name}: {{any_matches: {_single(found.pattern)}}}"
    if not texts:
        return ""
    if name == "attachments.types" and all(one.strip("*. ").lower() in _PROGRAMS for one in texts):
        return f"attachments.names: {_files(texts, frozenset())}"
    if name == "attachments.types":
        texts = [
            one if "/" in one else mimetypes.guess_type(f"a.{one.lstrip('.')}")[0] or one for one in texts
        ]
    if name == "attachments.names":
        return f"{name}: {_files(texts, found.stems)}"
    partly = found.stems & {"contain", "include", "match"} or {"/", "*"} & set(texts[0])
    if partly and len(texts) == 1:
        return f"{name}: {{any_matches: {_single(_escaped(texts[0]))}}}"
    return f"{name}: {_among(texts)}"


def _files(texts: list[str], stems: frozenset[str]) -> str:
    """Names of files, or what they end in."""
    endings = [one.strip("*. ") for one in texts]
    if "name" in stems or any("." in one for one in endings):
        partly = stems & {"contain", "match", "pattern", "include"}
        return f"{{any_matches: {_single(_escaped('|'.join(endings)))}}}" if partly else _among(texts)
    joined = "|".join(ending for one in endings for ending in re.split(r"[\s,;]+", one))
    return f"{{any_matches: '[.]{f'({joined})' if '|' in joined else joined}$'}}"


def _escaped(text: str) -> str:
    """A text as a pattern that finds it; the stars of another system at its ends go."""
    return re.sub(r"([.+?()^$])", r"[\1]", text.strip("*"))


def _among(texts: list[str]) -> str:
    return f"{{has: {quoted(texts[0])}}}" if len(texts) == 1 else f"{{any_in: {listed(map(quoted, texts))}}}"


def choice_in(name: str, found: Pieces) -> str:
    """The answer of a fact with fixed words that stands among the words or texts."""
    words = [word for one in found.texts for word in words_of(one)] or found.words
    if name == "now.weekday" and found.texts and all(one in "0123456" and one for one in found.texts):
        return f"[{', '.join(SUNDAY_FIRST[int(one)] for one in found.texts)}]"
    if name == "now.weekday":
        words = [word for word in words if word not in {"weekday", "weekdays"} or word not in found.asked]
        days = [one for word in words if (one := _days_in(word))]
        inner = ", ".join(one.strip("[]") for one in days)
        return f"[{inner}]" if "," in inner else inner
    if name == "own.language":
        return section("languages").best(frozenset(words))
    return next((result for result, known in RESULTS.items() if any(word in known for word in words)), "")


def _days_in(word: str) -> str:
    """The days that one word tells, "" for none."""
    return days_told([word]) if len(word) > 2 else ""


def _of_words(fact: Fact, found: Pieces) -> str:
    said = choice_in(fact.name, found)
    if said and found.answer is False:
        return f"none: [{fact.name}: {said}]"
    return f"{fact.name}: {said}" if said else ""


def _count_within(fact: Fact, found: Pieces) -> str:
    if found.number is None:
        return ""
    span = (
        next((_PERIODS[word] for word in found.words if word in _PERIODS), "")
        or span_meant(found.unit)
        or "24 hours"
    )
    bound = section("tests").best(
        found.stems, lambda name: name in {"over", "under", "at least", "at most", "exactly"}
    )
    word = "at_least" if bound in {"", "over"} else bound.replace(" ", "_")  # this post is not among them
    return f"{fact.name}: {{within: {span}, {word}: {found.number:g}}}"


def _seen_within(fact: Fact, found: Pieces) -> str:
    span = next((_PERIODS[word] for word in found.words if word in _PERIODS), "30 days")
    return f"{fact.name}: {{within: {span}}}"


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


FORMS: dict[type, Callable[[Fact, Pieces], str]] = {
    YesNo: _yes_or_no,
    Number: _number,
    Text: _text,
    Texts: _texts,
    Choice: _of_words,
    CountWithin: _count_within,
    SeenWithin: _seen_within,
}
