"""
Every pattern of the reader, and of those parts that read what strangers wrote, on texts that repeat what
patterns fear: the work grows as the text does.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest

import bot
from bot.lazy_regex import LazyRegex
from tests.parts.yardstick import steepness

UNITS = [
    "a", "A", "word ", "a.", "a@", ".", "-", "_", ">", "> ", "<", "(", ")", "[", "*", "'", '"', ",", ":", "/", "=", "&",
    "1", "12 ", " ", "\t", "\n", " \n", "a\n", "字", "\u200b", "http://", "www.", "=?", "a=b;", "1/",
]  # fmt: skip
FEW_UNITS = ["a", "a.", "-", "|", "1", "1 ", " ", ", ", "_ ", "- ", "word "]
"""Of lines of a rule file, which has at most 5,000 characters in each."""
READING = ("bot.mail.",)
OTHERS = (
    "bot.dialogue.",
    "bot.intake.",
    "bot.notices.",
    "bot.lifecycle.",
    "bot.facts.",
    "bot.service.",
    "bot.cli.",
    "bot.members.",
)
RULES = ("bot.policy.",)
ANYWHERE = {"search", "finditer", "findall", "sub", "subn", "split"}
SMALL, LARGE = 250, 2_000  # characters
LITTLE = 0.005  # seconds: no work that is squared is done within them
STEEP = 24  # times the work for eight times the text
BOUNDED = {
    "bot.policy.compile.habits.questions.operators._TRAILING",  # of 200 characters at most
    "bot.mail.article.seen._ENDS",  # of the last 60 characters of a paragraph
    "bot.mail.text.html_tokens._PAIR",  # of what _TAG found to be attributes, which ends with one
}
Pattern = re.Pattern[str] | re.Pattern[bytes]


def patterns(*parts: str) -> Iterator[tuple[str, Pattern, set[str]]]:
    """Each pattern at the top of a module, its name, and the methods of it that the module calls."""
    seen: set[tuple[int, bool]] = set()
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        if not found.name.startswith(parts):
            continue
        module = importlib.import_module(found.name)
        called = methods(inspect.getsource(module))
        for name, value in vars(module).items():
            if isinstance(value, LazyRegex):
                value = value.compiled()  # noqa: PLW2901 - what stands for a pattern is tried as the pattern
            use = (id(value), bool(called.get(name, set()) & ANYWHERE))
            if isinstance(value, re.Pattern) and name in called and use not in seen:
                seen.add(use)
                yield f"{found.name}.{name}", value, called[name]


def methods(source: str) -> dict[str, set[str]]:
    """The attributes that are asked of each name."""
    called: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called.setdefault(node.value.id, set()).add(node.attr)
    return called


def work_of(pattern: Pattern, called: set[str], unit: str, characters: int) -> Callable[[], object]:
    """What a pattern does with a text that repeats a unit."""
    text = unit * (characters // len(unit))
    given = text.encode() if isinstance(pattern.pattern, bytes) else text
    if called & ANYWHERE:
        return lambda: pattern.sub(given[:0], given)  # type: ignore[arg-type]
    return lambda: (pattern.match(given), pattern.fullmatch(given))  # type: ignore[arg-type]


def is_steep(pattern: Pattern, called: set[str], unit: str) -> bool:
    """Whether a text of eight times the length takes far more than eight times the work."""
    small, large = (work_of(pattern, called, unit, size) for size in (SMALL, LARGE))
    if seconds(large) < LITTLE:
        return False
    return steepness(small, large, enough=STEEP) > STEEP


def seconds(work: Callable[[], object]) -> float:
    """Seconds of a processor; four thousand measurements have no time for yards."""
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize(
    ("parts", "units", "least"), [(READING, UNITS, 100), (OTHERS, UNITS, 60), (RULES, FEW_UNITS, 150)]
)
def test_no_pattern_takes_more_than_its_share(parts, units, least):
    tried = [each for each in patterns(*parts) if each[0] not in BOUNDED]
    steep = [
        (name, unit) for name, pattern, called in tried for unit in units if is_steep(pattern, called, unit)
    ]

    assert steep == []
    assert len(tried) > least


def test_a_pattern_that_backtracks_is_found():
    assert is_steep(re.compile(r"=+[ ]*(?=[^= ])"), {"search"}, "=")
    assert not is_steep(re.compile(r"(?<!=)=++[ ]*+(?=[^= ])"), {"search"}, "=")
