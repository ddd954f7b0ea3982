"""A slip of the keyboard in a rule file is caught when the file is loaded, and the right word is named."""

import random

import pytest

from tests.parts.accidents import LETTERS, SHIPPED, Accident, accidents, known_words, tried

pytestmark = pytest.mark.dear


@pytest.fixture(scope="module")
def results():
    chance = random.Random(7)
    return [tried(accident) for path in SHIPPED for accident in accidents(path, chance, 15)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_unharmed_files_load(path):
    assert tried(Accident(path, "none", "", 1, path.read_text(encoding="utf-8"))).errors == ()


def test_nearly_every_accident_is_caught(results):
    missed = [one.accident for one in results if not one.errors]
    assert len(missed) <= 0.03 * len(results), missed


def test_the_right_word_is_named_for_nearly_every_misspelt_one(results):
    known = {path: known_words(path) for path in SHIPPED}
    misspelt = [
        one
        for one in results
        if one.errors and one.accident.kind in LETTERS and one.accident.word in known[one.accident.path]
    ]
    unnamed = [one.accident for one in misspelt if not one.suggested]
    assert len(misspelt) > 30
    assert len(unnamed) <= 0.05 * len(misspelt), unnamed


def test_every_error_has_a_place_and_a_way_out(results):
    for one in results:
        for error in one.errors:
            assert error.line >= 1
            assert error.column >= 1
            assert error.help or error.note, error.render()
