"""The decision: every rule is asked of the unchanged post; one disposition stands, with every reason."""

from dataclasses import dataclass, replace
from typing import Protocol

from bot.facts import Context, Value
from bot.policy.conditions import Answer, Trace
from bot.policy.pointing import lines_meant
from bot.policy.policy import Policy
from bot.policy.rules import Rule
from bot.policy.verdict import Disposition, Finding, Outcome, RuleTrace, Verdict

STRENGTH = (
    Disposition.ACCEPT,
    Disposition.DIGEST,
    Disposition.RETURN,
    Disposition.HOLD,
    Disposition.DISCARD,
)
"""Weakest first. Hold beats return: a doubtful sender is never mailed."""

SAID_ONLY_IF_IT_STANDS = frozenset({Disposition.ACCEPT, Disposition.DIGEST})


class Known(Protocol):
    """The facts of a post, or those given in an example."""

    context: Context

    def __getitem__(self, name: str) -> Value:
        """The value of a fact."""

    @property
    def read(self) -> dict[str, object]:
        """What was asked so far, as plain data."""

    def spans(self, name: str) -> tuple[tuple[int, int], ...] | None:
        """The lines that a reason built on this fact is about; None where it is about no place."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule, asked: its answer (None: unknown), its trace, and what went wrong with it, if anything."""

    rule: Rule
    answer: Answer
    trace: RuleTrace
    failure: str | None = None


def decide(policy: Policy, facts: Known) -> Verdict:
    """
    What the rules say of one post.

    Every live rule is evaluated; exemptions are applied once, without chains;
    the strongest disposition of the rest stands (discard, hold, return, digest,
    accept); no match is accept. A rule that fails holds the post. Never raises.
    """
    judged = _waived([judge(rule, facts) for rule in policy.rules])
    findings = [finding for one in judged if (finding := _finding(one, facts))]
    disposition = max(
        (f.disposition for f in findings if f.disposition), key=STRENGTH.index, default=Disposition.ACCEPT
    )
    return Verdict(
        disposition=disposition,
        findings=tuple(
            f for f in findings if f.disposition == disposition or f.disposition not in SAID_ONLY_IF_IT_STANDS
        ),
        rules=tuple(one.trace for one in judged),
        digest=policy.digest,
        facts=facts.read,
    )


def judge(rule: Rule, facts: Known) -> Judged:
    """Ask one rule. Whatever goes wrong inside it makes it unknown, and is told."""
    if rule.mode == "off" or not rule.runs_on(facts.context.now.date()):
        return Judged(rule, None, _trace(rule, Outcome.OFF, []))
    trace: Trace = []
    try:
        answer = _answer(rule, facts, trace)
    except Exception as error:  # noqa: BLE001 - a rule that fails must hold this post, and stop no other
        return Judged(rule, None, _trace(rule, Outcome.UNKNOWN, trace), failure=type(error).__name__)
    return Judged(rule, answer, _trace(rule, _outcome(rule, answer), trace))


def _answer(rule: Rule, facts: Known, trace: Trace) -> Answer:
    """``when`` and not ``unless``, in three values; both are asked to the end."""
    holds = rule.when.answer(facts, trace, "")
    excepted = rule.unless.answer(facts, trace, "unless ") if rule.unless else False
    if holds is False or excepted is True:
        return False
    return None if holds is None or excepted is None else True


def _outcome(rule: Rule, answer: Answer) -> Outcome:
    if answer is None:
        return Outcome.UNKNOWN
    if not answer:
        return Outcome.NO_MATCH
    return Outcome.SHADOW if rule.mode == "shadow" else Outcome.MATCH


def _trace(rule: Rule, outcome: Outcome, conditions: Trace) -> RuleTrace:
    return RuleTrace(
        name=rule.name, outcome=outcome, file=rule.file, line=rule.line, conditions=tuple(conditions)
    )


def _waived(judged: list[Judged]) -> list[Judged]:
    """Matching rules become waived by matching rules that exempt from them; all at once, without chains."""
    by = {
        exempt.rule: one.rule.name
        for one in reversed(judged)
        if _acts(one)
        for exempt in one.rule.then.exempts
    }
    return [
        replace(one, trace=replace(one.trace, outcome=Outcome.WAIVED, waived_by=by[one.rule.name]))
        if _acts(one) and one.rule.name in by
        else one
        for one in judged
    ]


def _acts(one: Judged) -> bool:
    return one.trace.outcome is Outcome.MATCH


def _finding(one: Judged, facts: Known) -> Finding | None:
    rule = one.rule
    if one.failure and rule.mode == "live":
        return Finding(rule=rule.name, text=_failed(rule, one.failure), disposition=Disposition.HOLD)
    if not _acts(one) or rule.then.disposition is None:
        return None
    try:
        return Finding(
            rule=rule.name,
            text=_text(rule, facts),
            disposition=rule.then.disposition,
            spans=lines_meant(rule, facts),
        )
    except Exception as error:  # noqa: BLE001 - the sentence reads facts too, and may fail as a condition does
        return Finding(rule=rule.name, text=_failed(rule, type(error).__name__), disposition=Disposition.HOLD)


def _text(rule: Rule, facts: Known) -> str:
    return rule.because.text(facts) if rule.because else f'The rule "{rule.name}" matched.'


def _failed(rule: Rule, failure: str) -> str:
    where = f"{rule.file}, line {rule.line}"
    return f'The rule "{rule.name}" ({where}) failed on this post ({failure}); a moderator decides.'
