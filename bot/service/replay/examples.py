"""Labels into examples: what an owner said of real posts becomes what the rules must keep doing."""

import hashlib
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import PermanentFailure
from bot.facts import VOCABULARY
from bot.facts.facts import over
from bot.policy import RulesRefused, load
from bot.policy.model.rule import Rule
from bot.printable import dropped
from bot.service.private_files import write_private
from bot.service.replay.inserting import NoPlaceError, inserted, place_of, posts_in
from bot.service.replay.labels import ANY, Label
from bot.service.replay.reread import Seen, reread
from bot.service.replay.row import Row
from bot.service.replay.run import Replay
from bot.service.rule_files import reader_of

LEFT_OVER = "examples.yaml"
HEAD = """\
# Examples that listwarden replay could not put into the rules, with the reason above each.
# The lines of an example go below "examples:" of the rule that is named.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled post as an example of a rule: its lines in a rule file, the post's name there."""

    rule: Rule
    post: str
    lines: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Written:
    """
    What became of the labels.

    ``added`` and ``copies`` by rule file: how many examples were put into it,
    and where the file is as it was before. ``known`` were there already.
    ``left`` are examples that are not in the rules, with the reason; they
    stand in the file ``rest``.
    """

    folder: Path
    added: dict[Path, int] = field(default_factory=dict)
    copies: dict[Path, Path] = field(default_factory=dict)
    known: int = 0
    left: list[tuple[Example, str]] = field(default_factory=list)

    @property
    def rest(self) -> Path:
        """The file of those that could not be put into the rules."""
        return self.folder / LEFT_OVER


def write_examples(done: Replay, folder: Path) -> Written:
    """
    Write each labelled post as .eml into a folder, and an example of it into the rule file.

    A copy of each changed file is kept beside it. An example that does not
    hold, since the rule does not yet do what the label says, would make the rules refused: it
    is left out and told. Labels of the whole post ("*") name no rule and become none.
    """
    written = Written(folder=folder)
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        for file, examples in _by_file(_examples(done, folder)).items():
            _into(file, examples, done, written)
        _keep_rest(written)
    except OSError as error:
        raise PermanentFailure(f"{error.filename} cannot be written: {error.strerror or error}") from error
    return written


def _examples(done: Replay, folder: Path) -> Iterator[Example]:
    rules = {rule.name: rule for rule in done.policy.rules}
    for seen in reread(done, _labelled(done)):
        path = folder / _name(seen)
        write_private(path, seen.found.raw, like=Path(done.request.rules[0]))
        for label in done.request.labels[seen.row.key]:
            if label.rule in rules:
                yield _example(rules[label.rule], label, path, seen)


def _labelled(done: Replay) -> Iterator[Row]:
    """One post for each label."""
    for key, labels in done.request.labels.items():
        if any(label.rule != ANY for label in labels):
            yield from done.ledger.rows("key = ?", "unit, position LIMIT 1", key)


def _by_file(examples: Iterable[Example]) -> Mapping[Path, list[Example]]:
    found: defaultdict[Path, list[Example]] = defaultdict(list)
    for example in examples:
        found[Path(example.rule.file)].append(example)
    return found


def _by_rule(examples: Iterable[Example]) -> Mapping[str, list[Example]]:
    found: defaultdict[str, list[Example]] = defaultdict(list)
    for example in examples:
        found[example.rule.name].append(example)
    return found


def _into(file: Path, examples: Sequence[Example], done: Replay, written: Written) -> None:
    """Put the examples that hold into one rule file."""
    before = file.read_bytes().decode("utf-8")
    text, count = _with(before, list(_new(before, examples, written)), file, done, written)
    if count:
        written.copies[file] = _replace(file, text)
        written.added[file] = count


def _new(text: str, examples: Sequence[Example], written: Written) -> Iterator[Example]:
    """The examples that the file has not and that have a place in it; the others are noted."""
    for rule, those in _by_rule(examples).items():
        try:
            known = posts_in(text, rule)
            place_of(text, rule)
        except NoPlaceError as reason:
            written.left += [(example, str(reason)) for example in those]
            continue
        written.known += sum(example.post in known for example in those)
        yield from (example for example in those if example.post not in known)


