"""Warns of tests of texts that are allowed and hardly what was meant."""

import re

from bot.facts import Text
from bot.mail.text.subject import read_subject
from bot.policy.compile.tests_by_kind import Asked
from bot.policy.source.escapes import with_a_dot, with_backslashes
from bot.policy.source.nodes import Scalar

TAGS = frozenset({"subject.tag", "subject.tags"})
_BRACKETED = re.compile(r"\s*\[([^\[\]]{1,60})\]")
_TAG_PATTERN = re.compile(
    r"\^?(?:\\s\*)?(?:\\\[(?P<tag>[\w &/.-]{1,60})\\\]|\[(?P<bare>[a-z]{3,})\](?![*+?{]))", re.IGNORECASE
)


def warn_of_star(asked: Asked, node: Scalar, text: str) -> None:
    """A text such as ``*@example.org`` is compared letter by letter, which is hardly meant."""
    bare = text.strip("*")
    if bare == text or not any(char.isalnum() for char in bare):
        return
    word = "ends_with" if text.startswith("*") else "starts_with"
    word = "contains" if text.startswith("*") and text.endswith("*") else word
    test = f"{word}: '{bare}'" if isinstance(asked.fact.kind, Text) else f"any_matches: '{_as_pattern(text)}'"
    said, note = "a * stands for itself here", "not for any letters"
    asked.report.warning("W009", node.at, said, note=note, help=f"write {{{test}}}")


def _as_pattern(text: str) -> str:
    """A text with stars at its ends as a pattern."""
    bare = re.sub(r"([.+?()\[\]{}|^$])", r"\\\1", text.strip("*"))
    return ("" if text.startswith("*") else "^") + bare + ("" if text.endswith("*") else "$")


def warn_of_tag(asked: Asked, node: Scalar, text: str) -> None:
    """Tags in brackets, "Re:" and "Fwd:" are taken off the front of a subject before ``subject`` is asked."""
    found = _BRACKETED.match(text)
    if found and asked.name == "subject":
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
    found = _TAG_PATTERN.match(node.text)
    if found and asked.name == "subject":
        _instead(asked, node, found["tag"] or found["bare"])
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


def _instead(asked: Asked, node: Scalar, tag: str) -> None:
    said = "a tag in brackets at the front of a subject is not part of subject"
    note = "this is hardly ever so"
    asked.report.warning("W010", node.at, said, note=note, help=f"write  subject.tags: {{has: {tag}}}")
