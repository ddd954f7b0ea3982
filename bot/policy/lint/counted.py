"""Rules whose matches other rules count: they must be there, and have something to count."""

from collections.abc import Iterable

from bot.facts.calendar import OfRule
from bot.policy.compile.scope import Counted
from bot.policy.errors import Report, meant
from bot.policy.lint.warnings import needed
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Disposition

_RETURNED = "sender.returned"


def check_counted(rules: list[Rule], counted: Iterable[Counted], report: Report) -> None:
    """Refuse names of no rule, and rules that can never begin; warn of what counts nothing."""
    by_name = {rule.name: rule for rule in rules}
    for one in dict.fromkeys(counted):
        rule = by_name.get(one.rule)
        if rule is None:
            help_ = meant(one.rule, tuple(by_name), else_say="name a rule of this file, or an inherited one")
            report.error("R019", one.at, f'unknown rule "{one.rule}"', note="no such rule", help=help_)
        elif why := _counts_nothing(one, rule):
            said = f'{one.fact} finds no post that "{one.rule}" has matched'
            report.warning("W018", one.at, said, note=why[0], help=why[1])
    if not report.count:
        _refuse_endless(rules, report)


def _counts_nothing(one: Counted, rule: Rule) -> tuple[str, str] | None:
    """Why no post that a rule matches is ever counted, and what to do; None where one may be."""
    if rule.mode == "off":
        return (
            "its mode is off",
            f"give {one.rule}  mode: shadow  to count what it matches and do nothing else",
        )
    if one.fact == _RETURNED or rule.mode != "live":
        return None
    if rule.then.disposition is Disposition.RETURN:
        return (
            "it returns them, and this counts what went out",
            "sender.returned counts the author's returned ones",
        )
    if rule.then.disposition is Disposition.DISCARD:
        return "it discards them", "let another rule do that, and count this one in  mode: shadow"
    return None


def _refuse_endless(rules: list[Rule], report: Report) -> None:
    """A rule that matches only after a match of its own, or of one that waits for it, never begins."""
    waits = {rule.name: _waits_for(rule) for rule in rules}
    begun = {name for name, others in waits.items() if not others}
    while more := {name for name, others in waits.items() if name not in begun and others <= begun}:
        begun |= more
    for rule in rules:
        if rule.name not in begun:
            others = sorted(waits[rule.name] - begun)
            note = "itself" if others == [rule.name] else " and ".join(f'"{one}"' for one in others)
            said = f'the rule "{rule.name}" waits for an earlier post that it can never have'
            help_ = "count the matches of another rule, one that asks for the kind of post alone"
            report.error("R019", rule.at, said, note=f"first a post must match {note}", help=help_)


def _waits_for(rule: Rule) -> frozenset[str]:
    """The rules that must have matched a post before this one can."""
    asked = [one for one in needed(rule.when) if isinstance(one.within, OfRule) and not one.test.holds(0)]
    return frozenset(one.within.rule for one in asked if isinstance(one.within, OfRule))
