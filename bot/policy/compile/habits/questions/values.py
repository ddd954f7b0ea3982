"""What stands behind the name of what is asked, in any of the usual forms, as a question."""

import re
from dataclasses import replace

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.questions.operators import leading, meant_by
from bot.policy.compile.habits.questions.question import MEASURES, Question
from bot.policy.compile.habits.several import bare
from bot.policy.compile.habits.words.pieces import NUMBERS
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence

_YES = frozenset(("yes", "true", "on", "y", "1", "present", "exists", "always", "some", "any"))
_NO = frozenset(("no", "false", "off", "n", "0", "absent", "missing", "never", "none", "null", "nil"))
_NOTHING = frozenset(("unknown", "unavailable"))
_HOW = frozenset(("operator", "op", "comparison", "test", "match", "comparator", "condition", "mode"))
_WITH = frozenset(("value", "values", "text", "to", "state", "with", "pattern", "operand", "is", "threshold"))
_SLASHES = lazy_regex(
    r"(?:m|qr)?/(?P<pattern>(?:[^/\\]|\\.)+)/[a-z]*|(?:m|qr)(?:\{(?P<braces>.+)\}|(?P<mark>[!#,])(?P<marked>.+)(?P=mark))[a-z]*"
)
_LIST = lazy_regex(r"[\[(](?P<inside>[^\[\]()]+)[\])]")
_MARKS = lazy_regex(r"(?:(?<!\s)\s+)?(?:,\s*(?:or\s+)?|\|{1,2}\s*)|(?<!\s)\s+(?:or|nor)\s+", re.IGNORECASE)
_OR = lazy_regex(r"(?:(?<!\s)\s+)?(?:\|{1,2}\s*|,\s+(?:or|nor)\s+)|(?<!\s)\s+(?:or|nor)\s+", re.IGNORECASE)
_JOINED = lazy_regex(r"[\[(,|'\"@]| (?:or|and) |\w\.\w", re.IGNORECASE)
_GLOB = lazy_regex(r"\*[^*]+\*[^*]+|[\w ]+\*[\w ]+\*")
_TOGETHER = lazy_regex(r"\s(?:and|but|&&)\s", re.IGNORECASE)
_SYNTAX = lazy_regex(r"[\\^$*+?()\[\]{}|]")
_NUMBER = lazy_regex(r"\d[\d.,]*\s*(?:%|[A-Za-z]+)?|[a-z]+(?:-[a-z]+)?")
_LONG = lazy_regex(r"(?<!\s)\s+(?:long|old|in total|in all|each|deep|altogether)$", re.IGNORECASE)
_MANY = lazy_regex(
    r"(?P<number>\d[\d.,]*)\s*(?P<unit>%|[A-Za-z]+)?\s*(?P<more>\+|or (?P<side>more|less|fewer))"
)
_DENIED = lazy_regex(r"[!~]\s*(?=[\w'\"/])|(?:not|no|never)\s+", re.IGNORECASE)


def asked_behind(node: Node) -> Question | None:
    """The question that a value asks of the name before it; None where it is in no form that is known."""
    if isinstance(node, Mapping):
        return _of_mapping(node)
    if isinstance(node, Sequence):
        texts = tuple(item.text.strip() for item in node.items if isinstance(item, Scalar))
        whole = len(texts) == len(node.items) and all(texts)
        texts = tuple(one for one in texts if one.lower() not in _NOTHING) or texts
        return Question(how="in", texts=texts) if whole else None
    return asked_in(node.text)


def _inside(found: re.Match[str]) -> str:
    """The pattern between its slashes or other marks."""
    return (found["pattern"] or found["braces"] or found["marked"] or "").replace("\\/", "/")


