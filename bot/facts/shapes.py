"""Facts about how a text is written: its longest line and paragraph, its sentences."""

import re
from collections.abc import Callable, Iterable

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Number, Value
from bot.facts.lengths import filled_lines, paragraphs_of
from bot.facts.vocabulary import Answer, fact
from bot.mail.post import Post, ZoneKind
from bot.mail.text.word_count import count_words

_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|etc|e\.g|i\.e|no|vol|pp|cf|approx|bzw|z\.b|ca|nr|mme|m|sra?|dott|\w))$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_END = re.compile(  # a set of characters comes first, for which Python looks much faster
    r"[.!?…。！？](?:(?<=[.!?…])[.!?…]*[\"'”’»)\]]*(?=\s|$)|(?<=[。！？])[。！？]*[」』”]*)"
)
_CAPITALS = re.compile(r"[A-Z]'?[A-Z]")
_LONGEST = 8  # characters, more than an abbreviation has


def count_sentences(text: str) -> int:
    """
    How many sentences a text has; the last of a paragraph needs no full stop.

    A stop after an abbreviation or one letter ("Dr. Lee", "J. Reed") ends none,
    nor does one before a small letter.
    """
    return sum(_sentences(piece) for piece in paragraphs_of(text))


def _sentences(piece: str) -> int:
    line = " ".join(piece.split())
    count, begun = 0, 0
    for found in _END.finditer(line):
        follows = line[found.end() :].lstrip()[:1]
        if follows.islower() or (
            found[0] == "."
            and follows
            and _ABBREVIATED.search(line[max(begun, found.start() - _LONGEST) : found.start()])
        ):
            continue
        count += _says_something(line[begun : found.start()])
        begun = found.end()
    return count + _says_something(line[begun:])


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def longest_line(lines: Iterable[str]) -> int:
    """How many characters the longest line without a web address has."""
    return max((len(line.rstrip()) for line in lines if not _has_link(line)), default=0)


def _has_link(line: str) -> bool:
    return ("://" in line or "www." in line.lower()) and _LINK.search(line) is not None


def longest_shout(text: str) -> int:
    """How many words in capitals stand in a row."""
    if text.isascii() and not _CAPITALS.search(text):
        return 0
    longest = count = 0
    for word in _LETTERS.findall(text):
        count = count + 1 if len(word) > 1 and word.isupper() else 0
        longest = max(longest, count)
    return longest


def _own(post: Post) -> str:
    return post.text_of(ZoneKind.OWN)


def _article(post: Post) -> str:
    return post.text_of(ZoneKind.ARTICLE)


@fact(
    "own.longest_line",
    Number("characters"),
    lines=places.zones(ZoneKind.OWN),
    examples=[
        ("Subject: x\n\nRain fell on the valley.\nhttps://example.org/a/very/long/address\n", 24),
        ("Content-Type: text/plain; format=flowed\n\nRain fell on the \nvalley.\n", 0),
    ],
)
def own_longest_line(post: Post, _: Context) -> Value:
    """
    How many characters the longest line of the author's own has; lines with a web address do not count.

    0 where the reader's program breaks the lines: in HTML mail, and where the
    author's program says so (format=flowed).
    """
    return 0 if post.flowed or post.html_only else longest_line(filled_lines(_own(post)))


@fact(
    "own.capitals",
    Number("words"),
    lines=places.zones(ZoneKind.OWN),
    examples=[
        ("Subject: x\n\nPLEASE READ THIS NOW, it is about NASA.\n", 4),
        ("Subject: x\n\nThe UN and the WHO agree.\n", 1),
    ],
)
def own_capitals(post: Post, _: Context) -> Value:
    """How many words in a row the author wrote in capitals alone; a word has at least two letters here."""
    return longest_shout(_own(post))


@fact(
    "signature.longest_line",
    Number("characters"),
    lines=places.zones(ZoneKind.SIGNATURE),
    examples=[("Subject: x\n\nRain.\n\n-- \nAnn Lee, Weather Office\nhttps://ann.example.org/rain\n", 23)],
)
def signature_longest_line(post: Post, _: Context) -> Value:
    """How many characters the longest line of the signature has; lines with a web address do not count."""
    return longest_line(filled_lines(post.text_of(ZoneKind.SIGNATURE)))


def _enter(part: str, whose: str, text: Callable[[Post], str], lines: places.Lines, example: str) -> None:
    """Make the facts of one part."""

    def longest(post: Post, _: Context) -> Value:
        return max(map(count_words, paragraphs_of(text(post))), default=0)

    def sentences(post: Post, _: Context) -> Value:
        return count_sentences(text(post))

    about = f"How many words the longest paragraph of {whose} has. A blank line ends a paragraph."
    enter: Callable[[Answer], Answer] = fact(
        f"{part}.longest_paragraph",
        Number("words"),
        lines=lines,
        about=about,
        examples=[(example, 4)] if example else (),
    )
    enter(longest)
    about = (
        f"How many sentences there are in {whose}. A full stop after an abbreviation ends none, and the "
        "last sentence of a paragraph needs none."
    )
    fact(
        f"{part}.sentences",
        Number("sentences"),
        lines=lines,
        about=about,
        examples=[(example, 3)] if example else (),
    )(sentences)


_enter(
    "own",
    "what the author wrote",
    _own,
    places.zones(ZoneKind.OWN),
    "Subject: x\n\nI agree. It rained.\n\nDid Dr. Lee agree\n",
)
_enter("article", "the shared article", _article, places.article, "")
