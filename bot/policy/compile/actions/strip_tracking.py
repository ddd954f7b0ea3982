"""The action ``strip_tracking``: links sent without what follows their readers."""

from bot.policy.compile.action import Takes, action, read_yes
from bot.policy.errors import Report
from bot.policy.model.verdict import StripTracking
from bot.policy.source.nodes import Node


@action("strip_tracking", Takes.YES, examples=("yes",))
def strip_tracking(node: Node, report: Report) -> StripTracking | None:
    """Take what follows its readers (utm_source ...) out of the web addresses of a post that goes out."""
    return StripTracking() if read_yes(node, "strip_tracking", report) else None
