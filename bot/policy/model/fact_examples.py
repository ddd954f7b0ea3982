"""For each fact a test as it may stand in a rule file."""

import re

from bot.facts import Choice, CountWithin, Fact, Number, SeenWithin, Text, Texts, YesNo


def example_of(fact: Fact) -> str:
    """A test of the fact as it may stand in a file."""
    match fact.kind:
        case Number(unit=unit):
            return {"%": "over 80 %", "bytes": "over 40 KB", "": "over 3"}.get(
                unit, f"over {_usual(unit)} {unit}"
            )
        case CountWithin():
            return "{within: 7 days, at_least: 7}"
        case SeenWithin():
            return "{within: 30 days}"
        case YesNo():
            return "yes"
        case Choice(words=known):
            return f"[{known[0]}, {known[1]}]" if len(known) > 2 else known[0]
        case Text() | Texts():
            return _sample(fact)


def _usual(unit: str) -> int:
    return {"words": 50, "lines": 20, "paragraphs": 4, "days": 30, "hours": 20}.get(unit, 2)


def _sample(fact: Fact) -> str:
    """Of texts, what the fact's own examples answer, else what its entry names."""
    known = [answer for _, answer in fact.examples if answer] or re.findall(r'such as "([^"]+)"', fact.about)
    texts = known[0] if known else "rain"
    if isinstance(fact.kind, Texts):
        return f"{{has: {texts[0] if isinstance(texts, tuple) else texts}}}"
    return f"{{contains: {texts}}}" if not known or len(str(texts).split()) > 3 else f"{_quoted(str(texts))}"


def _quoted(text: str) -> str:
    return f"'{text}'" if text[:1] in "[{'\"" or ": " in text else text
