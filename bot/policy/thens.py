"""What a rule does when it matches: ``then:``."""

from dataclasses import dataclass

from bot.policy.errors import Report, meant
from bot.policy.nodes import Mapping, Node, Scalar, Sequence, what_it_is
from bot.policy.reading import unknown_keys
from bot.policy.scope import texts_of
from bot.policy.verdict import Disposition

DISPOSITIONS = tuple(str(disposition) for disposition in Disposition)
THEN_KEYS = ("disposition", "exempt_from")
NOT_BUILT = ("tag", "add_header", "trim_quotes", "strip_tracking", "drop_attachments", "plain_text", "notify")
_OTHER_WORDS = {
    "reject": "return",
    "bounce": "return",
    "refuse": "return",
    "moderate": "hold",
    "quarantine": "hold",
    "delete": "discard",
    "drop": "discard",
    "ignore": "discard",
    "approve": "accept",
    "allow": "accept",
    "post": "accept",
    "pass": "accept",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A rule that is waived, and where that was written."""

    rule: str
    at: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What a rule does: a disposition, exemptions, or both."""

    disposition: Disposition | None = None
    exempts: tuple[Exemption, ...] = ()


def read_then(node: Node, report: Report) -> Then | None:
    """
    ``return``, or ``{disposition: return, exempt_from: [...]}``.

    None, with errors in the report, where it is neither.
    """
    return _Reading(report).then(node)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one ``then:``."""

    report: Report

    def then(self, node: Node) -> Then | None:
        if isinstance(node, Scalar):
            disposition = self._disposition(node)
            return Then(disposition=disposition) if disposition else None
        if not isinstance(node, Mapping) or not node.entries:
            self.report.error(
                "R015",
                node.at,
                f"then: is one word or lines below it, not {what_it_is(node)}",
                help="one of " + ", ".join(DISPOSITIONS),
            )
            return None
        return self._actions(node)

    def _actions(self, node: Mapping) -> Then | None:
        before = self.report.count
        for entry in node:
            if entry.key.text in NOT_BUILT:
                self._not_built(entry.key)
        unknown_keys(node, (*THEN_KEYS, *NOT_BUILT), "then", self.report)
        word, exempt = node.get("disposition"), node.get("exempt_from")
        disposition = self._disposition(word) if word else None
        exempts = self._exemptions(exempt) if exempt else ()
        if not disposition and not exempts and self.report.count == before:
            help_ = "write disposition: and one of " + ", ".join(DISPOSITIONS)
            self.report.error("R015", node.at, "then: says nothing to do", help=help_)
        return Then(disposition=disposition, exempts=exempts) if self.report.count == before else None

    def _not_built(self, key: Scalar) -> None:
        said = f'the action "{key.text}" is not built yet'
        self.report.error(
            "R018",
            key.at,
            said,
            note="not built yet",
            help="delete this line for now; known: " + ", ".join(THEN_KEYS),
        )

    def _disposition(self, node: Node) -> Disposition | None:
        word = node.text if isinstance(node, Scalar) else ""
        if word in DISPOSITIONS:
            return Disposition(word)
        if word in NOT_BUILT and isinstance(node, Scalar):
            self._not_built(node)
            return None
        said = f'unknown action "{word}"' if word else "an action is one word"
        help_ = (
            meant(word, DISPOSITIONS) if word not in _OTHER_WORDS else f'did you mean "{_OTHER_WORDS[word]}"?'
        )
        self.report.error("R015", node.at, said, note="no such action", help=help_)
        return None

    def _exemptions(self, node: Node) -> tuple[Exemption, ...]:
        if texts_of(node, "exempt_from", self.report) is None:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(Exemption(rule=item.text, at=item) for item in items if isinstance(item, Scalar))
