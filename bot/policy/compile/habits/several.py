"""Several texts in one, as other systems join them: ``sale or rent``, ``help and not helpful``, ``free*``."""

import re
from collections.abc import Callable

from bot.facts import VOCABULARY, Texts
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.written import listed, quoted

WHOLE = frozenset(
    ("sender", "sender.domain", "sender.name", "article.domain", "article.host", "message.type")
)
"""Facts of which a text behind the colon can only mean the whole."""

_EXCEPT = lazy_regex(
    r"(?:(?:any|every)(?:one|body|thing)?|all|anyone)\s+(?:but|except(?: for)?|other than)\s+(?P<list>\S.*)",
    re.IGNORECASE,
)
_AND_NOT = lazy_regex(
    r"(?:(?:(?<!\s)\s+)?,|(?<!\s))\s+(?:and|but)\s+not\s+(?:contain(?:s|ing)?\s+)?", re.IGNORECASE
)
_AND = lazy_regex(r"(?<!\s)\s+(?:and|&&)\s+", re.IGNORECASE)
_OR = lazy_regex(r"(?:(?:(?<!\s)\s+)?,|(?<!\s))\s+(?:or|\|\|)\s+|(?:(?<!\s)\s+)?[,|]\s*", re.IGNORECASE)
_AND_LAST = lazy_regex(r"(?:(?:(?<!\s)\s+)?,|(?<!\s))\s+(?:and|or)\s+|(?:(?<!\s)\s+)?,\s*", re.IGNORECASE)
_STARRED = lazy_regex(r"\*?[\w'’-]+(?:(?:\*+| )[\w'’-]+)*\*?")
_ANY_OF = lazy_regex(r"^(?:(?:any|one|some|either) of|either|any)(?: these(?: words)?)?:?\s+", re.IGNORECASE)
_ALL_IN = lazy_regex(r"(?:all|only) in\s+(?P<rest>\S.*)", re.IGNORECASE)
_AT_AN_END = lazy_regex(r"(?P<end>start|begin|end)s? with\s+(?P<rest>\S+)", re.IGNORECASE)
_QUOTED_PARTS = lazy_regex(
    r"(?:'[^']+'|\"[^\"]+\")(?:\s*(?:,|\||\bor\b)\s*(?:'[^']+'|\"[^\"]+\"))+", re.IGNORECASE
)
_HAS = lazy_regex(r"(?P<word>contain(?:s|ing)?|includ(?:es?|ing)|has|is|in)\s+(?P<rest>\S.*)", re.IGNORECASE)
_SLASHES = lazy_regex(r"m?/(?P<pattern>(?:[^/\\]|\\.)+)/[a-z]*")
_GLOB = lazy_regex(r"[\w\s@.'’,!-]*\*[\w\s*@.'’,!-]*")
_ENDING = lazy_regex(r"\*?\.?\w{1,5}")
_DOMAIN = lazy_regex(r"\*?@(?:\*\.)?[\w-]+(?:\.[\w-]+)+")
_DENIED = lazy_regex(r"(?:!=|<>|!|is not|not in|not|other than|except)\s*(?P<list>\S.*)", re.IGNORECASE)


def bare(text: str) -> str:
    """A text without the quotation marks around the whole of it."""
    inner = text.strip()
    for mark in "\"'":
        if len(inner) > 1 and inner[0] == inner[-1] == mark and mark not in inner[1:-1]:
            return inner[1:-1]
    return inner


def excepted(name: str, text: str) -> str:
    """``{not_in: [a, b]}`` for "anyone but a, b"; "" for anything else."""
    found = _EXCEPT.fullmatch(text)
    if not found:
        return ""
    people = found["list"].strip().lower().removeprefix("the ").removesuffix("s")
    if name == "sender" and people in {"moderator", "member"}:
        return f"sender.{people}: no"
    if name in {"sender", "sender.domain"} and not set("@.") & set(people):
        return ""
    texts = [quoted(bare(one)) for one in _AND_LAST.split(found["list"]) if one.strip()]
    several = isinstance(getattr(VOCABULARY.find(name), "kind", None), Texts)
    return f"{name}: {{{'none_in' if several else 'not_in'}: {listed(texts)}}}"


