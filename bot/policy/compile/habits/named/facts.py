"""Lines below ``when:`` that ask for what has another name here: the line that is meant, with its values."""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.facts import VOCABULARY, Number, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.clock import clock_line
from bot.policy.compile.habits.languages.exact import exactly
from bot.policy.compile.habits.languages.expressions import expression_line
from bot.policy.compile.habits.named.answers import count, kind, length, yes_or_no
from bot.policy.compile.habits.named.texts import TEXTS, modified, of_several, of_text
from bot.policy.compile.habits.numbers import worded
from bot.policy.compile.habits.parted import parted
from bot.policy.compile.habits.questions.names import is_known, share_named
from bot.policy.compile.habits.questions.reading import lines_read
from bot.policy.compile.habits.questions.values import asked_behind
from bot.policy.compile.habits.spans import span_meant
from bot.policy.compile.habits.systems import TOLD, field_line, named_elsewhere
from bot.policy.compile.habits.words.lexicon import words_of
from bot.policy.compile.habits.words.meaning import by_expression, guarded, line_by_meaning
from bot.policy.compile.habits.written import is_yes, listed, opposite, quoted, texts_in, typed, unbraced
from bot.policy.model.keywords import TEXT_TESTS
from bot.policy.model.synonyms import CALLED
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence

_NEGATED = lazy_regex(r"(?:[~!]\s*|(?:not|no|isnt|non)[ _-](?=\w))(?P<rest>.+)", re.IGNORECASE)
_FIELD = lazy_regex(r"(?:headers?\.)?(?P<name>[Xx]-[\w-]+|[A-Z][\w]*(?:-[\w]+)+)")
_CALLED_WITH = lazy_regex(r"([A-Za-z]\w*)\(\s*([\w.]+)\s*\)")
_EXPRESSIONS = frozenset(("value_template", "template", "expression", "expr", "formula"))
_ASKED_OF_MAIL = lazy_regex(r"(?:header|address|envelope|body)\s+:")
_DENIED = lazy_regex(r"!\s+(\S.*)")
_PARTS = lazy_regex(r"[._]")
_SLIP = 0.84  # of the letters
_RECIPE = lazy_regex(r":0[ :\w]*")  # of procmail, with its conditions below it
_PORTION = lazy_regex(
    r"(?P<how>[<>]=?|over|under|at least|at most)\s*(?P<number>\d*\.?\d+)\s*(?P<percent>%)?"
)
_IN_ITSELF = lazy_regex(
    r"(?P<mark>['\"])(?P<text>[^'\"]+)(?P=mark)\s+(?P<not>not\s+)?in\s+(?:value|this|it|text|self)(?:\s*\|\s*lower)?"
)
_LAST_POST = lazy_regex(
    r"(?:(?P<unit>days?|hours?|weeks?|minutes?) |time )?(?:since )?"
    r"(?:author |sender |user |member |poster )?(?:last|previous) (?:post|message)(?: age)?"
)
_AGO = lazy_regex(r"(?P<how>below|under|<|less than|within|above|over|>|more than) ?(?P<span>\d[\w: ]*)")
_POSTS_OF_AUTHORS = frozenset(
    (
        "author posts",
        "sender posts",
        "user posts",
        "member posts",
        "posts by sender",
        "posts by author",
        "counter posts by sender",
    )
)
_POSTS = lazy_regex(
    r"(?:number of )?(?:posts|messages|mails)"
    r"(?: (?:by|from|of) (?:the )?(?:same )?(?:person|author|sender|member|user|somebody))?"
    r" (?:in |within |per |this )?(?:the (?:last|same) |a )?(?P<span>today|day|week|month|hour|\d+ \w+)"
)
_GROUPS = {
    **dict.fromkeys(("or", "anyof", "any_of", "oneof", "one_of"), "any"),
    **dict.fromkeys(("and", "allof", "all_of", "every"), "all"),
    **dict.fromkeys(("noneof", "none_of", "nor"), "none"),
}


def _of_its_own(word: str, value: Scalar) -> str:
    """``text: "{{ 'sale' in value }}"``: a template that asks the fact before it."""
    name, inner = TEXTS.get(word.lower(), word), unbraced(value.text)
    found = _IN_ITSELF.fullmatch(inner) if inner != value.text and VOCABULARY.find(name) else None
    line = f"{name}: {{contains: {quoted(found['text'])}}}" if found else ""
    return f"none: [{line}]" if found and found["not"] else line


