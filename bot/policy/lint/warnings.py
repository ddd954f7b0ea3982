"""Warns of rules that never match, repeat each other, have no examples, or are out of date."""

import datetime as dt
import re
from collections.abc import Iterable
from itertools import combinations

from bot.facts import VOCABULARY
from bot.policy.compile.documents import Document
from bot.policy.compile.scope import Scope
from bot.policy.compile.text_tests import IS
from bot.policy.errors import Report, meant
from bot.policy.model.conditions import AllOf, Always, Asked, ByName, Condition
from bot.policy.model.rule import Rule
from bot.policy.model.tests import Among, Compared, Every, Is, Not, OneOf, Test, Within
from bot.policy.model.verdict import DropAttachments, PlainText, StripTracking, Tag, TrimQuotes
from bot.policy.source.nodes import Mapping, Scalar

COMPARED = 300
"""Rules that are compared with each other; more of them a program wrote, and the pairs would take minutes."""
_BREAKING = (DropAttachments, PlainText, StripTracking, Tag, TrimQuotes)


def word_of(change: object) -> str:
    """The action as a rule file names it: trim_quotes."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(change).__name__).lower()


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
    otherwise = f"write  ${key.text}  where a rule shall use it, or delete this line"
    report.error(
        "R007", key.at, said, note="it changes nothing", help=meant(key.text, used, else_say=otherwise)
    )


def suspect_rules(rules: list[Rule], report: Report) -> None:
    """Rules that can never act, or that say what another one says already."""
    by_name = {rule.name: rule for rule in rules}
    for rule in rules:
        never = _never(rule) if rule.mode != "off" else ""
        if never:
            said = f'the rule "{rule.name}" can never match'
            report.warning("W002", rule.at, said, note=never, help="look at its conditions again")
        _suspect_exception(rule, report)
        for exempt in rule.then.exempts:
            if _always_waives(rule, by_name[exempt.rule]):
                _suspect_waived(by_name[exempt.rule], rule, report)
    live = [rule for rule in rules if rule.mode == "live"]
    if len(live) <= COMPARED:
        for rule, other in combinations(live, 2):
            _suspect_overlap(rule, other, report)


def _suspect_exception(rule: Rule, report: Report) -> None:
    """``unless: {message.reply: yes, sender.moderator: yes}``: meant as neither of both, and read as both."""
    parts = rule.unless.parts if isinstance(rule.unless, AllOf) and not rule.unless.word else ()
    asked = [part for part in parts if isinstance(part, Asked) and part.test == Is(wanted=True)]
    groups = {part.fact.partition(".")[0] for part in asked}
    if len(asked) < 2 or len(asked) < len(parts) or len(groups) < len(asked):
        return
    one, other = asked[0].fact, asked[1].fact
    said = f'"{rule.name}" spares a post where all lines of unless: hold together'
    note = f"it still acts where only {one} or only {other} is so"
    lines = ", ".join(f"{part.fact}: yes" for part in asked)
    help_ = f"where one of them is enough write  unless: {{any: [{lines}]}}, else  unless: {{all: [{lines}]}}"
    report.warning("W017", rule.at, said, note=note, help=help_)


def suspect_changes(rules: list[Rule], report: Report) -> None:
    """Live rules that change posts: what becomes of signed ones says a setting, which an owner must know."""
    for rule in rules:
        words = [word_of(one) for one in rule.then.actions if isinstance(one, _BREAKING)]
        if words and rule.mode == "live":
            said = f'the rule "{rule.name}" changes posts ({words[0]}): that breaks their signatures'
            help_ = (
                "most mail is signed today (DKIM); the setting  signed  says what becomes of it: "
                "change, return or hold. Write  mode: shadow  and look first"
            )
            report.warning("W012", rule.at, said, note="a change breaks the signature", help=help_)
            return


def held_where_unknown(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The rules that hold a post where a fact is unknown that may be: "member (sender.member)"."""
    asked = [
        (rule.name, _may_be_unknown(rule))
        for rule in rules
        if rule.mode != "off" and rule.fails_closed and not rule.on_unknown
    ]
    return tuple(f"{name} ({', '.join(facts)})" for name, facts in asked if facts)


def _may_be_unknown(rule: Rule) -> list[str]:
    asked = (*rule.when.all_facts, *(rule.unless.all_facts if rule.unless else ()))
    return [name for name in dict.fromkeys(asked) if (fact := VOCABULARY.find(name)) and fact.unknown]


