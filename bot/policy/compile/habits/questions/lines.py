"""A question as a line of the language: one form for each kind of fact."""

import re
from collections.abc import Callable, Iterator

from bot.facts import VOCABULARY, Choice, Fact, Number, Text, Texts, YesNo
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.clock import days_told
from bot.policy.compile.habits.questions.names import facts_named
from bot.policy.compile.habits.questions.question import MEASURES, Question
from bot.policy.compile.habits.several import WHOLE
from bot.policy.compile.habits.words.lexicon import section
from bot.policy.compile.habits.written import listed, opposite, quoted

_HOST = lazy_regex(r"(?:\*?@|\*\.)?(?P<host>[\w-]+(?:\.[\w-]+)+)")
_ADDRESS = lazy_regex(r"[\w.+*-]+@[\w-]+(?:\.[\w-]+)+")
_CONTRARY = {"over": "at most", "under": "at least", "at least": "under", "at most": "over"}
_TAKEN_OFF = lazy_regex(r"[\[\]]|^(?:re|fwd?|aw|wg)\b:?$", re.IGNORECASE)
_THING = lazy_regex(r"(?:an?|any|some|no) [a-z]", re.IGNORECASE)
_NOWHERE = frozenset(("unknown", "unavailable"))
_REPLY = lazy_regex(r"(?:re|aw|sv|antw):?\s*", re.IGNORECASE)
_WEB = lazy_regex(r"https?(?:://?)?|www\.?", re.IGNORECASE)
_FOUND = frozenset(("contains", "has_any", "has_phrase", "matches", "in"))
_KILO = 10_000
_WORDED = lazy_regex(r"^[\w ]+$")


def lines_asked(question: Question) -> Iterator[str]:
    """The lines that a question may be, the likeliest first."""
    for fact in facts_named(question.name, question):
        form = next((form for kind, form in _FORMS.items() if isinstance(fact.kind, kind)), None)
        if form is not None and (line := form(fact, question)):
            yield line


def line_of(fact: Fact, question: Question) -> str:
    """The line for a question about just this fact; "" where it cannot be asked so."""
    return next(lines_asked(question.about(fact.name)), "")


def _yes_or_no(fact: Fact, question: Question) -> str:
    return f"{fact.name}: {'no' if question.denied else 'yes'}" if question.how == "yes" else ""


def _number(fact: Fact, question: Question) -> str:
    how, number = question.how, question.texts[0]
    if how == "yes":
        return f"{fact.name}: {'0' if question.denied else 'over 0'}"
    if isinstance(fact.kind, Number) and fact.kind.unit == "bytes" and number.isdecimal():
        number = f"{number} KB" if int(number) < _KILO else number  # what people mean without a unit
    if how in MEASURES:
        word = _CONTRARY.get(how, how) if question.denied else how
        return f"{fact.name}: {word} {number}"
    line = f"{fact.name}: {number}"
    return f"none: [{line}]" if question.denied else line


def _text(fact: Fact, question: Question) -> str:
    name, how, texts = fact.name, question.how, question.texts
    if how == "yes":
        return _filled(name, denied=question.denied)
    if name == "sender" and how in {"", "is", "in"} and (mixed := _mixed(texts)):
        return _denied(mixed, question)
    if _of_senders(name, how, texts):
        return _domains(question)
    if name == "subject" and how.startswith("starts_with") and all(map(_REPLY.fullmatch, texts)):
        return f"message.reply: {'no' if question.denied else 'yes'}"
    if name == "subject" and any(_TAKEN_OFF.search(text) for text in texts):
        return ""  # a tag, or what is left of one; "Re:" and "Fwd:"
    if any(map(_THING.match, texts)):
        return ""  # a link, a question mark: no text
    if name in {"body", "own"} and all(map(_WEB.fullmatch, texts)) and how.partition(" ")[0] in _FOUND:
        return f"links.count: {'0' if question.denied else 'over 0'}"
    whole = name in WHOLE or name.startswith("header.")
    return _denied(
        _several(name, how, texts, whole=whole) or _single_text(name, how, texts[0], whole=whole), question
    )


def _mixed(texts: tuple[str, ...]) -> str:
    """``noreply OR *@example.org``: words in addresses, hosts and whole addresses, each by its own test."""
    lines, words = list[str](), 0
    for text in texts:
        if _ADDRESS.fullmatch(text) and "*" not in text:
            lines.append(f"sender: {quoted(text)}")
        elif host := _HOST.fullmatch(text):
            lines.append(f"sender.domain: {quoted(host['host'])}")
        elif re.fullmatch(r"[\w-]{3,}", text):
            words += 1
            lines.append(f"sender: {{contains: {text}}}")
        else:
            return ""
    return f"any: {listed(f'{{{line}}}' for line in lines)}" if words and len(lines) > 1 else ""


def _filled(name: str, *, denied: bool) -> str:
    """Whether there is any text; of a field of the header "YES" may be the text itself."""
    if name.startswith("header."):
        return ""
    if VOCABULARY.find(f"{name}.present"):
        return f"{name}.present: {'no' if denied else 'yes'}"
    return f"{name}: ''" if denied else f"{name}: {{is_not: ''}}"


