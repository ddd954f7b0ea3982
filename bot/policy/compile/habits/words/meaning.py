"""
The line that is meant by words of any other system: the fact that fits them best, and the owner's own values.

``SubjectContainsWords: [free, winner]``, ``header :contains "subject" "free"`` and ``the subject
contains free: yes`` are all words that name a fact and a test, and texts or numbers to compare with.
Here they are put together in the form of the rule language; what does not come together says nothing.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.facts import VOCABULARY, Choice, CountWithin, Number, SeenWithin, Text, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.words.forms import (
    EMPTY,
    FORMS,
    HOURS,
    KILO,
    RESULTS,
    choice_in,
    header_line,
    negated,
)
from bot.policy.compile.habits.words.lexicon import facts, section, stems_of, words_of
from bot.policy.compile.habits.words.pieces import NUMBERS, Pieces, take_apart
from bot.policy.compile.habits.words.proof import proven
from bot.policy.compile.habits.written import opposite, quoted, unbraced
from bot.policy.source.nodes import Entry, Node, Scalar

_BOUNDS = frozenset(("over", "under", "at least", "at most", "exactly"))
_FIELD = lazy_regex(r"\s*([A-Za-z][\w-]*):\s*(.+)")
_PATTERN = lazy_regex(r"\.\*|^\^|^/.+/$|\\[.bdsw]|\$$")
_NONE_OR_SOME = frozenset(("none", "no", "yes", "any", "some", "nothing", "zero"))
ADDRESS = lazy_regex(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ALWAYS = frozenset(
    ("everyone", "everything", "everybody", "anything", "anyone", "all", "always", "any", "true", "success")
)


def line_by_meaning(key: str, value: Node | None) -> str:
    """The line below ``when:`` that the words of ``KEY: VALUE`` most likely mean; "" where none."""
    field = _FIELD.fullmatch(value.text) if "header" in key.lower() and isinstance(value, Scalar) else None
    if field and isinstance(value, Scalar):
        return _of_field(field[1], replace(value, text=field[2]))
    if both := _in_both(key, value):
        return both
    found = take_apart(key, value)
    if found.stems and found.stems <= stems_of(_ALWAYS) and found.answer:
        return "when: always"
    fact = VOCABULARY.find(_fact_of(found) or ("" if found.names else _unsaid(found)))
    if fact is None:
        return header_line(found)
    if found.names and found.texts and "header" in found.words and "." not in fact.name:
        return f"any: [{{{FORMS[type(fact.kind)](fact, found)}}}, {{{header_line(found)}}}]"
    if fact.name != "sender.member":
        found.words = [word for word in found.words if word != "non"]
    contrary = negated(found)
    line = FORMS[type(fact.kind)](fact, found)
    absent = isinstance(fact.kind, Text) and line.endswith(": ''")
    return opposite(line) if line and contrary and not absent else line


_BOTH = lazy_regex(r"\b(subject|title) or (?:the )?(body|text|message)\b")
_AND = lazy_regex(r"(?<!\s)\s+(?:&&|and|AND)\s+")
_CALLED = lazy_regex(r"\s*(?P<call>anyof|allof)\s*\((?P<parts>.+)\)\s*")
_CALLS = {"anyof": "any", "allof": "all"}
_COMMA = lazy_regex(
    r",\s*(?=(?:not\s+)?(?:header|address|envelope|size|exists|body|anyof|allof|currentdate)\b)"
)
_OR = lazy_regex(r"(?<!\s)\s+(?:\|\||or|OR)\s+")


def _in_both(key: str, value: Node | None) -> str:
    """``SubjectOrBodyContainsWords: [free]``: the same asked of two texts."""
    found = _BOTH.search(" ".join(words_of(key)))
    if not found:
        return ""
    lines = [line_by_meaning(_BOTH.sub(found[one], " ".join(words_of(key))), value) for one in (1, 2)]
    return f"any: [{{{lines[0]}}}, {{{lines[1]}}}]" if all(lines) and lines[0] != lines[1] else ""


def _of_field(name: str, value: Scalar) -> str:
    """``header_matches: 'X-Spam: yes'``: a field by its name, and what is looked for in it."""
    if facts().best(stems_of(words_of(name))):
        return line_by_meaning(name, value)
    if _PATTERN.search(value.text):
        pattern = value.text.strip("/").replace("'", "''")
        return f"header.{name}: {{matches: '{pattern}'}}"
    return f"header.{name}: {{contains: {quoted(value.text)}}}"


def by_expression(text: str) -> str:
    """The line for an expression such as ``own.words < 50 && links.count > 0``, "" where it says nothing."""
    inner = unbraced(text)
    if found := _CALLED.fullmatch(inner):
        lines = [by_expression(part) for part in _COMMA.split(found["parts"])]
        return f"{_CALLS[found['call']]}: [{', '.join(f'{{{one}}}' for one in lines)}]" if all(lines) else ""
    for mark, group in ((_OR, "any"), (_AND, "all")):
        parts = mark.split(inner)
        lines = [by_expression(part) for part in parts] if len(parts) > 1 else []
        if lines and all(lines):
            return f"{group}: [{', '.join(f'{{{line}}}' for line in lines)}]"
    return line_by_meaning(inner, None)


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
    line = FORMS[type(meant.kind)](meant, found)
    line = opposite(line) if line and negated(found) else line
    return line if line and proven(f"{name}: {value.text}", line) else ""


def then_by_meaning(text: str) -> str:
    """What stands behind ``then:`` for words of other systems, "" where they do not say."""
    found = take_apart(text.replace(";", " "), None)
    stems = stems_of((*found.words, *(("dev", "null") if "/dev/null" in text else ())))
    if found.stems & {"never", "not", "dont", "don't"}:
        return ""
    if text.strip().startswith("!") and any("@" in one for one in found.texts):
        return "{notify: owners}"
    said = section("then").best(stems)
    if said.startswith("{add_header:") and found.names and found.texts:
        return f"{{add_header: {{name: {found.names[0]}, value: {quoted(found.texts[0])}}}}}"
    if said.startswith("{trim_quotes:") and found.number is not None:
        return f"{{trim_quotes: {found.number:g}}}"
    if said != "{tag: ...}":
        return said
    left = [one for one in found.texts if one.strip("[] ")] or re.findall(r"\[([^\]]+)\]", text)
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
        return "message.size" if found.number >= 1_000 or found.unit in KILO else ""
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
    telling = (stems_of(found.asked) or found.stems) - _tests() - _fillers() - _answers() - NUMBERS.keys()
    of_group = frozenset(
        word for one, phrase in facts().phrases if one.partition(".")[0] == group for word in phrase
    )
    return name if (name and len(telling & of_group) > len(telling) / 2) or (name and not telling) else ""


def _unsaid(found: Pieces) -> str:
    """Where a text is looked for and nobody says in what: in the author's own words."""
    if "header" in found.words:
        return ""
    asks = found.stems & {"contain", "include", "have", "mention", "match", "regex", "has"}
    if not asks or not (found.texts or found.pattern or found.rest):
        return ""
    return "body" if found.pattern or found.stems & {"match", "regex"} else "own"


