"""Finds texts that have lost a quote, so that two became one, and tells where."""

from bot.lazy_regex import lazy_regex
from bot.policy.errors import Report
from bot.policy.source.nodes import Scalar


def addresses_apart(node: Scalar, report: Report, form: str = "[{}]") -> tuple[str, ...]:
    """
    The text, or the addresses of which it is made, with an error.

    Two addresses in one text are compared as one and never fit: a comma is missing.
    """
    if node.text.count("@") < 2 or not _ADDRESSES.fullmatch(node.text.strip()):
        return (node.text,)
    found = tuple(_ADDRESS.findall(node.text))
    said, note = "two addresses in one text", "no address is like that"
    report.error("R013", node.at, said, note=note, help="write  " + form.format(", ".join(found)))
    return found


_ADDRESS = lazy_regex(r"(?<![^\s,;<>@&|/])[^\s,;<>@&|/]+@[^\s,;<>@&|/]+")
_ADDRESSES = lazy_regex(
    rf"{_ADDRESS.pattern}(?:[\s,;&|/]+(?:(?:or|and|oder|und|ou|et|y|e|o)\s+)?{_ADDRESS.pattern})+"
)


def check_quotes(node: Scalar, report: Report) -> None:
    """A text with a quote at its end and none at its start has lost one, in all likelihood."""
    last = node.text[-1:]
    if node.style == "" and last in {"'", '"'} and node.text.count(last) == 1 and len(node.text) > 1:
        place = node.at.moved(max(0, len(node.text) - 1), 1) if "\n" not in node.raw else node.at
        help_ = "put a quote before the text too, or remove this one"
        report.error("R002", place, "a quote at the end of a text that begins without one", help=help_)
