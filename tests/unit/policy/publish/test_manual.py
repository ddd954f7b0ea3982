"""The manual holds every word of the language and no other, and whatever it shows works."""

import re
from pathlib import Path

import pytest

import bot
from bot.facts import VOCABULARY
from bot.policy import load
from bot.policy.compile.actions import ACTIONS
from bot.policy.guards.guards import FIXED, GATE, LATE
from bot.policy.model import keywords
from bot.policy.model.fact_examples import example_of
from bot.policy.publish.manual import manual
from bot.policy.publish.manual_prose import FIRST_FILE

PAGE = manual()
ROWS = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
TABLES = (
    keywords.FILE,
    keywords.RULE,
    keywords.CHANGE,
    keywords.MODES,
    keywords.ON_UNKNOWN,
    keywords.EXAMPLE,
    keywords.LIST,
    keywords.GROUPS,
    keywords.NUMBER_TESTS,
    keywords.TEXT_TESTS,
    keywords.LIST_TESTS,
    keywords.HISTORY_TESTS,
    keywords.SPANS,
    keywords.DISPOSITIONS,
)
KIND = "  - {name: article-shared, when: {article.present: yes}, mode: shadow, then: accept}\n"
KNOWN = [
    *(word for table in TABLES for word in table),
    *(fact.name for fact in VOCABULARY),
    *ACTIONS,
    *(guard.name for guard in (*FIXED, *GATE)),
    *LATE,
    "case",
    "header.NAME",
]


def text_of(text):
    return lambda _: text.encode()


def test_every_word_stands_in_the_manual_and_every_word_of_it_exists():
    assert sorted(ROWS) == sorted(KNOWN)


def test_every_guard_of_the_code_stands_in_the_manual():
    code = Path(bot.__file__).parent.rglob("*.py")
    named = {name for path in code for name in re.findall(r'"(guard\.[a-z_]+)"', path.read_text("utf-8"))}
    assert named
    assert named <= set(ROWS)


def test_no_cell_is_empty():
    assert not re.search(r"\| *\|", PAGE)


def test_the_first_file_works():
    assert load("x.yaml", lambda _: FIRST_FILE.encode()).warnings == ()


@pytest.mark.parametrize("fact", [*VOCABULARY], ids=lambda fact: fact.name)
def test_the_example_of_a_fact_works(fact):
    rule = f"  - name: r\n    when:\n      {fact.name}: {example_of(fact)}\n    then: hold\n"
    assert load("x.yaml", lambda _: f"ruleset: x\nlanguage: 1\nrules:\n{rule}".encode()).rules


@pytest.mark.parametrize("action", [*ACTIONS.values()], ids=lambda action: action.word)
def test_the_examples_of_an_action_work(action):
    others = "".join(
        f"  - name: {name}\n    when: {{own.words: 3}}\n    then: hold\n"
        for name in ("article-too-long", "post-too-long")
    )
    for example in action.examples:
        rule = f"  - name: r\n    when: {{own.words: 4}}\n    then: {{{action.word}: {example}}}\n    because: B.\n"
        assert load("x.yaml", text_of(f"ruleset: x\nlanguage: 1\nrules:\n{others}{rule}")).rules


@pytest.mark.parametrize(
    "table", [keywords.NUMBER_TESTS, keywords.TEXT_TESTS, keywords.LIST_TESTS, keywords.HISTORY_TESTS]
)
def test_the_examples_of_tests_work(table):
    fact = {"under": "own.words", "is": "subject", "has": "links", "within": "sender.posts"}[
        next(iter(table))
    ]
    for meaning in table.values():
        text = f"ruleset: x\nlanguage: 1\nlists: {{staff: [a], known_sites: [b]}}\nrules:\n{KIND}  - name: r\n    when:\n      {fact}: {meaning.example}\n    then: hold\n"
        assert load("x.yaml", text_of(text)).rules


@pytest.mark.parametrize("page", ["writing-rules.md"])
def test_the_page_that_it_names_exists(page):
    assert (Path(__file__).parents[4] / "docs" / page).exists()