def _again(word: str, value: Node) -> str:
    """``duplicate: {":seconds": 604800}``: the same text again within a span of time."""
    inner = value.entries[0] if isinstance(value, Mapping) and len(value.entries) == 1 else None
    if word.lower().lstrip(":") not in {"duplicate", "repost", "repeat"} or inner is None:
        return ""
    unit, text = inner.key.text.lower().strip(": "), typed(inner.value).strip("'")
    if unit == "seconds" and text.isdigit() and int(text) % 3600 == 0:
        hours = int(text) // 3600
        span = span_meant(f"{hours} hours" if hours % 24 else f"{hours // 24} days")
    else:
        span = span_meant(text if unit in {"within", "in", "for"} else f"{text} {unit}")
    return f"own.duplicate: {{within: {span}}}" if span else ""


def _last_post(word: str, value: Node) -> str:
    """``author.last_post: {below: "00:10:00"}`` and ``days_since_last_post: "> 365"``: how long it is ago."""
    low = " ".join(words_of(word))
    found = _LAST_POST.fullmatch(low)
    inner = value.entries[0] if isinstance(value, Mapping) and len(value.entries) == 1 else None
    text = f"{inner.key.text} {typed(inner.value)}" if inner else typed(value)
    told = _AGO.fullmatch(text.strip("' ").replace("'", ""))
    if not found or not told:
        return ""
    unit = found["unit"] or ""
    span = span_meant(f"{told['span']} {unit}".strip()) if unit or not told["span"].isdigit() else ""
    if not span:
        return ""
    if told["how"] in {"below", "under", "<", "less than", "within"}:
        return f"sender.posts: {{within: {span}, at_least: 1}}"
    return f"all: [{{sender.posts: {{within: {span}, exactly: 0}}}}, {{sender.posts_ever: over 0}}]"


def _counted_within(word: str, value: Node) -> str:
    """``author.posts: {above: 3, for: {hours: 24}}``: the post in hand is among them."""
    if " ".join(words_of(word)) not in _POSTS_OF_AUTHORS or not isinstance(value, Mapping):
        return ""
    span, least = "", 0
    for entry in value:
        low, inner = entry.key.text.lower(), entry.value
        text = typed(inner).strip("'")
        if isinstance(inner, Mapping) and len(inner.entries) == 1:
            text = f"{typed(inner.entries[0].value)} {inner.entries[0].key.text}"
        if low in {"for", "within", "per", "in", "during", "window", "period"}:
            span = span_meant(text)
        elif low in {"above", "over", "more_than", "gt"} and text.isdigit():
            least = int(text)
        elif low in {"at_least", "min", "gte"} and text.isdigit():
            least = int(text) - 1
        else:
            return ""
    return f"sender.posts: {{within: {span}, at_least: {least}}}" if span and least > 0 else ""


def _of_posts(word: str, value: Node) -> str:
    """``posts by the same person today: more than three``: the post in hand is among them."""
    found = _POSTS.fullmatch(word.strip().lower())
    asked = asked_behind(value) if found else None
    if not found or asked is None or asked.how not in {"over", "at least"} or not asked.texts[0].isdigit():
        return ""
    least = int(asked.texts[0]) - (asked.how == "at least")
    span = span_meant(found["span"])
    return f"sender.posts: {{within: {span}, at_least: {least}}}" if span else ""


def _ratio(word: str, value: Node) -> str:
    """``quoted.lines / total.lines: "> 0.5"``: the share of a part of the post."""
    share = share_named(word)
    found = _PORTION.fullmatch(value.text.strip()) if share and isinstance(value, Scalar) else None
    if not found:
        return ""
    number = float(found["number"])
    if not found["percent"] and not 0 < number < 1:
        return ""
    how = {">": "over", "<": "under", ">=": "at least", "<=": "at most"}.get(found["how"], found["how"])
    return f"{share}: {how} {number if found['percent'] else 100 * number:g} %"


