"""Finding a shared article in a text, and reading its headline, source, byline, date and address."""

import re
from collections.abc import Sequence

from bot.mail.article_lines import Role, agency_of, byline_of, is_date, is_title, lone_link, role_of
from bot.mail.lines import Line
from bot.mail.links import find_links
from bot.mail.post import Article, Subject, ZoneKind
from bot.mail.vocabulary import fold, vocabulary
from bot.mail.words import count_words
from bot.mail.zoning import Walk

_FRONT = 14
_LEAST_WORDS = 40
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]\s*$")
_BEHIND = re.compile(r"\s[|–—-]\s([^|–—]{2,40})$")
_CORE = re.compile(r"[^\w\s]+")
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "»", "’", "'", ")", "]", "。", "」", "！", "？", "*", "“")
_OPEN_ENDS = ("...", "…", "[...]", "[…]", "(...)")
_EVIDENCE = {Role.BYLINE: 2, Role.PLACE: 2, Role.DATE: 1, Role.CLUTTER: 1, Role.ADDRESS: 1}


def read_article(walk: Walk, subject: Subject) -> Article | None:
    """
    The article that a post shares, None where it shares none.

    An article among the author's own words gets its zone in ``walk``; one
    within a forwarded message keeps the forward's. A lone link in the author's
    words stands for an article with no lines (0).
    """
    finder = _Finder(walk, subject)
    stretches = _stretches(walk, ZoneKind.OWN)
    for start, end in stretches:
        if (span := finder.find(start, end)) is not None:
            walk.zones[span[0] : span[1]] = [(ZoneKind.ARTICLE, 1)] * (span[1] - span[0])
            return finder.read(*span, elsewhere=stretches)
    forwarded = _stretches(walk, ZoneKind.FORWARD)
    for start, end in reversed(forwarded):
        if (span := finder.find(start, end)) is not None:
            return finder.read(*span, elsewhere=[*forwarded, *stretches])
    return finder.link_alone([*stretches, *forwarded])


