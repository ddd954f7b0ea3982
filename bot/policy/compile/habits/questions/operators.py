"""The words and signs with which a comparison is written anywhere, and what they stand for."""

import re
from functools import cache
from typing import NamedTuple

from bot.lazy_regex import lazy_regex

_OF = {
    "contains": "contains contain containing includes include including mentions mention mentioning"
    "|contains text|has text|has substring|in text",
    "has_phrase": "word words phrase has word|has words|has phrase|has the word|has the phrase|contains word"
    "|contains words|contains the word|contains the words|contains the phrase|contains phrase"
    "|includes word|includes words|includes the word|mentions the word|has",
    "is": "is equals equal eq exact exactly == = ===|equal to|is equal to|equals to|is exactly"
    "|full exact|full text|is the same as",
    "starts_with": "startswith startwith|starts with|begins with|start with|begin with|starting with"
    "|beginning with|prefix",
    "ends_with": "endswith endwith|ends with|end with|ending with|suffix",
    "matches": "matches match matching regex regexp pattern =~ ~ rlike|matches regex|matches pattern"
    "|matches the pattern|matches the regex|regex match",
    "like": "like ilike glob wildcard fnmatch|is like",
    "in": "in among either any|one of|any of|is one of|is in|is any of|is either|in list|oneof|anyof|any in",
    "has_any": "contains any|contains any of|contains one of|includes any|includes any of|includes one of"
    "|has any|has any of|has one of|mentions any of|contains either"
    "|contains any of the words|contains at least one of",
    "has_all": "contains all|contains all of|includes all|includes all of|has all|has all of|contains both",
    "over": "> gt over above exceeds exceed exceeding greater more|more than|greater than|bigger than"
    "|larger than|longer than|higher than|deeper than|older than|is over|is more than|is greater than"
    "|is above|is larger than|is bigger than|is longer than|is higher than|has more than|in excess of",
    "under": "< lt under below less fewer|less than|fewer than|smaller than|shorter than|lower than|is under"
    "|is below|is less than|is fewer than|is smaller than|is shorter than|has less than|has fewer than",
    "at least": ">= gte ge min minimum from|at least|is at least|greater or equal|greater than or equal to"
    "|has at least|starting from|minimum of",
    "at most": "<= lte le|at most|is at most|up to|less or equal|less than or equal to|has at most",
}
_DENYING = {
    "contains": "excludes exclude excluding without lacks lack lacking omits|is without|free of",
    "in": "neither|none of|none in|noneof|not any of",
    "is": "!= <> ne neq except|anything but|anyone but|everyone but|everything but|other than|anything except"
    "|everyone except|anyone except|all but|all except|is different from|differs from|everything except"
    "|anything other than|isnt|any but|nothing but not",
    "matches": "!~",
}
_NOT = (
    r"(?:not|does not|doesn'?t|do not|don'?t|is not|isn'?t|are not|aren'?t|must not|may not|should not|cannot"
    r"|can'?t|has not|never|no)"
).replace(" ", "[ _-]")
_CONTRARY = {"over": "at most", "under": "at least", "at least": "under", "at most": "over"}


class Operator(NamedTuple):
    """How it is compared, whether that is denied, and the text behind the operator."""

    how: str
    denied: bool
    rest: str


def _phrases(table: dict[str, str]) -> dict[str, str]:
    found = dict[str, str]()
    for how, told in table.items():
        first, *several = told.split("|")
        for phrase in (*first.split(), *several):
            found.setdefault(phrase, how)
    return found


_PLAIN, _DENIED = _phrases(_OF), _phrases(_DENYING)
_PLAIN |= {"has word": "has_phrase", "has words": "has_phrase", "has text": "contains"}
_PLAIN.pop("text", None)


def _pattern(phrases: dict[str, str]) -> str:
    """One pattern for all phrases, the longest first; "_", "-" and blanks between their words are one."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(
        r"[ _-]".join(map(re.escape, phrase.split()))
        + (r"(?![\w'’(-])" if phrase[-1].isalpha() else r"(?=[\s'\"/])" if phrase == "~" else r"(?![=~<>])")
        for phrase in ordered
    )


@cache
def _leading() -> re.Pattern[str]:
    """Compiled for the first file that needs help: it takes longer than all other patterns of a start."""
    return re.compile(
        rf"(?:(?P<not>{_NOT})[ _-])?(?:(?P<plain>{_pattern(_PLAIN)})|(?P<denied>{_pattern(_DENIED)}))"
        r"\s*:?\s*(?P<rest>.*)",
        re.IGNORECASE | re.DOTALL,
    )


@cache
def _trailing() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>.*?\w\]?)[ _.-]+(?:(?P<not>{_NOT})[ _-])?"
        rf"(?:(?P<plain>{_pattern(_PLAIN)})|(?P<denied>{_pattern(_DENIED)}))\s*",
        re.IGNORECASE,
    )


_NOT_AT_END = lazy_regex(r"(?P<name>\S+?\w)(?:[_.]|\s+)(?:is[_ ])?not", re.IGNORECASE)
_MOST = 200  # characters of a text that is read so


def leading(text: str) -> Operator | None:
    """The operator at the front of a text; None where it begins with none."""
    found = _leading().fullmatch(text.strip()) if len(text) <= _MOST else None
    if found is None:
        return None
    how, denied = _how(found)
    return Operator(how, denied, found["rest"].strip())


def trailing(text: str) -> tuple[str, str, bool] | None:
    """``subject_contains`` as "subject", "contains" and whether that is denied."""
    found = _trailing().fullmatch(text.strip()) if len(text) <= _MOST else None
    if found is None and (bare := _NOT_AT_END.fullmatch(text.strip())) is not None:
        return bare["name"], "is", True
    if found is None:
        return None
    how, denied = _how(found)
    return found["name"], how, denied


def meant_by(word: str) -> tuple[str, bool] | None:
    """How a word alone compares, ``not_contains`` and ``gt``; None where it does not."""
    found = leading(word)
    return (found.how, found.denied) if found and not found.rest else None


def _how(found: re.Match[str]) -> tuple[str, bool]:
    denied = found["denied"] is not None
    word = re.sub(r"[ _-]", " ", (found["denied"] or found["plain"]).lower())
    how = (_DENIED if denied else _PLAIN)[word]
    denied = denied != bool(found["not"])
    return (_CONTRARY[how], False) if denied and how in _CONTRARY else (how, denied)


def names_a_test(field: str) -> bool:
    """Whether the name of a header field ends in a test, as no field's does: ``header.X-Topic_contains``."""
    found = trailing(field) if field.startswith("header.") else None
    return found is not None and found[0] != "header" and field[len(found[0])] in "_. "
