"""Reads tests that compare a fact with another: ``over article.words``, ``'{{ article.headline }}'``."""

import math
from collections.abc import Callable

from bot.facts import VOCABULARY, Fact, Known, Text, nearest
from bot.lazy_regex import lazy_regex
from bot.policy.compile.tests_by_kind import Asked
from bot.policy.model.normalise import normal
from bot.policy.model.tests import AnyItem, Beside, Compared, Test, Within
from bot.policy.source.nodes import Node, Scalar

_NUMBER = lazy_regex(r"(under|over|at least|at most|exactly)\s+([a-z]+\.[a-z_]+)")
_BRACES = lazy_regex(r"\{\{\s*([\w.-]+)\s*\}\}")


def bound_of(word: str, number: float) -> Within:
    """The test that a word and a number make."""
    return {
        "under": Within(most=number, strict=True),
        "over": Within(least=number, strict=True),
        "at least": Within(least=number),
        "at most": Within(most=number),
        "exactly": Within(number, number),
    }[word]


def with_another(asked: Asked, node: Scalar) -> Test | None:
    """``over article.words``; None, without an error, where no other fact of that unit is named."""
    found = _NUMBER.fullmatch(" ".join(node.text.split()))
    other = VOCABULARY.find(found[2]) if found else None
    if found is None or other is None or other.kind != asked.fact.kind or other == asked.fact:
        return None
    word = found[1]

    def form(value: Known) -> Test:
        return bound_of(word, float(value) if isinstance(value, int | float) else math.nan)

    return Beside(other.name, form)


def names_another(text: str) -> bool:
    """Whether a text has what stands for a fact in a sentence."""
    return _BRACES.search(text) is not None


def with_text(
    asked: Asked, node: Node, text: str, how: Callable[[str, str], bool], *, case: bool, word: str
) -> Test | None:
    """The test that compares with the text of another fact; None, with an error, where it names none."""
    found = _BRACES.fullmatch(text.strip())
    other = VOCABULARY.find(found[1]) if found else None
    if found is None or other is None or not _is_text(other) or other == asked.fact:
        _wrong(asked, node, found[1] if found else "")
        return None
    inside = word in {"contains", "has_word", "has_phrase", "has"}

    def form(value: Known) -> Test:
        compared = Compared(how, normal(str(value), case=case), case, inside and word != "has")
        return AnyItem(compared) if word == "has" else compared

    return Beside(other.name, form, denied=word == "is_not")


def _is_text(fact: Fact) -> bool:
    return isinstance(fact.kind, Text)


def _wrong(asked: Asked, node: Node, name: str) -> None:
    texts = [fact.name for fact in VOCABULARY if _is_text(fact)]
    near = nearest(name, texts) if name else None
    help_ = (
        f'did you mean "{{{{ {near} }}}}"?'
        if near and near != asked.name
        else (
            "between the braces stands the name of one fact that is a text, alone:  '{{ article.headline }}'"
        )
    )
    asked.wrong(node, "this compares with no other fact", help_)
