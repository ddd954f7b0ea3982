"""The action ``drop_attachments``: attached files left out, all or by type."""

from bot.lazy_regex import lazy_regex
from bot.policy.compile.action import Takes, action
from bot.policy.compile.tests_by_kind import answer_of
from bot.policy.errors import Report
from bot.policy.model.verdict import DropAttachments
from bot.policy.source.nodes import Node, Scalar, Sequence

_TYPE = lazy_regex(r"[a-z0-9!#$&^_.+-]+/(?:\*|[a-z0-9!#$&^_.+-]+)")
_HELP = "write  drop_attachments: yes  or the types:  drop_attachments: [image/*, application/pdf]"


@action("drop_attachments", Takes.YES_OR_TEXTS, examples=("yes", "[image/*, application/pdf]"))
def drop_attachments(node: Node, report: Report) -> DropAttachments | None:
    """Leave attached files out of a post that goes out, all of them or those of some types, and say so."""
    if answer_of(node):
        return DropAttachments()
    items = node.items if isinstance(node, Sequence) else (node,)
    types = [_type(item, report) for item in items]
    if not types:
        report.error("R015", node.at, '"drop_attachments" needs yes or types', help=_HELP)
    return DropAttachments(types=tuple(one for one in types if one)) if types and all(types) else None


def _type(item: Node, report: Report) -> str | None:
    text = item.text.strip().lower() if isinstance(item, Scalar) else ""
    if _TYPE.fullmatch(text):
        return text
    report.error("R015", item.at, f'"{text}" is not a file type', help=_HELP)
    return None
