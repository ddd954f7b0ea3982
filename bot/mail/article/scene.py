"""What the signs are read from: the paragraphs of a stretch, and what is known of the post as a whole."""

import functools
import re
from collections.abc import Sequence
from itertools import pairwise

from bot.mail.article.credits.subject_title import Title
from bot.mail.article.once import once
from bot.mail.article.seen import PROSE, Seen
from bot.mail.article.voices import may_be_other
from bot.mail.article.whole import Whole
from bot.mail.post import Mailbox
from bot.mail.text.phrases import vocabulary
from bot.mail.zones.names_in_text import first_words, may_begin, names_of, plain_words
from bot.mail.zones.printed.article_lines import agency_of, is_dateline, may_dateline

_POSTSCRIPT = re.compile(r"[Pp]\.? ?[Pp]?\.? ?[Ss][.:,]? ?(?=\W|[A-Z])")
_LABELLED = re.compile(r"[\[({*]{0,2}([^\W\d_][\w .]{0,24}?)\s?(?::|\s[-–—])\s?")
_LABEL = 40  # characters among which a label stands
_NEAR = 3  # paragraphs between a byline and a date
_FAREWELL = 4  # lines
_OPENING = '"“„«'
_COLUMN = 0.4  # of a column's paragraphs an "I" speaks in
_STEM, _ECHOES, _BELOW = 5, 2, 3  # letters of a word, words of a headline, paragraphs below it
_WRITER = 80  # paragraphs above which a writer is named
_DATELINE = 3  # words of one that a dateline begins


def _begins_with_dateline(text: str) -> bool:
    return may_dateline(text) and (is_dateline(text) or agency_of(text) is not None)


@functools.cache
def _closing_words() -> frozenset[str]:
    """The first words of farewells."""
    return first_words(vocabulary().closings)


@functools.cache
def comment_words() -> frozenset[str]:
    """The first words of labels."""
    return first_words(vocabulary().comments)