def compared(name: str, word: str, text: str) -> str:
    """The line for a word of a test and what stands behind it, parted where "or", "not" and "and" part it."""
    if word == "matches":
        return pattern_line(name, text)
    text = _ANY_OF.sub("", text)
    whole = bare(text)
    if whole != text.strip():
        return _one(name, word, whole)
    if len(parts := _AND_NOT.split(text)) == 2:
        return f"all: [{{{_one(name, word, parts[0])}}}, {{none: [{_one(name, word, parts[1])}]}}]"
    if len(parts := _OR.split(text)) > 1:
        return _any(name, word, parts)
    if len(parts := _AND.split(text)) > 1:
        together = listed(f"{{{_one(name, word, part)}}}" for part in parts)
        if all(bare(part) != part for part in parts):
            return f"all: {together}"
        return (
            f"{_one(name, word, text)}  for these words in a row,  all: {together}  for each of them anywhere"
        )
    return _one(name, word, text)


def starred(name: str, text: str) -> str:
    """A pattern for words with stars, ``free*, win*`` or ``*free*money*``; "" for any other text."""
    parts = [bare(part) for part in _OR.split(bare(text))]
    if name == "sender" and len(parts) > 1:
        return _domains(parts)
    inner = any("*" in part.strip("*") for part in parts)
    if "*" not in text or name in WHOLE or not (len(parts) > 1 or inner):
        return ""
    return word_pattern(name, parts)


def _domains(parts: list[str]) -> str:
    """``*@gmail.com, *@*.example.com`` as lines about the domain."""
    if not all(map(_DOMAIN.fullmatch, parts)):
        return ""
    found = [part.rpartition("@")[2] for part in parts]
    lines = [
        f"sender.domain: {quoted(one) if one[0] != '*' else f'{{ends_with: {quoted(one[1:])}}}'}"
        for one in found
    ]
    return f"any: {listed(f'{{{line}}}' for line in lines)}"


def word_pattern(name: str, parts: list[str]) -> str:
    """The line that finds any of some words with stars; "" where one is no word."""
    several = isinstance(getattr(VOCABULARY.find(name), "kind", None), Texts)
    if several or not all(map(_STARRED.fullmatch, parts)):
        return ""
    found = [
        ("" if part[0] == "*" else r"\b")
        + re.sub(r"\*+", r".*" if part[0] == part[-1] == "*" else r"\\w*", part.strip("*"))
        + ("" if part[-1] == "*" else r"\b")
        for part in parts
    ]
    return f"{name}: {{matches: {_single('|'.join(found))}}}"


def pattern_line(name: str, text: str) -> str:
    """A regular expression without what stands around it; a glob as a pattern or as the test that it is."""
    inner = bare(text)
    if found := _SLASHES.fullmatch(inner):
        inner = found["pattern"].replace("\\/", "/")
    elif _GLOB.fullmatch(inner) and inner.strip("*") and ".*" not in inner:
        if "*" not in (core := inner.strip("*")):
            ends = (inner[0] == "*", inner[-1] == "*")
            word = {(True, True): "contains", (True, False): "ends_with", (False, True): "starts_with"}[ends]
            return f"{name}: {{{word}: {quoted(core)}}}"
        begin, end = "" if inner[0] == "*" else "^", "" if inner[-1] == "*" else "$"
        inner = begin + re.sub(r"\*+", ".*", core) + end
    several = isinstance(getattr(VOCABULARY.find(name), "kind", None), Texts)
    return f"{name}: {{{'any_matches' if several else 'matches'}: {_single(inner)}}}"


