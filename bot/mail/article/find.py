"""Finds a shared article in a text, and reads its headline, source, byline, date and address."""

from bisect import bisect_left
from collections.abc import Sequence

from bot.mail.article.bounds import Search
from bot.mail.post import Article, Mailbox, Subject, ZoneKind
from bot.mail.text.links import links_of
from bot.mail.text.phrases import fold, fold_letters, vocabulary
from bot.mail.text.word_count import count_words
from bot.mail.zones.article_lines import Role, agency_of, credit_signs, is_clutter, lone_link
from bot.mail.zones.bylines import byline_of, name_alone
from bot.mail.zones.line_walk import Walk
from bot.mail.zones.prescan import lines_with

_FRONT = 14
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "»", "’", "'", ")", "]", "。", "」", "！", "？", "*", "“")
_OPEN_ENDS = ("...", "…", "[...]", "[…]", "(...)")


def read_article(walk: Walk, subject: Subject, author: Mailbox | None = None) -> Article | None:
    """
    The article that a post shares, None where it shares none.

    An article among the author's own words gets its zone in ``walk``; one
    within a forwarded message keeps the forward's. A lone link in the author's
    words stands for an article with no lines (0). ``author`` is who shares it
    and may sign a comment below it.
    """
    finder = _Reading(walk, subject, author)
    stretches = walk.runs(ZoneKind.OWN)
    for start, end in stretches:
        if (span := finder.find(start, end)) is not None:
            walk.zones[span[0] : span[1]] = [(ZoneKind.ARTICLE, 1)] * (span[1] - span[0])
            return finder.read(*span, elsewhere=stretches)
    forwarded = walk.runs(ZoneKind.FORWARD) if walk.forwards else []
    for start, end in reversed(forwarded):
        if (span := finder.find(start, end)) is not None:
            return finder.read(*span, elsewhere=[*forwarded, *stretches])
    return finder.link_alone([*stretches, *forwarded])


class _Reading(Search):
    def read(self, start: int, end: int, *, elsewhere: Sequence[tuple[int, int]]) -> Article:
        """What the lines of the article tell."""
        said = self.said(start, end)
        front = said[:_FRONT]
        url, url_line, alone = self._address(said, elsewhere)
        text = [self.lines[at].bare for at in said if at + 1 != url_line or not alone]
        clutter = self._clutter(said)
        return Article(
            headline=self._headline(front),
            source=self._source(front),
            byline=self._byline(front),
            date=next((_date(self.lines[at].bare) for at in front if self.role(at) is Role.DATE), None),
            url=url,
            url_line=url_line,
            url_alone=alone,
            words=_words(text),
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
            if self.is_address(at) and (found := lone_link(self.lines[at].bare)):
                return found.url, at + 1, True
        for at in filter(self._addressed.__contains__, (*said[:5], *said[-3:])):
            if (found := next(iter(links_of(self.lines[at].bare)), None)) is not None:
                return found.url, at + 1, False
        outside = [at for start, end in elsewhere for at in range(start, end) if self.is_address(at)]
        if len(outside) == 1 and (found := lone_link(self.lines[outside[0]].bare)):
            return found.url, outside[0] + 1, True
        return None, 0, False

    def _byline(self, front: Sequence[int]) -> str | None:
        """Who wrote it: behind "By", or alone on the line above the date."""
        for at in front:
            if self.role(at) is Role.BYLINE and (name := byline_of(self.lines[at].bare)):
                return name
        dated = next((at for at in front if self.role(at) is Role.DATE), 0)
        return name_alone(self.lines[dated - 1].bare) if dated - 1 in front[1:] else None

    def _headline(self, front: Sequence[int]) -> str | None:
        titled = next((at for at in front if self.titled(at)), None)
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
        seen, among = self._walk.glance, set(said)
        folded = fold_letters(seen.said)
        credited = {at for sign in credit_signs() for at in lines_with(sign, folded)}
        likely = sorted(among & credited.union(seen.clutter))
        clutter = [at for at in likely if is_clutter(self.lines[at].bare) and self.role(at) is Role.CLUTTER]
        above = [at - 1 for at in clutter if at - 1 in among and "credit" in fold(self.lines[at].bare)]
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
        linked = self.linked
        for start, end in stretches if linked else ():
            for at in linked[bisect_left(linked, start) : bisect_left(linked, end)]:
                found = lone_link(self.lines[at].bare)
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


def _words(texts: Sequence[str]) -> int:
    joined = "\n".join(texts)
    return count_words(joined) if joined.isascii() else sum(map(count_words, texts))


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
