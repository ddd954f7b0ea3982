"""Tests of numbers in the forms of other systems, and the form that they have here."""

import re

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.clock import hours_meant
from bot.policy.compile.habits.written import listed
from bot.policy.source.nodes import Mapping, Scalar
from bot.policy.source.recovery.syntax_errors import comparison_help

_N = r"(\d+(?:\.\d+)?)"
_RANGE = lazy_regex(rf"(?:from\s+)?{_N}\s*(?:\.\.+|-|–|to|until|and)\s*{_N}\s*([a-z%]*)", re.IGNORECASE)
_MORE = lazy_regex(rf"{_N}\s*([a-zA-Z%]*)\s*(?:\+|or (?:more|over|above|longer|larger|bigger|older|higher))")
_LESS = lazy_regex(rf"{_N}\s*([a-zA-Z%]*)\s*or (?:less|fewer|under|below|shorter|smaller|newer|lower)")
_NOT = lazy_regex(rf"not\s+(?:(under|over|at least|at most|below|above)\s*)?{_N}(.*)")
_TWO = lazy_regex(
    rf"(?P<one>over|under|at least|at most|above|below)\s+{_N}\s*(?:and|but|,|&&)\s*"
    rf"(?P<other>over|under|at least|at most|above|below)\s+{_N}"
)
_ALSO = lazy_regex(
    r"(?P<own>.+?)(?P<join>and|&&|or|\|\|)\s+(?P<fact>[a-z_]+(?:\.[a-z_]+)+):?(?P<test>.+)",
    re.IGNORECASE,
)
_DIGITS = lazy_regex(r"\d+(?:[.,]\d+)*")
_HALF = r"(\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?)"
_HOURS_BETWEEN = lazy_regex(rf"(?:between |from )?{_HALF}\s*(?:and|to|-|–|until)\s*{_HALF}")
_EITHER = lazy_regex(r"(?<!\s)\s+or\s+|(?:(?<!\s)\s+)?\|\|\s*", re.IGNORECASE)
_WORDS_OF = {
    **dict.fromkeys(("over", "more than", "above", "longer than", "larger than"), "over"),
    **dict.fromkeys(("bigger than", "greater than", ">"), "over"),
    **dict.fromkeys(
        ("under", "less than", "fewer than", "below", "shorter than", "smaller than", "<"), "under"
    ),
    **dict.fromkeys(("at least", ">="), "at least"),
    **dict.fromkeys(("at most", "<="), "at most"),
}
_LONGEST_FIRST = sorted(map(re.escape, _WORDS_OF), key=len, reverse=True)
_BOUNDED = lazy_regex(
    rf"(?P<word>{'|'.join(_LONGEST_FIRST)})\s*(?P<rest>\d[\d.]*\s*[a-z%]*)",
    re.IGNORECASE,
)
_CONTRARY = {"over": "at most", "above": "at most", "under": "at least", "below": "at least"}
_CONTRARY |= {"at least": "under", "at most": "over"}
_WEEKS = lazy_regex(rf"(?P<word>[a-z\s]*){_N}\s*(?P<unit>weeks?|months?|years?)")
_SPANNED = lazy_regex(rf"(?P<word>[a-z<>=\s]*){_N}\s*(?P<unit>days?|weeks?|months?|years?)")
_DAYS_OF = {"week": 7, "month": 30, "year": 365}
_LETTER = lazy_regex(
    rf"(?P<word>[a-z\s]*){_N}\s*(?P<unit>[KMG])(?:i?B|(?:ega|ilo|iga)?bytes?)?", re.IGNORECASE
)
_BARE_SIZE = lazy_regex(rf"(?P<word>[a-z\s]*){_N}(?:\s*(?:bytes?|octets?))?", re.IGNORECASE)
_THOUSANDS = lazy_regex(r"(?<![\d.])(\d{1,3})\.(\d{3})(?![\d.])")
_DECIMAL = lazy_regex(r"(?<=\d),(?=\d{1,2}(?!\d))")
_FRACTION = lazy_regex(r"(?P<word>[a-z\s]*)(?P<number>0?\.\d+)", re.IGNORECASE)
_ABOVE = frozenset(("above", "over", "more_than", "greater_than", "gt"))
_BELOW = frozenset(("below", "under", "less_than", "lt"))
_BOUNDS = {**dict.fromkeys(_ABOVE, "over"), **dict.fromkeys(_BELOW, "under")}
_BOUNDS |= {"min": "at least", "max": "at most", "after": "at least", "before": "under"}
_BOUNDS |= {
    "at_least": "at least",
    "at_most": "at most",
    "exactly": "exactly",
    "equals": "exactly",
    "is": "exactly",
}


