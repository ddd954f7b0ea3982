"""The conditions of a rule that has several mistakes, line by line."""

from dataclasses import replace

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.advice import Advice
from bot.policy.compile.habits.settled import GROUPS
from bot.policy.compile.habits.spans import span_meant
from bot.policy.compile.habits.whole.said import Said, one_line, said_in
from bot.policy.compile.habits.words.lexicon import words_of
from bot.policy.compile.habits.words.proof import names_key
from bot.policy.compile.habits.written import as_typed, texts_in, typed
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence

_LIMITS = frozenset(
    ("min", "max", "minimum", "maximum", "limit", "limits", "threshold", "newuser", "require", "required")
)
_COUNTS = frozenset(("threshold", "limit", "count", "max", "maximum", "number", "times"))
_SPANS = frozenset(("interval", "period", "window", "timeframe", "seconds", "duration"))
_OF_POSTS = frozenset(("verbosity", "rate", "posts", "messages", "post", "message", "mails"))
_DAY = 86_400
_HOUR = 3_600
_ASKED = "do all of them have to hold? Where one is enough, write  any:  instead of  all:"
_SOME_OR_ALL = lazy_regex(r"write  any: (?P<inner>\[.+\])  where one is enough, or  all:")
_IN_BRACES = lazy_regex(r"\{([^{}]|\{[^{}]*\})*\}")
_WORD = lazy_regex(r"[^\W_]{3,}")


def conditions_of(node: Node, advice: Advice) -> Said | None:
    """What stands behind ``when:`` or ``unless:`` as lines; None where one leaves a question open."""
    if isinstance(node, Sequence):
        return _of_list(node, advice)
    if isinstance(node, Scalar):
        return _of_text(node, advice)
    if not _errors(node, advice):
        return Said(when=[f"{one.key.text}: {typed(one.value)}" for one in node])
    if (line := advice.of_lines(node)) and (whole := said_in(line, node.entries[0])):
        return whole
    found, rest = _rates(node)
    for entry in rest:
        said = _of_entry(as_typed(entry), advice)
        if said is None:
            return None
        found.add(said)
    return _joined(found, node)


def _errors(node: Node, advice: Advice) -> list[str]:
    return [error.help for error in advice.tried(node, "when", tries_advice=True).errors]


def _of_entry(entry: Entry, advice: Advice) -> Said | None:
    if entry.key.text in GROUPS and isinstance(entry.value, Sequence | Mapping):
        return _of_group(entry, advice)
    if not VOCABULARY.find(entry.key.text) and names_key(entry.key.text, "unless"):
        said = conditions_of(entry.value, advice)
        if said and not said.unless and not said.then and isinstance(entry.value, Mapping | Sequence):
            return Said(
                unless=_each(said.when, entry.value), remarks=[one for one in said.remarks if one != _ASKED]
            )
    node = Mapping(entries=(entry,), at=entry.key.at)
    report = advice.tried(node, "when", tries_advice=True)
    if not report.errors:
        return Said(when=[f"{entry.key.text}: {typed(entry.value)}"])
    if len(report.errors) > 1:
        return None
    said = said_in(report.errors[0].help, entry, report.errors[0])
    return said if said and _keeps_items(entry, said) else None


def _of_group(entry: Entry, advice: Advice) -> Said | None:
    """``any:`` with lines of which some are wrong."""
    value = entry.value
    items = (
        value.items
        if isinstance(value, Sequence)
        else tuple(
            Mapping(entries=(one,), at=one.key.at) for one in (value if isinstance(value, Mapping) else ())
        )
    )
    lines, remarks = list[str](), list[str]()
    for item in items:
        said = conditions_of(item, advice)
        if said is None or said.unless or said.then or not said.when:
            return None
        lines.append(said.when[0] if len(said.when) == 1 else f"all: [{_braced(said.when)}]")
        remarks += said.remarks
    return Said(when=[f"{entry.key.text}: [{_braced(lines)}]"], remarks=remarks) if lines else None


def _each(lines: list[str], value: Node) -> list[str]:
    """Exceptions one by one, of which each spares a post; those of a mapping hold together."""
    if isinstance(value, Mapping) and len(lines) > 1:
        return [f"all: [{_braced(lines)}]"]
    return [one for line in lines for one in _flat(line)]


