"""One rule, ready to be asked."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from bot.policy.conditions import Answer, Source
from bot.policy.programs import Failures, Noted, Notes, program
from bot.policy.rules import Rule
from bot.policy.verdict import ConditionTrace, Outcome, RuleTrace


class Judged(NamedTuple):
    """One rule, asked: its answer (None: unknown), its trace, and what went wrong with it, if anything."""

    rule: Rule
    trace: RuleTrace
    failure: str | None = None


class Ready:
    """A rule with its conditions as functions, and its trace for each outcome where nobody looks closer."""

    __slots__ = ("_look_unless", "_look_when", "_plain", "_unless", "_when", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        when = program(rule.when)
        unless = program(rule.unless, "unless ") if rule.unless else None
        self._when, self._look_when = when.ask, when.look
        self._unless = unless.ask if unless else None
        self._look_unless = unless.look if unless else None
        self._plain = {outcome: Judged(rule, self._traced(outcome)) for outcome in Outcome}

    def judge(self, facts: Source, day: dt.date) -> Judged:
        """Ask the rule; what is sure already is not asked any more. ``day``: the list's own."""
        rule = self.rule
        if rule.idle_on(day):
            return self._off(day)
        failures: Failures = []
        answer = self._answer(facts, failures)
        outcome = self._outcome(answer)
        if failures and answer is None:
            return Judged(rule, self._traced(outcome), failures[0])
        return self._plain[outcome]

    def look(self, facts: Source, day: dt.date) -> Judged:
        """Ask the rule to the end, and note every condition with the value that it saw."""
        rule = self.rule
        if rule.idle_on(day):
            return self._off(day)
        failures: Failures = []
        notes: Notes = []
        holds = self._look_when(facts, failures, notes)
        excepted = self._look_unless(facts, failures, notes) if self._look_unless else False
        answer = None if holds is None or excepted is None else True
        if holds is False or excepted is True:
            answer = False
        failure = failures[0] if failures and answer is None else None
        return Judged(rule, self._traced(self._outcome(answer), Noted(notes)), failure)

    def _answer(self, facts: Source, failures: Failures) -> Answer:
        holds = self._when(facts, failures)
        if holds is False or self._unless is None:
            return holds
        excepted = self._unless(facts, failures)
        if excepted is True:
            return False
        return None if excepted is None else holds

    def _outcome(self, answer: Answer) -> Outcome:
        if answer is None:
            return Outcome.UNKNOWN
        if not answer:
            return Outcome.NO_MATCH
        return Outcome.SHADOW if self.rule.mode == "shadow" else Outcome.MATCH

    def _off(self, day: dt.date) -> Judged:
        return Judged(self.rule, self._traced(Outcome.OFF, why=self.rule.why_idle(day)))

    def _traced(
        self, outcome: Outcome, conditions: Sequence[ConditionTrace] = (), why: str = ""
    ) -> RuleTrace:
        rule = self.rule
        return RuleTrace(
            name=rule.name, outcome=outcome, file=rule.file, line=rule.line, conditions=conditions, why=why
        )
