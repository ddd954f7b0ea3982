"""What rules may ask about a post: every module here is imported, so that the facts that it defines exist."""

import pkgutil
from importlib import import_module

from bot.facts.context import Context
from bot.facts.facts import ExampleFacts, Facts, GivenFacts, cut, plain
from bot.facts.history import Question
from bot.facts.kinds import (
    ABSENT,
    UNKNOWN,
    Choice,
    CountWithin,
    Kind,
    Known,
    Number,
    SeenWithin,
    Text,
    Texts,
    Unknown,
    Value,
    YesNo,
)
from bot.facts.vocabulary import VOCABULARY, Fact, fact, nearest

__all__ = [
    "ABSENT",
    "UNKNOWN",
    "VOCABULARY",
    "Choice",
    "Context",
    "CountWithin",
    "ExampleFacts",
    "Fact",
    "Facts",
    "GivenFacts",
    "Kind",
    "Known",
    "Number",
    "Question",
    "SeenWithin",
    "Text",
    "Texts",
    "Unknown",
    "Value",
    "YesNo",
    "cut",
    "fact",
    "nearest",
    "plain",
]

for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
