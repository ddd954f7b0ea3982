"""Texts written like tests (``contains sale``, ``not x``, ``/spam/i``): what was meant, and how surely."""

import re
from dataclasses import dataclass

from bot.facts import VOCABULARY, Text
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.questions.lines import lines_asked
from bot.policy.compile.habits.questions.operators import leading
from bot.policy.compile.habits.questions.question import MEASURES
from bot.policy.compile.habits.questions.values import asked_in
from bot.policy.compile.habits.several import READS, bare, compared
from bot.policy.compile.habits.words.literals import sound
from bot.policy.compile.habits.written import listed, quoted

_WORDS = {
    **dict.fromkeys(
        ("has_word", "has_phrase", "contains", "starts_with", "ends_with", "matches", "is_not"), ""
    ),
    **dict.fromkeys(("includes", "include", "containing", "contain"), "contains"),
    **dict.fromkeys(
        ("starts with", "begins with", "begins_with", "startswith", "starts-with"), "starts_with"
    ),
    **dict.fromkeys(("ends with", "endswith", "ends-with"), "ends_with"),
    **dict.fromkeys(("regex", "regexp", "match", "=~"), "matches"),
    **dict.fromkeys(("equals", "equal to", "==", "="), "is"),
    **dict.fromkeys(("is not", "does not equal", "!=", "<>"), "is_not"),
}
_DOUBTFUL_WORDS = {"is": "is", "not": "is_not", "has": "has_phrase", "like": "contains"}
_ORDER = sorted((*_WORDS, *_DOUBTFUL_WORDS), key=len, reverse=True)
_WORDED = lazy_regex(
    rf"(?P<word>{'|'.join(map(re.escape, _ORDER))})(?::\s*|\s+|(?<=[=>~])\s*)(?P<rest>\S.*)", re.IGNORECASE
)
_DENIED = lazy_regex(
    r"(?:does not|doesn['’]?t|do not|don['’]?t|must not|may not|not|never|no)\s+"
    r"(?P<word>contain(?:s|ing)?|includ(?:es?|ing)|match(?:es|ing)?|(?:start|begin|end)(?:s|ing)? with"
    r"|have|has)\s+(?P<rest>\S.*)",
    re.IGNORECASE,
)
_DENIED_WORDS = (
    ("match", "matches"),
    ("start", "starts_with"),
    ("begin", "starts_with"),
    ("end", "ends_with"),
    ("ha", "has_phrase"),
)
_SIGN = lazy_regex(r"[!~](?P<rest>\w.*)")
_IN = lazy_regex(
    r"(?P<not>not\s+)?(?:in|one of|any of|any)\s*(?::\s*)?(?P<list>\$[\w-]+|\[.+\])", re.IGNORECASE
)
_SLASHES = lazy_regex(r"/(?P<pattern>.+)/[a-z]*")
_CALL = lazy_regex(r"(?P<word>\w+)\((?:[\w.]+\s*,\s*)?(?P<quote>['\"])(?P<rest>.+)(?P=quote)\)")
_CALLS = {"contains": "contains", "startswith": "starts_with", "endswith": "ends_with", "matches": "matches"}
_PROSE = lazy_regex(
    r"(?:is|has|have|not|no|never|in|any|either|word|words|like|match|without|except|prefix)\b(?!.*['\"\[|/])",
    re.IGNORECASE,
)
_EMPTY = frozenset(
    ("empty", "is empty", "blank", "none", "null", "nothing", "missing", "absent", "not present", "nil")
)
_FILLED = frozenset(
    ("not empty", "present", "is present", "exists", "is set", "set", "any", "not none", "not null", "*")
)
_NUMBER = lazy_regex(
    r"(?:under|over|at least|at most|exactly|less than|(?:no |not )?more than|up to|above|below|[<>]=?)\s+"
    r"\d[\d.]*\s*"
    r"(?P<unit>words?|lines?|paragraphs?|sentences?|char(?:acter)?s?|links?|%|percent)?"
)
_SIGNS = {
    "<": "under",
    ">": "over",
    "<=": "at most",
    ">=": "at least",
    "less than": "under",
    "more than": "over",
}
_SIGNS |= {"above": "over", "below": "under", "no more than": "at most", "not more than": "at most"}
_SIGNS |= {"up to": "at most"}
_OF_UNIT = {
    "character": "characters",
    "char": "characters",
    "sentence": "sentences",
    "line": "lines",
    "paragraph": "paragraphs",
    "%": "share",
    "percent": "share",
}
_SEVERAL = lazy_regex(r"[^,|\s][^,|]*(?:[,|]\s*[^,|\s][^,|]*)+")
_EITHER = lazy_regex(r"(?<!\s)\s+(?:or|\|\|)\s+", re.IGNORECASE)
_OR = lazy_regex(r"(?<!\s)\s+(?:OR|\|\|)\s+")
_TEMPLATE = lazy_regex(r"\$?\{\{(.+)\}\}")
_OF_ITSELF = lazy_regex(
    r"(?P<mark>['\"])(?P<text>[^'\"]+)(?P=mark)\s+(?P<not>not\s+)?in\s+(?:value|this|it|text|self)(?:\s*\|\s*lower)?"
)
_GROUP = lazy_regex(r"\(([^()]+)\)")
_IN_QUOTES = lazy_regex(r"\"([^\"]+)\"")
LONGEST = 40
"""Characters of a text that may be several with a mark between them; a longer one is a sentence."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The test that a text seems to be; ``sure``: nobody means the text itself."""

    test: str
    sure: bool = True


