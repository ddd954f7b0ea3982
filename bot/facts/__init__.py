"""What rules may ask about a post. Modules that define facts are imported here, so that their words exist."""

from bot.facts import article, forwarded, lengths, links, message, quoted, sender, subject
from bot.facts.context import Context
from bot.facts.facts import ExampleFacts, Facts, GivenFacts, cut, plain
from bot.facts.kinds import UNKNOWN, Choice, Kind, Known, Number, Text, Texts, Unknown, Value, YesNo
from bot.facts.vocabulary import VOCABULARY, Fact, fact, nearest

DEFINED_IN = (article, forwarded, lengths, links, message, quoted, sender, subject)

__all__ = [
    "DEFINED_IN",
    "UNKNOWN",
    "VOCABULARY",
    "Choice",
    "Context",
    "ExampleFacts",
    "Fact",
    "Facts",
    "GivenFacts",
    "Kind",
    "Known",
    "Number",
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
