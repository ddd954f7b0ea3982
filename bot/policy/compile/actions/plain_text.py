"""The action ``plain_text``: the text sent without its HTML."""

from bot.policy.compile.action import Takes, action, read_yes
from bot.policy.errors import Report
from bot.policy.model.verdict import PlainText
from bot.policy.source.nodes import Node


@action("plain_text", Takes.YES, examples=("yes",))
def plain_text(node: Node, report: Report) -> PlainText | None:
    """Send a post that goes out as plain text, without its HTML form; attached files stay."""
    return PlainText() if read_yes(node, "plain_text", report) else None
