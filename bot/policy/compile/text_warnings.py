"""Warns of tests of texts that are hardly what was meant, and refuses those that never can be so."""

import re
from dataclasses import replace

from bot.facts import VOCABULARY, Text
from bot.lazy_regex import lazy_regex
from bot.mail.text.subject import read_subject
from bot.policy.compile.habits.impossible import IN_A_FILE, may_become, never
from bot.policy.compile.habits.texts import Meant, empty_meant, test_meant
from bot.policy.compile.habits.words.described import line_told, names_a_thing
from bot.policy.compile.habits.words.literals import measured, sound, told_of
from bot.policy.compile.habits.words.meaning import other_fact
from bot.policy.compile.habits.words.nearby import nearby
from bot.policy.compile.habits.words.tongues import in_english
from bot.policy.compile.habits.written import opposite
from bot.policy.compile.tests_by_kind import Asked, answer_of
from bot.policy.errors import Report
from bot.policy.source.escapes import with_a_dot, with_backslashes
from bot.policy.source.nodes import Scalar

_ASKING = lazy_regex(
    r"(?:not|is|in|from|no|an?|has|too|longer|shorter|more|less|fewer|over|under|bigger|smaller"
    r"|at least|at most)\s",
    re.IGNORECASE,
)
_FEW = 5  # words
NO_JOINING = (
    "a text is compared letter by letter: give each of several a line of its own below  any:  or  all:"
)
WHOLE_TEXTS = frozenset(("sender", "sender.domain", "sender.name"))
TAGS = frozenset({"subject.tag", "subject.tags"})
_BRACKETED = lazy_regex(r"\s*\[([^\[\]]{1,60})\]")
_LINE = lazy_regex(r"write  ([\w.]+: .+)")
_TESTED = lazy_regex(r"(?:not )?(?:contains|starts with|ends with) ", re.IGNORECASE)
_AT_FRONT = lazy_regex(r"subject: (?:\{(?:starts_with|is): )?(?P<text>'[^']+'|[^{}'\[]+)\}?")
_PREFIX_PATTERN = lazy_regex(
    r"\^\s*((?:\(?(?:\?:)?\s*(?:re|aw|antw|sv|fwd?|fw|wg)(?:\b|(?=[?|:)])))(?:[|)(:?\[\]\s\\.*+$]|re|aw|fwd?|fw|wg|sv|d)*)$",
    re.IGNORECASE,
)
_REPLY, _FORWARD = lazy_regex(r"\b(?:re|aw|antw|sv)\b"), lazy_regex(r"\b(?:fw|wg)")
_ANSWER_PATTERN = lazy_regex(r"\^(?:re|aw|antw|sv):(?:\\s[*+]|[ ]|\.\*)*(?P<rest>[\w\\(\[].+)", re.IGNORECASE)
_TYPE = lazy_regex(r"[a-z]+/[\w.+-]+", re.IGNORECASE)
_MACHINES = lazy_regex(r"\^?FROM_(?:DAEMON|MAILER)")
_ANY_TAG = lazy_regex(r"\^\\\[(?:(?:\[\^\\?\]\]|[.]|\\w)[+*]\??\\\](?:[.][*])?)?\$?")
_TAG_PATTERN = lazy_regex(
    r"\^?(?:\\s\*)?(?:\\\[(?P<tag>[\w &/.-]{1,60})\\\]|\\\[(?P<form>[\w?()|&/.-]{1,60})\\\]"
    r"|\[(?P<bare>[a-z]{3,})\](?![*+?{]))",
    re.IGNORECASE,
)


