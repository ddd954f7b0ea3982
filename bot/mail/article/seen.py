"""One paragraph of a stretch, and what is read from it alone."""

import re
from collections.abc import Mapping

from bot.mail.article.addresses import address_of
from bot.mail.article.once import once
from bot.mail.article.paragraphs import Paragraph, is_rule
from bot.mail.article.voices import (
    KNOWN,
    addresses,
    has_voice,
    may_address,
    names_in,
    parted_words,
    tongue_of,
    unquoted,
    without_names,
)
from bot.mail.article.whole import CODE, Whole, may_tell_rights
from bot.mail.text.phrases import LONGEST_WORD, fold, fold_letters, may_start, vocabulary
from bot.mail.text.word_count import count_words
from bot.mail.zones.names_in_text import plain_words
from bot.mail.zones.printed.article_lines import is_clutter, lone_link, may_clutter, may_credit
from bot.mail.zones.printed.bylines import byline_of, is_date

PROSE = 15  # words of a paragraph in which somebody may speak
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
_HEADLINE = 32  # words
_FRONT_WORDS = 40  # of a paragraph that is a byline or a date
_NO_LINK: Mapping[str, bool | None] = {"address": None, "lone": False}
_NO_FRONT: Mapping[str, bool | None] = {"byline": None, "dated": False, "opens": False}
_NO_MARK: Mapping[str, bool | None] = {"rule": False, "opens": False}
_LONGEST = 4000  # characters of a paragraph that are looked at
_NOTED = 200  # characters among which a notice or rights are told
_RIGHTS = ("©", "(c) 1", "(c) 2", "copyright")
_ALL_RIGHTS = "all rights reserved"


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
            known.update(_NO_MARK)

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
        first, last = self.lines[0], self.lines[-1]
        if self.whole.credits and may_credit(self.folded):
            return bool(first and is_clutter(first)) or bool(last and is_clutter(last))
        if may_clutter(first) and first and is_clutter(first, credited=False):
            return True
        return last is not first and may_clutter(last) and bool(last) and is_clutter(last, credited=False)

    @once
    def opens(self) -> bool:
        """Whether it says that an excerpt begins."""
        return self.words < PROSE and _OPENS.fullmatch(self.text) is not None

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
