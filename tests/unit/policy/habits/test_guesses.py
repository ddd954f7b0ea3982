"""
What owners write with the habits of other systems: each guess leads in one step to the right rule.

``guesses.txt`` has the guesses. One is right where the help names the rule that is
meant, asked where it offers nothing or several things, misleading where it leads to
another rule, silent where the file is taken without a word.
"""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.facts import VOCABULARY
from bot.policy import RulesRefused, load
from bot.policy.model.synonyms import CALLED
from tests.parts.rulefiles import files

HEAD = """\
ruleset: t
language: 1
values: {most: 50}
lists: {staff: [kim@example.org, lee@example.org], blocked: [hate.example, worse.example]}
rules:
  - name: r
"""
ABOUT_ALL = frozenset({"W001", "W008", "W012"})
"""Warnings that speak of the rule as a whole, whatever it asks."""

NOTHING = "nothing"
"""What no rule can ask or do: help that offers no line for it is right."""

OFFERS = re.compile(r"\bwrite\b|did you mean", re.IGNORECASE)


class Guess(NamedTuple):
    """One line of ``guesses.txt``."""

    line: int
    where: str
    written: str
    right: tuple[str, ...]


def guesses(name):
    """All guesses of one file, in its order."""
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if "  =>  " in line and not line.startswith("#"):
            head, _, right = line.partition("  =>  ")
            where, _, written = head.partition(": ")
            yield Guess(number, where, written, tuple(right.split("  or  ")))


FILES = {name: list(guesses(name)) for name in ("guesses.txt", "vocabularies.txt", "unread.txt")}


def file_of(guess):
    """The rule file in which the guess stands."""
    when = "    when:\n      {}\n".format(guess.written if guess.where == "when" else "own.words: over 3")
    then = "    then: {}\n".format(guess.written if guess.where == "then" else "hold")
    body = when + then + "    because: Because.\n"
    if guess.where == "rule":
        taken = {
            "when": "when",
            "if": "when",
            "on": "when",
            "conditions": "when",
            "condition": "when",
            "trigger": "when",
        }
        taken |= dict.fromkeys(("action", "actions", "sequence", "run", "steps"), "then")
        taken |= dict.fromkeys(("action_reason", "comment", "message", "reason"), "because")
        stands_for = taken.get(guess.written.partition(":")[0], "")
        body = {
            "when": then + "    because: Because.\n",
            "then": when + "    because: Because.\n",
            "because": when + then,
        }.get(stands_for, body) + f"    {guess.written}\n"
    return HEAD + body


def told(guess):
    """What is said of the guess: blocks about it, and whether the file is taken."""
    try:
        policy = load("rules.yaml", files(rules=file_of(guess)).read)
    except RulesRefused as refused:
        return list(refused.errors), False
    return [one for one in policy.warnings if one.code not in ABOUT_ALL], True


def plain(text):
    """A text without quotes and braces, and with one form for a dot in a pattern."""
    return " ".join(re.sub(r"[\"'`{}]", "", text.replace("[.]", r"\.")).split())


def verdict_of(guess):
    """``right``, ``asked``, ``misleading`` or ``silent``."""
    blocks, taken = told(guess)
    if "accepted" in guess.right:
        return "right" if taken and not blocks else "misleading"
    if not blocks:
        return "silent"
    said = plain(" | ".join(f"{one.message} {one.note} {one.help}" for one in blocks))
    if any(plain(right) in said for right in guess.right if right != NOTHING):
        return "right"
    if any(OFFERS.search(one.help) for one in blocks):
        return "misleading"
    return "right" if NOTHING in guess.right else "asked"


@pytest.mark.parametrize("file", FILES)
def test_guesses_of_owners_lead_to_the_right_rule(file):
    found = {guess: verdict_of(guess) for guess in FILES[file]}
    count = Counter(found.values())
    missed = "\n".join(
        f"{kind}: line {one.line}: {one.written}" for one, kind in found.items() if kind != "right"
    )
    assert count["silent"] == 0, missed
    assert count["misleading"] <= len(found) * 0.02, missed
    assert count["right"] >= len(found) * 0.9, missed


@pytest.mark.parametrize("word", sorted(set(CALLED.values())))
def test_a_synonym_leads_to_a_fact(word):
    assert VOCABULARY.find(word)
