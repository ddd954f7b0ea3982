"""Words of tests of other systems behind a text or a list: ``regex``, ``not_contains``, ``equals``."""

import re

from bot.facts import VOCABULARY, Texts
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.written import listed, quoted, texts_in, typed
from bot.policy.source.nodes import Node, Sequence

_SAME = {
    **dict.fromkeys(("regex", "regexp", "match", "pattern", "re"), "matches"),
    **dict.fromkeys(("equals", "eq", "exact", "equal", "all"), "is"),
    **dict.fromkeys(("not", "ne", "isnt", "not_equals", "neq", "is not"), "is_not"),
    **dict.fromkeys(("includes", "include", "contain", "containing"), "contains"),
    **dict.fromkeys(("contains_any", "has_one", "has_one_of", "includes_any"), "has_any"),
    **dict.fromkeys(("startswith", "starts-with", "starts with", "begins_with", "begins"), "starts_with"),
    **dict.fromkeys(("endswith", "ends-with", "ends with"), "ends_with"),
    **dict.fromkeys(("any", "any_of", "one_of", "any_in"), "in"),
    **dict.fromkeys(("none_of", "none_in", "not in", "notin"), "not_in"),
}
_NEGATED = lazy_regex(
    r"(?:not|no|does_not|doesnt|has_no|has_not|never|is_not)[_ -](?P<word>\w+)|(?P<none>has_none|none)"
)
_OF_SEVERAL = {
    **dict.fromkeys(("has_any", "in", "any", "any_of", "one_of"), "any_in"),
    **dict.fromkeys(("contains", "is", "includes", "equals", "has_word", "has_phrase", "has_one"), "has"),
    **dict.fromkeys(
        ("not_in", "has_none", "none", "none_of", "not", "is_not", "not_has", "has_not"), "none_in"
    ),
    **dict.fromkeys(("has_all", "all", "only", "all_of"), "all_in"),
    **dict.fromkeys(("matches", "regex", "match", "has_match"), "any_matches"),
}
_LISTS = {
    "contains": "has_any",
    "has_word": "has_any",
    "has_phrase": "has_any",
    "is": "in",
    "is_not": "not_in",
}


def word_meant(name: str, word: str, node: Node) -> str:
    """The test, or the whole line, that an unknown word of a test stands for; "" where that is not known."""
    fact = VOCABULARY.find(f"{name}.{word}")
    if fact is not None and not name.startswith("header."):
        return f"{fact.name}: {typed(node)}"
    known = VOCABULARY.find(name)
    if known is not None and isinstance(known.kind, Texts):
        return _of_several(word.lower(), node)
    return _of_one(name, word.lower(), node)


def list_meant(word: str, node: Node) -> str:
    """The test for several texts behind a word that takes one: ``{contains: [sale, wanted]}``."""
    other = _LISTS.get(word)
    return (
        f"{{{other}: {listed(map(quoted, texts_in(node)))}}}" if other and isinstance(node, Sequence) else ""
    )


def _of_one(name: str, word: str, node: Node) -> str:
    if word == "has":
        whole = "has_phrase" if " " in "".join(texts_in(node)) else "has_word"
        return list_meant("contains", node) or f"{{{whole}: {typed(node)}}}"
    if word == "all":
        return f"{name}: {typed(node)}"
    if word in _SAME:
        return f"{{{_SAME[word]}: {typed(node)}}}"
    found = _NEGATED.fullmatch(word)
    if not found:
        return ""
    inner = _SAME.get(found["word"] or "contains", found["word"] or "contains")
    inner = {"has": "contains", "is": "is", "in": "in"}.get(inner, inner)
    several = list_meant(inner, node)
    return f"none: [{name}: {several or f'{{{inner}: {typed(node)}}}'}]"


def _of_several(word: str, node: Node) -> str:
    texts = texts_in(node)
    if word in {"ends_with", "starts_with", "endswith", "startswith"} and texts:
        text = re.sub(r"([.+*?()\[\]{}|^$])", r"\\\1", texts[0]).replace("'", "''")
        return f"{{any_matches: '{text}$'}}" if word.startswith("end") else f"{{any_matches: '^{text}'}}"
    other = _OF_SEVERAL.get(word, "")
    if other in {"any_in", "none_in", "all_in"}:
        return f"{{{other}: {listed(map(quoted, texts))}}}"
    if other == "has" and isinstance(node, Sequence):
        return f"{{any_in: {typed(node)}}}"
    return f"{{{other}: {typed(node)}}}" if other else ""
