"""The facts that somebody's words name, each with a worked example, where no line provably says the same."""

from bot.facts import VOCABULARY
from bot.policy.compile.habits.words.lexicon import facts, light_words, stems_of, words_of
from bot.policy.compile.habits.words.proof import SPANS
from bot.policy.model.fact_examples import example_of

_MOST = 3
_LEAST = 0.9  # a word that only says how to compare weighs less


def nearby(written: str) -> str:
    """A sentence with up to three facts that the words may be about; "" where they name none."""
    asked = stems_of(words_of(written)) - SPANS
    names = dict.fromkeys(
        name
        for weight, name in sorted(facts().fitting(asked - light_words()), key=lambda pair: -pair[0])
        if weight > _LEAST
    )
    found = [fact for name in names if (fact := VOCABULARY.find(name))][:_MOST]
    shown = ",  ".join(f"{fact.name}: {example_of(fact)}" for fact in found)
    return f"no line is surely the same; about this are, for example,  {shown}" if shown else ""
