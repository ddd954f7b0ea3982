"""Decides: asks every rule about the unchanged post; one disposition stands, with every reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.facts import Context, Value
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Disposition, Done, Finding, Outcome, RuleTrace, Verdict, strongest
from bot.policy.run.answers import Seen, State
from bot.policy.run.compiled_rule import Judged, Ready, Traces, noted
from bot.policy.run.evaluate import Names
from bot.policy.run.policy import Policy
from bot.policy.run.spans import lines_meant
from bot.policy.run.undecided import left_open_by

_SAID_ONLY_IF_IT_STANDS = frozenset({Disposition.ACCEPT, Disposition.DIGEST})


class Known(Protocol):
    """The facts of a post, or those given in an example."""

    context: Context

    def __getitem__(self, name: str, /) -> Value:
        """The value of a fact."""

    def within(self, name: str, span: dt.timedelta, /) -> Value:
        """The value of a fact over a span of time."""

    @property
    def read(self) -> Mapping[str, object]:
        """What was asked so far, as plain data."""

    def spans(self, name: str) -> tuple[tuple[int, int], ...] | None:
        """The lines that a reason built on this fact is about; None where it is about no place."""


def decide(
    policy: Policy,
    facts: Known,
    *,
    trace: bool = True,
    pointing: bool = True,
    closed: bool = True,
    state: State | None = None,
) -> Verdict:
    """
    What the rules say of one post.

    Every live rule is evaluated; exemptions are applied once, without chains;
    the strongest disposition of the rest stands (discard, hold, return, digest,
    accept); no match is accept. A rule that fails holds the post, and so does a
    protecting one that an unknown fact leaves open, unless not ``closed``: an
    archive does not know what the list's own server would. Without
    ``trace`` the verdict is the same, and does not tell what each condition
    saw; without ``pointing`` not which lines its reasons mean. ``state`` is given by
    who asks the same rules more of the same post. Never raises.
    """
    day = facts.context.today if policy.may_idle else dt.date.min
    state, seen = state or State(), list[Seen]()
    if trace:
        judged = [ready.look(facts, day, state, seen) for ready in policy.ready]
    else:
        judged = [ready.judge(facts, day, state) for ready in policy.ready]
    told = [one for one in judged if one.acts or one.failure or (one.undecided and closed)]
    waived = waivers([one.rule for one in told if one.acts], of=[one.rule for one in told]) if told else {}
    findings = _findings(told, waived, facts, pointing=pointing)
    disposition = strongest(f.disposition for f in findings if f.disposition)
    return Verdict(
        disposition=disposition,
        findings=tuple(f for f in findings if is_said(f.disposition, disposition)),
        rules=Traces(policy.ready, _traces(judged, waived), seen) if trace else _traces(judged, waived),
        digest=policy.digest,
        facts=facts.read,
        done=tuple(
            done
            for one in told
            if one.acts and one.rule.then.actions and one.rule.name not in waived
            for done in _done(one.rule, facts, pointing=pointing)
        ),
    )


def judge(rule: Rule, facts: Known) -> Judged:
    """Ask one rule. Whatever goes wrong inside it makes it unknown, and is told."""
    ready, seen = Ready(rule, Names()), list[Seen]()
    judged = ready.look(facts, facts.context.today, State(), seen)
    return judged._replace(trace=noted(judged.trace, ready, seen[0]))


def waivers(matching: Sequence[Rule], of: Sequence[Rule] | None = None) -> dict[str, str]:
    """
    Which rules are waived, and by which of the matching ones; all at once, without chains.

    ``of`` are those that can be: the matching ones where it is not given.
    """
    names = {rule.name for rule in (matching if of is None else of)}
    return {
        exempt.rule: rule.name
        for rule in reversed(matching)
        for exempt in rule.then.exempts
        if exempt.rule in names
    }


def is_said(disposition: Disposition | None, stands: Disposition) -> bool:
    """Whether a reason for a disposition is told where that one ``stands``."""
    return disposition == stands or disposition not in _SAID_ONLY_IF_IT_STANDS


def _traces(judged: list[Judged], waived: dict[str, str]) -> tuple[RuleTrace, ...]:
    if not waived:
        return tuple([one.trace for one in judged])
    return tuple(_trace(one, waived.get(one.rule.name)) for one in judged)


def _trace(one: Judged, waived_by: str | None) -> RuleTrace:
    if waived_by is None or one.trace.outcome is not Outcome.MATCH:
        return one.trace
    return one.trace._replace(outcome=Outcome.WAIVED, waived_by=waived_by)


def _findings(told: list[Judged], waived: dict[str, str], facts: Known, *, pointing: bool) -> list[Finding]:
    """The reasons of rules that act, and of those that failed or are open, in the order of the file."""
    found = []
    for one in told:
        rule = one.rule
        if one.failure and rule.mode == "live":
            text = _failed(rule, one.failure)
            found.append(Finding(rule=rule.name, text=text, disposition=Disposition.HOLD))
        elif one.undecided and rule.name not in waived:
            found += _undecided(rule, facts)
        elif one.acts and rule.name not in waived and (rule.then.disposition or rule.then.warns):
            found.append(_finding(rule, rule.then.disposition, facts, pointing=pointing))
    return found


def _done(rule: Rule, facts: Known, *, pointing: bool) -> tuple[Done, ...]:
    finding = _finding(rule, None, facts, pointing=pointing)
    return tuple(Done(finding=finding, action=action) for action in rule.then.actions)


def _finding(rule: Rule, disposition: Disposition | None, facts: Known, *, pointing: bool) -> Finding:
    try:
        return Finding(
            rule=rule.name,
            text=_text(rule, facts),
            disposition=disposition,
            spans=lines_meant(rule, facts) if pointing else (),
        )
    except Exception as error:  # noqa: BLE001 - the sentence reads facts too, and may fail as a condition does
        return Finding(rule=rule.name, text=_failed(rule, type(error).__name__), disposition=Disposition.HOLD)


def _text(rule: Rule, facts: Known) -> str:
    return rule.because.text(facts) if rule.because else f'The rule "{rule.name}" matched.'


def _undecided(rule: Rule, facts: Known) -> list[Finding]:
    """The reason to hold a post that the rule may be about; none where it is not, whatever is unknown."""
    missing = left_open_by(rule, facts)
    text = f'The rule "{rule.name}" could not be decided: {", and ".join(missing)}; a moderator decides.'
    return [Finding(rule=rule.name, text=text, disposition=Disposition.HOLD)] if missing else []


def _failed(rule: Rule, failure: str) -> str:
    where = f"{rule.file}, line {rule.line}"
    return f'The rule "{rule.name}" ({where}) failed on this post ({failure}); a moderator decides.'
