"""The action ``trim_quotes``: quoted blocks cut to so many lines."""

import re

from bot.policy.compile.action import Takes, action
from bot.policy.errors import Report
from bot.policy.model.verdict import TrimQuotes
from bot.policy.source.nodes import Node, Scalar


@action("trim_quotes", Takes.NUMBER, examples=("10", "10 lines"))
def trim_quotes(node: Node, report: Report) -> TrimQuotes | None:
    """Keep at most so many lines of each quoted block of a post that goes out, and say how many are cut."""
    found = re.fullmatch(r"(\d{1,4})(?: lines?)?", node.text.strip()) if isinstance(node, Scalar) else None
    if found:
        return TrimQuotes(lines=int(found[1]))
    help_ = "write  trim_quotes: 10  to keep ten lines of each quoted block"
    report.error("R015", node.at, '"trim_quotes" takes a number of lines', help=help_)
    return None
