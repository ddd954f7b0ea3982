"""The action ``warn``: the author told, by one friendly line, while the post goes out."""

from bot.policy.compile.action import Takes, action, read_yes
from bot.policy.errors import Report
from bot.policy.model.verdict import Warn
from bot.policy.source.nodes import Node


@action("warn", Takes.YES, examples=("yes",))
def warn(node: Node, report: Report) -> Warn | None:
    """
    Tell the author of a post that goes out, in one friendly mail, what `because` says for the next time.

    `then: warn` is short for it. Who may not be answered is not warned, nor
    is anybody oftener than the limit of answers allows; the post goes out all the same.
    """
    return Warn() if read_yes(node, "warn", report) else None
