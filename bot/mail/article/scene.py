"""What the signs are read from: the paragraphs of a stretch, and what is known of the post as a whole."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from bot.mail.article.addresses import address_of
from bot.mail.article.credits.subject_title import Title
from bot.mail.article.once import once
from bot.mail.article.paragraphs import Paragraph, is_rule
from bot.mail.article.voices import (
    KNOWN,
    addresses,
    has_voice,
    may_address,
    may_be_other,
    names_in,
    parted_words,
    tongue_of,
    unquoted,
    without_names,
)
from bot.mail.article.whole import CODE, Whole, may_tell_rights
from bot.mail.post import Mailbox
from bot.mail.text.phrases import LONGEST_WORD, fold, fold_letters, may_start, vocabulary
from bot.mail.text.word_count import count_words
from bot.mail.zones.names_in_text import first_words, may_begin, names_of, plain_words
from bot.mail.zones.printed.article_lines import (
    agency_of,
    is_clutter,
    is_dateline,
    lone_link,
    may_clutter,
    may_credit,
    may_dateline,
)
from bot.mail.zones.printed.bylines import byline_of, is_date

_OPENS = re.compile(
    r"[\W_]{1,40}(?:(?:begin|start)s?(?: of)?(?: \w{1,12})?|(?:\w{1,12} ){1,4}follows)[\W_]{0,40}",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:^|[-*=_<(\[]{1,40} ?)end(?:s|ing)?(?: of)?(?: \w{1,12}){0,2}[\W_]{0,40}$", re.IGNORECASE
)
ITEM = re.compile(r"(?:[-*•+o]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_BROWSED = re.compile(r"\[\d{1,3}\][^\W\d_]")  # "[12]Go to"
_MARK = 60  # characters of a mark at a paragraph's end
_CODED = 10  # characters of a text that may be a program's
_NEAR = 3  # paragraphs between a byline and a date
_FAREWELL = 4  # lines
_HEADLINE = 32  # words
_PROSE = 15  # words of a paragraph in which somebody may speak
_FRONT_WORDS = 40  # of a paragraph that is a byline or a date
_NO_LINK: Mapping[str, bool | None] = {"address": None, "lone": False}
_NO_FRONT: Mapping[str, bool | None] = {"byline": None, "dated": False, "opens": False}
_OPENING = '"“„«'
_COLUMN = 0.4  # of a column's paragraphs an "I" speaks in
_STEM, _ECHOES, _BELOW = 5, 2, 3  # letters of a word, words of a headline, paragraphs below it
_WRITER = 80  # paragraphs above which a writer is named
_DATELINE = 3  # words of one that a dateline begins
_LONGEST = 4000  # characters of a paragraph that are looked at
_NOTED = 200  # characters among which a notice or rights are told
_RIGHTS = ("©", "(c) 1", "(c) 2", "copyright")
_ALL_RIGHTS = "all rights reserved"


def _begins_with_dateline(text: str) -> bool:
    return may_dateline(text) and (is_dateline(text) or agency_of(text) is not None)


@functools.cache
def _closing_words() -> frozenset[str]:
    """The first words of farewells."""
    return first_words(vocabulary().closings)


class Seen:
    """One paragraph, and what is read from it alone; each is read once."""

    def __init__(self, paragraph: Paragraph, whole: Whole) -> None:
        self.whole = whole
        text = paragraph.text
        said = text[:_LONGEST].split()
        self.paragraph = paragraph
        self.lines = text[:_LONGEST].split("\n")
        self.text = " ".join(said)
        self.words = len(said) if len(text) <= _LONGEST and text.isascii() else count_words(text)
        self.link = "://" in self.text or "www." in self.text
        known = self.__dict__  # what needs no look is not asked for one by one
        if not self.link:
            known.update(_NO_LINK)
        if self.words >= _FRONT_WORDS:
            known.update(_NO_FRONT)
        if not paragraph.bylined:
            known["byline"] = None
        if not paragraph.dated:
            known["dated"] = False
        if self.text[0].isalnum():
            known["rule"] = False

    @once
    def bare(self) -> str:
        """The text without stars and the like around it."""
        return self.text.strip("*_ ")

    @once
    def plain(self) -> str:
        """The text without what stands in quotation marks."""
        return unquoted(self.text) if self.whole.quotes or not self.text[0].isalnum() else self.text

    @once
    def folded(self) -> str:
        """The text, folded."""
        return fold_letters(self.text)  # its blanks are as fold() leaves them

    @once
    def unpointed(self) -> str:
        """Its words, folded, without punctuation."""
        return plain_words(self.text)

    @once
    def parted(self) -> frozenset[str]:
        """Its words, folded, cut at every punctuation mark: what is not among them cannot stand in it."""
        return frozenset(parted_words(self.folded))

    @once
    def speaks(self) -> bool:
        """Whether an "I" stands in it outside of quotation marks."""
        if self.folded.isascii() and self.whole.speaking.isdisjoint(self.parted):
            return False
        return has_voice(self._by_author)

    @once
    def together(self) -> bool:
        """Whether a "we" or a "you" stands in it outside of quotation marks."""
        if self.folded.isascii() and self.whole.joining.isdisjoint(self.parted):
            return False
        return has_voice(self._by_author, together=True)

    @once
    def _by_author(self) -> str:
        """What somebody may say in it, folded."""
        return "" if is_clutter(self.text, credited=self.whole.credits) else without_names(self.plain)

    @once
    def turns(self) -> bool:
        """Whether it turns to the members of a list."""
        if not may_address(self.whole.addressing, self.parted, self.folded):
            return False
        if self.plain is self.text:
            return addresses(self.text, self.folded, self.parted)
        folded = fold(self.plain)
        return addresses(self.plain, folded, parted_words(folded))

    @once
    def rights(self) -> bool:
        """Whether it tells of rights."""
        if not self.whole.rights or not may_tell_rights(self.folded):
            return False
        folded = self._start
        return folded.startswith(_RIGHTS) or _ALL_RIGHTS in folded

    @once
    def notice(self) -> bool:
        """Whether it begins as a paper's notices do."""
        first = self.text[:_NOTED].lstrip("*_([- ").partition(" ")[0]
        return may_start(first[:LONGEST_WORD], "notices") and self._start.startswith(vocabulary().notices)

    @once
    def released(self) -> bool:
        """Whether it has words that press releases have."""
        folded = self.folded
        told = any(map(folded.__contains__, self.whole.releasing))
        return told and any(map(folded.__contains__, vocabulary().releases))

    @once
    def _start(self) -> str:
        return fold(self.text[:_NOTED].lstrip("*_([- "))

    @once
    def address(self) -> str | None:
        """The address that stands in it alone, with a label before it or a remark behind."""
        return address_of(self.text)

    @once
    def rule(self) -> bool:
        """Whether it is a drawn line."""
        return is_rule(self.text)

    @once
    def headline(self) -> bool:
        """Whether it has the shape of a headline."""
        if self.rule or self.link or not 3 <= self.words <= _HEADLINE or len(self.lines) > 3:
            return False
        text = self.bare.lstrip("\"'“‘«„»")
        begins = text[:1].isupper() or text[:1].isdigit()
        return begins and not text.endswith((".", ",", ";", ":", "-")) and not ITEM.match(text)

    @once
    def byline(self) -> str | None:
        """The names of a byline on one of its first lines."""
        return next(filter(None, map(byline_of, self.lines[:3])), None) if self.words < _FRONT_WORDS else None

    @once
    def dated(self) -> bool:
        """Whether one of its lines holds a date and nothing else."""
        return self.words < _FRONT_WORDS and any(map(is_date, self.lines[:3]))

    @once
    def furniture(self) -> bool:
        """Whether it is what a paper puts around its text, or a link of its page as text browsers mark it."""
        if self.text[0] == "[" and _BROWSED.match(self.text):
            return True
        ends: Iterable[str] = self.lines if len(self.lines) == 1 else (self.lines[0], self.lines[-1])
        credited = self.whole.credits and may_credit(self.folded)
        if not credited:
            ends = filter(may_clutter, ends)
        return any(is_clutter(line, credited=credited) for line in ends if line)

    @once
    def opens(self) -> bool:
        """Whether it says that an excerpt begins."""
        return self.words < _PROSE and _OPENS.fullmatch(self.text) is not None

    @once
    def ends(self) -> bool:
        """Whether its last words say that an excerpt ends."""
        tail = self.text[-_MARK:]
        return "end" in tail.lower() and _ENDS.search(tail) is not None

    @once
    def reports(self) -> bool:
        """Whether somebody in it "said" or "told", outside of quotation marks."""
        if self.whole.reporting.isdisjoint(self.parted):
            return False
        if self.plain is self.text:
            return True
        return not vocabulary().reporting.isdisjoint(plain_words(self.plain).split())

    @once
    def coded(self) -> bool:
        """Whether one of twelve characters is a mark of programs; addresses are not counted."""
        if not self.whole.code:
            return False
        text = " ".join([word for word in self.text.split() if "://" not in word]) if self.link else self.text
        data = text.encode("utf-8", "surrogatepass")
        return len(text) > _CODED and (len(data) - len(data.translate(None, CODE))) * 12 > len(text)

    @once
    def tongue(self) -> int | None:
        """Its language, by its small words."""
        folded = self.folded if self.plain is self.text else fold(self.plain)
        return tongue_of(folded[:KNOWN])

    @once
    def names(self) -> frozenset[str]:
        """The names that it mentions in the middle of its sentences."""
        return names_in(self.text)

    @once
    def lone(self) -> bool:
        """Whether an address stands alone on its first line."""
        return self.link and lone_link(self.lines[0]) is not None


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
        prose = [each for each in self.seen if each.words > _PROSE]
        return sum(1 for each in prose if each.speaks) / len(prose) if prose else 0.0

    @once
    def columned(self) -> Sequence[bool]:
        """Whether each paragraph stands below another's byline, whose text says "I" from its beginning."""
        fronts = [at for at, foreign in enumerate(self.bylines) if foreign]
        found = [False] * len(self.seen)
        for start, end in pairwise([*fronts, len(self.seen)]):
            prose = [each for each in self.seen[start + 1 : end] if each.words > _PROSE]
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
        return [each.words <= self.title.most_words and self.title.names(each.bare) for each in self.seen]

    @once
    def sign_offs(self) -> Sequence[bool]:
        """Whether each paragraph is a farewell, the sender's name, or both."""
        return [each.words < _PROSE and self._signs_off(each.lines) for each in self.seen]

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
            if headed and each.words > _PROSE:
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
