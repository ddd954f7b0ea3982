"""Finds the first and the last line of an article among other words."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress, pairwise

from bot.mail.article.end import afterword_at, has_voice
from bot.mail.article.titles import Title, source_of
from bot.mail.post import Mailbox, Subject
from bot.mail.text.lines import Line
from bot.mail.text.phrases import fold
from bot.mail.text.word_count import count_words
from bot.mail.zones.article_lines import Role, is_headline, is_title, lone_link, role_of
from bot.mail.zones.bylines import name_alone
from bot.mail.zones.line_walk import Walk

_FRONT = 14
_SENTENCE = 60
_LEAST_LINES = 2
_LEAST_WORDS = 40
_MANY_WORDS = 3 * _LEAST_WORDS + 1
_SURE = {Role.BYLINE, Role.PLACE, Role.CLUTTER}
_EVIDENCE = {Role.BYLINE: 2, Role.PLACE: 2, Role.DATE: 1, Role.CLUTTER: 1, Role.ADDRESS: 1}


class Search:
    """
    The look-out for an article in one post.

    ``source`` is the publication that the author names, ``printed`` the one in the subject.
    """

    def __init__(self, walk: Walk, subject: Subject, author: Mailbox | None = None) -> None:
        self._author = author
        self.lines: Sequence[Line] = walk.lines
        self.source = walk.source
        self.shared = "fwd" in subject.prefixes or walk.via is not None or walk.source is not None
        self.printed = source_of(subject)
        self._title = Title(subject)
        self._walk = walk
        seen = walk.glance
        self.linked = seen.linked
        self._addressed = frozenset(seen.linked)
        self._marked = frozenset(seen.fronts)
        self._heading = self._marked.union(seen.dates, seen.linked)  # what stands below a headline
        self._titles = self._title.lines(seen.said, seen.bares)
        self._roles: dict[int, Role] = {}

    def role(self, at: int) -> Role:
        """The role of the line with this index."""
        if at not in self._roles:
            self._roles[at] = role_of(self.lines, at)
        return self._roles[at]

    def is_address(self, at: int) -> bool:
        """Whether an address stands alone on the line."""
        return at in self._addressed and lone_link(self.lines[at].bare) is not None

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the article between these indices begins and ends."""
        said = self.said(start, end)
        left: list[int] = []
        for at in filter(self._may_begin, self._fronts(said)):
            number = bisect_left(said, at)
            left = left or self._left(said)
            if left[number] < _LEAST_WORDS:
                return None
            if self._begins(said, number, left[number]):
                first = self._up(said, number)
                return first, self._end(first, said, number)
        return None

    def _left(self, said: Sequence[int]) -> list[int]:
        """How many words there are from each of these lines on; no more is counted than is asked about."""
        left = [_MANY_WORDS] * len(said)
        count = 0
        for number in range(len(said) - 1, -1, -1):
            count += count_words(self.lines[said[number]].bare)
            if count >= _MANY_WORDS:
                break
            left[number] = count
        return left

    def _fronts(self, said: Sequence[int]) -> list[int]:
        """Lines that may be an article's first: below a blank one, with a sign, with the title's letter."""
        if not said:
            return []
        bares = self._walk.glance.bares
        found = {at for above, at in pairwise(said) if at - above > 1}
        if not said[0] or not bares[said[0] - 1]:
            found.add(said[0])
        for lines in (self._walk.glance.fronts, self._titles):
            found.update(lines[bisect_left(lines, said[0]) : bisect_right(lines, said[-1])])
        linked = self.linked[bisect_left(self.linked, said[0] - 1) : bisect_right(self.linked, said[-1])]
        found.update(linked, [at + 1 for at in linked])  # a headline may stand below an address
        found.intersection_update(said)
        return sorted(found)

    def said(self, start: int, end: int) -> list[int]:
        """The indices of the lines between these that are not blank."""
        return list(compress(range(start, end), self._walk.glance.bares[start:end]))

    def _may_begin(self, at: int) -> bool:
        """A cheap look: all that ``_begins`` could say yes to, and some more."""
        if at in self._marked or self.is_address(at) or self.titled(at):
            return True
        below = at + 1
        if (
            below < len(self.lines)
            and self.lines[below].bare
            and self._heading.isdisjoint((below, below + 1))
        ):
            return False
        return is_headline(self.lines, at)

    def _begins(self, said: Sequence[int], number: int, left: int) -> bool:
        role = self.role(said[number])
        if role in (Role.TEXT, Role.DATE, Role.CLUTTER):
            return (
                role is Role.TEXT and self.titled(said[number]) and self._titled_article(said, number, left)
            )
        if role is Role.ADDRESS:
            return self._begins_with_address(said, number, left)
        if role is Role.HEADLINE:
            return self._begins_with_headline(said, number, left)
        if role is Role.RULE:
            return (
                self._following(said, number, 1) == [Role.HEADLINE]
                and left > 2 * _LEAST_WORDS
                and self._evidence(self._following(said, number, _FRONT)) > 0
            )
        if role is Role.BYLINE:
            return left > 2 * _LEAST_WORDS and not self.lines[said[number]].bare[0].islower()
        return role is Role.PLACE

    def _following(self, said: Sequence[int], number: int, count: int) -> list[Role]:
        return [self.role(at) for at in said[number + 1 : number + 1 + count]]

    def _begins_with_address(self, said: Sequence[int], number: int, left: int) -> bool:
        if number + 1 >= len(said):
            return False
        headed = self.role(said[number + 1]) is Role.HEADLINE
        if headed and self._is_item(said, number):
            return False
        if any(self.titled(at) for at in said[number + 1 : number + 4]):
            return True
        if headed and (
            is_title(self.lines[said[number + 1]].bare)
            or self._evidence(self._following(said, number, _FRONT)) > 0
        ):
            return True
        return left >= _MANY_WORDS and (headed or self.shared) and number + 2 < len(said)

    def _is_item(self, said: Sequence[int], number: int) -> bool:
        """Whether it is one of a list of things to read: a headline right above each address."""
        if not number or self._following(said, number, 2)[1:] != [Role.ADDRESS]:
            return False
        return said[number] - said[number - 1] == 1 and self.role(said[number - 1]) is Role.HEADLINE

    def _begins_with_headline(self, said: Sequence[int], number: int, left: int) -> bool:
        if self.titled(said[number]):
            return self._titled_article(said, number, left)
        near = self._following(said, number, 5)
        if Role.ADDRESS in near[:2]:  # a sentence of the author above the address, or a headline?
            behind = near[near.index(Role.ADDRESS) + 1 :][:1]
            if behind == [Role.HEADLINE]:
                return False
        if left <= _LEAST_WORDS:
            return False
        signed = Role.BYLINE in near or Role.PLACE in near or self._evidence(near) > 1
        return signed or (Role.DATE in near and self._named_and_dated(said, number))

    def _named_and_dated(self, said: Sequence[int], number: int) -> bool:
        """Whether a name stands alone above or below the date, as papers print it that put no "By"."""
        near = said[number + 1 : number + 7]
        pairs = ((one, two) for one, two in pairwise(near) if Role.DATE in (self.role(one), self.role(two)))
        return any(name_alone(self.lines[at].bare) for pair in pairs for at in pair)

    def _titled_article(self, said: Sequence[int], number: int, left: int) -> bool:
        """
        Whether the text below what the subject says is an article: it is shared, or a paper's sign is near.

        A date or an address at the end have announcements, too. So if it speaks to its readers, or is short
        and has not even these, it is the author's own under his own title.
        """
        if self.shared or self.source or self.printed:
            return True
        near = {*self._following(said, number, _FRONT), *map(self.role, said[max(0, number - 1) : number])}
        if (
            near & _SURE
            or Role.ADDRESS in self._following(said, number, 1)
            or self._named_and_dated(said, number)
        ):
            return True
        weak = Role.DATE in near or any(map(self.is_address, said))
        if not weak and left < _MANY_WORDS:
            return False
        return not any(has_voice(self.lines[at].bare, together=weak) for at in said[number:])

    def _evidence(self, following: Sequence[Role]) -> int:
        return sum(_EVIDENCE.get(role, 0) for role in set(following))

    def titled(self, at: int) -> bool:
        """Whether a line is what the subject calls the article."""
        return self._title.names(self.lines[at].bare)

    def _up(self, said: Sequence[int], number: int) -> int:
        """The address, date or name of the paper right above the first line belong to the article."""
        while number:
            above = said[number - 1]
            paper = fold(self.lines[above].bare) in {
                fold(name) for name in (self.printed, self.source) if name
            }
            if self.role(above) not in (Role.ADDRESS, Role.DATE) and not paper:
                break
            number -= 1
        return said[number]

    def _end(self, first: int, said: Sequence[int], number: int) -> int:
        """The index behind the article: before a comment below it, else behind the last line said."""
        end = self._closed_by_address(first, said, number)
        text = [at for at in said[number:] if end is None or at < end]
        after = afterword_at(self.lines, text, self._author) if len(text) > _LEAST_LINES else None
        return min((at for at in (end, after) if at is not None), default=said[-1] + 1)

    def _closed_by_address(self, first: int, said: Sequence[int], number: int) -> int | None:
        """The index behind an address below the text, where none stands above it."""
        if self.is_address(first):
            return None
        reading = False
        for here in range(number, len(said) - 1):
            if self.is_address(said[here]):
                return said[here] + 1 if reading else None
            reading = reading or (here > number and self._is_text(said[here]))
        return None

    def _is_text(self, at: int) -> bool:
        return self.role(at) is Role.TEXT and len(self.lines[at].bare) > _SENTENCE
