"""The action ``exempt_from``: other rules waived for this post."""

from bot.policy.compile.action import Takes, action
from bot.policy.compile.scope import texts_of
from bot.policy.errors import Report
from bot.policy.model.rule import Exemption
from bot.policy.source.nodes import Node, Scalar, Sequence


@action("exempt_from", Takes.RULE_NAMES, examples=("article-too-long", "[article-too-long, post-too-long]"))
def exempt_from(node: Node, report: Report) -> tuple[Exemption, ...] | None:
    """Waive other rules for a post that this rule matches. They stay in the explanation."""
    if texts_of(node, "exempt_from", report) is None:
        return None
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(Exemption(rule=item.text, at=item.at) for item in items if isinstance(item, Scalar))
