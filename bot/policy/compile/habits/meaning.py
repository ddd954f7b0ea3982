"""
The line that is meant by words of any other system: the fact that fits them best, and the owner's own values.

``SubjectContainsWords: [free, winner]``, ``header :contains "subject" "free"`` and ``the subject
contains free: yes`` are all words that name a fact and a test, and texts or numbers to compare with.
Here they are put together in the form of the rule language; what does not come together says nothing.
"""

import mimetypes
import re
from collections.abc import Callable
from dataclasses import replace

from bot.facts import VOCABULARY, Choice, CountWithin, Fact, Number, SeenWithin, Text, Texts, YesNo
from bot.policy.compile.habits.clock import days_told
from bot.policy.compile.habits.lexicon import facts, section, stem, stems_of, words_of
from bot.policy.compile.habits.pieces import Pieces, take_apart
from bot.policy.compile.habits.spans import span_meant
from bot.policy.compile.habits.written import listed, opposite, quoted
from bot.policy.source.nodes import Entry, Node, Scalar

_WHOLE = frozenset(("sender", "sender.domain", "sender.name", "article.domain", "article.source"))
_RESULTS = {
    "pass": ("pass", "passed", "valid", "ok", "good"),
    "fail": ("fail", "failed", "failure", "invalid", "bad"),
    "none": ("none", "missing", "unsigned"),
}
_KILO = {"k": "KB", "kb": "KB", "kib": "KB", "kilobyte": "KB", "kilobytes": "KB"}
_KILO |= {"m": "MB", "mb": "MB", "mib": "MB", "megabyte": "MB", "megabytes": "MB", "meg": "MB"}
_HOURS = {
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
_BOUNDS = frozenset(("over", "under", "at least", "at most", "exactly"))
_COMPARED = frozenset(("contains", "matches", "is", "starts_with", "ends_with", "word"))
_LEADING = re.compile(r"^(?:(?:is|not|in|from|contains|has|the|a|an|starts with|ends with|matches|like)\s+)+")
_PICTURES = stems_of(("image", "picture", "photo"))
_FIELD = re.compile(r"\s*([A-Za-z][\w-]*):\s*(.+)")
_PREFIX = re.compile(r"(?:re|aw|antw)\s*:?\s*", re.IGNORECASE)
_NONE_OR_SOME = frozenset(("none", "no", "yes", "any", "some", "nothing", "zero"))
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_EMPTY = frozenset(("missing", "empty", "absent", "blank", "lack"))
_ALWAYS = frozenset(("everyone", "everything", "everybody", "anything", "anyone", "all", "always", "any"))


def line_by_meaning(key: str, value: Node | None) -> str:
    """The line below ``when:`` that the words of ``KEY: VALUE`` most likely mean; "" where none."""
    field = _FIELD.fullmatch(value.text) if "header" in key.lower() and isinstance(value, Scalar) else None
    if field and isinstance(value, Scalar):
        return line_by_meaning(f"{field[1]} {key}", replace(value, text=field[2]))
    found = take_apart(key, value)
    if found.stems and found.stems <= stems_of(_ALWAYS) and found.answer:
        return "when: always"
    fact = VOCABULARY.find(_fact_of(found) or ("" if found.names else _unsaid(found)))
    if fact is None:
        return _header(found)
    negated = _negated(found)
    line = _FORMS[type(fact.kind)](fact, found)
    return opposite(line) if line and negated else line


def other_fact(name: str, value: Node) -> str:
    """The line about another fact that a value behind this one means: ``sender: not a member``."""
    line = retold(name, value)
    fact = line.removeprefix("none: [").partition(":")[0]
    return line if fact != name else ""


def retold(name: str, value: Node) -> str:
    """What a value behind the right fact means, where it is no test as it stands."""
    fact = VOCABULARY.find(name)
    if fact is None or not isinstance(value, Scalar):
        return ""
    found = take_apart("", value)
    if found.answer is None and not (found.texts or found.pattern or found.number is not None):
        found.answer = True
    stems = stems_of((*words_of(name), *found.words))
    other = facts().best(stems, lambda one: one != name and _near(one, name, found))
    meant = VOCABULARY.find(other) or fact
    if isinstance(meant.kind, Number) and found.number is None and value.text.lower() not in _NONE_OR_SOME:
        return ""
    line = _FORMS[type(meant.kind)](meant, found)
    return opposite(line) if line and _negated(found) else line


def then_by_meaning(text: str) -> str:
    """What stands behind ``then:`` for words of other systems, "" where they do not say."""
    found = take_apart(text.replace(";", " "), None)
    stems = stems_of((*found.words, *(("dev", "null") if "/dev/null" in text else ())))
    if found.stems & {"never", "not", "dont", "don't"}:
        return ""
    if text.strip().startswith("!") and any("@" in one for one in found.texts):
        return "{notify: owners}"
    said = section("then").best(stems)
    if said != "{tag: ...}":
        return said
    left = [one for one in found.texts if one.strip("[] ")]
    behind = re.split(r"[;:]\s*", text, maxsplit=1)[1:] or re.findall(r"(?<=label |.flag )\w+", text)
    word = (left or behind or ["..."])[0].strip("[]\"' ")
    return f"{{tag: {quoted(word)}}}"


def key_by_meaning(entry: Entry) -> str:
    """What to write for an unknown key of a rule, "" where its words do not say."""
    words = words_of(entry.key.text)
    key = section("keys").best(stems_of(words))
    if key == "on_unknown":
        return "write  on_unknown: ignore"
    if not key and (said := then_by_meaning(f"{entry.key.text}: {_behind(entry.value)}")):
        return f"write  then: {said}"
    if key in {"unless", "when"} and len(words) > 1:
        rest = " ".join(words[1:] if words[0] in {"except", "if", "unless", "when", "not"} else words)
        line = line_by_meaning(rest.removeprefix("if "), entry.value)
        return f"write  {key}: {{{line}}}" if line else ""
    return key


def _behind(value: Node) -> str:
    return value.text if isinstance(value, Scalar) else ""


def guarded(key: str) -> str:
    """The guard that sees already to what somebody asks for, "" where there is none."""
    return section("guards").best(stems_of(words_of(key)))


def _fact_of(found: Pieces) -> str:
    """The name of the fact that the words name best among those that can be asked so."""
    stems = found.stems
    if found.number is not None and not found.texts and not stems - _tests():
        return "message.size" if found.number >= 1_000 or found.unit in _KILO else ""
    texts = found.texts or ([found.pattern] if found.pattern else [])
    if len(found.texts) == 1 and texts[0].count("@") and facts().best(stems) in {"sender", "sender.name"}:
        return "sender.domain" if texts[0].lstrip("*").startswith("@") else "sender"
    addresses = texts and all(ADDRESS.fullmatch(one) for one in texts)
    if addresses and not _surely(found, _fits):
        return "recipients" if stems & {"to", "cc", "recipient"} else "sender"
    return _surely(found, _fits) or _surely(found, _could)


def _surely(found: Pieces, fits: Callable[[str, Pieces], bool]) -> str:
    """The fact that most of the words that tell something name, "" where most of them name nothing."""
    name = facts().best(found.stems, lambda one: fits(one, found))
    group = name.partition(".")[0]
    telling = (stems_of(found.asked) or found.stems) - _tests() - _fillers() - _answers()
    of_group = frozenset(
        word for one, phrase in facts().phrases if one.partition(".")[0] == group for word in phrase
    )
    return name if (name and len(telling & of_group) > len(telling) / 2) or (name and not telling) else ""


def _unsaid(found: Pieces) -> str:
    """Where a text is looked for and nobody says in what: in the author's own words."""
    asks = found.stems & {"contain", "include", "have", "mention", "match", "regex", "has"}
    if not asks or not (found.texts or found.pattern or found.rest):
        return ""
    return "body" if found.pattern or found.stems & {"match", "regex"} else "own"


def _answers() -> frozenset[str]:
    """Words that are the answer of a fact with fixed words."""
    languages = (word for _, phrase in section("languages").phrases for word in phrase)
    return frozenset((*languages, *(word for words in _RESULTS.values() for word in words)))


def _fillers() -> frozenset[str]:
    """Words that tell nothing of what is asked."""
    return frozenset(word for _, phrase in section("fillers").phrases for word in phrase)


def _tests() -> frozenset[str]:
    return frozenset(word for _, phrase in section("tests").phrases for word in phrase)


def _fits(name: str, found: Pieces) -> bool:
    """Whether what there is to compare with is of the fact's kind."""
    kind = _kind(name)
    if found.number is not None and not found.texts:
        return isinstance(kind, CountWithin) or (isinstance(kind, Number) and _in_unit(kind.unit, found.unit))
    if found.texts or found.pattern:
        return isinstance(kind, Text | Texts | Choice)
    if found.answer is None:
        return (isinstance(kind, Choice) and bool(_choice(name, found))) or isinstance(kind, Text | Texts)
    return isinstance(kind, YesNo | SeenWithin) or (isinstance(kind, Choice) and bool(_choice(name, found)))


def _in_unit(unit: str, written: str) -> bool:
    """Whether a number with that unit behind it can be one of the fact's; any may be without."""
    known = {unit, unit.removesuffix("s")}
    if written in _KILO or unit == "bytes":
        return unit == "bytes" and (not written or written in _KILO)
    if written.removesuffix("s") in _HOURS:
        return unit in {"hours", "days"} or not unit
    units = {fact.kind.unit for fact in VOCABULARY if isinstance(fact.kind, Number)}
    if written == "%" or written in units or f"{written}s" in units:
        return written in known
    return True


def _could(name: str, found: Pieces) -> bool:
    """Whether the fact can at least be asked with yes or no."""
    kind = _kind(name)
    if found.number is not None and not found.texts:
        return False
    if found.answer is not None and not (found.texts or found.pattern):
        return isinstance(kind, Number) or (
            isinstance(kind, Text) and bool(found.stems & {*_EMPTY, "no", "exist"})
        )
    return isinstance(kind, Text | Texts) and found.answer is None


def _kind(name: str) -> object:
    fact = VOCABULARY.find(name)
    return fact.kind if fact else None


def _near(one: str, name: str, found: Pieces) -> bool:
    """Whether another fact of the same thing is meant by the value: ``links: more than 3``."""
    same = one.partition(".")[0] == name.partition(".")[0]
    return same and (_fits(one, found) or (_could(one, found) and isinstance(_kind(one), Number)))


def _negated(found: Pieces) -> bool:
    none = {word for name, phrase in section("tests").phrases if name == "none" for word in phrase}
    return bool(sum(stem(word) in none for word in found.words) % 2) and not found.stems & _EMPTY


def _header(found: Pieces) -> str:
    """A field of the header, asked for what it says or whether it is there."""
    if not found.names:
        return ""
    name, there = found.names[0], "exist" in found.stems or not found.texts
    if found.texts:
        said = found.texts[0]
        return f"header.{name}: {_single(said) if said in {'yes', 'no'} else quoted(said)}"
    return (
        f"header.{name}: ''"
        if there and _negated(found)
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
        if written in _KILO:
            return f"{number:g} {_KILO[written]}"
        return f"{number / 1000:g} KB" if number >= 1_000 else f"{number:g} KB"
    if unit == "hours" and written and (factor := _HOURS.get(written.removesuffix("s"))):
        return f"{number * factor:g}"
    if unit == "days" and written and (factor := _HOURS.get(written.removesuffix("s"))):
        return f"{number * factor / 24:g} days"
    return f"{number:g} %" if unit == "%" else f"{number:g}"


def _text(fact: Fact, found: Pieces) -> str:
    name = fact.name
    if found.pattern:
        return f"{name}: {{matches: {_single(found.pattern)}}}"
    texts = found.texts or _without_words([found.rest] if found.rest else [])
    if not texts:
        filled = found.answer is False or bool(found.stems & {"exist", "present"})
        return f"{name}: {{is_not: ''}}" if filled and not found.stems & _EMPTY else f"{name}: ''"
    if name == "subject" and len(texts) == 1 and _PREFIX.fullmatch(texts[0]):
        return "message.reply: yes"
    bare = [one.strip("*") for one in texts]
    if name == "sender.domain":
        bare = [one if "." in one else f"{one}.com" for one in (one.lstrip("@") for one in bare)]
    if len(bare) > 1:
        return f"{name}: {{{'in' if name in _WHOLE else 'has_any'}: {listed(map(quoted, bare))}}}"
    return f"{name}: {_one_text(name, found, bare[0], starred=bare != texts)}"


def _one_text(name: str, found: Pieces, text: str, *, starred: bool) -> str:
    """The test of one text: as the words say, else the whole of an address, a phrase in any other text."""
    test = section("tests").best(found.stems, _COMPARED.__contains__)
    test = "contains" if starred and test == "matches" else test
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
    if found.pattern:
        return f"{name}: {{any_matches: {_single(found.pattern)}}}"
    if not texts:
        return ""
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
    joined = "|".join(endings)
    return f"{{any_matches: '[.]{f'({joined})' if '|' in joined else joined}$'}}"


def _escaped(text: str) -> str:
    """A text as a pattern that finds it; the stars of another system at its ends go."""
    return re.sub(r"([.+?()^$])", r"[\1]", text.strip("*"))


def _among(texts: list[str]) -> str:
    return f"{{has: {quoted(texts[0])}}}" if len(texts) == 1 else f"{{any_in: {listed(map(quoted, texts))}}}"


def _choice(name: str, found: Pieces) -> str:
    """The answer of a fact with fixed words that stands among the words or texts."""
    words = [word for one in found.texts for word in words_of(one)] or found.words
    if name == "now.weekday":
        days = [one for word in words if (one := _days_in(word))]
        inner = ", ".join(one.strip("[]") for one in days)
        return f"[{inner}]" if "," in inner else inner
    if name == "own.language":
        return section("languages").best(frozenset(words))
    return next((result for result, known in _RESULTS.items() if any(word in known for word in words)), "")


def _days_in(word: str) -> str:
    """The days that one word tells, "" for none."""
    return days_told([word]) if len(word) > 2 else ""


def _of_words(fact: Fact, found: Pieces) -> str:
    said = _choice(fact.name, found)
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
    word = (bound or "at least").replace(" ", "_")
    return f"{fact.name}: {{within: {span}, {word}: {found.number:g}}}"


def _seen_within(fact: Fact, found: Pieces) -> str:
    span = next((_PERIODS[word] for word in found.words if word in _PERIODS), "30 days")
    return f"{fact.name}: {{within: {span}}}"


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


_FORMS: dict[type, Callable[[Fact, Pieces], str]] = {
    YesNo: _yes_or_no,
    Number: _number,
    Text: _text,
    Texts: _texts,
    Choice: _of_words,
    CountWithin: _count_within,
    SeenWithin: _seen_within,
}
