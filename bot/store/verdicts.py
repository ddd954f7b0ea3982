"""A verdict as JSON in its column, and back."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Row

from bot.lifecycle import Event
from bot.policy.model.verdict import HELD, Disposition, Finding, Outcome, Span, Verdict
from bot.store.records import Decision

_JSON = json.JSONEncoder(default=str)
_CARRIED_OUT = {
    Event.ACCEPT: Disposition.ACCEPT,
    Event.DIGEST: Disposition.DIGEST,
    Event.RETURN: Disposition.RETURN,
    Event.REFUSE: Disposition.RETURN,
    Event.HOLD: Disposition.HOLD,
    Event.QUARANTINE: Disposition.HOLD,
    Event.FAILED: Disposition.HOLD,
    Event.DISCARD: Disposition.DISCARD,
    Event.ANSWER: Disposition.DISCARD,
}


def carried_out(event: Event, verdict: Verdict | None) -> Disposition:
    """What a decision comes to; of a case that is only observed, what it would have come to."""
    if event is Event.OBSERVE and verdict is not None:
        return verdict.disposition
    return _CARRIED_OUT[event]


def matched(verdict: Verdict | None) -> frozenset[str] | None:
    """The rules whose conditions held, waived ones and those in shadow too; None where no rule was asked."""
    if verdict is None or not verdict.rules:
        return None
    return frozenset(one.name for one in verdict.rules if one.outcome in HELD)


def dump(verdict: Verdict | None, note: str = "") -> str:
    """Findings, the outcome of every rule, the facts that were read; a person's note stands as a finding."""
    findings = [] if verdict is None else [_finding(finding) for finding in verdict.findings]
    if note:
        findings.append({"rule": "moderator", "text": note, "disposition": None, "spans": []})
    rules = [] if verdict is None else [[rule.name, rule.outcome.value] for rule in verdict.rules]
    facts = {} if verdict is None else dict(verdict.facts)
    return _JSON.encode({"findings": findings, "rules": rules, "facts": facts})


def decision_of(row: Row[Any]) -> Decision:
    """A row of the decisions as a record."""
    verdict = json.loads(row.verdict)
    return Decision(
        at=row.at,
        by=row.by,
        event=Event(row.event),
        disposition=Disposition(row.disposition),
        digest=row.digest,
        findings=findings_of(verdict),
        rules=tuple((name, Outcome(outcome)) for name, outcome in verdict["rules"]),
        facts=verdict["facts"],
    )


def findings_of(verdict: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings of a loaded verdict."""
    return tuple(
        Finding(
            rule=finding["rule"],
            text=finding["text"],
            disposition=finding["disposition"] and Disposition(finding["disposition"]),
            spans=tuple(Span(first_line=first, last_line=last) for first, last in finding["spans"]),
        )
        for finding in verdict["findings"]
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "text": finding.text,
        "disposition": finding.disposition and finding.disposition.value,
        "spans": [[span.first_line, span.last_line] for span in finding.spans],
    }
