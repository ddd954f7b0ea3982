"""Reads the values of facts in examples."""

from bot.facts import Choice, CountWithin, Known, Number, SeenWithin, Text, Texts, YesNo
from bot.facts.vocabulary import Fact
from bot.policy.compile.number_tests import SIZES
from bot.policy.compile.scope import texts_of
from bot.policy.compile.tests_by_kind import answer_of
from bot.policy.errors import Report, meant
from bot.policy.source.nodes import Node, Scalar, quotes_help
from bot.policy.source.recovery.lost_quotes import check_quotes


def value_help(fact: Fact, node: Node) -> str:
    """What to write where a fact of an example cannot have such a value."""
    word = node.text if isinstance(node, Scalar) else ""
    known = {Choice: getattr(fact.kind, "words", ()), YesNo: ("yes", "no"), SeenWithin: ("yes", "no")}
    say = quotes_help(node, "give the value itself, no test")
    return meant(word, known.get(type(fact.kind), ()), else_say=say)


def known_value(fact: Fact, node: Node, report: Report) -> Known | None:
    """A fact's value as an example gives it; None where it is of another kind."""
    if isinstance(fact.kind, Texts):
        return texts_of(node, f'"{fact.name}"', report)
    if not isinstance(node, Scalar):
        return None
    if isinstance(fact.kind, Text):
        check_quotes(node, report)
        return node.text
    if isinstance(fact.kind, Number | CountWithin):
        return _number(node.text)
    if isinstance(fact.kind, Choice):
        return node.text if node.text in fact.kind.words else None
    return answer_of(node)


def _number(text: str) -> float | None:
    """A number with or without its unit: "900", "900 words", "40 KB"."""
    digits, _, unit = text.strip().partition(" ")
    try:
        number = float(digits.rstrip("%"))
    except ValueError:
        return None
    number *= SIZES.get(unit.strip(), 1)
    return int(number) if number.is_integer() else number
