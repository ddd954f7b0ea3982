"""The action ``notify``: owners or moderators told of the post."""

from bot.policy.compile.action import Takes, action
from bot.policy.errors import Report, meant
from bot.policy.model.verdict import Notify
from bot.policy.source.nodes import Node, Scalar, Sequence

PEOPLE = ("owners", "moderators")


@action("notify", Takes.CHOICE, examples=("owners", "[owners, moderators]"), choices=PEOPLE)
def notify(node: Node, report: Report) -> Notify | None:
    """Tell the owners, the moderators or both of them by mail that the rule matched, and why."""
    items = node.items if isinstance(node, Sequence) else (node,)
    to = [_person(item, report) for item in items]
    if not to:
        report.error("R015", node.at, '"notify" needs somebody to notify', help="write  notify: owners")
    return Notify(to=tuple(dict.fromkeys(one for one in to if one))) if to and all(to) else None


def _person(item: Node, report: Report) -> str | None:
    word = item.text if isinstance(item, Scalar) else ""
    if word in PEOPLE:
        return word
    report.error("R015", item.at, f'"{word}" cannot be notified', help=meant(word, PEOPLE))
    return None