def _answers() -> frozenset[str]:
    """Words that are the answer of a fact with fixed words."""
    languages = (word for _, phrase in section("languages").phrases for word in phrase)
    return frozenset((*languages, *(word for words in RESULTS.values() for word in words)))


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
        return (isinstance(kind, Choice) and bool(choice_in(name, found))) or isinstance(kind, Text | Texts)
    return isinstance(kind, YesNo | SeenWithin) or (isinstance(kind, Choice) and bool(choice_in(name, found)))


def _in_unit(unit: str, written: str) -> bool:
    """Whether a number with that unit behind it can be one of the fact's; any may be without."""
    known = {unit, unit.removesuffix("s")}
    if written in KILO or unit == "bytes":
        return unit == "bytes" and (not written or written in KILO)
    if written.removesuffix("s") in HOURS:
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
            isinstance(kind, Text) and bool(found.stems & {*EMPTY, "no", "exist"})
        )
    return isinstance(kind, Text | Texts) and found.answer is None


def _kind(name: str) -> object:
    fact = VOCABULARY.find(name)
    return fact.kind if fact else None


def _near(one: str, name: str, found: Pieces) -> bool:
    """Whether another fact of the same thing is meant by the value: ``links: more than 3``."""
    same = one.partition(".")[0] == name.partition(".")[0]
    return same and (_fits(one, found) or (_could(one, found) and isinstance(_kind(one), Number)))
