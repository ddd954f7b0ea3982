"""A rule compiled to functions, with its outcome for each answer."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from bot.policy.model.conditions import Answer, Source
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Outcome, RuleTrace
from bot.policy.run.answers import Seen, State
from bot.policy.run.evaluate import Names, asking, looking
from bot.policy.run.trace import Later, Noted


class Judged(NamedTuple):
    """
    One rule, asked: its trace, what went wrong with it, if anything, and whether it acts.

    ``undecided``: it does not act only because something is not known, and must not pass a post by that.
    """

    rule: Rule
    trace: RuleTrace
    failure: str | None = None
    acts: bool = False
    undecided: bool = False


class Ready:
    """
    A rule with its conditions as functions, and what becomes of it for each answer.

    ``names`` are the named conditions that it shares with the other rules of its set.
    ``layout`` tells what a look notes.
    """

    __slots__ = ("_ask", "_judged", "_look", "layout", "may_idle", "rule")

    def __init__(self, rule: Rule, names: Names) -> None:
        self.rule = rule
        self.may_idle = rule.mode == "off" or rule.since is not None or rule.until is not None
        self._ask = asking(rule.when, rule.unless, names)
        self._look, self.layout = looking(rule.when, rule.unless, names)
        outcomes: dict[Answer, Outcome] = {
            True: Outcome.SHADOW if rule.mode == "shadow" else Outcome.MATCH,
            False: Outcome.NO_MATCH,
            None: Outcome.UNKNOWN,
        }
        self._judged = {
            answer: Judged(
                rule,
                self._trace(outcome),
                acts=outcome is Outcome.MATCH,
                undecided=outcome is Outcome.UNKNOWN and rule.mode == "live" and rule.fails_closed,
            )
            for answer, outcome in outcomes.items()
        }

    def ask(self, facts: Source, state: State) -> Answer:
        """Whether the rule holds, whatever the day; what is sure already is not asked any more."""
        return self._ask(facts, state)

    def judge(self, facts: Source, day: dt.date, state: State) -> Judged:
        """The rule on a day, the list's own; what is sure already is not asked any more."""
        if self.may_idle and (why := self.rule.why_idle(day)):
            return self._idle(why)
        holds = self._ask(facts, state)
        return self._failing(holds, state) if state.failures else self._judged[holds]

    def look(self, facts: Source, day: dt.date, state: State, seen: list[Seen]) -> Judged:
        """The same after every condition was asked; what they saw is added to ``seen``."""
        if self.may_idle and (why := self.rule.why_idle(day)):
            seen.append([])
            return self._idle(why)
        saw = Seen()
        holds = self._look(facts, state, saw)
        seen.append(saw)
        return self._failing(holds, state) if state.failures else self._judged[holds]

    def _failing(self, holds: Answer, state: State) -> Judged:
        failure = state.failures[0] if holds is None else None
        state.failures.clear()
        return self._judged[holds]._replace(failure=failure)

    def _idle(self, why: str) -> Judged:
        return Judged(self.rule, self._trace(Outcome.OFF)._replace(why=why))

    def _trace(self, outcome: Outcome) -> RuleTrace:
        return RuleTrace(self.rule.name, outcome, self.rule.file, self.rule.line)


class Traces(Later[RuleTrace]):
    """What became of the rules of a set, with all that their conditions saw."""

    __slots__ = ("_judged", "_ready", "_seen")

    def __init__(self, ready: Sequence[Ready], judged: Sequence[RuleTrace], seen: Sequence[Seen]) -> None:
        self._ready = ready
        self._judged = judged
        self._seen = seen

    def _write(self) -> list[RuleTrace]:
        each = zip(self._judged, self._ready, self._seen, strict=True)
        return [noted(trace, ready, seen) for trace, ready, seen in each]

    def __len__(self) -> int:
        return len(self._judged)


def noted(trace: RuleTrace, ready: Ready, seen: Seen) -> RuleTrace:
    """The trace with what the conditions saw."""
    return trace._replace(conditions=Noted(ready.layout, seen)) if seen else trace