def number_meant(name: str, unit: str, text: str) -> str:
    """What to write for a text that is no test of a number; "" where that is not known."""
    if name == "now.hour" and (help_ := _hours(text)):
        return help_
    if found := _TWO.fullmatch(text):
        return _two(found)
    if both := _both_bounds(text):
        return both
    if found := _RANGE.fullmatch(text):
        tail = f" {found[3]}" if found[3] else ""
        return f'write "between {found[1]} and {found[2]}{tail}"'
    if found := _MORE.fullmatch(text) or _LESS.fullmatch(text):
        tail = f" {found[2]}" if found[2] else ""
        return f'write "{"at least" if _MORE.fullmatch(text) else "at most"} {found[1]}{tail}"'
    if found := _NOT.fullmatch(text):
        return _not(found)
    if _DECIMAL.search(text) or text.replace(" ", "") == "!=0":
        return f'write "{_DECIMAL.sub(".", text)}"' if _DECIMAL.search(text) else 'write "over 0"'
    if found := _ALSO.fullmatch(text):
        return _also(name, found)
    if VOCABULARY.find(text.rpartition(" ")[2]):
        return "a test compares with a number, a $value, or another fact of the same unit"
    return _of_unit(unit, text)


def either_meant(name: str, text: str) -> str:
    """``fewer than 10 or more than 500`` as two lines of which one is enough; "" for anything else."""
    parts = _EITHER.split(text)
    if len(parts) != 2 or not all(map(_BOUNDED.fullmatch, parts)):
        return ""
    lines = [f"{name}: {_bounded(part)}" for part in parts]
    return f"write  any: {listed(f'{{{line}}}' for line in lines)}"


def between_hours(text: str) -> str:
    """``between 10pm and 6am`` as two lines; "" for anything else."""
    ends = _HOURS_BETWEEN.fullmatch(text.lower())
    begin, end = (hours_meant(ends[1]), hours_meant(ends[2])) if ends else ("", "")
    if not begin or not end:
        return ""
    group = "any" if int(end) <= int(begin) else "all"
    return f"write  {group}: [{{now.hour: at least {begin}}}, {{now.hour: under {end}}}]"


def keeps_bounds(text: str, line: str) -> bool:
    """Whether a line still compares where a text did, and with each of its numbers."""
    compares = re.search(r"\bthan\b|[<>+*]|\b(?:max|min|up to|less|more|fewer)\b", text) is not None
    said = re.search(r"\b(?:over|under|at least|at most|between|exactly)\b|: 0\b", line) is not None
    return (said or not compares) and (len(_DIGITS.findall(text)) <= len(_DIGITS.findall(line)))


def _bounded(text: str) -> str:
    found = _BOUNDED.fullmatch(text)
    return f"{_WORDS_OF[' '.join(found['word'].lower().split())]} {found['rest']}" if found else text


def _both_bounds(text: str) -> str:
    """``>= 5 and <= 10``."""
    parts = re.split(r"(?:(?<!\s)\s+)?(?:\band\b|&&|,)\s*", text)
    found = [_BOUNDED.fullmatch(part) for part in parts]
    if len(parts) != 2 or not all(found):
        return ""
    return _two_of({_WORDS_OF[" ".join(one["word"].lower().split())]: one["rest"] for one in found if one})


def _two_of(bounds: dict[str, str]) -> str:
    both = {"over", "at least"} & set(bounds) and {"under", "at most"} & set(bounds)
    if not both or not all(rest.isdecimal() for rest in bounds.values()):
        return ""
    least = int(bounds.get("at least") or int(bounds.get("over", 0)) + 1)
    most = int(bounds.get("at most") or int(bounds.get("under", 0)) - 1)
    return f'write "between {least} and {most}"'