def _with(
    text: str, examples: Sequence[Example], file: Path, done: Replay, written: Written
) -> tuple[str, int]:
    """
    The file with the examples that hold, and how many.

    Each try loads the rules and with them reads every example, so all are tried
    at once, and halves of them only where some do not hold.
    """
    if not examples:
        return text, 0
    tried = text
    for rule, those in _by_rule(examples).items():
        tried = inserted(tried, rule, [example.lines for example in those])
    why = _refused(done, file, tried)
    if not why:
        return tried, len(examples)
    if len(examples) == 1:
        written.left.append((examples[0], why))
        return text, 0
    half = len(examples) // 2
    text, first = _with(text, examples[:half], file, done, written)
    text, second = _with(text, examples[half:], file, done, written)
    return text, first + second


def _refused(done: Replay, file: Path, text: str) -> str:
    """Why the rules would be refused with this text in the file, "" where they would not."""
    from_disk = reader_of(*done.request.rules)

    def read(path: str) -> bytes:
        return text.encode() if Path(path) == file else from_disk(path)

    for path in done.request.rules:
        try:
            load(path, read)
        except RulesRefused as refused:
            return refused.errors[0].message
    return ""


def _replace(file: Path, text: str) -> Path:
    """Write a file anew, at once for a bot that reads it meanwhile; where the old one is kept."""
    copies = (file.with_name(f"{file.name}.bak{number or ''}") for number in range(10_000))
    copy = next(one for one in copies if not one.exists())
    shutil.copy2(file, copy)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(text.encode())
    shutil.copymode(file, fresh)
    fresh.replace(file.resolve())
    return copy


def _keep_rest(written: Written) -> None:
    written.rest.unlink(missing_ok=True)
    if not written.left:
        return
    blocks = [HEAD]
    for example, why in written.left:
        told = "".join(f"# {line}\n" for line in why.splitlines())
        body = "\n    ".join(example.lines)
        blocks.append(f"# {example.rule.name}\n{told}  - {body}\n")
    write_private(written.rest, "\n".join(blocks).encode())


def _example(rule: Rule, label: Label, path: Path, seen: Seen) -> Example:
    expect = str(rule.then.disposition or "match") if label.right else "no match"
    post = _relative(path.resolve(), Path(rule.file).resolve().parent)
    facts = _from_outside(rule, seen)
    told = _yaml({"facts": facts}).strip()[1:-1] if facts else ""
    first = _yaml(post).removesuffix("...\n").strip()
    note = dropped(" ".join(label.note.split()))
    head = f"post: {first}  # {note}" if note else f"post: {first}"
    return Example(rule=rule, post=post, lines=(head, *([told] if told else []), f"expect: {expect}"))


def _yaml(value: Any) -> str:
    """A value in one line."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, default_flow_style=True, width=1e9)


class _Dumper(yaml.SafeDumper):
    """Writes as people write rules: yes and no."""


_Dumper.add_representer(
    bool, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no")
)


def _from_outside(rule: Rule, seen: Seen) -> dict[str, Any]:
    """What a rule asks and the post does not tell: the example must give it."""
    facts, answers = VOCABULARY, seen.verdict.facts
    asked = {*rule.when.all_facts, *(rule.unless.all_facts if rule.unless else ())}
    plain = {name for name in asked if (fact := facts.find(name)) and fact.outside}
    found = {name: answers[name] for name in sorted(plain) if answers.get(name) is not None}
    for one in sorted(rule.questions, key=lambda one: (one.fact, one.within)):
        answer = answers.get(over(one.fact, one.within))
        if answer is not None:
            found.setdefault(one.fact, answer)
    return found


def _relative(path: Path, home: Path) -> str:
    """A path as a rule file names it: relative to itself where both lie near each other."""
    near = os.path.relpath(path, home)
    return str(path) if Path(near).parts[:2] == ("..", "..") else near


def _name(seen: Seen) -> str:
    """A file name from the subject, and from the key so that no two are the same."""
    words = re.sub(r"[^a-z0-9]+", "-", seen.row.subject.lower()).strip("-")[:40].strip("-") or "post"
    return f"{words}-{hashlib.sha256(seen.row.key.encode('utf-8', 'replace')).hexdigest()[:8]}.eml"
