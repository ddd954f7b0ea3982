"""The rules of a replay: one file or several, as they were when it began."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import PermanentFailure
from bot.policy import Policy, load
from bot.policy.model.rule import Rule
from bot.service.rule_files import reader_of

STAFF = "staff"


class TwoOfOneName(PermanentFailure):
    """Two files hold different rules of one name; replay cannot tell them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """
    Rule files that judge together, with the bytes that were read: it can be pickled.

    ``paths`` as they were named; ``files`` every file that they needed.
    """

    paths: tuple[str, ...]
    files: Mapping[str, bytes]

    def policy(self) -> Policy:
        """The policy, compiled from the kept bytes."""
        return together([load(path, self._read) for path in self.paths])

    def _read(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(2, "not among the files of the replay", path)
        return self.files[path]

    @property
    def name(self) -> str:
        """The paths, as a person named them."""
        return " + ".join(self.paths)


def read_rules(paths: Sequence[str]) -> tuple[RuleSet, Policy]:
    """The rule sets of these files; raises RulesRefused, or TwoOfOneName."""
    read = reader_of(*paths)
    policies = [load(path, read) for path in paths]
    files = {name: raw for policy in policies for name, raw in policy.files.items()}
    return RuleSet(paths=tuple(paths), files=files), together(policies)


def together(policies: Sequence[Policy]) -> Policy:
    """One policy of several: each rule with the values of its own file, a rule that two inherit once."""
    if len(policies) == 1:
        return policies[0]
    rules: dict[str, Rule] = {}
    for rule in (rule for policy in policies for rule in policy.rules):
        other = rules.setdefault(rule.name, rule)
        if (other.file, other.line) != (rule.file, rule.line):
            raise TwoOfOneName(
                f'two rules are called "{rule.name}": {other.file}, line {other.line}, and {rule.file}, '
                f"line {rule.line}. Give one of them another name, or compare the files with --against."
            )
    return Policy(
        name=" + ".join(policy.name for policy in policies),
        rules=tuple(rules.values()),
        digest=hashlib.sha256("".join(policy.digest for policy in policies).encode()).hexdigest(),
        files={name: raw for policy in policies for name, raw in policy.files.items()},
        lists={STAFF: tuple(sorted(address for policy in policies for address in staff_of(policy)))},
    )


def staff_of(policy: Policy) -> frozenset[str]:
    """The addresses in the lists called ``staff``, lower case."""
    return frozenset(address.strip().lower() for address in policy.lists.get(STAFF, ()))
