"""Finds where a shared article ends, and the one who shares it speaks again."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.mail.article.end_signs import turn_at, unquoted
from bot.mail.post import Mailbox
from bot.mail.text.lines import Line
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.text.word_count import count_words
from bot.mail.zones.article_lines import is_clutter
from bot.mail.zones.bylines import byline_of
from bot.mail.zones.names_in_text import names_of, plain_words

_FRONT = 6  # paragraphs among which the byline is
_GAP = 3  # so many empty lines part two texts
_ENOUGH = 50  # words of an article without an "I"; one that comes behind them is another person's
_LONGEST = 500  # a comment below an article has fewer words
_PARTINGS = 12  # of more rules and gaps only the last are looked at
_LABEL = 40
_LONG_LINE = 100
_INITIALLED = re.compile(r"[.!?)\]]\s{0,2}[-–—~]{1,2}\s?(\w[\w. ]{0,30})[)\]]?$")
_RULE = re.compile(r"[\W_]{3,}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Paragraph(NamedTuple):
    """Lines that stand together: index of the first, what they say, empty lines above."""

    at: int
    text: str
    gap: int

    @property
    def rule(self) -> bool:
        """Whether it is a drawn line: "---", "* * *"."""
        return _alone(self.text)


def afterword_at(lines: Sequence[Line], said: Sequence[int], author: Mailbox | None) -> int | None:
    """
    The index of the line with which a comment below an article begins; None where there is none.

    ``said`` are the article's lines that are not blank, headline and all. A
    comment has a label ("My comment"), or is parted from the article and says
    "I" or "we", or is signed, or says "I" below an article that never does; or
    it turns to the list, or is in another language, or stands below the paper's last line.
    What stands in quotation marks is not the author's.
    """
    paragraphs = _paragraphs(lines, said)
    found = _labelled(paragraphs) or _parted(paragraphs, author) or _signed(paragraphs, author)
    if found is None:
        found = _voiced(paragraphs)
    turn = turn_at([each.text for each in paragraphs], _half(paragraphs), _writers(paragraphs))
    first = min((here for here in (found, turn) if here), default=None)
    return paragraphs[first].at if first is not None else None


def _writers(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The names in the byline."""
    lines = [line for each in paragraphs[:_FRONT] for line in each.text.split("\n")]
    names = next(filter(None, map(byline_of, lines)), "")
    return [name.strip() for name in names.partition(" and ")[::2] if " " in name.strip()]


def _paragraphs(lines: Sequence[Line], said: Sequence[int]) -> list[Paragraph]:
    """Lines between empty ones; a long line is a paragraph of its own."""
    groups: list[list[int]] = []
    for at in said:
        above = groups[-1][-1] if groups else None
        joined = above == at - 1 and len(lines[above].bare) < _LONG_LINE and not _alone(lines[above].bare)
        if joined and not _alone(lines[at].bare):
            groups[-1].append(at)
        else:
            groups.append([at])
    return [
        _paragraph(lines, group, groups[here - 1][-1] if here else group[0] - 1)
        for here, group in enumerate(groups)
    ]


def _alone(bare: str) -> bool:
    return not bare[0].isalnum() and len(bare) < _LABEL * 2 and _RULE.fullmatch(bare) is not None


def _paragraph(lines: Sequence[Line], group: Sequence[int], above: int) -> Paragraph:
    text = "\n".join(lines[at].bare for at in group)
    return Paragraph(at=group[0], text=text, gap=group[0] - above - 1)


def _words(paragraphs: Sequence[Paragraph]) -> int:
    return sum(count_words(each.text) for each in paragraphs)


def _labelled(paragraphs: Sequence[Paragraph]) -> int | None:
    """The paragraph that begins with "My comment:", or is nothing but that."""
    for here, paragraph in enumerate(paragraphs[1:], 1):
        first = paragraph.text.partition("\n")[0]
        if first[:_LABEL].partition(" ")[0].strip(":*_[(").casefold() not in _label_beginnings():
            continue
        label, colon, _ = first[:_LABEL].partition(":")
        if (colon or len(first) < _LABEL) and plain_words(label) in vocabulary().comments:
            return here
    return None


@functools.cache
def _label_beginnings() -> frozenset[str]:
    return frozenset(label.partition(" ")[0] for label in vocabulary().comments)


