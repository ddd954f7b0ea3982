"""Conditions in the languages of other systems that are read word by word, not guessed."""

from collections.abc import Iterator

from bot.policy.compile.habits.languages.expressions import expression_line
from bot.policy.compile.habits.languages.procmail import procmail_line
from bot.policy.compile.habits.languages.sieve import sieve_line
from bot.policy.compile.habits.languages.spamassassin import spamassassin_line


def exactly(text: str) -> Iterator[str]:
    """The line for a text in each of these languages, "" where it is none of it."""
    yield sieve_line(text)
    yield spamassassin_line(text)
    yield procmail_line(text)
    yield expression_line(text)
