"""Finds the lines of a post that a reason is about, so that its author sees them quoted."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Span

Range = tuple[int, int]


class Places(Protocol):
    """What knows where facts point."""

    def spans(self, name: str) -> tuple[Range, ...] | None:
        """The lines that a reason built on this fact is about; None where it is about no place."""


def lines_meant(rule: Rule, facts: Places) -> tuple[Span, ...]:
    """
    The lines that the reason of a matching rule is about.

    First choice are the facts that its sentence tells, then those that its own
    conditions name, then those of its named conditions.
    """
    for names in _names(rule):
        found = _places(names, facts)
        if found is not None:
            return tuple([Span(first_line=first, last_line=last) for first, last in found])
    return ()


def _names(rule: Rule) -> Iterator[tuple[str, ...]]:
    unless = rule.unless
    yield rule.because.facts if rule.because else ()
    yield (*rule.when.facts, *(unless.facts if unless else ()))
    yield (*rule.when.all_facts, *(unless.all_facts if unless else ()))


def _places(names: Iterable[str], facts: Places) -> list[Range] | None:
    """The lines of these facts, overlapping ones as one; None where none of them is about a place."""
    spans = [found for name in names if (found := facts.spans(name)) is not None]
    return _merged(sorted({span for found in spans for span in found})) if spans else None


def _merged(spans: list[Range]) -> list[Range]:
    kept: list[Range] = []
    for first, last in spans:
        if kept and first <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(last, kept[-1][1]))
        else:
            kept.append((first, last))
    return kept
