"""The JSON Schema for editors: it takes what the checker takes, and sees what is misspelt."""

import json
from pathlib import Path

import pytest

from bot.facts import VOCABULARY
from bot.policy import RulesRefused, load
from bot.policy.compile.actions import ACTIONS
from bot.policy.model import keywords
from bot.policy.publish.schema import schema, schema_text
from bot.policy.publish.symbols import names_in
from tests.parts.broken import BY_MEANING, BY_SHAPE, GOOD
from tests.parts.schemas import fits, plain

ROOT = Path(__file__).parents[4]
SHIPPED = [*sorted((ROOT / "rules").glob("*.yaml")), *sorted((ROOT / "bot" / "starter").rglob("*.yaml"))]
SCHEMA = schema()


def good(text):
    return fits(plain(text), SCHEMA, SCHEMA)


def every_key(part):
    """All keys anywhere in the schema under which something is explained."""
    if isinstance(part, dict):
        yield from part.get("properties", {})
        for inner in part.values():
            yield from every_key(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from every_key(inner)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_file_fits(path):
    assert good(path.read_text())


def test_the_good_file_fits():
    assert good(GOOD)


def test_there_are_thirty_broken_files():
    assert len(BY_SHAPE) == 30


@pytest.mark.parametrize("mistake", BY_SHAPE)
def test_a_broken_file_does_not_fit_and_is_refused(mistake):
    assert not good(BY_SHAPE[mistake])
    with pytest.raises(RulesRefused):
        load("x.yaml", lambda _: BY_SHAPE[mistake].encode())


@pytest.mark.parametrize("mistake", BY_MEANING)
def test_what_a_schema_cannot_see_is_refused_all_the_same(mistake):
    assert good(BY_MEANING[mistake])
    with pytest.raises(RulesRefused):
        load("x.yaml", lambda _: BY_MEANING[mistake].encode())


def test_every_word_is_in_it():
    keys = set(every_key(SCHEMA))
    expected = [fact.name for fact in VOCABULARY]
    for part in (
        keywords.FILE,
        keywords.RULE,
        keywords.CHANGE,
        keywords.EXAMPLE,
        keywords.GROUPS,
        keywords.LIST,
        ACTIONS,
    ):
        expected += part
    for part in (keywords.TEXT_TESTS, keywords.LIST_TESTS, keywords.HISTORY_TESTS):
        expected += part
    assert not set(expected) - keys


def test_whatever_can_be_pointed_at_is_explained():
    lines = SCHEMA["definitions"]["condition"]["anyOf"][1]
    for name, part in {**lines["properties"], **SCHEMA["properties"]}.items():
        assert len(part["description"]) > 10, name


def test_the_names_of_a_file_are_offered_too():
    names = names_in(["x.yaml"], lambda _: GOOD.encode())
    assert names.lists == ("staff",)
    assert names.conditions == ("short",)
    text = schema_text(names)
    assert '"$staff"' in text
    assert '"at least $least"' in text
    assert fits(plain(GOOD), json.loads(text), json.loads(text))


def test_no_names_come_from_a_file_that_cannot_be_read():
    with pytest.raises(RulesRefused):
        names_in(["x.yaml"], lambda _: b"rules: \xff")