def of_mapping(node: Mapping) -> str:
    """``{above: 50, below: 100}``."""
    bounds = {
        _BOUNDS[entry.key.text]: entry.value.text
        for entry in node
        if entry.key.text in _BOUNDS and isinstance(entry.value, Scalar)
    }
    if len(bounds) < len(node.entries) or not all(re.match(r"\$?\w", one) for one in bounds.values()):
        return ""
    if set(bounds) == {"over", "under"} and all(one.isdigit() for one in bounds.values()):
        return f'write "between {int(bounds["over"]) + 1} and {int(bounds["under"]) - 1}"'
    if set(bounds) == {"at least", "at most"}:
        return f'write "between {bounds["at least"]} and {bounds["at most"]}"'
    return (
        " and ".join(f'write "{word} {number}"' for word, number in bounds.items())
        if len(bounds) == 1
        else ""
    )


def doubtful(unit: str, text: str) -> str:
    """What to write instead of a number that people read in two ways: 4.000, and 0.8 of a share."""
    if found := _THOUSANDS.search(text):
        whole = _THOUSANDS.sub(r"\1\2", text)
        few = _THOUSANDS.sub(r"\1", text) if found[2] == "000" else ""
        return f'write "{whole}"' + (f' if thousands are meant, "{few}" if not' if few else "")
    if unit == "%" and (found := _FRACTION.fullmatch(text)):
        word = f"{found['word'].rstrip()} " if found["word"].strip() else ""
        many = f"{100 * float(found['number']):g}"
        return f'write "{word}{many} %"; for less than one of a hundred "{word}{float(found["number"]):g} %"'
    return ""


def _hours(text: str) -> str:
    found = _RANGE.fullmatch(text.removeprefix("between "))
    if found and text.startswith("between ") and float(found[1]) > float(found[2]):
        return f"over midnight write  any: [now.hour: at least {found[1]}, now.hour: at most {found[2]}]"
    hours = hours_meant(text)
    return f'write "{hours}"' if hours and hours != text else ""


def _two(found: re.Match[str]) -> str:
    words = {"above": "over", "below": "under"}
    one, other = words.get(found["one"], found["one"]), words.get(found["other"], found["other"])
    bounds = {one: float(found[2]), other: float(found[4])}
    least = bounds.get("at least", bounds.get("over", -1) + 1)
    most = bounds.get("at most", bounds.get("under", 0) - 1)
    return f'write "between {least:g} and {most:g}"'


def _not(found: re.Match[str]) -> str:
    word, number, tail = found[1], found[2], found[3]
    if word:
        return f'write "{_CONTRARY[word]} {number}{tail}"'
    return 'write "over 0"' if float(number) == 0 else f'write "exactly {number}" under unless:'


def _also(name: str, found: re.Match[str]) -> str:
    """Two conditions in one text."""
    if not VOCABULARY.find(found["fact"]):
        return ""
    lines = [f"{name}: {found['own'].strip()}", f"{found['fact']}: {worded(found['test'].strip())}"]
    if found["join"].lower() in {"or", "||"}:
        return f"write  any: [{', '.join(lines)}]"
    return f"write two lines:  {lines[0]}  and below it  {lines[1]}"


def worded(test: str) -> str:
    """``> 20`` as ``over 20``."""
    signed = comparison_help(test)
    return signed.removeprefix("write ").strip('"') if signed else test


def _of_unit(unit: str, text: str) -> str:
    if unit == "hours" and (found := _SPANNED.fullmatch(text)):
        hours = float(found[2]) * 24 * _DAYS_OF.get(found["unit"].rstrip("s"), 1)
        return f'write "{_before(found)}{hours:g} hours"'
    if unit == "days" and (found := _WEEKS.fullmatch(text)):
        days = float(found[2]) * _DAYS_OF[found["unit"].rstrip("s")]
        return f'write "{_before(found)}{days:g} days"'
    if unit == "bytes" and (found := _LETTER.fullmatch(text)):
        factor, letter = (1000, "M") if found["unit"].upper() == "G" else (1, found["unit"].upper())
        return f'write "{_before(found)}{float(found[2]) * factor:g} {letter}B"'
    if unit == "bytes" and (found := _BARE_SIZE.fullmatch(text)) and float(found[2]) >= 10_000:
        return f'write "{_before(found)}{float(found[2]) / 1000:g} KB"'
    return ""


def _before(found: re.Match[str]) -> str:
    """The word before a number, in our own words."""
    word = " ".join(found["word"].lower().split())
    return f"{_WORDS_OF.get(word, word)} " if word else ""