def _of_senders(name: str, how: str, texts: tuple[str, ...]) -> bool:
    """Whether domains of senders are asked: "@example.org", and what is no address."""
    if name == "sender" and how == "ends_with":
        return texts[0][:1] == "@" and _HOST.fullmatch(texts[0]) is not None
    whole = how in {"", "is", "in"}
    return whole and (
        name == "sender.domain" or (name == "sender" and not all(map(_ADDRESS.fullmatch, texts)))
    )


def _several(name: str, how: str, texts: tuple[str, ...], *, whole: bool) -> str:
    """The line for several texts; "" for one."""
    if how == "has_all":
        return f"{name}: {{has_all: {listed(map(quoted, texts))}}}"
    if len(texts) < 2:
        return ""
    test = {"": "in", "is": "in", "has_phrase": "has_any", "contains": "contains any"}.get(how, how)
    if (
        not whole
        and how != "is"
        and (test == "in" or (test == "contains any" and all(map(_WORDED.fullmatch, texts))))
    ):
        test = "has_any"
    if test == "in" or (test == "has_any" and not whole):
        return f"{name}: {{{test}: {listed(map(quoted, texts))}}}"
    word = "contains" if test == "has_any" else test.removesuffix(" any")
    return f"any: {listed(f'{{{name}: {{{word}: {quoted(text)}}}}}' for text in texts)}"


def _single_text(name: str, how: str, text: str, *, whole: bool) -> str:
    """The line for one text."""
    test = {"": "is" if whole else "has_phrase", "in": "is" if whole else "has_phrase"}.get(how, how)
    test = ("contains" if whole else "has_phrase") if test == "has_any" else test.removesuffix(" any")
    if test == "matches":
        return f"{name}: {{matches: {_single(text)}}}"
    return f"{name}: {quoted(text)}" if whole and test == "is" else f"{name}: {{{test}: {quoted(text)}}}"


def _denied(line: str, question: Question) -> str:
    if not question.denied:
        return line
    if line.startswith("any: "):
        return f"none: {line.removeprefix('any: ')}"
    return opposite(line)


def _domains(question: Question) -> str:
    """Domains of senders, with or without the @ before them; nothing for a name."""
    found = [_HOST.fullmatch(text) for text in question.texts]
    if not all(found):
        return ""
    hosts = [one["host"] for one in found if one]
    test = quoted(hosts[0]) if len(hosts) == 1 else f"{{in: {listed(map(quoted, hosts))}}}"
    return _denied(f"sender.domain: {test}", question)


def _texts(fact: Fact, question: Question) -> str:
    name, how, texts = fact.name, question.how, question.texts
    if question.denied and name == "links.domains" and how in {"is", "in"}:
        return ""  # other links, or no link to it? said in words
    if name in {"attachments.types", "attachments.names"} or how == "has_all":
        return ""  # endings and kinds of files are told in many ways
    if how == "yes":
        return ""
    sites = all(map(_HOST.fullmatch, texts))
    if name.startswith("links.") and not sites:
        return ""
    if name == "links" and sites and how != "matches":
        name = "links.domains"
    if how in {"starts_with", "ends_with", "matches"}:
        pattern = texts[0] if how == "matches" else re.escape(texts[0])
        pattern = f"^{pattern}" if how == "starts_with" else f"{pattern}$" if how == "ends_with" else pattern
        return _denied(f"{name}: {{any_matches: {_single(pattern)}}}", question)
    if how == "contains" and name in {"links", "recipients"} and "@" not in texts[0]:
        return _denied(f"{name}: {{any_matches: {_single(re.escape(texts[0]))}}}", question)
    if how.endswith(" any") and not how.startswith("contains"):
        return ""
    bare = [text.strip("[]") for text in texts] if name == "subject.tags" else list(texts)
    if len(bare) == 1:
        return _denied(f"{name}: {{has: {quoted(bare[0])}}}", question)
    return _denied(f"{name}: {{any_in: {listed(map(quoted, bare))}}}", question)


def _choice(fact: Fact, question: Question) -> str:
    words = fact.kind.words if isinstance(fact.kind, Choice) else ()
    chosen = [_word(fact.name, text.lower()) for text in question.texts]
    flat = [one for text in chosen for one in text.strip("[]").split(", ")]
    flat = [one for one in flat if one not in _NOWHERE]
    if not flat or not all(one in words for one in flat):
        return ""
    line = f"{fact.name}: {flat[0] if len(flat) == 1 else listed(flat)}"
    return f"none: [{line}]" if question.denied else line


def _word(name: str, text: str) -> str:
    if name == "now.weekday":
        return days_told([text])
    return section("languages").best(frozenset((text,))) if name == "own.language" and len(text) > 2 else text


def _single(pattern: str) -> str:
    return "'" + pattern.replace("'", "''") + "'"


_FORMS: dict[type, Callable[[Fact, Question], str]] = {
    YesNo: _yes_or_no,
    Number: _number,
    Text: _text,
    Texts: _texts,
    Choice: _choice,
}
