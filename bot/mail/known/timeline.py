"""What an archive teaches, as it was known at any moment."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.mail.known.closing_lines import ClosingLines
from bot.mail.known.footer_lines import FooterLines, number_of
from bot.mail.known.known import Known
from bot.mail.known.lesson import Lesson

Since = dict[int, dt.datetime]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Since when each line is known: of each author (an address, lower case), and of the list's footers."""

    closing: Mapping[str, Since]
    footers: Since

    def known(self, author: str, at: dt.datetime, answered: frozenset[int] = frozenset()) -> Known:
        """What is known of a post at the moment when it was written; ``answered``: what the answered say."""
        return Known(
            closing=_before(self.closing.get(author, {}), at),
            footers=_before(self.footers, at),
            answered=answered,
        )


def _before(since: Since, at: dt.datetime) -> frozenset[int]:
    return frozenset([key for key, first in since.items() if first < at])


class Teaching:
    """Learns from the posts of an archive, which must come in the order of their dates."""

    def __init__(self, authors: Collection[str] | None = None) -> None:
        """``authors``: those whose closing lines are asked for; None: all."""
        self._authors = authors
        self._lines: dict[str, ClosingLines] = defaultdict(ClosingLines)
        self._footers = FooterLines()
        self._closing: dict[str, Since] = defaultdict(dict)
        self._footers_since: Since = {}

    def learn(self, at: dt.datetime, author: str, lesson: Lesson) -> None:
        """Learn from one more post."""
        for key in self._footers.learn(lesson.footer, number_of(author)):
            self._footers_since.setdefault(key, at)
        if author and (self._authors is None or author in self._authors):
            for key in self._lines[author].learn(lesson.closing, lesson.body):
                self._closing[author].setdefault(key, at)

    def timeline(self) -> Timeline:
        """All that was learned."""
        return Timeline(dict(self._closing), self._footers_since)
