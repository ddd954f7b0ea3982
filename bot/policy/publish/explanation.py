"""Explains a verdict to people and scripts: every rule, every condition with the value it saw."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.mail.post import Post
from bot.policy.errors import counted
from bot.policy.model.verdict import ConditionTrace, Effect, Finding, Outcome, RuleTrace, Span, Verdict
from bot.policy.run.why_different import readable
from bot.printable import blanked

ANSWERS = {True: "yes", False: "no", None: "unknown"}
SHOWN_LINES = 3
SHOWN_TEXT = 72


def explain(verdict: Verdict, post: Post) -> str:
    """
    The verdict as text for a terminal, without a final line end.

    First the disposition and its reasons with the lines of the post that they
    mean, then every rule with its outcome, its place in the rule file, and
    each condition with the line it stands in, the answer and the value seen:
    those that match or could not be decided first.
    """
    lines = [f"{verdict.disposition}: {_headline(verdict)}", ""]
    lines += [line for finding in verdict.findings for line in _reason(finding, post)]
    idle = (Outcome.NO_MATCH, Outcome.OFF)
    told = [line for rule in verdict.rules if rule.outcome not in idle for line in _rule(rule)]
    rest = [line for rule in verdict.rules if rule.outcome in idle for line in _rule(rule)]
    lines += ["Rules", *told] if told else []
    lines += [*([""] if told else []), "Rules that do not match", *rest] if rest else []
    return "\n".join(lines)


def explain_json(verdict: Verdict, effects: Iterable[Effect]) -> dict[str, Any]:
    """The verdict as plain data for JSON, as ``listwarden explain --json`` prints it."""
    return {
        "disposition": str(verdict.disposition),
        "reasons": [{"rule": finding.rule, "text": finding.text} for finding in verdict.findings],
        "rules": [{"name": rule.name, "outcome": str(rule.outcome)} for rule in verdict.rules],
        "effects": [type(effect).__name__ for effect in effects],
        "facts": dict(verdict.facts),
    }


def _headline(verdict: Verdict) -> str:
    reasons = len(verdict.findings)
    if not reasons:
        return "no rule asks for anything else"
    return counted(reasons, "reason")


def _reason(finding: Finding, post: Post) -> Iterator[str]:
    yield f"  {finding.rule}"
    yield from (f"    {blanked(line)}" for line in finding.text.strip().split("\n"))
    for span in finding.spans:
        yield from _lines(span, post.lines)
    yield ""


def _lines(span: Span, lines: Sequence[str]) -> Iterator[str]:
    """The first lines of a span, numbered as in the post; what is left out is said."""
    numbers = [
        n for n in range(span.first_line, span.last_line + 1) if n <= len(lines) and lines[n - 1].strip()
    ]
    for number in numbers[:SHOWN_LINES]:
        yield f"    {number:>5} | {_short(lines[number - 1])}"
    if len(numbers) > SHOWN_LINES:
        yield f"      ... | to line {span.last_line}"


def _rule(rule: RuleTrace) -> Iterator[str]:
    by = f" by {rule.waived_by}" if rule.outcome is Outcome.WAIVED and rule.waived_by else ""
    if not rule.file:
        yield f"  {rule.outcome}: {rule.name}  (outside the rules: docs/loops-and-backscatter.md)"
        return
    why = f"  ({rule.why})" if rule.why else ""
    yield f"  {rule.outcome}{by}: {rule.name}  ({rule.file}:{rule.line}){why}"
    for condition in rule.conditions:
        answer, line = ANSWERS[condition.holds], condition.line
        yield f"    {answer:>7}  line {line:<4} {condition.condition}{_seen(condition)}"


def _seen(condition: ConditionTrace) -> str:
    """The value, where the words before it do not tell it already."""
    value = condition.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"   [{ANSWERS[value]}]"
    return f"   [{_short(readable(condition))}]"


def _short(text: str) -> str:
    line = " ".join(blanked(text).split())
    return line if len(line) <= SHOWN_TEXT else line[: SHOWN_TEXT - 1] + "…"
