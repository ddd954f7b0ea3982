"""Reads the keys of a rule into a ``Rule``, and changes of inherited rules."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial

from bot.facts import Question, nearest
from bot.policy.compile.action_parser import DISPOSITIONS, read_then
from bot.policy.compile.condition_parser import Asking
from bot.policy.compile.habits.keys import STANDS_FOR, rule_key
from bot.policy.compile.habits.whole.because import is_foreign
from bot.policy.compile.habits.whole.rule import mended
from bot.policy.compile.message_parser import over_spans, read_because, read_guideline
from bot.policy.errors import Report, meant
from bot.policy.model import keywords
from bot.policy.model.conditions import AnyOf, Condition, questions
from bot.policy.model.messages import Because
from bot.policy.model.rule import Rule, Then
from bot.policy.model.verdict import OF_GUARDS
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence, last_line, quotes_help, what_it_is
from bot.policy.source.parse import read_nodes, unknown_keys

RULE_KEYS = tuple(keywords.RULE)
CHANGE_KEYS = tuple(keywords.CHANGE)
MODES = tuple(keywords.MODES)
ON_UNKNOWN = tuple(keywords.ON_UNKNOWN)


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads the rules of one file with the names that are known there."""

    asking: Asking
    report: Report

    def rule(self, node: Mapping) -> Rule | None:
        """One rule; None, with errors in the report, where something is wrong with it."""
        before = self.report.count
        rule = self._read(node)
        if rule is None and self.asking.tries_advice:
            whole = partial(mended, node, self.asking.advice, _said_of_then, self._loads)
            least = 1 if is_foreign(node.get("because")) else 2
            self.report.mend(before, node.at, last_line(node), whole, least=least)
        return rule

    def _loads(self, text: str) -> bool:
        """Whether a text is a rule of which nothing is said."""
        report = Report()
        root = read_nodes(text.encode(), "advice", report)
        asking = self.asking.aside(report)
        rules = root.items if isinstance(root, Sequence) else ()
        read = [RuleReader(asking, report).rule(rule) for rule in rules if isinstance(rule, Mapping)]
        return len(read) == 1 and None not in read and not report.errors and not report.warnings

    def _read(self, node: Mapping) -> Rule | None:
        before, advice = self.report.count, self.asking.advice
        unknown_keys(node, RULE_KEYS, "a rule", self.report, lambda entry: rule_key(entry, advice))
        name = self._name(node)
        when = self._when(node)
        unless = node.get("unless")
        exception = self.asking.condition(unless, "unless") if unless else None
        then = self._then_of(node)
        because = self._because(node, then)
        if because and when:
            asked = questions(when) | (questions(exception) if exception else frozenset())
            because = self._over_spans(because, asked, node)
        guideline = read_guideline(node.get("guideline"), self.asking.scope, self.report)
        mode, on_unknown = self.mode(node.get("mode")), self.on_unknown(node.get("on_unknown"))
        since, until = self.day(node.get("from"), "from"), self.day(node.get("until"), "until")
        if self.report.count > before or name is None or when is None or then is None:
            return None
        return Rule(
            name=name.text,
            at=name.at,
            when=when,
            unless=exception,
            then=then,
            because=because,
            guideline=guideline,
            mode=mode,
            since=since,
            until=until,
            on_unknown=on_unknown,
        )

    def changed(self, rule: Rule, change: Mapping) -> Rule:
        """The rule as an inheriting file wants it: mode, on_unknown, then, until, sentences, also_unless."""
        unknown_keys(change, CHANGE_KEYS, f'a change of "{rule.name}"', self.report)
        rule = self._reworded(rule, change)
        if (mode := change.get("mode")) is not None:
            rule = replace(rule, mode=self.mode(mode))
        if (on_unknown := change.get("on_unknown")) is not None:
            rule = replace(rule, on_unknown=self.on_unknown(on_unknown))
        if (then := change.get("then")) is not None:
            rule = self._with_then(rule, then)
        if (until := change.get("until")) is not None:
            rule = replace(rule, until=self.day(until, "until"))
        if (also := change.get("also_unless")) is not None:
            rule = self._with_exception(rule, also)
        return rule

    def _reworded(self, rule: Rule, change: Mapping) -> Rule:
        """The rule with the sentences of a change; no guideline in the old words stays beside new ones."""
        if change.get("because") is not None and (because := self._because(change, None)):
            because = self._over_spans(because, rule.questions, change)
            rule = replace(rule, because=because, guideline="" if rule.guideline == "" else None)
        if (guideline := change.get("guideline")) is not None:
            rule = replace(rule, guideline=read_guideline(guideline, self.asking.scope, self.report))
        return rule

    def _with_then(self, rule: Rule, node: Node) -> Rule:
        then = read_then(node, self.report)
        if then and then.must_say and rule.because is None:
            does = "warn an author" if then.warns else "return a post"
            said = f'"{rule.name}" cannot {does}: it has no because:'
            self.report.error("R015", node.at, said, help="write a rule of your own, with because:")
        return replace(rule, then=then) if then else rule

    def _with_exception(self, rule: Rule, node: Node) -> Rule:
        also = self.asking.condition(node, "also_unless")
        if also is None:
            return rule
        return replace(rule, unless=AnyOf((rule.unless, also)) if rule.unless else also)

    def _name(self, node: Mapping) -> Scalar | None:
        name = node.get("name")
        if isinstance(name, Scalar) and name.text.strip():
            return self._free(name)
        if name is None and misspelt(node, "name"):
            return None
        at = name.at if name else node.at
        self.report.error(
            "R005",
            at,
            "a rule without a name",
            help="write  name: what-it-guards  as the first line of the rule",
        )
        return None

    def _free(self, name: Scalar) -> Scalar | None:
        """The name, unless it could be taken for that of a guard, or cannot be shown."""
        if not name.text.isprintable():
            self.report.error("R005", name.at, "the name has a character that cannot be shown")
            return None
        if not name.text.strip().lower().startswith(OF_GUARDS):
            return name
        said = f"the names that begin with {OF_GUARDS} are those of the bot's own guards"
        self.report.error("R005", name.at, said, note="reserved", help="give the rule another name")
        return None

    def _when(self, node: Mapping) -> Condition | None:
        when = node.get("when")
        if when is not None:
            return self.asking.condition(when, "when")
        if misspelt(node, "when"):
            return None
        help_ = 'say when the rule acts; "when: always" for every post'
        self.report.error("R005", node.at, f"{_called(node)} has no when:", help=help_)
        return None

    def _then_of(self, node: Mapping) -> Then | None:
        then = node.get("then")
        if then is not None:
            return read_then(then, self.report)
        if misspelt(node, "then"):
            return None
        help_ = "write then: and one of " + ", ".join(DISPOSITIONS)
        self.report.error("R005", node.at, f"{_called(node)} has no then:", help=help_)
        return None

    def _because(self, node: Mapping, then: Then | None) -> Because | None:
        text = node.get("because")
        if isinstance(text, Scalar) and text.text.strip():
            return read_because(text, self.asking.scope, self.report)
        if text is not None:
            help_ = "write | after because: and the sentences on the next lines, indented"
            help_ = quotes_help(text, help_)
            self.report.error("R014", text.at, f"because: needs a text, not {what_it_is(text)}", help=help_)
        elif then and then.must_say and not misspelt(node, "because"):
            help_ = "write because: and a polite sentence that tells the author what to change"
            self.report.error(
                "R014",
                node.at,
                f"{_called(node)} {'warns authors' if then.warns else 'returns posts'} without saying why",
                help=help_,
            )
        return None

    def _over_spans(self, because: Because, asked: frozenset[Question], node: Mapping) -> Because:
        text = node.get("because")
        return over_spans(because, asked, text, self.report) if isinstance(text, Scalar) else because

    def mode(self, node: Node | None) -> str:
        """``live`` (the default), ``shadow`` or ``off``."""
        word = node.text if isinstance(node, Scalar) else ""
        if node is None or word in MODES:
            return word or "live"
        help_ = meant(word, MODES, else_say="delete this line, or write  mode: shadow  or  mode: off")
        self.report.error("R005", node.at, f'unknown mode "{word}"', note="no such mode", help=help_)
        return "off"

    def on_unknown(self, node: Node | None) -> str:
        """``hold``, ``ignore``, or "" where nothing is said."""
        word = node.text if isinstance(node, Scalar) else ""
        if node is not None and word not in ON_UNKNOWN:
            said = f'after "on_unknown" comes hold or ignore, not "{word}"'
            self.report.error("R005", node.at, said, help=meant(word, ON_UNKNOWN))
        return word

    def day(self, node: Node | None, key: str) -> dt.date | None:
        """A date such as 2026-01-31."""
        if node is None:
            return None
        try:
            return dt.date.fromisoformat(node.text if isinstance(node, Scalar) else "")
        except ValueError:
            self.report.error("R013", node.at, f"{key}: needs a date", help="write it as 2026-01-31")
            return None


def _said_of_then(node: Node) -> str:
    report = Report()
    read_then(node, report)
    return report.errors[0].help if report.errors else ""


def misspelt(node: Mapping, key: str) -> bool:
    """Whether the rule has the key in a wrong spelling, which is told already."""
    others = (entry.key.text for entry in node if entry.key.text not in RULE_KEYS)
    return any(key in {STANDS_FOR.get(other.lower()), nearest(other, RULE_KEYS)} for other in others)


def _called(node: Mapping) -> str:
    name = node.get("name")
    return f'the rule "{name.text}"' if isinstance(name, Scalar) and name.text else "a rule"