def warn_of_star(asked: Asked, node: Scalar, text: str, other: str = "") -> None:
    """A text such as ``*@example.org`` is compared letter by letter; ``other``: a test for its whole list."""
    if asked.name == "subject" and read_subject(text).prefixes:
        return  # told in another way
    bare = text.strip("*")
    if bare == text or not any(char.isalnum() for char in bare):
        return
    word = "ends_with" if text.startswith("*") else "starts_with"
    word = "contains" if text.startswith("*") and text.endswith("*") else word
    word = "contains" if asked.name in {"body", "own", "quoted"} else word
    if bare.startswith("!"):
        _denied_with_star(asked, node, bare.lstrip("!*"))
        return
    test = f"{word}: '{bare}'" if isinstance(asked.fact.kind, Text) else f"any_matches: '{as_pattern(text)}'"
    said, note = "a * stands for itself here", "not for any letters"
    asked.report.warning("W009", node.at, said, note=note, help=f"write {other or f'{{{test}}}'}")


def _denied_with_star(asked: Asked, node: Scalar, bare: str) -> None:
    """``!*[Essay]*``: neither the "!" nor the star is more than a character."""
    name = "subject.raw" if asked.name == "subject" and set(bare) & set("[]") else asked.name
    word = "contains" if isinstance(asked.fact.kind, Text) else "any_matches"
    inner = bare if word == "contains" else as_pattern(f"*{bare}*")
    said, note = "a ! and a * stand for themselves here", "not for whatever else"
    line = f"none: [{name}: {{{word}: {_in_quotes(inner)}}}]"
    asked.report.warning("W009", node.at, said, note=note, help=f"write  {line}")


def warn_of_parameters(asked: Asked, node: Scalar, text: str) -> None:
    """Content-Type has parameters behind the type (RFC 2045 5.1), so it is hardly ever the type alone."""
    if asked.name.lower() != "header.content-type" or not _TYPE.fullmatch(text):
        return
    line = (
        "message.html_only: yes" if text.lower() == "text/html" else f"{asked.name}: {{starts_with: {text}}}"
    )
    said, note = "Content-Type says more than the type, such as the charset", "this is hardly ever so"
    asked.report.warning("W010", node.at, said, note=note, help=f"write  {line}")


def as_pattern(text: str) -> str:
    """A text with stars at its ends as a pattern."""
    bare = re.sub(r"([.+?()\[\]{}|^$])", r"\\\1", text.strip("*"))
    return ("" if text.startswith("*") else "^") + bare + ("" if text.endswith("*") else "$")


def warn_of_tag(asked: Asked, node: Scalar, text: str) -> None:
    """Tags in brackets, "Re:" and "Fwd:" are taken off the front of a subject before ``subject`` is asked."""
    found = _BRACKETED.match(text)
    if text.strip() == "[" and asked.name == "subject":
        _any_tag(asked, node)
    elif found and asked.name == "subject":
        _instead(asked, node, found[1])
    elif asked.name == "subject" and (prefixes := read_subject(text).prefixes):
        said = f'what stands before a subject, such as "{text.strip()}", is not part of subject'
        help_ = (
            "write  message.reply: yes"
            if prefixes[0] == "re"
            else f"write  subject.prefix: {{has: {prefixes[0]}}}"
        )
        asked.report.warning("W010", node.at, said, note="this is never so", help=help_)
    elif found and asked.name in TAGS:
        said, help_ = f'a tag has no brackets here: "{text.strip()}"', f"write  {found[1]}"
        asked.report.warning("W010", node.at, said, note="this is never so", help=help_)


