"""Runs the examples of rules at every load, so that a rule cannot stop doing what its owner meant."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot import mail
from bot.facts import (
    VOCABULARY,
    Context,
    ExampleFacts,
    GivenFacts,
    Known,
)
from bot.policy.compile.action_parser import DISPOSITIONS, SHORT
from bot.policy.compile.documents import Library, beside, reason
from bot.policy.errors import Report, meant
from bot.policy.examples.contradictions import contradictions
from bot.policy.examples.example_facts import as_in_mail
from bot.policy.examples.example_values import known_value, value_help
from bot.policy.model import keywords
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Disposition, Outcome
from bot.policy.run.compiled_rule import Judged
from bot.policy.run.decide import judge
from bot.policy.run.why_different import difference
from bot.policy.source.nodes import Entry, Mapping, Node, Scalar, Sequence, what_it_is
from bot.policy.source.parse import unknown_keys

KEYS = tuple(keywords.EXAMPLE)
EXPECTED = (*DISPOSITIONS, SHORT, "match", "no match", "unknown")
_NOTHING = "no match"
_NOTHING_WORDS = frozenset(
    ("nothing", "none", "no", "pass", "passes", "ok", "okay", "allowed", "ignore", "no_match")
)
NOW = dt.datetime(2026, 1, 7, 12, tzinfo=dt.UTC)  # a Wednesday; examples give another day where it matters


@dataclass(frozen=True, slots=True)
class Examples:
    """Runs the examples of the rules of one file."""

    library: Library
    report: Report

    def run(self, rule: Rule | None, node: Mapping) -> int:
        """Check (and, where the rule is sound, run) the examples of one rule; how many there are."""
        examples = node.get("examples")
        if examples is None:
            return 0
        if not isinstance(examples, Sequence):
            help_ = "write each example after a hyphen:  - facts: {own.words: 5}"
            self.report.error(
                "R013", examples.at, f"examples: needs a list, not {what_it_is(examples)}", help=help_
            )
            return 0
        for example in examples.items:
            self._one(rule, example)
        return len(examples.items)

    def _one(self, rule: Rule | None, node: Node) -> None:
        if not isinstance(node, Mapping):
            help_ = "write facts: or post:, and expect:"
            self.report.error(
                "R013", node.at, f"an example is lines of KEY: VALUE, not {what_it_is(node)}", help=help_
            )
            return
        before = self.report.count
        unknown_keys(node, KEYS, "an example", self.report)
        expected = self._expected(node)
        facts = self._facts(node)
        if rule is not None and facts is not None and expected and self.report.count == before:
            self._compare(rule, judge(_awake(rule), facts), expected, node)

    def _expected(self, node: Mapping) -> Scalar | None:
        facts = node.get("facts")
        expect = node.get("expect") or (facts.get("expect") if isinstance(facts, Mapping) else None)
        if isinstance(expect, Scalar) and expect.text in EXPECTED:
            return expect
        at = expect.at if expect else node.at
        word = expect.text if isinstance(expect, Scalar) else ""
        said = f'unknown expectation "{word}"' if word else "an example without expect:"
        help_ = f'did you mean "{_NOTHING}"?' if word.lower() in _NOTHING_WORDS else meant(word, EXPECTED)
        self.report.error("R016", at, said, help=help_)
        return None

    def _facts(self, node: Mapping) -> GivenFacts | ExampleFacts | None:
        given = self._given(node.get("facts"))
        post = node.get("post")
        if given is None:
            return None
        self._warn_of_contradictions(node, given)
        context = Context(now=NOW)
        given = as_in_mail(given, context)
        if post is not None:
            return self._of_post(post, given)
        if any(VOCABULARY.find(entry.key.text) for entry in node):
            return None  # told already
        if node.get("facts") is None:
            self.report.error(
                "R016", node.at, "an example without facts: or post:", help="write  facts: {own.words: 5}"
            )
            return None
        return GivenFacts(given, context)

    def _warn_of_contradictions(self, node: Mapping, given: dict[str, Known]) -> None:
        """An example of what can never be proves nothing; beside a post, facts only replace what it says."""
        facts = node.get("facts")
        if node.get("post") is not None or not isinstance(facts, Mapping):
            return
        for one in contradictions(given):
            entry = facts.entry(one.fact)
            at = entry.key.at if entry else node.at
            note = "no post is so, and the example proves nothing"
            self.report.warning("W016", at, one.why, note=note, help=one.help)

    def _of_post(self, node: Node, given: dict[str, Known]) -> ExampleFacts | None:
        name = node.text if isinstance(node, Scalar) else ""
        try:
            raw = self.library.post_file(beside(node.at.file, name))
        except OSError as error:
            said = f'the post "{name}" cannot be read: {reason(error)}'
            self.report.error(
                "R016",
                node.at,
                said,
                note="relative to this file",
                help="a post is a file such as short-comment.eml",
            )
            return None
        return ExampleFacts(mail.read(raw), Context(now=NOW), given)

    def _given(self, node: Node | None) -> dict[str, Known] | None:
        if node is None or (isinstance(node, Scalar) and node.empty):
            return {}
        if not isinstance(node, Mapping):
            help_ = "write  facts: {own.words: 5}"
            self.report.error(
                "R013", node.at, f"facts: needs lines of FACT: VALUE, not {what_it_is(node)}", help=help_
            )
            return None
        entries = list(self._without_torn(node))
        pairs = [(entry.key.text, self._value(entry)) for entry in entries]
        return {name: value for name, value in pairs if value is not None}

    def _without_torn(self, node: Mapping) -> Iterator[Entry]:
        """``{own: Well, I take it}``: the end of a text that a comma tore off is told, and passed over."""
        before: Entry | None = None
        for entry in node:
            torn = isinstance(entry.value, Scalar) and entry.value.empty and " " in entry.key.text
            if torn and before is not None and isinstance(before.value, Scalar):
                whole = f"{before.value.text}, {entry.key.text}".replace("'", "''")
                help_ = f"put single quotes around it:  {before.key.text}: '{whole}'"
                self.report.error("R002", entry.key.at, "a comma ends a text in braces", help=help_)
                continue
            before = entry
            yield entry

    def _value(self, entry: Entry) -> Known | None:
        fact = VOCABULARY.find(entry.key.text)
        if fact is None and entry.key.text in KEYS:
            said = f'"{entry.key.text}:" is a key of the example and begins too far right'
            self.report.error("R005", entry.key.at, said, help="begin it in the same column as facts:")
            return None
        if fact is None:
            help_ = meant(
                entry.key.text,
                [fact.name for fact in VOCABULARY],
                else_say="listwarden rules manual lists all facts",
            )
            self.report.error(
                "R006", entry.key.at, f'unknown fact "{entry.key.text}"', note="no such fact", help=help_
            )
            return None
        value = known_value(fact, entry.value, self.report)
        if value is None:
            said = f'"{fact.name}" is {fact.kind.phrase}'
            help_ = value_help(fact, entry.value)
            self.report.error("R016", entry.value.at, said, note="not possible here", help=help_)
        return value

    def _compare(self, rule: Rule, judged: Judged, expected: Scalar, node: Mapping) -> None:
        got = _got(rule, judged)
        if expected.text == got or (expected.text == "match" and judged.trace.outcome is Outcome.MATCH):
            return
        self.report.error(
            "R016",
            expected.at,
            f'an example of "{rule.name}" fails: expected {expected.text}, got {got}',
            note=f"got {got}",
            help=_why(rule, judged, expected.text, node),
        )


def _awake(rule: Rule) -> Rule:
    """The rule as if it were live: examples tell what it means, not when it runs."""
    return Rule(
        name=rule.name,
        at=rule.at,
        when=rule.when,
        unless=rule.unless,
        then=rule.then,
        because=rule.because,
        mode="live",
        since=None,
        until=None,
    )


def _got(rule: Rule, judged: Judged) -> str:
    if judged.failure:
        return f"a failure ({judged.failure})"
    if judged.trace.outcome is Outcome.MATCH:
        return rule.then.word or "match"
    return str(judged.trace.outcome)


def _why(rule: Rule, judged: Judged, expected: str, node: Mapping) -> str:
    """What makes the difference, and in which post."""
    post, got = node.get("post"), _got(rule, judged)
    if got == _NOTHING and expected == "accept" and rule.then.disposition is not Disposition.ACCEPT:
        return f"where a rule does nothing, the post passes: write  expect: {_NOTHING}"
    if isinstance(post, Scalar):
        return f"in {post.text}: {difference(judged.trace.conditions, expected, got)}"
    given = _names(node.get("facts"))
    return difference(judged.trace.conditions, expected, got, given)


def _names(facts: Node | None) -> frozenset[str]:
    """The facts that an example gives."""
    return frozenset(entry.key.text for entry in facts) if isinstance(facts, Mapping) else frozenset()
