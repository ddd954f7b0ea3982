"""What the signs are read from: the paragraphs of a stretch, and what is known of the post as a whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.mail.article.addresses import address_of
from bot.mail.article.paragraphs import Paragraph, is_rule
from bot.mail.article.subject_title import Title
from bot.mail.article.voices import addresses, has_voice, names_in, tongue_of, unquoted
from bot.mail.post import Mailbox
from bot.mail.text.word_count import count_words
from bot.mail.zones.article_lines import agency_of, is_clutter, is_dateline, lone_link
from bot.mail.zones.bylines import byline_of, is_date

_OPENS = re.compile(
    r"[\W_]{1,40}(?:(?:begin|start)s?(?: of)?(?: \w{1,12})?|(?:\w{1,12} ){1,4}follows)[\W_]{0,40}",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:^|[-*=_<(\[]{1,40} ?)end(?:s|ing)?(?: of)?(?: \w{1,12}){0,2}[\W_]{0,40}$", re.IGNORECASE
)
_MARK = 60  # characters of a mark at a paragraph's end
_KNOWN = 600  # characters by which a language is known
_PROSE = 15  # words of a paragraph in which somebody may speak
_DATELINE = 3  # words of one that a dateline begins
_LONGEST = 4000  # characters of a paragraph that are looked at


class Seen:
    """One paragraph, and what is read from it alone; each is read once."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.lines = paragraph.text[:_LONGEST].split("\n")
        self.text = " ".join(paragraph.text[:_LONGEST].split())

    @cached_property
    def bare(self) -> str:
        """The text without stars and the like around it."""
        return self.text.strip("*_ ")

    @cached_property
    def plain(self) -> str:
        """The text without what stands in quotation marks."""
        return unquoted(self.text)

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.paragraph.text)

    @cached_property
    def speaks(self) -> bool:
        """Whether an "I" stands in it outside of quotation marks."""
        return has_voice(self.text)

    @cached_property
    def turns(self) -> bool:
        """Whether it turns to the members of a list."""
        return addresses(self.text)

    @cached_property
    def address(self) -> str | None:
        """The address that stands in it alone, with a label before it or a remark behind."""
        return address_of(self.text)

    @cached_property
    def rule(self) -> bool:
        """Whether it is a drawn line."""
        return is_rule(self.text)

    @cached_property
    def byline(self) -> str | None:
        """The names of a byline on one of its first lines."""
        return next(filter(None, map(byline_of, self.lines[:3])), None) if self.words < 40 else None

    @cached_property
    def dated(self) -> bool:
        """Whether one of its lines holds a date and nothing else."""
        return self.words < 40 and any(map(is_date, self.lines[:3]))

    @cached_property
    def furniture(self) -> bool:
        """Whether it is what a paper puts around its text."""
        return any(map(is_clutter, filter(None, self.lines[:1] + self.lines[-1:])))

    @cached_property
    def opens(self) -> bool:
        """Whether it says that an excerpt begins."""
        return self.words < _PROSE and _OPENS.fullmatch(self.text) is not None

    @cached_property
    def ends(self) -> bool:
        """Whether its last words say that an excerpt ends."""
        return _ENDS.search(self.text[-_MARK:]) is not None

    @cached_property
    def tongue(self) -> int | None:
        """Its language, by its small words."""
        return tongue_of(self.plain[:_KNOWN])

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that it mentions in the middle of its sentences."""
        return names_in(self.text)

    @cached_property
    def link(self) -> bool:
        """Whether an address stands in it."""
        return "://" in self.text or "www." in self.text

    @cached_property
    def lone(self) -> bool:
        """Whether an address stands alone on its first line."""
        return self.link and lone_link(self.lines[0]) is not None


@dataclass
class Scene:
    """
    A stretch of a post on which a division is sought; what its paragraphs show is read when asked for.

    ``shared``: the subject or a line above says that something is passed on;
    ``reply``: the post answers another; ``papers``: the publications that the
    subject and the author name, folded.
    """

    seen: Sequence[Seen]
    title: Title
    author: Mailbox | None
    shared: bool
    reply: bool
    papers: frozenset[str]

    @cached_property
    def gapped(self) -> bool:
        """Whether blank lines part most of its paragraphs."""
        return sum(1 for each in self.seen if each.paragraph.gap) * 2 > len(self.seen)

    @cached_property
    def personal(self) -> float:
        """The share of its longer paragraphs in which an "I" speaks."""
        prose = [each for each in self.seen if each.words > _PROSE]
        return sum(1 for each in prose if each.speaks) / len(prose) if prose else 0.0

    @cached_property
    def titled(self) -> Sequence[bool]:
        """Whether each paragraph is what the subject calls the article."""
        return [self.title.names(each.bare) for each in self.seen]

    @cached_property
    def datelined(self) -> Sequence[bool]:
        """Whether a dateline begins each paragraph."""
        return [
            each.words > _DATELINE and (is_dateline(each.text) or agency_of(each.text) is not None)
            for each in self.seen
        ]

    @cached_property
    def awaited(self) -> Sequence[bool]:
        """Whether the first mark of an excerpt stands below each paragraph."""
        opened = next((at for at, each in enumerate(self.seen) if each.opens), 0)
        return [at < opened for at in range(len(self.seen))]

    @cached_property
    def _met(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for at, each in enumerate(self.seen):
            for name in each.names:
                found.setdefault(name, at)
        return found

    def met(self, at: int) -> bool:
        """Whether a paragraph mentions a name that one above mentions."""
        return any(self._met[name] < at for name in self.seen[at].names)

    @cached_property
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

    @cached_property
    def ended(self) -> list[bool]:
        """Whether an excerpt has ended above each paragraph, and no other has begun since."""
        found: list[bool] = []
        ended = False
        for each in self.seen:
            ended = ended and not (each.opens or each.byline)
            found.append(ended)
            ended = ended or each.ends
        return found