def suspect_untried(rules: list[Rule], report: Report) -> None:
    """Rules that no example tries."""
    help_ = "write examples: with a post that it must catch, and one that it must let pass"
    for rule in rules:
        report.warning("W008", rule.at, f'the rule "{rule.name}" has no example', help=help_)


def suspect_dates(rules: list[Rule], today: dt.date, report: Report) -> None:
    """Rules whose time is over."""
    for rule in rules:
        if rule.until is not None and rule.until < today and rule.mode != "off":
            said = f'the rule "{rule.name}" ended on {rule.until}'
            report.warning("W007", rule.at, said, help="delete it, or give it a later until:")


def _suspect_overlap(rule: Rule, other: Rule, report: Report) -> None:
    """Two rules that do the same: one of them says nothing new."""
    if rule.then.disposition is None or rule.then.disposition is not other.then.disposition:
        return
    if rule.then.actions or other.then.actions or rule.unless != other.unless:
        return
    for wide, narrow in ((rule, other), (other, rule)):
        if not isinstance(wide.when, Always) and _covers(wide.when, narrow.when):
            said = f'the rule "{narrow.name}" matches only where "{wide.name}" does, with the same outcome'
            help_ = "an author reads both reasons; make one rule of the two, or give one an unless:"
            report.warning("W006", narrow.at, said, help=help_)
            return


def _suspect_waived(rule: Rule, by: Rule, report: Report) -> None:
    said = f'the rule "{rule.name}" is always waived by "{by.name}"'
    report.warning("W003", rule.at, said, help="delete one of the two, or change their conditions")


def _never(rule: Rule) -> str:
    """Why a rule cannot match, "" where it can."""
    every = needed(rule.when)
    for fact, within in dict.fromkeys((asked.fact, asked.within) for asked in every):
        tests = [
            test
            for asked in every
            if (asked.fact, asked.within) == (fact, within)
            for test in _tests_of(asked.test)
        ]
        if why := _contradiction(fact, tests):
            return why
    if rule.unless and _covers(rule.unless, rule.when):
        return "what unless: says holds whenever when: does"
    return ""


def _tests_of(test: Test) -> tuple[Test, ...]:
    return test.tests if isinstance(test, Every) else (test,)


def _contradiction(fact: str, tests: list[Test]) -> str:
    """Why no value passes all of the tests, "" where one may."""
    if _empty([test for test in tests if isinstance(test, Within)]):
        return f"no number fits what it says of {fact}"
    if len({test.wanted for test in tests if isinstance(test, Is)}) > 1:
        return f"{fact} cannot be yes and no"
    fixed = [test.words for test in tests if isinstance(test, OneOf)]
    fixed += [test.wanted for test in tests if isinstance(test, Among)]
    fixed += [frozenset([test.wanted]) for test in tests if isinstance(test, Compared) and test.how is IS]
    if fixed and not frozenset.intersection(*fixed):
        return f"{fact} cannot be all that at once"
    negated = [test.test for test in tests if isinstance(test, Not)]
    return f"{fact} cannot be so and not so" if any(test in negated for test in tests) else ""


def needed(condition: Condition) -> list[Asked]:
    """The tests that must all hold for the condition to hold."""
    if isinstance(condition, Asked):
        return [condition]
    if isinstance(condition, AllOf):
        return [asked for part in condition.parts for asked in needed(part)]
    if isinstance(condition, ByName) and condition.wanted:
        return needed(condition.condition)
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
    every = needed(narrow)
    return _is_and(wide) and all(any(_implies(one, asked) for one in every) for asked in needed(wide))


def _implies(narrow: Asked, wide: Asked) -> bool:
    """Whether one test of a fact holds only where another does."""
    if (narrow.fact, narrow.within) != (wide.fact, wide.within):
        return False
    one, other = narrow.test, wide.test
    if one == other:
        return True
    return isinstance(one, Within) and isinstance(other, Within) and _lies_in(one, other)


def _lies_in(one: Within, other: Within) -> bool:
    strict = other.strict and not one.strict
    above = other.least is None or (
        one.least is not None and (one.least > other.least or (one.least == other.least and not strict))
    )
    below = other.most is None or (
        one.most is not None and (one.most < other.most or (one.most == other.most and not strict))
    )
    return above and below


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
