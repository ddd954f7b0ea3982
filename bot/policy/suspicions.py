"""What is allowed and looks wrong: warnings."""

from bot.policy.comparisons import Within
from bot.policy.conditions import AllOf, Always, Asked, ByName, Condition
from bot.policy.documents import Document
from bot.policy.errors import Report, meant
from bot.policy.nodes import Mapping, Scalar
from bot.policy.rules import Rule
from bot.policy.scope import Scope


def suspect_names(document: Document, scope: Scope, report: Report, *, sound: bool) -> None:
    """
    Names that nothing uses.

    A value in a file that inherits is an error then, since it changes nothing.
    The rest are warnings, given where the file is ``sound`` otherwise.
    """
    known = {"value": set(scope.values), "list": set(scope.lists), "condition": set(scope.conditions)}
    for kind, names in known.items():
        node = document.root.get(f"{kind}s")
        for entry in node if isinstance(node, Mapping) else ():
            if entry.key.text in names and (kind, entry.key.text) not in scope.used:
                if document.parents and kind == "value":
                    _refuse(entry.key, scope, report)
                elif sound:
                    said = f'no rule uses the {kind} "{entry.key.text}"'
                    report.warning("W001", entry.key.at, said, help="delete it, or use it")


def _refuse(key: Scalar, scope: Scope, report: Report) -> None:
    used = sorted(name for kind, name in scope.used if kind == "value")
    said = f'no rule uses the value "{key.text}"'
    report.error("R007", key.at, said, note="it changes nothing", help=meant(key.text, used))


def suspect_rules(rules: list[Rule], report: Report) -> None:
    """Rules that can never act."""
    by_name = {rule.name: rule for rule in rules}
    for rule in rules:
        never = _never(rule) if rule.mode != "off" else ""
        if never:
            said = f'the rule "{rule.name}" can never match'
            report.warning("W002", rule.key.at, said, note=never, help="look at its conditions again")
        for exempt in rule.then.exempts:
            if _always_waives(rule, by_name[exempt.rule]):
                _suspect_waived(by_name[exempt.rule], rule, report)


def _suspect_waived(rule: Rule, by: Rule, report: Report) -> None:
    said = f'the rule "{rule.name}" is always waived by "{by.name}"'
    report.warning("W003", rule.key.at, said, help="delete one of the two, or change their conditions")


def _never(rule: Rule) -> str:
    """Why a rule cannot match, "" where it can."""
    needed = _needed(rule.when)
    for fact in {asked.fact for asked in needed}:
        if _empty([asked.test for asked in needed if asked.fact == fact and isinstance(asked.test, Within)]):
            return f"no number fits what it says of {fact}"
    return (
        "what unless: says holds whenever when: does"
        if rule.unless and _covers(rule.unless, rule.when)
        else ""
    )


def _needed(condition: Condition) -> list[Asked]:
    """The tests that must all hold for the condition to hold."""
    if isinstance(condition, Asked):
        return [condition]
    if isinstance(condition, AllOf):
        return [asked for part in condition.parts for asked in _needed(part)]
    if isinstance(condition, ByName) and condition.wanted:
        return _needed(condition.condition)
    return []


def _empty(tests: list[Within]) -> bool:
    """Whether no count fits all of the tests; facts that are numbers are never below 0."""
    least = max((test.least for test in tests if test.least is not None), default=0.0)
    most = min((test.most for test in tests if test.most is not None), default=float("inf"))
    strict = any(test.strict and (test.least == least or test.most == most) for test in tests)
    return max(least, 0.0) > most or (strict and least == most) or (strict and most <= 0)


def _covers(wide: Condition, narrow: Condition) -> bool:
    """Whether ``wide`` surely holds whenever ``narrow`` does."""
    if isinstance(wide, Always):
        return True
    words = {(asked.fact, asked.test) for asked in _needed(narrow)}
    return _is_and(wide) and {(asked.fact, asked.test) for asked in _needed(wide)} <= words


def _is_and(condition: Condition) -> bool:
    if isinstance(condition, AllOf):
        return all(_is_and(part) for part in condition.parts)
    if isinstance(condition, ByName):
        return condition.wanted and _is_and(condition.condition)
    return isinstance(condition, Asked)


def _always_waives(other: Rule, rule: Rule) -> bool:
    if other.mode != "live" or rule.mode != "live" or other.unless is not None:
        return False
    return not other.since and not other.until and _covers(other.when, rule.when)
