"""A sentence for authors whose places for facts are written as in other systems."""

import re

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.questions.names import facts_told
from bot.policy.compile.habits.questions.reading import name_asked
from bot.policy.source.nodes import Node, Scalar

_SLOT = lazy_regex(r"\$?\{\{(?P<inner>[^{}]*)\}\}")
_PYTHON = lazy_regex(r"f(?P<mark>['\"])(?P<text>.*)(?P=mark)", re.DOTALL)
_SINGLE = lazy_regex(r"(?<!\{)\{(?P<inner>[^{}]+)\}(?!\})")
_PERCENT = lazy_regex(r"(\{\{ \w+\.share \}\}) ?%")  # a share is shown with its sign
_PLAIN = lazy_regex(r"[\w.$-]+")


def sentence(node: Node) -> str:
    """The text with the names of our facts in its places, as far as they are known."""
    text = _in_file(node) if isinstance(node, Scalar) else ""
    if found := _PYTHON.fullmatch(text.strip()):
        text = _SINGLE.sub(r"{{\g<inner>}}", found["text"])
    return _PERCENT.sub(r"\1", _SLOT.sub(_named, text))


def _in_file(node: Scalar) -> str:
    """The text as it stands in the file, where a sign of it was replaced to read on."""
    there = node.at.source[node.at.column - 1 :].strip()
    replaced = not node.style and len(there) == len(node.text) and there != node.text
    return there if replaced else node.text


def is_foreign(node: Node | None) -> bool:
    """Whether a sentence is one of Python, which a rule would send as it stands."""
    return isinstance(node, Scalar) and _PYTHON.fullmatch(node.text.strip()) is not None


def _named(found: re.Match[str]) -> str:
    inner = found["inner"].strip()
    known = _PLAIN.fullmatch(inner) and VOCABULARY.find(inner)
    return f"{{{{ {inner if known else facts_told(name_asked(inner)) or inner} }}}}"
