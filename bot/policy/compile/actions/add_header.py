"""The action ``add_header``: a header field put on the post."""

from bot.lazy_regex import lazy_regex
from bot.policy.compile.action import Takes, action
from bot.policy.errors import Report
from bot.policy.model.verdict import AddHeader
from bot.policy.source.nodes import Mapping, Node, Scalar
from bot.policy.source.parse import unknown_keys

KEYS = ("name", "value")
HELP = "write  add_header: {name: X-Topic, value: weather}"
_NAME = lazy_regex(r"[Xx]-[A-Za-z0-9-]{1,60}|Keywords|Comments|Organization|Archived-At|No-Archive")
_OURS = frozenset({"x-loop"})


@action("add_header", Takes.FIELD, examples=("{name: X-Topic, value: weather}",))
def add_header(node: Node, report: Report) -> AddHeader | None:
    """Put a field on top of the header of a post that goes out, so that members can filter by it."""
    if not isinstance(node, Mapping):
        report.error("R015", node.at, '"add_header" takes a name and a value', help=HELP)
        return None
    before = report.count
    unknown_keys(node, KEYS, "add_header", report)
    name, value = (_text(node, key, report) for key in KEYS)
    if name is not None and (not _NAME.fullmatch(name.text) or name.text.lower() in _OURS):
        help_ = "a name of your own begins with X-, for example X-Topic"
        report.error("R015", name.at, f'the field "{name.text}" cannot be added', help=help_)
    if name is None or value is None or report.count > before:
        return None
    return AddHeader(name=name.text, value=" ".join(value.text.split()))


def _text(node: Mapping, key: str, report: Report) -> Scalar | None:
    found = node.get(key)
    if (
        isinstance(found, Scalar)
        and found.text.strip()
        and found.text.replace("\n", " ").strip().isprintable()
    ):
        return found
    report.error("R015", (found or node).at, f'"add_header" needs a text as its {key}', help=HELP)
    return None
