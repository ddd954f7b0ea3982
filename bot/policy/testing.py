"""``FACT: TEST`` into a test."""

from bot.facts import Choice, CountWithin, Number, SeenWithin, Text, Texts, YesNo
from bot.policy.comparisons import Test
from bot.policy.nodes import Node, Scalar
from bot.policy.numbers import read_number
from bot.policy.texts import read_text, read_texts
from bot.policy.windows import read_history
from bot.policy.wording import Asked, forms, read_choice, read_yes_no


def read_test(asked: Asked, node: Node) -> Test | None:
    """The test that stands behind a fact's name; None, with errors in the report, where it makes no sense."""
    if isinstance(node, Scalar) and node.empty:
        asked.wrong(node, f'nothing stands behind "{asked.name}:"', forms(asked.fact))
        return None
    match asked.fact.kind:
        case Number(unit=unit):
            return read_number(asked, node, unit)
        case Text():
            return read_text(asked, node)
        case Texts():
            return read_texts(asked, node)
        case YesNo():
            return read_yes_no(asked, node)
        case Choice(words=words):
            return read_choice(asked, node, words)
        case CountWithin() | SeenWithin() as kind:
            return read_history(asked, node, kind)