def _each_asked(text: str) -> Question | None:
    """``like '%sale%' or like '%rent%'``: the same operator before each of several texts."""
    parts = _OR.split(text)
    asked = [
        _compared(one.how, one.rest, denied=one.denied) if one and one.rest else None
        for one in map(leading, parts)
    ]
    kept = [one for one in asked if one is not None and len(one.texts) == 1]
    if len(parts) < 2 or len(kept) < len(parts) or len({(one.how, one.denied) for one in kept}) > 1:
        return None
    if kept[0].how in {*MEASURES, "yes", "matches"}:
        return None
    how = "in" if kept[0].how == "is" else f"{kept[0].how} any"
    return Question(how=how, texts=tuple(one.texts[0] for one in kept), denied=kept[0].denied)


def asked_in(text: str) -> Question | None:
    """The same of a text."""
    text = " ".join(text.split())
    low = text.lower()
    if several := _each_asked(text):
        return several
    if low in _YES | _NO:
        return Question(how="yes", texts=(low,), denied=low in _NO)
    if found := _MANY.fullmatch(low):
        how = "at least" if found["more"] == "+" or found["side"] == "more" else "at most"
        return Question(how=how, texts=(f"{found['number']} {found['unit'] or ''}".strip(),))
    if (operator := leading(text)) is not None and operator.rest:
        return _compared(operator.how, operator.rest, denied=operator.denied)
    if (found := _DENIED.match(text)) is not None and text[found.end() :]:
        rest = text[found.end() :]
        if found[0] == "~ ":
            return Question(how="matches", texts=(bare(rest).strip("/"),))
        inner = asked_in(rest)
        return inner.turned() if inner else None
    return _bare(text)


def _bare(text: str) -> Question | None:
    """A text without an operator: one or several, with signs around them or as they stand."""
    if found := _SLASHES.fullmatch(text):
        return Question(how="matches", texts=(_inside(found),))
    if starred := _starred(text):
        return starred
    several = _list(text)
    if several:
        return Question(how="in", texts=several)
    return Question(texts=(bare(text),)) if text else None


def _starred(text: str) -> Question | None:
    """``*sale*``, ``%sale%``, ``.*sale.*``: a text with stars at its ends alone."""
    inner = bare(text)
    for star in (".*", "*", "%"):
        core = inner.removeprefix(star).removesuffix(star)
        if core != inner and core and not _SYNTAX.search(core) and "%" not in core:
            ends = (inner.startswith(star), inner.endswith(star))
            how = "contains" if ends == (True, True) else "ends_with" if ends[0] else "starts_with"
            if star == ".*":
                how = "contains"  # a pattern is not bound to the ends
            return None if star == "%" and core[-1:].isdigit() else Question(how=how, texts=(core,))
    return None


def _list(text: str) -> tuple[str, ...]:
    """The texts of "[a, b]", "(a|b)", "'a' or 'b'" and "a or b"; none where a comma may be the text's own."""
    if found := _LIST.fullmatch(text):
        inside = tuple(bare(part) for part in _MARKS.split(found["inside"].strip()) if part)
        return inside if len(inside) > 1 else ()
    parts = _OR.split(text)
    if len(parts) > 1 and all(part and len(bare(part).split()) < 4 for part in parts):
        return tuple(bare(part) for one in parts for part in _quoted_apart(one))
    return ()


def _quoted_apart(text: str) -> list[str]:
    """``'a', 'b'`` as two."""
    parts = re.split(r"(?:(?<!\s)\s+)?,\s*", text)
    return parts if all(bare(part) != part for part in parts) else [text]