def _braced(lines: list[str]) -> str:
    return ", ".join(f"{{{line}}}" for line in lines)


def _of_text(node: Scalar, advice: Advice) -> Said | None:
    errors = _errors(node, advice)
    if not errors:
        return Said(when=[node.text])
    key = replace(node, text="when")
    return said_in(errors[0], Entry(key=key, value=node)) if len(errors) == 1 else None


def _of_list(node: Sequence, advice: Advice) -> Said | None:
    """A list of conditions; where it is left open how they are joined, both ways are told."""
    if len(node.items) == 1:
        return conditions_of(node.items[0], advice)
    help_ = advice.of_list(node)
    if found := _SOME_OR_ALL.match(help_):
        line = f"all: {found['inner']}"
        return Said(when=[line], remarks=[_ASKED]) if one_line(line) else None
    key = Scalar(text="when", style="", raw="", at=node.at)
    return said_in(help_, Entry(key=key, value=node))


def _keeps_items(entry: Entry, said: Said) -> bool:
    """Whether every text of a list that was written stands in what it became."""
    if not isinstance(entry.value, Sequence):
        return True
    words = {word[:3] for line in (*said.when, *said.unless) for word in _WORD.findall(line.lower())}
    return all(
        word[:3] in words or word in {"http", "https", "www"}
        for text in texts_in(entry.value)
        for word in _WORD.findall(text.lower())
    )


def _rates(node: Mapping) -> tuple[Said, list[Entry]]:
    """How many posts in what time, where two settings tell it: ``threshold: 5``, ``interval: 86400``."""
    found, rest = Said(), list(node.entries)
    for count in node:
        words = set(words_of(count.key.text))
        if not words & _COUNTS or not words & _OF_POSTS or not isinstance(count.value, Scalar):
            continue
        for span in node:
            others = set(words_of(span.key.text))
            time = _span(span.value) if others & _SPANS and words - _COUNTS == others - _SPANS else ""
            if time and count.value.text.isdigit():
                found.when.append(f"sender.posts: {{within: {time}, at_least: {count.value.text}}}")
                found.remarks.append("sender.posts counts earlier posts, without this one")
                rest = [one for one in rest if one not in (count, span)]
    return found, rest


def _span(value: Node) -> str:
    """A span of time; a bare number counts seconds, as settings of mail servers do."""
    text = value.text.strip() if isinstance(value, Scalar) else ""
    if text.isdigit() and int(text) % _HOUR == 0 and int(text):
        return span_meant(
            f"{int(text) // _DAY} days" if int(text) % _DAY == 0 else f"{int(text) // _HOUR} hours"
        )
    return "" if text.isdigit() else span_meant(text)


def _joined(found: Said, node: Mapping) -> Said:
    """Limits each act for themselves; two bounds that never meet are the two halves of a night."""
    limits = all(set(words_of(one.key.text)) & _LIMITS for one in node)
    if len(found.when) > 1 and (limits or _never_together(found.when)):
        why = "each limit acts for itself" if limits else "both together can never hold"
        found.remarks.append(f"{why}: one is enough (any:)")
        found.when = [f"any: [{_braced(found.when)}]"]
    parts = [one for line in found.when for one in _flat(line)]
    found.when = list(dict.fromkeys(parts))
    return found


def _flat(line: str) -> list[str]:
    """The lines of ``all: [{a: b}, {c: d}]``, which need no group of their own below ``when:``."""
    if not line.startswith("all: [{"):
        return [line]
    return [found[0][1:-1] for found in _IN_BRACES.finditer(line.removeprefix("all: "))]


_BOUND = lazy_regex(r"(?P<fact>[\w.]+): (?P<how>over|under|at least|at most) (?P<number>\d+)$")


def _never_together(lines: list[str]) -> bool:
    found = [one for one in map(_BOUND.match, lines) if one]
    if len(lines) != 2 or len(found) != 2 or found[0]["fact"] != found[1]["fact"]:
        return False
    above = [one for one in found if one["how"] in {"over", "at least"}]
    below = [one for one in found if one["how"] in {"under", "at most"}]
    return len(above) == len(below) == 1 and int(above[0]["number"]) >= int(below[0]["number"])