def warn_of_pattern(asked: Asked, node: Scalar) -> None:
    """A pattern that has lost a backslash, in all likelihood, or that looks for a tag in brackets."""
    if asked.name == "subject" and _ANY_TAG.fullmatch(node.text):
        _any_tag(asked, node)
        return
    if _MACHINES.fullmatch(node.text):
        said, note = "FROM_DAEMON and FROM_MAILER are words of procmail", "this is never so"
        asked.report.warning("W010", node.at, said, note=note, help="write  message.automatic: yes")
        return
    found = _TAG_PATTERN.match(node.text)
    if found and asked.name == "subject" and found["form"]:
        said = "a tag in brackets at the front of a subject is not part of subject"
        line = f"subject.tags: {{any_matches: '^{found['form']}$'}}"
        asked.report.warning("W010", node.at, said, note="this is hardly ever so", help=f"write  {line}")
        return
    if found and asked.name == "subject":
        _instead(asked, node, found["tag"] or found["bare"])
        return
    if asked.name == "subject" and (prefix := _PREFIX_PATTERN.match(node.text)):
        _before_a_subject(asked, node, prefix[1].lower())
        return
    if asked.name == "subject" and (answer := _ANSWER_PATTERN.fullmatch(node.text)):
        said, note = '"Re:" at the front of a subject is not part of subject', "this is never so"
        line = f"all: [message.reply: yes, subject: {{matches: {_in_quotes(answer['rest'])}}}]"
        asked.report.warning("W010", node.at, said, note=note, help=f"write  {line}")
        return
    if node.style == '"':
        return  # a backslash has another meaning there, which is told
    for meant, note in (
        (with_backslashes(node.text), "a letter without a backslash stands for itself"),
        (with_a_dot(node.text), "a . without a backslash stands for any character"),
    ):
        if meant is not None:
            said = "this pattern has lost a backslash, it seems"
            asked.report.warning("W011", node.at, said, note=note, help=f"did you mean '{meant}'?")


def _any_tag(asked: Asked, node: Scalar) -> None:
    said, note = "tags in brackets at the front of a subject are not part of subject", "this is never so"
    asked.report.warning("W010", node.at, said, note=note, help="write  subject.tag: {is_not: ''}")


def _before_a_subject(asked: Asked, node: Scalar, pattern: str) -> None:
    """``^(re|fwd)``: what is taken off the front of a subject has facts of its own."""
    reply, forward = bool(_REPLY.search(pattern)), bool(_FORWARD.search(pattern))
    line = "message.reply: yes" if reply and not forward else "subject.prefix: {has: fwd}"
    line = "subject.prefix: {any_in: [re, fwd]}" if reply and forward else line
    said = '"Re:" and "Fwd:" at the front of a subject are not part of subject'
    asked.report.warning("W010", node.at, said, note="this is never so", help=f"write  {line}")


def _instead(asked: Asked, node: Scalar, tag: str) -> None:
    said = "a tag in brackets at the front of a subject is not part of subject"
    note = "this is hardly ever so"
    asked.report.warning("W010", node.at, said, note=note, help=f"write  subject.tags: {{has: {tag}}}")


def is_written_like_a_test(asked: Asked, node: Scalar, text: str) -> bool:
    """Whether a text behind ``FACT:`` is surely a test of another system; what may be one is told, too."""
    meant = _of_another(asked, node, text) or _of_a_thing(asked, node, text) or test_meant(asked.name, text)
    meant = meant or _in_own_language(asked.name, text)
    meant = _before_subjects(asked, node, meant) if meant and asked.name == "subject" else meant
    if meant is None:
        return _tells(asked, node, text)
    help_ = f"write  {meant.test}" if ":" in meant.test else f"a rule compares with {meant.test}"
    if ":" in meant.test and "for these words in a row" not in help_ and not sound(meant.test):
        help_ = NO_JOINING
    help_ += f"; for these very words  {asked.name}: {{is: {_in_quotes(text)}}}"
    if meant.sure:
        asked.wrong(node, f'"{text}" is compared as it stands, and is written like a test', help_)
    else:
        said = f'"{text}" is compared as it stands, letter by letter'
        asked.report.warning("W014", node.at, said, note="it looks like a test", help=help_)
    return meant.sure


def _of_a_thing(asked: Asked, node: Scalar, text: str) -> Meant | None:
    """``own: contains a link``: a thing that another fact asks for."""
    asks = _ASKING.match(text) and len(text.split()) <= _FEW
    if (
        asked.name.startswith("header.")
        or set("$@") & set(text)
        or not (asks or told_of(text) or names_a_thing(text))
    ):
        return None
    line = line_told(asked.name, node)
    return Meant(line, sure=not asks or told_of(text)) if line else None


def _in_own_language(name: str, text: str) -> Meant | None:
    """``enthält "Kleinanzeige" oder "zu verkaufen"``."""
    told = in_english(text)
    asks = told and (_TESTED.match(told) or measured(told))
    return test_meant(name, told) if asks else None


