"""Reads ``FACT: TEST``: finds the reader of tests for the kind of the fact."""

from bot.facts import Choice, CountWithin, Number, SeenWithin, Text, Texts, YesNo
from bot.policy.compile.number_tests import read_number
from bot.policy.compile.tests_by_kind import Asked, forms, read_choice, read_yes_no
from bot.policy.compile.text_tests import read_text, read_texts
from bot.policy.compile.window_tests import read_history
from bot.policy.model.tests import Test
from bot.policy.source.nodes import Node, Scalar


def read_test(asked: Asked, node: Node) -> Test | None:
    """The test that stands behind a fact's name; None, with errors in the report, where it makes no sense."""
    if isinstance(node, Scalar) and node.empty:
        remark = "what follows a # is a remark, if not in quotes; " if "#" in node.at.source else ""
        asked.wrong(node, f'nothing follows "{asked.name}:"', remark + forms(asked.fact))
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
