"""What an archive teaches of messages that stand beside it: for ``listwarden inspect`` and ``explain``."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.intake.archive import Found, open_archive, read_unit
from bot.mail.known import Known
from bot.mail.known.answered import Answered
from bot.mail.known.lesson import Lesson, lesson_of
from bot.mail.known.timeline import Teaching
from bot.mail.read import Skimmed, skim


class Beside:
    """
    What was known of each of the messages when it was written.

    Only posts with earlier dates teach: an archive may hold the messages themselves and
    what came after them. A message without a date is taken to be newer than all.
    """

    def __init__(self, archives: Sequence[str], messages: Sequence[bytes]) -> None:
        self.warnings: list[str] = []
        asked = [skim(raw, text=False).asked for raw in messages]
        self._answered = Answered(
            [name for one in asked for name in one.answers], [one.thread for one in asked if one.thread]
        )
        teaching = Teaching({one.author for one in asked})
        for at, author, lesson in sorted(self._lessons(archives), key=lambda lesson: lesson[0]):
            teaching.learn(at, author, lesson)
        self._timeline = teaching.timeline()

    def known(self, raw: bytes) -> Known:
        """What the archive teaches of one of the messages."""
        one = skim(raw, text=False)
        at = moment(one, None) or dt.datetime.max.replace(tzinfo=dt.UTC)
        return self._timeline.known(one.author, at, self._answered.lines(at, one.asked))

    def _lessons(self, archives: Sequence[str]) -> Iterator[tuple[dt.datetime, str, Lesson]]:
        for found in self._found(archives):
            one = skim(found.raw)
            at = moment(one, found)
            if at is not None:
                wanted = self._answered.asks(one.message_id, one.thread)
                lesson = lesson_of(one.text, said=wanted)
                self._answered.add(at, one.message_id, one.thread, lesson.said)
                yield at, one.author, lesson

    def _found(self, archives: Sequence[str]) -> Iterator[Found]:
        for path in archives:
            archive = open_archive(Path(path))
            for unit in archive.units():
                yield from read_unit(unit, self.warnings)
            self.warnings += archive.warnings


def moment(post: Skimmed, found: Found | None) -> dt.datetime | None:
    """When a post was written, by its own date, else by the archive; None where nobody says it."""
    for date in (post.date, found.received if found else None):
        if date is not None and 1971 <= date.year < 9999:
            return date if date.tzinfo else date.replace(tzinfo=dt.UTC)
    return None