def _before_subjects(asked: Asked, node: Scalar, meant: Meant) -> Meant:
    """``starts with [OT]``: what is taken off the front of a subject has facts of its own."""
    found = _AT_FRONT.fullmatch(meant.test)
    report = Report()
    warn_of_tag(replace(asked, report=report), node, found["text"].strip("'") if found else "")
    return (
        Meant(report.warnings[0].help.removeprefix("write").strip(), meant.sure) if report.warnings else meant
    )


def _tells(asked: Asked, node: Scalar, text: str) -> bool:
    """Whether a text that no line says gives a measure; one that only tells something is warned of."""
    if asked.name.startswith("header.") or not told_of(text):
        return False
    near = nearby(f"{asked.name}: {text}") or "no rule can ask that"
    help_ = f"{near}; for these very words  {asked.name}: {{is: {_in_quotes(text)}}}"
    said = f'"{text}" is compared as it stands, letter by letter'
    if measured(text):
        asked.wrong(node, said, help_)
        return True
    asked.report.warning(
        "W014", node.at, said, note="it tells of a post, and hardly stands in one", help=help_
    )
    return False


def _of_another(asked: Asked, node: Scalar, text: str) -> Meant | None:
    """``sender: not a member``, ``own: in french``: a few words that ask for another fact."""
    alone = " " not in text
    if set("$@.") & set(text) or answer_of(node) is not None:
        return None
    if not (alone or _ASKING.match(text)) or len(text.split()) > _FEW:
        return None
    line = other_fact(asked.name, node)
    return Meant(line, sure=not alone) if line and not (alone and asked.name in WHOLE_TEXTS) else None


def how_many(name: str, node: Scalar) -> str:
    """The line that counts, where somebody asks a list of texts for yes, no or a number; "" for a text."""
    count = "links.count" if name.startswith("links") else f"{name}.count"
    if VOCABULARY.find(count) is None:
        return ""
    answer = answer_of(node)
    if answer is not None:
        return f" {count}: {'over 0' if answer else '0'}"
    return f" {count}: {node.text}" if re.match(r"(?:over|under|at |exactly|[<>=\d])", node.text) else ""


def warn_of_no_text(asked: Asked, node: Scalar, word: str, text: str) -> None:
    """``{is: empty}``, and ``{contains: article.headline}``: words that name something, compared as words."""
    if word in {"is", "is_not"} and empty_meant(text):
        said, help_ = f'"{text}" is compared as a word', f"for the empty text write  {{{word}: ''}}"
        asked.report.warning("W014", node.at, said, note="it looks like a test", help=help_)
    elif "." in text and VOCABULARY.find(text) and not text.startswith("header."):
        said = f'a rule compares with the words "{text}" themselves, not with that fact'
        help_ = f"write  {{{word}: '{{{{ {text} }}}}'}}"
        asked.report.warning("W014", node.at, said, note="it looks like a fact", help=help_)


def refuse_the_impossible(asked: Asked, node: Scalar, text: str, *, denied: bool = False) -> None:
    """A text that the fact never is, by its nature; one that was mended to read on is told of already."""
    if may_become(asked.name, text):
        warn_of_the_impossible(asked, node, text)
    elif (told := never(asked.name, text)) and text in node.at.source:
        worded = " " in text and asked.name != "sender.domain"
        line = other_fact(asked.name, node) if worded or asked.name == "sender" else ""
        line = line if sound(line) and told != IN_A_FILE else ""
        help_ = f"write  {line}" if line else told[1]
        if denied and (other := _LINE.fullmatch(help_)):
            help_ = f"write  {opposite(other[1])}"
        asked.wrong(node, f'"{asked.name}" is never "{text.strip()}": {told[0]}', help_)


def warn_of_the_impossible(asked: Asked, node: Scalar, text: str) -> None:
    """A text of a list that the fact never is."""
    if told := never(asked.name, text):
        said = f'"{asked.name}" is never "{text.strip()}": {told[0]}'
        asked.report.warning("W015", node.at, said, note="this is never so", help=told[1])


def _in_quotes(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
