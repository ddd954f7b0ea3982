"""What rules may ask about a post. Modules that define facts are imported here, so that their words exist."""

from bot.facts import article, forwarded, lengths, links, message, past, prices, quoted, sender, subject
from bot.facts.context import Context
from bot.facts.facts import ExampleFacts, Facts, GivenFacts, cut, plain
from bot.facts.history import Question
from bot.facts.kinds import (
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

DEFINED_IN = (article, forwarded, lengths, links, message, past, prices, quoted, sender, subject)

__all__ = [
    "DEFINED_IN",
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
