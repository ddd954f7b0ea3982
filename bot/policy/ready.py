"""One rule, ready to be asked."""

import datetime as dt
from typing import NamedTuple

from bot.policy.conditions import Answer, Source
from bot.policy.programs import Noted, Notes, State, program
from bot.policy.rules import Rule
from bot.policy.verdict import Outcome, RuleTrace


class Judged(NamedTuple):
    """One rule, asked: its trace, what went wrong with it, if anything, and whether it acts."""

    rule: Rule
    trace: RuleTrace
    failure: str | None = None
    acts: bool = False


class Ready:
    """A rule with its conditions as functions, and its trace for each outcome where nobody looks closer."""

    __slots__ = (
        "_heads",
        "_look_unless",
        "_look_when",
        "_may_idle",
        "_place",
        "_plain",
        "_unless",
        "_when",
        "rule",
    )

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        when = program(rule.when)
        unless = program(rule.unless, "unless ") if rule.unless else None
        self._when, self._look_when = when.ask, when.look
        self._unless = unless.ask if unless else None
        self._look_unless = unless.look if unless else None
        self._may_idle = rule.mode == "off" or rule.since is not None or rule.until is not None
        self._place = (rule.file, rule.line)
        outcomes: dict[Answer, Outcome] = {
            True: Outcome.SHADOW if rule.mode == "shadow" else Outcome.MATCH,
            False: Outcome.NO_MATCH,
            None: Outcome.UNKNOWN,
        }
        self._heads = {
            answer: (rule.name, outcome, *self._place, outcome is Outcome.MATCH)
            for answer, outcome in outcomes.items()
        }
        self._plain = {
            answer: Judged(rule, RuleTrace(rule.name, outcome, *self._place), None, outcome is Outcome.MATCH)
            for answer, outcome in outcomes.items()
        }

    def judge(self, facts: Source, day: dt.date, state: State) -> Judged:
        """Ask the rule; what is sure already is not asked any more. ``day``: the list's own."""
        if self._may_idle and (why := self.rule.why_idle(day)):
            return self._idle(why)
        failures = state.failures
        failures.clear()
        holds = self._when(facts, state)
        if holds is not False and self._unless is not None:
            excepted = self._unless(facts, state)
            if excepted is not False:
                holds = None if excepted is None else False
        if holds is None and failures:
            return self._plain[None]._replace(failure=failures[0])
        return self._plain[holds]

    def look(self, facts: Source, day: dt.date, state: State) -> Judged:
        """Ask the rule to the end, and note every condition with the value that it saw."""
        if self._may_idle and (why := self.rule.why_idle(day)):
            return self._idle(why)
        failures = state.failures
        failures.clear()
        notes: Notes = []
        holds = self._look_when(facts, state, notes)
        if self._look_unless is not None:
            excepted = self._look_unless(facts, state, notes)
            if excepted is True or holds is False:
                holds = False
            elif excepted is None:
                holds = None
        name, outcome, file, line, acts = self._heads[holds]
        trace = RuleTrace(name, outcome, file, line, None, Noted(notes))
        return Judged(self.rule, trace, failures[0] if failures and holds is None else None, acts)

    def _idle(self, why: str) -> Judged:
        return Judged(self.rule, RuleTrace(self.rule.name, Outcome.OFF, *self._place, why=why))