def lines_meant(entry: Entry) -> Iterator[str]:
    """The lines that an unknown word below ``when:`` stands for where its form is known."""
    word, value = entry.key.text.strip(), entry.value
    if isinstance(value, Scalar) and (denied := _DENIED.fullmatch(value.text)):
        line = next(lines_meant(replace(entry, value=replace(value, text=denied[1]))), "")
        yield opposite(line) if line else ""
        return
    yield from filter(None, (read(word, value) for read in _READERS))
    if word.lower() in {"condition", "trigger"} and isinstance(value, Mapping):
        yield from parted(value)
    if word.lower() in _EXPRESSIONS and isinstance(value, Scalar):
        yield expression_line(value.text)
    if is_yes(value) is not None and isinstance(value, Scalar) and _ASKED_OF_MAIL.match(word):
        yield next(filter(None, exactly(f'{word} "{value.text}"')), "")
    if is_yes(value) is not None:
        line = next(filter(None, exactly(word)), "")
        yield line if is_yes(value) else line and opposite(line)
    elif isinstance(value, Scalar) and value.text.strip():
        yield _of_its_own(word, value)
        yield next(filter(None, exactly(f"{word} {value.text}")), "") if value.text[:1] in "=!" else ""
        call = _CALLED_WITH.fullmatch(word)
        yield expression_line(f"{call[1]}({call[2]}, {_in_single(value.text)})") if call else ""
        said = value.text.replace("\\", "\\\\").replace('"', '\\"')
        yield next(filter(None, exactly(f'{word} "{said}"')), "")
    elif isinstance(value, Sequence) and ":" in word:
        texts = (one.replace("\\", "\\\\").replace('"', '\\"') for one in texts_in(value))
        inner = ", ".join(f'"{one}"' for one in texts)
        yield next(filter(None, exactly(f"{word} [{inner}]")), "")
    if called := CALLED.get(word.lower()):
        yield f"{called}: {typed(value)}"


def _in_single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def lines_by_meaning(entry: Entry) -> Iterator[str]:
    """The lines that its words may mean: guesses, each to be proven."""
    word, value = entry.key.text.strip(), entry.value
    yield _negated(word, value)
    yield _expression(word, value)
    yield line_by_meaning(word, value)


def _first_meant(entry: Entry) -> str:
    return next(lines_meant(entry), "")


def guard_meant(word: str) -> str:
    """What to say where a guard does already what an unknown word asks for; "" where none does."""
    name = guarded(word)
    return f"delete this line: {name} sees to that whatever the rules say" if name else ""


def is_a_slip(word: str, name: str) -> bool:
    """Whether a word is nearly a name, letter by letter."""
    parts = len(_PARTS.split(word)) <= len(_PARTS.split(name))  # one more says something else
    other = set(_PARTS.split(word.lower())) - set(_PARTS.split(name))
    if other and all(map(is_known, other)):
        return False  # another word, none misspelt
    return parts and word[:1].isalpha() and difflib.SequenceMatcher(None, word.lower(), name).ratio() >= _SLIP


def called_by(name: str, value: Node) -> str:
    """The question whether a fact of nearly the same name is meant, with the line where its test is plain."""
    fact = VOCABULARY.find(name)
    if (
        fact is not None
        and isinstance(fact.kind, Number)
        and isinstance(value, Scalar)
        and value.text[:1] in "<>="
    ):
        return f"write  {name}: {worded(value.text)}"
    return f'did you mean "{name}"?'


def group_meant(word: str) -> str:
    """``any``, ``all`` or ``none`` for the word of another system; "" for any other word."""
    low = word.strip().lower()
    if _RECIPE.fullmatch(low):
        return "all"
    return "none" if low == "not" else _GROUPS.get(low, "")


def _group(word: str, value: Node) -> str:
    low = word.lower()
    if low in _GROUPS:
        return f"{_GROUPS[low]}:"
    if low == "not" and isinstance(value, Mapping) and len(value.entries) == 1:
        line = _first_meant(value.entries[0])
        if line:
            return opposite(line)
    if low == "not":
        return f"none: [{typed(value)[1:-1]}]" if isinstance(value, Mapping) else f"none: {typed(value)}"
    return "when: always" if low == "condition" and texts_in(value) == ["always"] else ""


def _expression(word: str, value: Node) -> str:
    """``value_template: '{{ links.count > 3 }}'``."""
    return by_expression(value.text) if word.lower() in _EXPRESSIONS and isinstance(value, Scalar) else ""


def _of_denied(word: str, value: Node) -> str:
    """``~author: [...]`` and ``not links.only: yes``, where what is denied is known."""
    found = _NEGATED.fullmatch(word)
    if not found:
        return ""
    key = Scalar(text=found["rest"], style="", raw="", at=value.at)
    fact, answer = VOCABULARY.find(key.text), is_yes(value)
    if fact and isinstance(fact.kind, YesNo) and answer is not None:
        return f"{fact.name}: {'no' if answer else 'yes'}"
    line = f"{fact.name}: {typed(value)}" if fact else _first_meant(Entry(key=key, value=value))
    return opposite(line) if line else ""