def _parted(paragraphs: Sequence[Paragraph], author: Mailbox | None) -> int | None:
    """The first paragraph below a rule or a gap in which the author speaks, where the article did not."""
    partings = [at for at, each in enumerate(paragraphs) if at and (each.rule or each.gap >= _GAP)]
    for here in partings[-_PARTINGS:]:
        below = [each for each in paragraphs[here:] if not each.rule]
        if not below or _words(below) > _LONGEST or _speaks(paragraphs[:here], together=False):
            continue
        if _speaks(below[:2], together=True) or _is_signature(below[-1], author):
            return here
    return None


def _signed(paragraphs: Sequence[Paragraph], author: Mailbox | None) -> int | None:
    """Where the last words are a farewell or the author's name: the paragraphs above it that say "I"."""
    if not paragraphs or not _is_signature(paragraphs[-1], author):
        return None
    here = len(paragraphs) - 1
    personal = _speaks(paragraphs[: max(1, here - 1)], together=False)
    while here > 1 and _speaks(paragraphs[here - 1 : here], together=True):
        here -= 1
        if personal:  # the article says "I", too: who knows where it ends
            break
    return here


def _voiced(paragraphs: Sequence[Paragraph]) -> int | None:
    """The first paragraph that says "I", below an article that is long enough and never does."""
    half = _half(paragraphs)
    here = next(
        (at for at in range(half, len(paragraphs)) if _speaks(paragraphs[at : at + 1], together=True)), None
    )
    if here is None or not _speaks(paragraphs[here : here + 1], together=False):  # the paper may say "we"
        return None
    if _speaks(paragraphs[:half], together=True):
        return None
    above, below = _words(paragraphs[:here]), _words(paragraphs[here:])
    return here if above >= _ENOUGH and below < min(above, _LONGEST) else None


def _half(paragraphs: Sequence[Paragraph]) -> int:
    """The paragraph in which the second half begins, before which no comment does."""
    left = sum(len(each.text) for each in paragraphs) // 2
    for here, each in enumerate(paragraphs):
        left -= len(each.text)
        if left < 0:
            return here
    return 0


def _speaks(paragraphs: Sequence[Paragraph], *, together: bool) -> bool:
    """Whether an "I" (or a "we") stands in them outside of quotation marks."""
    return any(has_voice(paragraph.text, together=together) for paragraph in paragraphs)


def has_voice(text: str, *, together: bool = False) -> bool:
    """Whether an "I" (or, ``together``, a "we") stands in a text outside of quotation marks."""
    voice = _voice(together=together)
    if not voice.may_be_in(text) or is_clutter(text) or text.count('"') % 2:
        return False
    plain = unquoted(text)
    return voice.may_be_in(plain) and voice.pattern.search(fold(plain)) is not None


@dataclass(frozen=True, slots=True)
class _Voice:
    """Phrases in which somebody speaks; ``rare`` has a word of each, ``joined`` those without blanks."""

    pattern: re.Pattern[str]
    rare: frozenset[str]
    joined: tuple[str, ...]

    def may_be_in(self, text: str) -> bool:
        """A quick look, before anything is cut out."""
        folded = text.casefold().replace(",", " ")
        if not self.rare.isdisjoint((folded.replace("’", "'") if "’" in folded else folded).split()):
            return True
        return not text.isascii() and bool(_CJK.search(text)) and any(map(text.__contains__, self.joined))


@functools.cache
def _voice(*, together: bool) -> _Voice:
    phrases = (*vocabulary().speaking, *(vocabulary().together if together else ()))
    joined = tuple(phrase for phrase in phrases if _CJK.search(phrase))
    parted = [phrase for phrase in phrases if phrase not in joined]
    bounded = "|".join(map(re.escape, parted))
    anywhere = "".join(f"|{re.escape(phrase)}" for phrase in joined)
    pattern = re.compile(rf"(?<![\w'])(?:{bounded})(?!\w){anywhere}")
    return _Voice(pattern, frozenset(map(_rarest, parted)), joined)


def _rarest(phrase: str) -> str:
    words = phrase.split()
    return words[0] if words[0] == "i" else max(words, key=len)


def _is_signature(paragraph: Paragraph, author: Mailbox | None) -> bool:
    """Whether a paragraph is a farewell, the author's name, or both."""
    lines = paragraph.text.split("\n")
    if (initialled := _INITIALLED.search(lines[-1])) and plain_words(initialled[1]) in names_of(author):
        return True
    if len(lines) > 4 or count_words(paragraph.text) > 14:
        return False
    return plain_words(lines[0]) in vocabulary().closings or plain_words(lines[-1]) in names_of(author)