def _compared(how: str, rest: str, *, denied: bool) -> Question | None:
    """What is compared with behind an operator."""
    if how in MEASURES:
        number = _LONG.sub("", rest)
        first, _, unit = number.partition(" ")
        number = f"{NUMBERS[first.lower()]} {unit}".strip() if first.lower() in NUMBERS else number
        return (
            Question(how=how, texts=(number,), denied=denied) if _NUMBER.fullmatch(number.lower()) else None
        )
    if how == "is":
        return _whole(rest, denied=denied)
    if found := _SLASHES.fullmatch(rest):
        return Question(how="matches", texts=(_inside(found),), denied=denied)
    if how in {"matches", "like"}:
        asked = _pattern(how, rest)
        return asked.turned() if asked and denied else asked
    if how in {"in", "has_any", "has_all"}:
        return _among(how, rest, denied=denied)
    if _TOGETHER.search(rest):
        return None
    if (operator := leading(rest)) is not None and operator.how in {"in", "has_any"} and operator.rest:
        return _compared("has_any", operator.rest, denied=denied)
    if several := _list(rest):
        return Question(how="has_any" if how == "has_phrase" else f"{how} any", texts=several, denied=denied)
    return Question(how=how, texts=(bare(rest),), denied=denied)


def _pattern(how: str, rest: str) -> Question | None:
    """A regular expression, or a text with the stars of a glob or of SQL at its ends."""
    if how == "matches" and _GLOB.match(bare(rest)):
        return None
    plain = how == "like" or (".*" not in rest and not rest.startswith("%"))
    if (starred := _starred(rest) if plain else None) is not None:
        return starred
    if how == "like":
        return None if _SYNTAX.search(rest) else Question(how="contains", texts=(bare(rest),))
    return Question(how=how, texts=(bare(rest),))


def _among(how: str, rest: str, *, denied: bool) -> Question | None:
    """One or several of a list."""
    if rest[0] == "$" or (how == "in" and not denied and not _JOINED.search(rest)):
        return None  # a list by its name; "in stock" is hardly one
    inner = _LIST.fullmatch(rest)
    texts = tuple(bare(part) for part in _MARKS.split(inner["inside"].strip() if inner else rest) if part)
    return Question(how=how, texts=texts, denied=denied)


def _whole(rest: str, *, denied: bool) -> Question | None:
    """What stands behind "is": an answer, a number, a text or several."""
    inner = asked_in(rest) if rest.strip() else None
    if inner is None:
        return None
    if inner.how == "":
        inner = replace(inner, how="is")
    return inner.turned() if denied else inner


def _of_mapping(node: Mapping) -> Question | None:
    """``{contains: sale}``, ``{operator: contains, value: sale}``, ``{not: {contains: sale}}``."""
    if len(node.entries) == 1:
        return _of_one(node.entries[0].key.text, node.entries[0].value)
    if len(node.entries) != 2:
        return None
    how = next((one.value for one in node if one.key.text.lower() in _HOW), None)
    what = next((one.value for one in node if one.key.text.lower() in _WITH), None)
    return _of_one(how.text, what) if isinstance(how, Scalar) and what is not None else None


def _of_one(word: str, value: Node) -> Question | None:
    low = word.strip().lower()
    if low in {"not", "isnt", "is_not", "is not"} and isinstance(value, Mapping):
        inner = _of_mapping(value)
        return inner.turned() if inner else None
    if low in _WITH - {"is", "text", "pattern"}:
        return asked_behind(value)
    known = meant_by(low) if low != "not" else ("is", True)
    if known is None:
        return None
    how, denied = known
    if isinstance(value, Scalar):
        text = " ".join(value.text.split())
        if how == "is" and value.text.lower() in _YES | _NO:
            answer = Question(how="yes", texts=(value.text.lower(),), denied=value.text.lower() in _NO)
            return answer.turned() if denied else answer
        if how in MEASURES or how == "like" or _SLASHES.fullmatch(text):
            return _compared(how, text, denied=denied) if text else None
        return Question(how=how, texts=(value.text.strip(),), denied=denied) if text else None
    if isinstance(value, Sequence) and (inner := asked_behind(value)):
        several = {"is": "in", "contains": "has_any", "has_phrase": "has_any", "matches": "matches any"}
        return Question(how=several.get(how, how), texts=inner.texts, denied=denied)
    return None
