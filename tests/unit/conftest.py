"""What all unit tests share."""

import json
from functools import lru_cache

import pytest
from hypothesis import settings

from bot.dialogue import compose
from bot.mail import read
from bot.service import rule_child, rulebook
from tests.parts.tries import tries

# A deadline in milliseconds tells how busy the machine is, not whether the program is right.
settings.register_profile("tries", max_examples=tries(100), deadline=None)
settings.load_profile("tries")

# Reading depends on the octets alone, and many tests draft the same posts: half of their time.
vars(compose)["read"] = lru_cache(1000)(read)


@pytest.fixture
def apart():
    """For tests of the process that loads rules."""


@pytest.fixture(autouse=True)
def _rules_loaded_here(request, monkeypatch):
    """A process for each rule set of a thousand tests would take longer than the tests."""
    if "apart" not in request.fixturenames:
        monkeypatch.setattr(rulebook, "files_of", _files_of)


def _files_of(paths):
    return [rule_child._meant(path, json.dumps(rule_child._loaded(str(path)))) for path in paths]
