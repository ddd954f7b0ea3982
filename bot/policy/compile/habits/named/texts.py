"""Names of other systems for texts of a mail, and the test of their values."""

import re

from bot.facts import VOCABULARY, Texts
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.words.meaning import line_by_meaning
from bot.policy.compile.habits.written import listed, quoted, texts_in, typed
from bot.policy.source.nodes import Mapping, Node, Sequence

_MODIFIED = lazy_regex(r"(?P<field>[\w.+~ -]+)\((?P<how>[\w, -]+)\)")
_TAG = lazy_regex(r"\^?\\?\[(?P<tag>[\w -]+)\\?\]")
_HOST = lazy_regex(r"[\w-]+(?:\.[\w-]+)+")
TEXTS = {
    **dict.fromkeys(("title", "subject", "heading", "post_title", "header.subject"), "subject"),
    **dict.fromkeys(
        (
            "author",
            "from",
            "address",
            "envelope.from",
            "poster",
            "user",
            "email",
            "sender.address",
            "sender.email",
        ),
        "sender",
    ),
    **dict.fromkeys(("to", "cc", "recipient"), "recipients"),
    **dict.fromkeys(("domain", "domains", "link.domain", "site", "sites"), "links.domains"),
    **dict.fromkeys(("url", "urls"), "links"),
    **dict.fromkeys(("message", "content", "body"), "body"),
    **dict.fromkeys(("text", "comment"), "own"),
}
_MODIFIERS: dict[str, str] = {
    "contains": "contains",
    "includes": "has",
    "includes-word": "has",
    "starts-with": "starts_with",
    "ends-with": "ends_with",
    "full-exact": "is",
    "full-text": "is",
    "regex": "matches",
}


def modified(word: str, value: Node) -> str:
    """``title+body (includes, case-sensitive): [...]``."""
    found = _MODIFIED.fullmatch(word)
    names = (found["field"] if found else word).split("+")
    how = (
        [_MODIFIERS[one.strip()] for one in found["how"].split(",") if one.strip() in _MODIFIERS]
        if found
        else []
    )
    if not found and len(names) == 1:
        return ""
    how = ["matches"] if "matches" in how else how
    facts = [TEXTS.get(name.strip().lower(), name.strip()) for name in names]
    lines = [_compared(fact, value, how[0] if how else "has") for fact in facts if VOCABULARY.find(fact)]
    if found and "case-sensitive" in found["how"]:
        lines = [f"{line[:-1]}, case: yes}}" if line.endswith("}") else line for line in lines]
    return lines[0] if len(lines) == 1 else f"any: {listed(lines)}" if lines else ""


def _compared(fact: str, value: Node, how: str) -> str:
    texts = texts_in(value)
    several = isinstance(getattr(VOCABULARY.find(fact), "kind", None), Texts)
    tags = [_tag_in(text) for text in texts] if fact == "subject" else []
    if tags and all(tags):
        test = f"{{any_in: {listed(map(quoted, tags))}}}" if len(tags) > 1 else f"{{has: {quoted(tags[0])}}}"
        return f"subject.tags: {test}"
    if how == "matches":
        pattern = "'" + "|".join(texts).replace("'", "''") + "'"
        return f"{fact}: {{{'any_matches' if several else 'matches'}: {pattern}}}"
    if several and how in {"starts_with", "ends_with"}:
        inner = "|".join(re.escape(text) for text in texts).replace("'", "''")
        pattern = f"^({inner})" if how == "starts_with" else f"({inner})$"
        return f"{fact}: {{any_matches: '{pattern}'}}"
    if several:
        return of_several(fact, value)
    if how == "is" and len(texts) > 1:
        return f"{fact}: {{in: {listed(map(quoted, texts))}}}"
    if how == "has" and fact == "sender":
        how = "contains"
    if how == "has":
        return f"{fact}: {has(texts)}"
    lines = [f"{fact}: {{{how}: {quoted(text)}}}" for text in texts]
    return lines[0] if len(lines) == 1 else f"any: {listed(f'{{{line}}}' for line in lines)}" if lines else ""


def _tag_in(text: str) -> str:
    """The word in "[sale]" and in the pattern that stands for it; "" where there is more than that."""
    found = _TAG.fullmatch(text.strip())
    return found["tag"] if found else ""


def has(texts: list[str]) -> str:
    """The test for words or phrases in a text."""
    if len(texts) == 1 and len(parts := re.split(r"\s+or\s+", texts[0], flags=re.IGNORECASE)) > 1:
        texts = parts
    return (
        f"{{has_phrase: {quoted(texts[0])}}}"
        if len(texts) == 1
        else f"{{has_any: {listed(map(quoted, texts))}}}"
    )


def of_text(fact: str, value: Node) -> str:
    """The line that asks a text for what stands behind its name."""
    if isinstance(value, Mapping):
        return f"{fact}: {typed(value)}"
    if isinstance(getattr(VOCABULARY.find(fact), "kind", None), Texts):
        return of_several(fact, value)
    texts = texts_in(value)
    if fact != "sender":
        return f"{fact}: {has(texts)}"
    if isinstance(value, Sequence):
        return f"sender: {{in: {listed(map(quoted, texts))}}}"
    domain = texts[0].lstrip("*")
    return (
        f"sender.domain: {domain[1:]}"
        if domain[:1] == "@" and _HOST.fullmatch(domain[1:])
        else f"sender: {quoted(texts[0])}"
    )


def of_several(fact: str, value: Node) -> str:
    """The line that asks a list of texts for one or several of them."""
    if fact == "links" and all(_HOST.fullmatch(text) for text in texts_in(value)):
        fact = "links.domains"
    if fact == "attachments.types":
        return line_by_meaning(fact, value)
    texts = list(map(quoted, texts_in(value)))
    return (
        f"{fact}: {{any_in: {listed(texts)}}}"
        if isinstance(value, Sequence)
        else f"{fact}: {{has: {texts[0]}}}"
    )
