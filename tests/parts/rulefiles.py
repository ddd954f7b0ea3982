"""Rule files and facts, in few words."""

import datetime as dt
from collections.abc import Mapping

from bot.facts import Context, Facts, GivenFacts, Value
from bot.mail import read
from bot.policy import Policy, RulesRefused, decide, load
from bot.policy.model.verdict import Verdict

NOW = dt.datetime(2026, 1, 7, 12, tzinfo=dt.UTC)
HEAD = "ruleset: test\nlanguage: 1\n"
OPENING = ("rules:", "values:", "lists:", "conditions:", "inherits:", "change:")


class Files(dict[str, bytes]):
    """Files in memory, as ``read`` of a policy."""

    def read(self, path: str) -> bytes:
        """The bytes of a path."""
        if path not in self:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self[path]


def files(**texts: str) -> Files:
    """Rule files by name; ``a="..."`` is a.yaml."""
    return Files({f"{name}.yaml": text.encode() for name, text in texts.items()})


def policy_of(text: str, **others: str) -> Policy:
    """The policy of rules.yaml with this text, head added where it is missing."""
    whole = HEAD + text if text.startswith(OPENING) else text
    return load("rules.yaml", files(rules=whole, **others).read)


def refusal_of(text: str, **others: str) -> str:
    """What people see of a refused file."""
    try:
        policy = policy_of(text, **others)
    except RulesRefused as refused:
        return refused.render()
    raise AssertionError(f"not refused: {policy}")


def warnings_of(text: str) -> str:
    """What people see of the warnings of a good file."""
    return "\n\n".join(warning.render() for warning in policy_of(text).warnings)


def rule(name: str = "r", when: str = "always", then: str = "hold", **more: str) -> str:
    """One rule as text."""
    lines = [f"  - name: {name}", f"    when: {when}", f"    then: {then}"]
    if "return" in then and "because" not in more:
        more["because"] = f"{name} says so."
    return "\n".join([*lines, *(f"    {key.rstrip('_')}: {value}" for key, value in more.items())]) + "\n"


def rules(*texts: str) -> str:
    """A file of rules."""
    return "rules:\n" + "".join(texts)


class Given(GivenFacts):
    """Given facts of which some are unknown."""

    def __init__(self, values: Mapping[str, Value], now: dt.datetime = NOW) -> None:
        super().__init__({}, Context(now=now))
        self.values = values

    def __getitem__(self, name: str) -> Value:
        return self.values[name] if name in self.values else super().__getitem__(name)


def judged(text: str, now: dt.datetime = NOW, **facts: Value) -> Verdict:
    """The verdict of a rule file on facts; ``own_words`` is own.words."""
    values = {name.replace("_", ".", 1): value for name, value in facts.items()}
    return decide(policy_of(text), Given(values, now))


def judged_post(text: str, raw: bytes) -> Verdict:
    """The verdict of a rule file on a message."""
    return decide(policy_of(text), Facts(read(raw), Context(now=NOW)))


def outcomes(verdict: Verdict) -> dict[str, str]:
    """What became of each rule."""
    return {rule.name: str(rule.outcome) for rule in verdict.rules}
