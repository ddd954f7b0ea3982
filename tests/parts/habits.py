"""
The habits of other systems: names x shapes in which people write a test, each tried as its owner would.

``habits.toml`` has the names that other systems give to what rules ask, and the shapes. Each line
is loaded; what the help offers is put in its place, and the rule that comes of it is tried on
facts that it must hit and facts that it must miss. So nobody has to say for each line which of
several equal forms is right.

right       the line is taken, or the line that is offered, and judges as it should
steps       the same after following the help twice or three times
named       nothing is offered, but the right fact is named
blank       nothing is offered, and the right fact is not named
misleading  what is offered judges otherwise
silent      taken as it stands, and judges otherwise
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bot.policy import Policy, RulesRefused, decide, load
from bot.policy.errors import RulesError
from tests.parts.rulefiles import Given, files

HEAD = "ruleset: t\nlanguage: 1\nrules:\n  - name: r\n"
TAIL = "    then: hold\n    because: Because.\n"
ABOUT_ALL = frozenset({"W001", "W008", "W012"})
STEPS = 3
_LINE = re.compile(r"\bwrite(?: it below when:)?  (?P<line>(?:any|all|none|when|[a-z]+(?:[.][\w-]+)*):.*)")
_TEST = re.compile(r"\bwrite \"(?P<test>[^\"]+)\"|\bwrite (?P<group>\{.+\})|\bwrite (?P<number>\d+)$")
_WORD = re.compile(r"did you mean \"(?P<word>[^\"]+)\"\?")
_ASIDE = re.compile(r"; for these very words|; if |; for less|  \(|  or  | if thousands")


class Meaning(NamedTuple):
    """What is asked: its fact, the names of it elsewhere, and facts that must be hit and missed."""

    fact: str
    names: tuple[str, ...]
    shapes: str
    fill: Mapping[str, str]
    hits: tuple[Mapping[str, object], ...]
    misses: tuple[Mapping[str, object], ...]


class Guess(NamedTuple):
    """One line that somebody writes."""

    meaning: Meaning
    written: str
    shape: str
    contrary: bool


def table() -> Mapping[str, object]:
    """``habits.toml``."""
    return tomllib.loads((Path(__file__).parent / "habits.toml").read_text("utf-8"))


def meanings(told: Mapping[str, object]) -> Iterator[Meaning]:
    """Every meaning of the table."""
    for one in told["meaning"]:  # type: ignore[attr-defined]
        yield Meaning(
            one["fact"],
            tuple(one["names"]),
            one["shapes"],
            one.get("fill", {}),
            tuple(map(_facts, one["hits"])),
            tuple(map(_facts, one["misses"])),
        )


def _facts(given: Mapping[str, object]) -> Mapping[str, object]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def guesses() -> Iterator[Guess]:
    """Names x shapes."""
    told = table()
    shapes: Mapping[str, list[str]] = told["shapes"]  # type: ignore[assignment]
    for meaning in meanings(told):
        for name in meaning.names:
            for kind in (meaning.shapes, f"not_{meaning.shapes}"):
                for shape in shapes.get(kind, ()):
                    written = shape.replace("NAME", name)
                    for gap, text in meaning.fill.items():
                        written = written.replace(gap, text)
                    yield Guess(meaning, written, shape, kind.startswith("not_"))


def rule_of(written: str) -> str:
    """The rule file with a line, or with an expression behind ``when: ``."""
    inner = written if written.startswith("when:") else f"when:\n      {written}"
    return f"{HEAD}    {inner}\n{TAIL}"


def verdict_of(guess: Guess) -> tuple[str, str]:
    """The kind of the guess, and what was said last."""
    written, first, steps = guess.written, "", 0
    while True:
        policy, said = _loaded(written)
        if policy is not None and (steps or not said):
            good = _judges(policy, guess)
            kind = ("right" if steps < 2 else "steps") if good else ("misleading" if steps else "silent")
            return kind, first or "taken"
        first = first or " | ".join(f"{one.message} = {one.help}" for one in said)
        offered = next((line for one in said if (line := _offered(written, one))), "")
        if not offered or steps == STEPS or offered == written:
            named = re.search(rf"(?<![\w.]){re.escape(guess.meaning.fact)}(?![\w.])", first) is not None
            return ("misleading" if steps else "named" if named else "blank"), first
        written, steps = offered, steps + 1


def _loaded(written: str) -> tuple[Policy | None, list[RulesError]]:
    try:
        policy = load("rules.yaml", files(rules=rule_of(written)).read)
    except RulesRefused as refused:
        return None, list(refused.errors)
    return policy, [one for one in policy.warnings if one.code not in ABOUT_ALL]


def _offered(written: str, said: RulesError) -> str:
    """The line after what is offered was put into its place, "" where nothing is."""
    help_ = _ASIDE.split(said.help)[0].strip()
    if help_.startswith("for example") or "for example" in help_.partition("write")[0]:
        return ""
    if (found := _LINE.search(help_)) is not None:
        line = found["line"].strip()
        return "" if line in {"any:", "all:", "none:"} else line
    key, _, value = written.partition(": ")
    if (found := _TEST.search(help_)) is not None and value:
        return f"{key}: {found['test'] or found['group'] or found['number']}"
    if (found := _WORD.search(help_)) is not None and value:
        return written.replace(said.source[said.column - 1 : said.column - 1 + said.width], found["word"], 1)
    return ""


def _judges(policy: Policy, guess: Guess) -> bool:
    """Whether the rule hits and misses what it should."""
    hits, misses = guess.meaning.hits, guess.meaning.misses
    hits, misses = (misses, hits) if guess.contrary else (hits, misses)
    return all(_acts(policy, one) for one in hits) and not any(_acts(policy, one) for one in misses)


def _acts(policy: Policy, facts: Mapping[str, object]) -> bool:
    return decide(policy, Given(facts)).disposition == "hold"  # type: ignore[arg-type]