def _stretches(walk: Walk, kind: ZoneKind) -> list[tuple[int, int]]:
    """Runs of lines of one kind, as pairs of first index and index behind."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(walk.zones):
        end = at
        while end < len(walk.zones) and walk.zones[end] == walk.zones[at]:
            end += 1
        if walk.zones[at][0] is kind:
            runs.append((at, end))
        at = end
    return runs


def source_of(subject: Subject) -> str | None:
    """The publication that a subject names at its end, in brackets or behind a dash."""
    found = _BRACKETS.search(subject.text[-80:]) or _BEHIND.search(subject.text[-60:])
    name = found[1].strip() if found else ""
    return (
        name
        if name[:1].isalpha() and name[:1].isupper() and len(name.split()) <= 6 and not is_date(name)
        else None
    )


def _core(text: str) -> str:
    return " ".join(_CORE.sub(" ", fold(text)).split())


class _Finder:
    def __init__(self, walk: Walk, subject: Subject) -> None:
        self.lines: Sequence[Line] = walk.lines
        self.source = walk.source
        self.shared = "fwd" in subject.prefixes or walk.via is not None or walk.source is not None
        self.printed = source_of(subject)
        self.title = _core(_BRACKETS.sub("", subject.text))
        self._roles: dict[int, Role] = {}

    def role(self, at: int) -> Role:
        if at not in self._roles:
            self._roles[at] = role_of(self.lines, at)
        return self._roles[at]

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the article between these indices begins and ends."""
        said = [at for at in range(start, end) if not self.lines[at].blank]
        counts = [count_words(self.lines[at].bare) for at in said]
        left = sum(counts)
        for number, _at in enumerate(said):
            if left < _LEAST_WORDS:
                return None
            if self._begins(said, number, left):
                first = self._up(said, number)
                return first, self._end(first, said, number)
            left -= counts[number]
        return None

    def _begins(self, said: Sequence[int], number: int, left: int) -> bool:
        role = self.role(said[number])
        if role in (Role.TEXT, Role.DATE, Role.CLUTTER):
            return role is Role.TEXT and self._titled(said[number])
        following = [self.role(at) for at in said[number + 1 : number + 1 + _FRONT]]
        if role is Role.ADDRESS:
            return self._begins_with_address(said, number, following, left)
        if role is Role.HEADLINE:
            return self._begins_with_headline(said, number, following, left)
        if role is Role.RULE:
            return (
                following[:1] == [Role.HEADLINE] and left > 2 * _LEAST_WORDS and self._evidence(following) > 0
            )
        return role is Role.PLACE or (role is Role.BYLINE and left > 2 * _LEAST_WORDS)

    def _begins_with_address(
        self, said: Sequence[int], number: int, following: Sequence[Role], left: int
    ) -> bool:
        if number + 1 >= len(said):
            return False
        titled = any(self._titled(at) for at in said[number + 1 : number + 4])
        headed = following[0] is Role.HEADLINE
        if titled or (
            headed and (self._evidence(following) > 0 or is_title(self.lines[said[number + 1]].bare))
        ):
            return True
        return left > 3 * _LEAST_WORDS and (headed or self.shared) and number + 2 < len(said)

    def _begins_with_headline(
        self, said: Sequence[int], number: int, following: Sequence[Role], left: int
    ) -> bool:
        if self._titled(said[number]):
            return True
        if Role.ADDRESS in following[:2]:  # a sentence of the author above the address, or a headline?
            behind = following[following.index(Role.ADDRESS) + 1 :][:1]
            if behind == [Role.HEADLINE]:
                return False
        near = following[:5]
        return (Role.BYLINE in near or Role.PLACE in near or self._evidence(near) > 1) and left > _LEAST_WORDS

    def _evidence(self, following: Sequence[Role]) -> int:
        return sum(_EVIDENCE.get(role, 0) for role in set(following))

    def _titled(self, at: int) -> bool:
        """Whether a line is what the subject calls the article."""
        line = _core(self.lines[at].bare) if len(self.lines[at].bare) < 300 else ""
        if len(self.title.split()) < 3 or len(line.split()) < 3:
            return False
        return line == self.title or (
            len(line) > 24 and (self.title.startswith(line) or line.startswith(self.title))
        )

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
        on_top = (
            any(self.role(at) is Role.ADDRESS for at in said[number : number + 5] if at >= first)
            or self.role(first) is Role.ADDRESS
        )
        for here in range(number + 4, len(said)):
            at = said[here]
            if (
                _core(self.lines[at].bare.partition(":")[0]) in vocabulary().comments
                and ":" in self.lines[at].bare[:30]
            ):
                return at
            if not on_top and self.role(at) is Role.ADDRESS and here + 1 < len(said):
                return at + 1
        return said[-1] + 1

    def read(self, start: int, end: int, *, elsewhere: Sequence[tuple[int, int]]) -> Article:
        """What the lines of the article tell."""
        said = [at for at in range(start, end) if not self.lines[at].blank]
        front = said[:_FRONT]
        url, url_line, alone = self._address(said, elsewhere)
        text = [self.lines[at].bare for at in said if at + 1 != url_line or not alone]
        clutter = self._clutter(said)
        return Article(
            headline=self._headline(front),
            source=self._source(front),
            byline=next(
                (
                    name
                    for at in front
                    if self.role(at) is Role.BYLINE and (name := byline_of(self.lines[at].bare))
                ),
                None,
            ),
            date=next((_date(self.lines[at].bare) for at in front if self.role(at) is Role.DATE), None),
            url=url,
            url_line=url_line,
            url_alone=alone,
            words=sum(count_words(line) for line in text),
            cut_off=self._cut_off(said),
            clutter=tuple(at + 1 for at in clutter),
            first_line=start + 1,
            last_line=end,
        )

    def _address(
        self, said: Sequence[int], elsewhere: Sequence[tuple[int, int]]
    ) -> tuple[str | None, int, bool]:
        """The article's own address and its line; whether it stands there alone."""
        for at in said:
            if self.role(at) is Role.ADDRESS and (found := lone_link(self.lines[at].bare)):
                return found.url, at + 1, True
        for at in (*said[:5], *said[-3:]):
            if (found := next(find_links(self.lines[at].bare), None)) is not None:
                return found.url, at + 1, False
        outside = [
            at for start, end in elsewhere for at in range(start, end) if self.role(at) is Role.ADDRESS
        ]
        if len(outside) == 1 and (found := lone_link(self.lines[outside[0]].bare)):
            return found.url, outside[0] + 1, True
        return None, 0, False

    def _headline(self, front: Sequence[int]) -> str | None:
        titled = next((at for at in front if self._titled(at)), None)
        chosen = (
            titled
            if titled is not None
            else next((at for at in front if self.role(at) is Role.HEADLINE), None)
        )
        return self.lines[chosen].bare.strip("*_ ") if chosen is not None else None

    def _source(self, front: Sequence[int]) -> str | None:
        for at in front:
            label, colon, name = self.lines[at].bare.partition(":")
            if (
                colon
                and fold(label) in vocabulary().sources
                and 0 < len(name.split()) <= 6
                and "//" not in name
            ):
                return name.strip()
        agencies = (agency for at in front if (agency := agency_of(self.lines[at].bare)))
        return self.source or next(agencies, None) or self.printed

    def _clutter(self, said: Sequence[int]) -> list[int]:
        """Captions and the like; a description right above a caption with a credit belongs to it."""
        clutter = [at for at in said if self.role(at) is Role.CLUTTER]
        above = [at - 1 for at in clutter if at - 1 in said and "credit" in fold(self.lines[at].bare)]
        return sorted({*clutter, *(at for at in above if self.role(at) in (Role.TEXT, Role.HEADLINE))})

    def _cut_off(self, said: Sequence[int]) -> bool:
        """Whether the text ends in the middle of a sentence, or says that it goes on elsewhere."""
        for at in reversed(said):
            bare = self.lines[at].bare.strip("*_ ")
            if self.role(at) in (Role.ADDRESS, Role.RULE, Role.DATE, Role.BYLINE):
                continue
            if bare.endswith(_OPEN_ENDS):
                return True
            if bare.endswith(_SENTENCE_ENDS):
                return False
            if self.role(at) is Role.CLUTTER:
                if "credit" not in fold(bare):
                    continue
                return _credit_breaks_off(bare)
            return len(bare.split()) > 5
        return False

    def link_alone(self, stretches: Sequence[tuple[int, int]]) -> Article | None:
        """A lone link that stands for the article."""
        for start, end in stretches:
            for at in range(start, end):
                found = lone_link(self.lines[at].bare) if len(self.lines[at].bare) > 9 else None
                if found:
                    return Article(
                        headline=None,
                        source=self.source or self.printed,
                        byline=None,
                        date=None,
                        url=found.url,
                        url_line=at + 1,
                        url_alone=True,
                        words=0,
                        cut_off=False,
                        clutter=(),
                        first_line=0,
                        last_line=0,
                    )
        return None


def _credit_breaks_off(bare: str) -> bool:
    """Whether the name of the agency behind a credit's last slash is not finished ("The New York Tim")."""
    agency = fold(bare.rpartition("/")[2]) if "/" in bare else ""
    return bool(agency) and any(name != agency and name.startswith(agency) for name in vocabulary().agencies)


def _date(bare: str) -> str:
    folded = bare.casefold()
    for word in vocabulary().published:
        if folded.startswith(word):
            return bare[len(word) :].strip(" :")
    return bare
