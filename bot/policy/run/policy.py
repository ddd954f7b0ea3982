"""A policy: a checked set of rules that can judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.facts import Question
from bot.policy.errors import RulesError
from bot.policy.model.rule import Rule
from bot.policy.run.compiled_rule import Ready
from bot.policy.run.evaluate import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    A rule set, ready.

    ``rules`` in the order of the files, inherited ones first. ``digest`` is
    the sha256 (hex) over every rule file read; ``files`` holds these files,
    lists and the posts of their examples as bytes, by path, so that the set can be kept.
    ``examples`` counts the examples that were run. ``guideline`` opens the list's page of guidelines.
    ``names`` are its named conditions as functions. ``may_idle``: some rule is off on some days, or always.
    ``lists`` are those of the file itself, with what it inherits, by name.
    ``questions`` are all that the rules ask about the past: they are looked up before ``decide``.
    """

    name: str
    rules: tuple[Rule, ...]
    digest: str
    files: Mapping[str, bytes]
    warnings: tuple[RulesError, ...] = ()
    examples: int = 0
    guideline: str = ""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ready: tuple[Ready, ...] = field(init=False, repr=False, compare=False)
    names: Names = field(init=False, repr=False, compare=False)
    may_idle: bool = field(init=False, repr=False, compare=False)
    questions: frozenset[Question] = field(init=False)

    def __post_init__(self) -> None:
        asked = [rule.questions for rule in self.rules if rule.mode != "off"]
        object.__setattr__(self, "names", Names())
        ready = tuple(Ready(rule, self.names) for rule in self.rules)
        object.__setattr__(self, "ready", ready)
        object.__setattr__(self, "may_idle", any(one.may_idle for one in ready))
        object.__setattr__(self, "questions", frozenset[Question]().union(*asked))