def _negated(word: str, value: Node) -> str:
    """The same where what is denied is told in words."""
    found = _NEGATED.fullmatch(word)
    line = line_by_meaning(found["rest"], value) if found else ""
    return opposite(line) if line else ""


def _header(word: str, value: Node) -> str:
    """Fields of the header: ``header: {X-Spam-Flag: "YES"}``, ``X-Spam-Flag: "YES"``, ``exists: List-Id``."""
    if word.lower() == "exists" and texts_in(value)[:1] in (["Subject"], ["subject"]):
        return "subject: {is_not: ''}"
    if word.lower() == "exists":
        return " ".join(f"header.{name}: {{is_not: ''}}" for name in texts_in(value)[:1])
    if word.lower() in {"header", "headers"} and isinstance(value, Scalar):
        return field_line(value.text)
    if word.lower() in {"header", "headers"} and isinstance(value, Mapping) and value.entries:
        first = value.entries[0]
        if first.key.text.lower() == "exists":
            return _header("exists", first.value)
        if first.key.text in {"contains", "is", "matches", "has_word", "starts_with"}:
            return f"header.NAME: {typed(value)}"
        known = TEXTS.get(first.key.text.lower())
        return of_text(known, first.value) if known else f"header.{first.key.text}: {typed(first.value)}"
    found = _FIELD.fullmatch(word)
    return f"header.{found['name']}: {typed(value)}" if found else ""


def _text(word: str, value: Node) -> str:
    fact = TEXTS.get(word.lower(), "")
    if fact == "sender" and isinstance(value, Mapping) and value.entries:
        first = value.entries[0]
        if len(value.entries) > 1 and first.key.text not in TEXT_TESTS:
            return _together(value)
        if first.key.text in TEXT_TESTS:
            return of_text(fact, value)
        if first.key.text in _OF_AN_ADDRESS:
            return _of_address(_OF_AN_ADDRESS[first.key.text], first.value)
        return _first_meant(first)
    return of_text(fact, value) if fact and fact != word else ""


def _together(node: Mapping) -> str:
    """``author: {account_age: "< 7 days", post_count: "< 3"}``: each of its lines, or nothing."""
    asked = [one for one in node if one.key.text != "satisfy_any_threshold"]
    lines = [_of_author(one) for one in asked]
    group = "all" if len(asked) == len(node.entries) else "any"
    return f"{group}: {listed(f'{{{line}}}' for line in lines)}" if lines and all(lines) else ""


def _of_author(entry: Entry) -> str:
    word = f"author {entry.key.text}"
    of_author = replace(entry, key=replace(entry.key, text=word))
    known = named_elsewhere(word, entry.value)
    return next(filter(None, ("" if known.startswith(TOLD) else known, *lines_read(of_author))), "")


def _of_address(fact: str, value: Node) -> str:
    """``{domain: {is: [one.example, two.example]}}`` of an address."""
    if isinstance(value, Mapping) and len(value.entries) == 1:
        value = (
            value.entries[0].value if value.entries[0].key.text in {"is", "in", "any", "contains"} else value
        )
    texts = texts_in(value)
    if not texts or isinstance(value, Mapping):
        return ""
    return f"{fact}: {quoted(texts[0]) if len(texts) == 1 else f'{{in: {listed(map(quoted, texts))}}}'}"


_OF_AN_ADDRESS = {"domain": "sender.domain", "host": "sender.domain", "name": "sender.name"}


def _spelt(word: str, value: Node) -> str:
    """A fact whose name lacks the s of its plural, or has _ for its dot."""
    for name in (
        word.lower().replace("_", ".", 1),
        *(f"{one}s" for one in (word.lower(), word.lower().replace("_", ".", 1))),
    ):
        for spelling in (name, name.replace("attachment.", "attachments.").replace("link.", "links.")):
            fact = VOCABULARY.find(spelling)
            if fact is not None and spelling != word and not spelling.startswith("header."):
                plural = f"{spelling}s" if VOCABULARY.find(f"{spelling}s") else spelling
                several = isinstance(getattr(VOCABULARY.find(plural), "kind", None), Texts)
                return (
                    of_several(plural, value)
                    if several and not isinstance(value, Mapping)
                    else f"{plural}: {typed(value)}"
                )
    return ""


_READERS: tuple[Callable[[str, Node], str], ...] = (
    _group,
    _ratio,
    _of_posts,
    _again,
    _last_post,
    _counted_within,
    _of_denied,
    modified,
    length,
    count,
    kind,
    yes_or_no,
    _header,
    clock_line,
    _text,
    _spelt,
)
