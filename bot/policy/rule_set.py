"""Compiles rule files, from the oldest ancestor to the one that inherits, and runs their examples."""

from dataclasses import dataclass, field

from bot.policy.compile.condition_parser import Asking
from bot.policy.compile.documents import Document, Library
from bot.policy.compile.message_parser import read_guideline
from bot.policy.compile.rule_parser import RuleReader
from bot.policy.compile.scope import Scope, take_conditions, take_lists, take_values
from bot.policy.compile.word_files import with_files
from bot.policy.errors import Place, Report, meant
from bot.policy.examples.run_examples import Examples
from bot.policy.lint.counted import check_counted
from bot.policy.lint.warnings import (
    suspect_changes,
    suspect_names,
    suspect_rules,
    suspect_untried,
)
from bot.policy.model.rule import Rule
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence, what_it_is
from bot.policy.source.recovery.misplaced_keys import without_strays


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it stands in a file, and the changes of inheriting files to it."""

    node: Mapping
    changes: tuple[Mapping, ...] = ()


@dataclass(slots=True)
class Loading:
    """
    Compiles a file within the names that hold there, then an inheriting file within its own.

    ``at`` is the place that it has come to.
    """

    library: Library
    report: Report
    examples: int = 0
    guideline: str = ""
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    at: Place | None = None
    _written: dict[str, Written] = field(default_factory=dict)
    _called: dict[str, Node] = field(default_factory=dict)
    _untried: list[Rule] = field(default_factory=list)

    def rules_of(self, document: Document) -> list[Rule]:
        """The rules of the file and of its ancestors, each ancestor's examples run under its own names."""
        scope, rules = Scope(), list[Rule]()
        for one in document.ancestry:
            self.at = one.root.at
            scope = self._names(one, scope)
            rules = self._compiled(one, scope)
        self.lists = {name: one.entries for name, one in scope.lists.items()}
        return rules

    def _names(self, document: Document, before: Scope) -> Scope:
        scope, inherited = before.child(), bool(document.parents)
        take_values(document.root.get("values"), scope, self.report, inherited=inherited)
        lists = with_files(document.root.get("lists"), self.library, self.report)
        take_lists(lists, scope, self.report, inherited=inherited)
        take_conditions(document.root.get("conditions"), scope, self.report)
        return scope

    def _compiled(self, document: Document, scope: Scope) -> list[Rule]:
        asking = Asking(scope, self.report)
        reader = RuleReader(asking, self.report)
        for name in _own_conditions(document):
            if name in scope.conditions:
                asking.named(name)
        scope.used = {use for use in scope.used if use[0] != "condition"}
        self.guideline = read_guideline(document.root.get("guideline"), scope, self.report) or self.guideline
        inherited = self._inherited(document, reader)
        own = self._own(document, reader)
        rules = [*inherited, *own]
        self._check_exemptions(rules)
        check_counted(rules, scope.counted, self.report)
        sound = not self.report.count
        suspect_names(document, scope, self.report, sound=sound)
        if sound:
            suspect_rules(rules, self.report)
            suspect_changes(rules, self.report)
            suspect_untried(self._untried, self.report)
        return rules

    def _inherited(self, document: Document, reader: RuleReader) -> list[Rule]:
        """The ancestors' rules, read anew under this file's names, with its changes."""
        self._take_changes(document)
        rules = []
        for written in self._written.values():
            self.at = written.node.at
            rule = reader.rule(written.node)
            for change in written.changes:
                rule = reader.changed(rule, change) if rule else None
            rules += [rule] if rule else []
        return rules

    def _take_changes(self, document: Document) -> None:
        node = document.root.get("change")
        if node is None or not document.parents:
            return
        if not isinstance(node, Mapping):
            help_ = "write the name of an inherited rule, and below it mode:, then:, because: or also_unless:"
            self.report.error(
                "R013", node.at, f"change: needs lines below it, not {what_it_is(node)}", help=help_
            )
            return
        for entry in node:
            self._take_change(entry.key, entry.value)

    def _take_change(self, key: Scalar, value: Node) -> None:
        written = self._written.get(key.text)
        if written is None:
            note, help_ = "no inherited rule has this name", meant(key.text, tuple(self._written))
            self.report.error("R019", key.at, f'unknown rule "{key.text}"', note=note, help=help_)
        elif not isinstance(value, Mapping):
            self.report.error(
                "R013",
                value.at,
                f'the change of "{key.text}" is lines of KEY: VALUE',
                help="for example  {mode: off}",
            )
        else:
            self._written[key.text] = Written(written.node, (*written.changes, value))

    def _own(self, document: Document, reader: RuleReader) -> list[Rule]:
        """The rules that stand in the file itself, and their examples."""
        examples, rules = Examples(self.library, self.report), list[Rule]()
        for node in self._nodes(document):
            self.at = node.at
            rule = reader.rule(node)
            ran = examples.run(rule, node)
            self.examples += ran
            if rule and not ran:
                self._untried.append(rule)
            if self._is_new(node) and rule:
                self._written[rule.name] = Written(node)
                rules.append(rule)
        return rules

    def _is_new(self, node: Mapping) -> bool:
        """Whether no other rule has this one's name, be they sound or not."""
        name = node.get("name")
        if not isinstance(name, Scalar) or name.empty:
            return True
        before = self._written.get(name.text)
        first = (before.node.get("name") if before else None) or self._called.setdefault(name.text, name)
        if first is name:
            return True
        help_ = f"the other one is in {first.at.file}, line {first.at.line}; give this one a name of its own"
        self.report.error("R004", name.at, f'two rules are called "{name.text}"', help=help_)
        return False

    def _nodes(self, document: Document) -> list[Mapping]:
        node = document.root.get("rules")
        if node is None or (isinstance(node, Scalar) and node.empty):
            if not document.parents:
                self.report.error(
                    "R005",
                    document.root.at,
                    "the file has no rules:",
                    help="write rules: and a first rule after a hyphen",
                )
            return []
        if not isinstance(node, Sequence):
            help_ = "begin each rule with a hyphen:  - name: what-it-guards"
            self.report.error(
                "R013", node.at, f"rules: needs a list of rules, not {what_it_is(node)}", help=help_
            )
            return []
        for item in node.items:
            if not isinstance(item, Mapping):
                said = f"a rule is lines of KEY: VALUE, not {what_it_is(item)}"
                self.report.error("R013", item.at, said, help="begin it with  - name: what-it-guards")
        return [without_strays(item, self.report) for item in node.items if isinstance(item, Mapping)]

    def _check_exemptions(self, rules: list[Rule]) -> None:
        names = [rule.name for rule in rules]
        for rule in rules:
            for exempt in rule.then.exempts:
                if exempt.rule == rule.name:
                    self.report.error(
                        "R019", exempt.at, f'"{rule.name}" exempts from itself', help="name another rule"
                    )
                elif exempt.rule not in names:
                    note, help_ = "no such rule", meant(exempt.rule, names)
                    self.report.error(
                        "R019", exempt.at, f'unknown rule "{exempt.rule}"', note=note, help=help_
                    )


def _own_conditions(document: Document) -> list[str]:
    node = document.root.get("conditions")
    return [entry.key.text for entry in node] if isinstance(node, Mapping) else []
