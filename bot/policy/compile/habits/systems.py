"""The names of other systems (``systems.toml``), each with the line that it is here."""

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib import resources

from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.numbers import worded
from bot.policy.compile.habits.several import word_pattern
from bot.policy.compile.habits.spans import span_meant, spanned, window_meant
from bot.policy.compile.habits.written import is_yes, listed, opposite, quoted, texts_in, typed
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence

TOLD = "! "
"""What an entry begins with that is a sentence and no line."""

_SEPARATORS = lazy_regex(r"[^\w~]+|_")
_CAMEL = lazy_regex(r"(?<=[a-z])(?=[A-Z])")
_GAP = lazy_regex(r"\{(#|\w+)\}")
_NUMBER = lazy_regex(r"\d+")
_SIZE = lazy_regex(r"(\d+)\s*(?:([km])i?b?|bytes)?", re.IGNORECASE)
_COUNTED = lazy_regex(r"\s*(?:([<>]=?|=|under|over|at least|at most|exactly)\s*)?(\d+)\s*")
_FIELD = lazy_regex(r"\^?([A-Za-z][\w-]*):\s*(?:\.\*)?(.+?)(?:\.\*)?")
_BETWEEN = lazy_regex(r"[\s,;]+")
_PERSON = lazy_regex(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = lazy_regex(r"[\w-]+(?:\.[\w-]+)+")
_CASE = lazy_regex(r"(?:match|is)?_?case(?:_?sensitive)?", re.IGNORECASE)
_ASSOCIATIONS = (
    ("sender.first_post: yes", frozenset(("FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "NONE"))),
    ("sender.moderator: yes", frozenset(("OWNER", "MAINTAINER"))),
    ("sender.member: yes", frozenset(("MEMBER", "COLLABORATOR", "CONTRIBUTOR"))),
)
_TRUST = lazy_regex(r"^trust[ _]?level[ _]?|^tl")
_FIELDS = {"subject": "subject", "from": "sender", "to": "recipients", "cc": "recipients"}
_CHARACTERS = lazy_regex(
    r"(?P<how>at least|at most|up to|(?:no|not) (?:more|longer) than|over|under|longer than|shorter than"
    r"|more than|less than|fewer than|above|below|max|maximum|[<>]=?)?\s*"
    r"(?P<number>\d+)\s*(?:char(?:acter)?s?|letters)?"
)
_OLDER = lazy_regex(r"\s*(?:(<=?|>=?)\s*)?(\d+\s*[a-z]+)\s*")


def named_elsewhere(key: str, value: Node | None) -> str:
    """
    The line that ``KEY: VALUE`` is here, where another system has just that name.

    A sentence after ``TOLD`` where no line can say it; "" for a name that is unknown,
    or a value that does not go with it.
    """
    value = _without_case(value) if value is not None else None
    while isinstance(value, Mapping) and len(value.entries) == 1:
        key, value = f"{key} {value.entries[0].key.text}", value.entries[0].value
    if key.startswith("!"):
        return ""
    name = " ".join(_SEPARATORS.sub(" ", _CAMEL.sub(" ", key)).lower().split())
    entry, number = _names().get(name), ""
    if entry is None and (found := _NUMBER.findall(name)):
        entry, number = _names().get(_NUMBER.sub("#", name)), str(int(found[0]))
    if entry is None or entry.startswith(TOLD):
        return entry or ""
    return _filled(entry.replace("{#}", number), value)


def _without_case(value: Node) -> Node:
    """The lines without one that says that case does not matter: it never does here."""
    if not isinstance(value, Mapping):
        return value
    kept = tuple(one for one in value if not (_CASE.fullmatch(one.key.text) and is_yes(one.value) is False))
    return Mapping(entries=kept, at=value.at) if kept else value


def _filled(entry: str, value: Node | None) -> str:
    """An entry with what stands behind the name; "" where that does not go with it."""
    gap = next((found[1] for found in _GAP.finditer(entry) if found[1] in _GAPS), "")
    if not gap:
        answer = True if value is None else _switched(value)
        return "" if answer is None else entry if answer else _contrary(entry)
    said = _GAPS[gap](value) if value is not None else ""
    return entry.replace(f"{{{gap}}}", said) if said else ""


def _contrary(entry: str) -> str:
    """The line that asks for the opposite; nothing where the entry asks nothing."""
    return "" if entry.startswith(("then:", "when:", "mode:", "unless:")) else opposite(entry)


def _switched(value: Node) -> bool | None:
    if isinstance(value, Scalar) and value.text.strip() in {"", "1", "0"}:
        return value.text.strip() != "0"
    return is_yes(value)


def _whole(value: Node, step: int = 0) -> str:
    found = _NUMBER.fullmatch(value.text.strip()) if isinstance(value, Scalar) else None
    return str(max(int(found[0]) + step, 0)) if found else ""


def _size(value: Node) -> str:
    found = _SIZE.fullmatch(value.text.strip()) if isinstance(value, Scalar) else None
    return f"{found[1]} {'MB' if (found[2] or 'k').lower() == 'm' else 'KB'}" if found else ""


def _bound(value: Node) -> str:
    """``under 5`` for ``"< 5"``."""
    return worded(value.text) if isinstance(value, Scalar) and _COUNTED.fullmatch(value.text) else ""


def _within(value: Node) -> str:
    """``{within: 2 weeks}`` for ``"< 2 weeks"``; only the younger can be asked so."""
    found = _OLDER.fullmatch(value.text) if isinstance(value, Scalar) else None
    span = span_meant(found[2]) if found and (found[1] or "<")[0] == "<" else ""
    return f"{{within: {span}}}" if span else ""


def _texts(value: Node) -> str:
    texts = list(map(quoted, texts_in(value)))
    if isinstance(value, Sequence):
        return f"{{any_in: {listed(texts)}}}" if texts else ""
    return f"{{has: {texts[0]}}}" if texts else ""


def _in(value: Node) -> str:
    """Addresses or domains: a pattern, a whole domain behind a star, or the texts themselves."""
    texts = texts_in(value)
    if not texts:
        return ""
    if any(text.startswith("^") for text in texts):
        patterns = [text if text.startswith("^") else f"^{re.escape(text)}$" for text in texts]
        return f"{{matches: {_single('|'.join(patterns))}}}"
    if len(texts) == 1 and texts[0].startswith("*"):
        return f"{{ends_with: {quoted(texts[0].lstrip('*'))}}}"
    if any("*" in text for text in texts):
        return ""
    several = isinstance(value, Sequence)
    return f"{{in: {listed(map(quoted, texts))}}}" if several else quoted(texts[0])


def _words(value: Node) -> str:
    if any("*" in text for text in texts_in(value)):
        return word_pattern("body", texts_in(value)).removeprefix("body: ")
    texts = list(map(quoted, texts_in(value)))
    if not texts:
        return ""
    return f"{{has_phrase: {texts[0]}}}" if len(texts) == 1 else f"{{has_any: {listed(texts)}}}"


def _endings(value: Node) -> str:
    endings = [text.strip("*. ") for text in texts_in(value)]
    if not endings or not all(re.fullmatch(r"\w+", one) for one in endings):
        return ""
    return f"{{any_matches: '[.]{endings[0] if len(endings) == 1 else '(' + '|'.join(endings) + ')'}$'}}"


def _field(value: Node) -> str:
    """One pattern of a field of the header, or any of several, each on a line of its own."""
    if not isinstance(value, Scalar):
        return ""
    lines = [field_line(one.strip()) for one in value.text.strip().splitlines()]
    if not lines or not all(lines):
        return ""
    return lines[0] if len(lines) == 1 else f"any: {listed(f'{{{line}}}' for line in lines)}"


def _people(value: Node) -> str:
    """Addresses and domains of senders, whatever stands between them: one line, or any of several."""
    found = [one for text in texts_in(value) for one in _BETWEEN.split(text) if one]
    hosts = [one.rpartition("@")[2] for one in found if one.lstrip("*").startswith("@")]
    people = [one for one in found if one.rpartition("@")[0].strip("*")]
    known = all(map(_PERSON.fullmatch, people)) and all(map(_HOST.fullmatch, hosts))
    if not found or not known or len(hosts) + len(people) < len(found):
        return ""
    lines = [
        f"{fact}: {quoted(texts[0]) if len(texts) == 1 else f'{{in: {listed(map(quoted, texts))}}}'}"
        for fact, texts in (("sender", people), ("sender.domain", hosts))
        if texts
    ]
    return lines[0] if len(lines) == 1 else f"any: {listed(f'{{{line}}}' for line in lines)}"


def field_line(text: str) -> str:
    """``subject: free`` and ``^X-Bulk: .*yes`` as lines with a pattern; "" for anything else."""
    found = _FIELD.fullmatch(text)
    if not found:
        return ""
    fact = _FIELDS.get(found[1].lower(), f"header.{found[1]}")
    pattern = found[2].replace("'", "''")
    return f"{fact}: {{{'any_matches' if fact == 'recipients' else 'matches'}: '{pattern}'}}"


def _staff(value: Node) -> str:
    """``staff, moderators``: those who moderate; nothing for any other group."""
    words = {one for text in texts_in(value) for one in re.split(r"[\s,]+", text.lower()) if one}
    known = {"staff", "moderators", "moderator", "mods", "admins", "admin", "owners", "and"}
    return "sender.moderator: yes" if words and words <= known else ""


def _newcomer(value: Node) -> str:
    """The lowest two levels of trust: who is new here."""
    levels = {_TRUST.sub("", text.lower()) for text in texts_in(value)}
    return "sender.first_post: yes" if levels and levels <= {"0", "1", "new", "newuser", "basic"} else ""


def _mime(value: Node) -> str:
    """Types of files; a part of HTML is none, but how a text is written."""
    if texts_in(value) == ["text/html"]:
        return "message.has_html: yes"
    return f"attachments.types: {_texts(value)}" if "text/html" not in texts_in(value) else ""


def _association(value: Node) -> str:
    """What GitHub says of an author: new here, a member, somebody who looks after it."""
    words = {text.upper() for text in texts_in(value)}
    for line, known in _ASSOCIATIONS:
        if words and words <= known and words != {"NONE"}:
            return line
    return ""


def _untagged(value: Node) -> str:
    """``1``, or a group of tags of which one must be there: a subject without any."""
    inner = value.entries[0].value if isinstance(value, Mapping) and len(value.entries) == 1 else value
    return "subject.tag: ''" if _whole(inner) == "1" else ""


def _importance(value: Node) -> str:
    """``high importance`` as the field of the header that says so."""
    words = set(value.text.lower().split()) if isinstance(value, Scalar) else set()
    level = next(iter(words & {"high", "low", "normal"}), "")
    return (
        f"header.Importance: {{is: {level}}}" if level and words <= {level, "importance", "priority"} else ""
    )


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


def _languages(value: Node) -> str:
    """``en`` or ``[en, de]`` for codes with blanks or commas between them."""
    codes = [code.lower() for text in texts_in(value) for code in re.split(r"[\s,]+", text)]
    known = all(re.fullmatch(r"[a-z]{2}", code) for code in codes)
    return "" if not codes or not known else codes[0] if len(codes) == 1 else listed(codes)


def _length(value: Node) -> str:
    """A pattern for how many characters a text has, for "over 80", "longer than 80 characters"."""
    found = _CHARACTERS.fullmatch(value.text.strip().lower()) if isinstance(value, Scalar) else None
    if not found:
        return ""
    number, how = int(found["number"]), found["how"] or "over"
    if how in {"at least", ">=", "over", "longer than", "more than", "above", ">", "max", "maximum"}:
        return f"{{matches: '^.{{{number + (how not in {'at least', '>='})},}}$'}}"
    most = how in {"at most", "up to", "<="} or how.startswith("no")
    return f"{{matches: '^.{{0,{number - (not most)}}}$'}}"


def _text(value: Node) -> str:
    return typed(value) if isinstance(value, Scalar) and is_yes(value) is None else ""


def _state(value: Node) -> str:
    answer = _switched(value)
    return "" if answer is None else "live" if answer else "off"


_GAPS: dict[str, Callable[[Node], str]] = {
    "n": _whole,
    "less": lambda value: _whole(value, -1),
    "more": lambda value: _whole(value, 1),
    "size": _size,
    "bound": _bound,
    "within": _within,
    "texts": _texts,
    "none_in": lambda value: f"{{none_in: {listed(map(quoted, texts_in(value)))}}}",
    "in": _in,
    "words": _words,
    "endings": _endings,
    "field": _field,
    "people": _people,
    "staff": _staff,
    "newcomer": _newcomer,
    "mime": _mime,
    "association": _association,
    "untagged": _untagged,
    "importance": _importance,
    "text": _text,
    "tag": lambda value: _text(value).strip("'[] "),
    "state": _state,
    "languages": _languages,
    "rate": lambda value: (
        window_meant(value.text) if isinstance(value, Scalar) and spanned(value.text) else ""
    ),
    "length": _length,
    "matched": lambda value: f"{{matches: {_single(value.text)}}}" if isinstance(value, Scalar) else "",
}
"""What stands in an entry for the value, and how the value is written there."""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every name, its words in small letters with blanks between, and its entry."""
    file = resources.files("bot.policy.compile.habits").joinpath("systems.toml")
    return {
        name: entry
        for part in tomllib.loads(file.read_text("utf-8")).values()
        for name, entry in part.items()
    }