def _any(name: str, word: str, parts: list[str]) -> str:
    texts = [quoted(bare(part)) for part in parts]
    if word in {"is", "is_not"}:
        return f"{name}: {{{'in' if word == 'is' else 'not_in'}: {listed(texts)}}}"
    if word.startswith("has"):
        return f"{name}: {{has_any: {listed(texts)}}}"
    return f"any: {listed(f'{{{_one(name, word, part)}}}' for part in parts)}"


def _one(name: str, word: str, text: str) -> str:
    return f"{name}: {{{word}: {quoted(bare(text))}}}"


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


def any_meant(name: str, text: str) -> str:
    """The test of a list of texts for one text behind its name: several of them, names of files, a denial."""
    if found := _ALL_IN.fullmatch(text):
        return f"{{all_in: {listed(quoted(bare(one)) for one in _OR.split(found['rest']))}}}"
    if found := _AT_AN_END.fullmatch(text):
        inner = re.sub(r"([.+*?()\[\]{}|^$])", r"[\1]", bare(found["rest"]))
        return f"{{any_matches: {_single(f'^{inner}' if found['end'].lower() != 'end' else f'{inner}$')}}}"
    if (found := _HAS.fullmatch(text)) and not found["rest"].lower().startswith("not "):
        return _said_of_several(name, found["word"].lower(), found["rest"])
    if found := _DENIED.fullmatch(text):
        if name.endswith(".types") and "/" not in text:
            among = "|".join(bare(one).strip("*.") for one in _OR.split(found["list"]))
            return f"none: [attachments.names: {{any_matches: '[.]({among})$'}}]"
        texts = [quoted(bare(one)) for one in _OR.split(found["list"])]
        other = f"none: [{name}: {{all_in: {listed(texts)}}}]"
        none = f"{{none_in: {listed(texts)}}}"
        return f"{none}  for posts with none of that,  {other}  for posts with anything else"
    if line := excepted(name, text):
        return line.partition(": ")[2]
    parts = [bare(part) for part in _OR.split(bare(text)) if part.strip()]
    parts = [part.strip("[]") or part for part in parts] if name == "subject.tags" else parts
    endings = [part.removeprefix("*").removeprefix(".") for part in parts]
    if name == "attachments.names" and all(map(_ENDING.fullmatch, parts)) and all(map(str.isalnum, endings)):
        return f"{{any_matches: '[.]{endings[0] if len(endings) == 1 else f'({chr(124).join(endings)})'}$'}}"
    if any("*" in part for part in parts) and all(_GLOB.fullmatch(part) for part in parts):
        return f"{{any_matches: {_single('|'.join(map(_as_pattern, parts)))}}}"
    return f"{{has: {quoted(parts[0])}}}" if len(parts) == 1 else f"{{any_in: {listed(map(quoted, parts))}}}"


def _said_of_several(name: str, word: str, text: str) -> str:
    """``contains invoice`` of a list of texts: a part of one of them, of addresses the whole."""
    if not word.startswith(("contain", "includ")) or "@" in text or name.endswith((".domains", ".tags")):
        return any_meant(name, text)
    parts = [re.escape(bare(part)).replace(r"\ ", " ") for part in _OR.split(_ANY_OF.sub("", text))]
    return f"{{any_matches: {_single('|'.join(parts))}}}"


def denies(text: str) -> bool:
    """Whether a text behind a list of texts says what shall not be among them: ``not example.org``."""
    return _DENIED.fullmatch(text) is not None


def _as_pattern(text: str) -> str:
    begin, end = "" if text[0] == "*" else "^", "" if text[-1] == "*" else "$"
    return begin + re.sub(r"\*+", ".*", re.sub(r"([.+?()$])", r"[\1]", text.strip("*"))) + end


def in_quotes(name: str, text: str) -> str:
    """``'click here' or 'act now'``; "" for anything else."""
    parts = [quoted(bare(part)) for part in _OR.split(text)]
    return f"{name}: {{has_any: {listed(parts)}}}" if _QUOTED_PARTS.fullmatch(text) else ""


READS: tuple[Callable[[str, str], str], ...] = (excepted, starred, in_quotes)
"""What joins texts without a word of a test before them."""
