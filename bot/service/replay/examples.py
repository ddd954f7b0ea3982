"""Labels into examples: what an owner said of real posts becomes what the rules must keep doing."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.facts import VOCABULARY
from bot.policy.rules import Rule
from bot.service.replay.again import Seen, look_again
from bot.service.replay.labels import ANY, Label
from bot.service.replay.run import Replay

HEAD = """\
# Examples from {labels}, made by listwarden replay.
# Put the lines below each name under "examples:" of the rule of that name. Paths are
# relative to {rules}.
# The posts are real: take out what nobody else should read before you pass the rules on.
"""


def write_examples(done: Replay, folder: Path) -> tuple[int, Path]:
    """
    Write each labelled post as .eml into a folder, with the lines for the rule file in examples.yaml.

    How many examples there are, and the path of that file. Labels of the whole
    post ("*") name no rule and become none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rules = {rule.name: rule for rule in done.policy.rules}
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for seen in look_again(done, _labelled(done)):
        path = folder / _name(seen)
        path.write_bytes(seen.found.raw)
        for label in done.request.labels[seen.row.key]:
            if label.rule in rules:
                found[label.rule].append(_example(rules[label.rule], label, path, seen))
    text = HEAD.format(labels="labels", rules=", ".join(done.request.rules))
    out = folder / "examples.yaml"
    body = "".join(_block(rule, examples) for rule, examples in found.items())
    out.write_text(f"{text}\n{body}", encoding="utf-8")
    return sum(map(len, found.values())), out


def _labelled(done: Replay) -> Iterator[Any]:
    """One post for each label."""
    for key, labels in done.request.labels.items():
        if any(label.rule != ANY for label in labels):
            yield from done.ledger.rows("key = ?", "unit, position LIMIT 1", key)


def _example(rule: Rule, label: Label, path: Path, seen: Seen) -> Mapping[str, Any]:
    home = Path(rule.file).resolve().parent
    expect = str(rule.then.disposition or "match") if label.right else "no match"
    example = {"post": _relative(path.resolve(), home), "expect": expect}
    facts = {
        name: value
        for name, value in seen.verdict.facts.items()
        if value is not None and _is_outside(rule, name)
    }
    return {"post": example["post"], **({"facts": facts} if facts else {}), "expect": expect}


def _is_outside(rule: Rule, name: str) -> bool:
    """Whether a fact that a rule asks does not stand in the post, so that the example must give it."""
    asked = {*rule.when.all_facts, *(rule.unless.all_facts if rule.unless else ())}
    fact = VOCABULARY.find(name)
    return name in asked and fact is not None and fact.outside


def _block(rule: str, examples: list[Mapping[str, Any]]) -> str:
    lines = yaml.safe_dump(examples, sort_keys=False, allow_unicode=True, default_flow_style=None, width=200)
    indented = "".join(f"      {line}\n" for line in lines.splitlines())
    return f"# {rule}\n    examples:\n{indented}\n"


def _relative(path: Path, home: Path) -> str:
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)


def _name(seen: Seen) -> str:
    """A file name from the subject, and from the key so that no two are the same."""
    words = re.sub(r"[^a-z0-9]+", "-", seen.row.subject.lower()).strip("-")[:40].strip("-") or "post"
    return f"{words}-{hashlib.sha256(seen.row.key.encode('utf-8', 'replace')).hexdigest()[:8]}.eml"