def test_meant(name: str, text: str) -> Meant | None:
    """What a text behind ``FACT:`` was meant to ask, as a line; None where it is a text like any other."""
    written = " ".join(text.split())
    if found := _asked(name, written):
        return found
    for read in (_wrapped, _emptiness, _number, _list, _denied, _joined, _call, _worded, _signed, _several):
        if found := read(name, written):
            return found
    if VOCABULARY.find(written) and "." in written:
        return Meant(f'the words "{written}" themselves', sure=False)
    return None


def _wrapped(name: str, text: str) -> Meant | None:
    """``${{ 'sale' }}``, ``"holy grail"`` within quotes, ``(dinner OR movie)``."""
    if found := _TEMPLATE.fullmatch(text):
        if asked := _OF_ITSELF.fullmatch(found[1].strip()):
            line = f"{name}: {{contains: {quoted(asked['text'])}}}"
            return Meant(f"none: [{line}]" if asked["not"] else line)
        if found[1].strip()[0] in "'\"" and found[1].strip()[-1:] not in "'\"":
            return None  # an expression, of which one text is a part
        inner = found[1].strip("'\" ")
        return test_meant(name, inner) or Meant(f"{name}: {quoted(inner)}")
    if found := _GROUP.fullmatch(text):
        parts = [part.strip("'\" ") for part in _OR.split(found[1])]
        return Meant(f"{name}: {{has_any: {listed(map(quoted, parts))}}}") if len(parts) > 1 else None
    found = _IN_QUOTES.fullmatch(text)
    return Meant(f"{name}: {{has_phrase: {quoted(found[1])}}}", sure=False) if found else None


def _asked(name: str, text: str) -> Meant | None:
    """A text that begins with an operator: ``mentions sale``, ``neither sale nor rent``, ``!~ /sale/``."""
    operator, asked = leading(text), asked_in(text)
    if operator is None or asked is None or not operator.rest or asked.how == "":
        return None
    if asked.how == "yes" and operator.rest.lower() not in {"null", "nil"}:
        return None
    if asked.how in MEASURES and not asked.texts[0][-1:].isalpha():
        return None
    line = next(lines_asked(asked.about(name)), "")
    return Meant(line, sure=not _PROSE.match(text) or _cannot_have_blanks(name)) if line else None


def empty_meant(text: str) -> bool:
    """Whether a word stands for the empty text."""
    return text.strip().lower() in _EMPTY - {"none", "nothing", "null", "missing", "blank", "absent", "nil"}


def _emptiness(name: str, text: str) -> Meant | None:
    low, header = text.lower(), name.startswith("header.")
    if VOCABULARY.find(f"{name}.present") and not header and low in {"yes", "no", "true", "false", "present"}:
        return Meant(f"{name}.present: {'no' if low in {'no', 'false'} else 'yes'}")
    if low in _EMPTY or (header and low in {"no", "false"}):
        return Meant(f"{name}: ''", sure=low in {"empty", "is empty", "not present"} or header)
    if low in _FILLED or (header and low in {"yes", "true"}):
        return Meant(f"{name}: {{is_not: ''}}", sure=low.startswith(("not ", "is ")) or header)
    return None


