"""Patterns that are compiled when they are first asked: all of them compile, and they answer as any other."""

import copy
import pkgutil
import re
from importlib import import_module

import bot
from bot.lazy_regex import LazyRegex, lazy_regex


def test_it_answers_as_the_compiled_pattern_does():
    late, early = lazy_regex(r"(?P<word>b+)", re.IGNORECASE), re.compile(r"(?P<word>b+)", re.IGNORECASE)
    assert (late.pattern, late.flags, late.groupindex) == (early.pattern, early.flags, early.groupindex)
    for _ in range(2):
        assert late.sub("-", "aBba") == early.sub("-", "aBba") == "a-a"
    assert copy.copy(late).findall("abba") == ["bb"]
    assert not hasattr(late, "nothing")


def test_nothing_is_compiled_before_it_is_asked():
    late = lazy_regex("a+")
    assert set(vars(late)) == {"_made_of"}
    assert late.search("aa")
    assert set(vars(late)) == {"_made_of", "search"}


def test_every_pattern_of_the_program_compiles():
    found = [
        module
        for module in pkgutil.walk_packages(bot.__path__, "bot.")
        if not module.name.endswith("__main__") and "migrations" not in module.name
    ]
    values = [value for module in found for value in vars(import_module(module.name)).values()]
    patterns = [each for each in values if isinstance(each, LazyRegex)]
    assert len(patterns) > 100
    wrong = []
    for each in patterns:
        try:
            each.compiled()
        except re.error as error:
            wrong.append((each._made_of, str(error)))
    assert wrong == []