class Scene:
    """
    A stretch of a post on which a division is sought; what its paragraphs show is read when asked for.

    ``shared``: the subject or a line above says that something is passed on;
    ``reply``: the post answers another; ``papers``: the publications that the
    subject and the author name, folded.
    """

    def __init__(
        self,
        seen: Sequence[Seen],
        title: Title,
        author: Mailbox | None,
        *,
        shared: bool,
        reply: bool,
        papers: frozenset[str],
        whole: Whole,
    ) -> None:
        self.whole = whole
        self.seen = seen
        self.title = title
        self.author = author
        self.shared = shared
        self.reply = reply
        self.papers = papers

    def rule_out(self) -> None:
        """Note of every paragraph what none of them shows."""
        for each in self.seen:
            each.__dict__.update(self.whole.never)

    @once
    def names(self) -> frozenset[str]:
        """How the author signs."""
        return names_of(self.author)

    @once
    def _signed(self) -> frozenset[str]:
        """The first words of these."""
        return first_words(self.names)

    @once
    def author_name(self) -> str:
        """The author's name, folded; "" where it is not known."""
        return plain_words(self.author.name or "") if self.author else ""

    @once
    def names_author(self) -> bool:
        """Whether the author's own address stands in the text, as in announcements of one's own."""
        address = (self.author.address or "") if self.author else ""
        return bool(address) and address.casefold() in self.whole.folded

    @once
    def gapped(self) -> bool:
        """Whether blank lines part most of its paragraphs."""
        return sum(1 for each in self.seen if each.paragraph.gap) * 2 > len(self.seen)

    @once
    def personal(self) -> float:
        """The share of its longer paragraphs in which an "I" speaks."""
        prose = [each for each in self.seen if each.words > PROSE]
        return sum(1 for each in prose if each.speaks) / len(prose) if prose else 0.0

    @once
    def columned(self) -> Sequence[bool]:
        """Whether each paragraph stands below another's byline, whose text says "I" from its beginning."""
        fronts = [at for at, foreign in enumerate(self.bylines) if foreign]
        found = [False] * len(self.seen)
        for start, end in pairwise([*fronts, len(self.seen)]):
            prose = [each for each in self.seen[start + 1 : end] if each.words > PROSE]
            spoken = sum(1 for each in prose if each.speaks)
            if prose and prose[0].speaks and spoken >= _COLUMN * len(prose):
                found[start:end] = [True] * (end - start)
        return found

    @once
    def inset_from(self) -> int:
        """The place of the first dateline, if that is indented; else 0."""
        first = next((at for at, dated in enumerate(self.datelined) if dated), 0)
        return first if self.seen and self.seen[first].paragraph.indent > 1 else 0

    @once
    def linked(self) -> bool:
        """Whether an address stands in one of its paragraphs for its own sake."""
        return any(each.address is not None for each in self.seen if each.link)

    @once
    def own_bylines(self) -> Sequence[bool]:
        """Whether a byline of each paragraph names the sender."""
        return [bool(each.byline) and self._is_author(each.byline or "") for each in self.seen]

    @once
    def bylines(self) -> Sequence[bool]:
        """Whether a byline of each paragraph names somebody else."""
        return [
            bool(each.byline) and not own and (" " in (each.byline or "") or self._dated_near(at))
            for at, (each, own) in enumerate(zip(self.seen, self.own_bylines, strict=True))
        ]

    def _dated_near(self, at: int) -> bool:
        """Whether a date or dateline stands near: without, "By Boat" is no byline."""
        start, end = max(0, at - _NEAR), at + _NEAR + 1
        return any(each.dated for each in self.seen[start:end]) or any(self.datelined[start:end])

    def _is_author(self, named: str) -> bool:
        return bool(self.author_name) and self.author_name in plain_words(named)

    @once
    def writers(self) -> Sequence[tuple[int, str]]:
        """The place and the names, folded, in every byline of somebody else, where they are two words."""
        return [
            (at, name)
            for at, foreign in enumerate(self.bylines)
            if foreign
            for each in (self.seen[at].byline or "").replace(" and ", ",").split(",")
            if " " in (name := plain_words(each))
        ]

    @once
    def tongues(self) -> bool:
        """Whether its paragraphs are in more than one language."""
        main = self.whole.tongue
        others = {each.tongue for each in self.seen if may_be_other(main, each.folded, each.parted)}
        if others <= {main, None}:
            return False
        return len({each.tongue for each in self.seen} - {None}) > 1

    @once
    def titled(self) -> Sequence[bool]:
        """Whether each paragraph is what the subject calls the article."""
        if not self.title:
            return [False] * len(self.seen)
        title = self.title
        return [
            each.words <= title.most_words
            and title.may_be(each.folded, each.parted)
            and title.names(each.bare)
            for each in self.seen
        ]

    @once
    def sign_offs(self) -> Sequence[bool]:
        """Whether each paragraph is a farewell, the sender's name, or both."""
        return [each.words < PROSE and self._signs_off(each.lines) for each in self.seen]

    def _signs_off(self, lines: Sequence[str]) -> bool:
        if len(lines) > _FAREWELL:
            return False
        if may_begin(lines[0], _closing_words()) and plain_words(lines[0]) in vocabulary().closings:
            return True
        return may_begin(lines[-1], self._signed) and plain_words(lines[-1]) in self.names

    @once
    def datelined(self) -> Sequence[bool]:
        """Whether a dateline begins each paragraph."""
        return [
            each.words > _DATELINE and _begins_with_dateline(each.text.lstrip(_OPENING)) for each in self.seen
        ]

    @once
    def awaited(self) -> Sequence[bool]:
        """Whether the first mark of an excerpt stands below each paragraph."""
        opened = next((at for at, each in enumerate(self.seen) if each.opens), 0)
        return [at < opened for at in range(len(self.seen))]

    @once
    def met(self) -> Sequence[bool]:
        """Whether each paragraph mentions a name that one above mentions."""
        above: set[str] = set()
        found = []
        for each in self.seen:
            found.append(not above.isdisjoint(each.names))
            above |= each.names
        return found

    @once
    def biographies(self) -> Sequence[bool]:
        """Whether each paragraph begins with the name in a byline not far above."""
        if not self.writers:
            return [False] * len(self.seen)
        return [
            each.folded.lstrip("*_ ").startswith(
                tuple([name for place, name in self.writers if at - _WRITER <= place < at])
            )
            for at, each in enumerate(self.seen)
        ]

    def is_labelled(self, at: int) -> bool:
        """Whether a paragraph begins with "My comment:", the sender's initials and a colon, or with "PS"."""
        text = self.seen[at].text
        if _POSTSCRIPT.match(text):
            return True
        found = _LABELLED.match(text)
        if found is None:
            start = text[:_LABEL]
            return may_begin(start, comment_words()) and plain_words(start) in vocabulary().comments
        said = plain_words(found[1])
        return said in vocabulary().comments or said in self.names

    def writer_signs(self, at: int) -> bool:
        """Whether a paragraph is the name, or first name, of who wrote the article above."""
        said = self.seen[at].unpointed
        if not said or said in self.names:
            return False
        return any(
            place < at and said in (name, name.partition(" ")[0], name.rpartition(" ")[2])
            for place, name in self.writers
        )

    def echoed(self, at: int) -> bool:
        """Whether the next paragraphs have most of a short one's longer words again, as below a headline."""
        words = {word[:_STEM] for word in self.seen[at].unpointed.split() if len(word) >= _STEM}
        below = self.seen[at + 1 : at + 1 + _BELOW]
        if len(words) < _ECHOES or not below:
            return False
        said = " ".join([each.unpointed for each in below])
        met = sum(1 for word in words if word in said)
        return met >= max(_ECHOES, len(words) / 2)

    @once
    def fronts(self) -> list[int | None]:
        """How far the text of the article above each paragraph is indented; None where there is none."""
        found: list[int | None] = []
        indent, headed = None, False
        for each, datelined in zip(self.seen, self.datelined, strict=True):
            found.append(indent)
            headed = headed or bool(each.byline) or each.dated or datelined
            if headed and each.words > PROSE:
                indent, headed = each.paragraph.indent, False
        return found

    @once
    def ended(self) -> list[bool]:
        """Whether an excerpt has ended above each paragraph, and no other has begun since."""
        found: list[bool] = []
        ended = False
        for each in self.seen:
            ended = ended and not (each.opens or each.byline)
            found.append(ended)
            ended = ended or each.ends
        return found