def _number(name: str, text: str) -> Meant | None:
    found = _NUMBER.fullmatch(text.lower())
    if not found:
        return None
    if name.startswith("header."):
        return Meant("the text of a field, never with its number (a pattern can tell some)")
    unit = (found["unit"] or "word").rstrip("s")
    fact = "links.count" if unit == "link" else f"{name}.{_OF_UNIT.get(unit, 'words')}"
    test = text
    for sign in sorted(_SIGNS, key=len, reverse=True):
        test = _SIGNS[sign] + test.removeprefix(sign) if test.startswith(sign) else test
    return Meant(f"{fact}: {test}") if VOCABULARY.find(fact) else None


def _list(name: str, text: str) -> Meant | None:
    found = _IN.fullmatch(text)
    return Meant(f"{name}: {{{'not_in' if found['not'] else 'in'}: {found['list']}}}") if found else None


def _call(name: str, text: str) -> Meant | None:
    if found := _SLASHES.fullmatch(text):
        return Meant(f"{name}: {{matches: {_single(found['pattern'])}}}", sure=not name.startswith("header."))
    found = _CALL.fullmatch(text)
    word = _CALLS.get(found["word"].lower().replace("_", "")) if found else None
    return Meant(f"{name}: {{{word}: {quoted(found['rest'])}}}") if found and word else None


def _worded(name: str, text: str) -> Meant | None:
    found = _WORDED.fullmatch(text)
    if not found:
        return None
    typed, rest = found["word"].lower(), found["rest"]
    word = _DOUBTFUL_WORDS.get(typed) or _WORDS[typed] or typed
    sure = typed not in _DOUBTFUL_WORDS or _cannot_have_blanks(name)
    if typed in {"==", "="}:
        return Meant(f"{name}: {quoted(bare(rest))}")
    if _cannot_have_blanks(name) and not name.startswith("header."):
        rest = re.sub(r"^(?:from|in|at|of|the)\s+", "", rest, flags=re.IGNORECASE)
        name = "sender.domain" if name == "sender" and re.fullmatch(r"@?[\w-]+(?:\.[\w-]+)+", rest) else name
        rest = rest.lstrip("@") if name == "sender.domain" else rest
    return Meant(compared(name, word, rest), sure=sure)


def _denied(name: str, text: str) -> Meant | None:
    """``does not contain sale``."""
    found = _DENIED.fullmatch(text)
    if not found:
        return None
    low = found["word"].lower()
    word = next((word for begin, word in _DENIED_WORDS if low.startswith(begin)), "contains")
    asked = "subject.raw" if name == "subject" and set(found["rest"]) & set("[]") else name
    line = compared(asked, word, found["rest"])
    return Meant(f"none: [{line}]") if sound(line) else None


def _joined(name: str, text: str) -> Meant | None:
    """``anyone but ann@example.org`` and ``free*, win*``."""
    line = next(filter(None, (read(name, text) for read in READS)), "")
    return Meant(line) if line else None


def _signed(name: str, text: str) -> Meant | None:
    if text.startswith("~ "):
        return Meant(f"{name}: {{matches: {_single(text[2:])}}}")
    found = _SIGN.fullmatch(text)
    return Meant(f"{name}: {{is_not: {quoted(found['rest'])}}}") if found else None


def _several(name: str, text: str) -> Meant | None:
    """``sale|wanted`` and ``sale, wanted``; of a subject the comma may be its own."""
    text = _OR.sub("|", text) if not _cannot_have_blanks(name) else _EITHER.sub("|", text)
    found = _SEVERAL.fullmatch(text)
    if not found or len(text) > LONGEST:
        return None
    parts = [bare(part) for part in re.split(r"[,|]", text)]
    if any(len(part.split()) > 2 for part in parts) or "(" in text:
        return None
    word = "in" if _cannot_have_blanks(name) else "has_any"
    return Meant(f"{name}: {{{word}: {listed(map(quoted, parts))}}}", sure=_cannot_have_blanks(name))


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


def _cannot_have_blanks(name: str) -> bool:
    """Whether the fact is an address, a site, or one word of a header."""
    fact = VOCABULARY.find(name)
    addresses = {"sender", "sender.domain", "article.domain"}
    return bool(fact and isinstance(fact.kind, Text)) and (name in addresses or name.startswith("header."))
