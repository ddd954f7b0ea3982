"""Limits of how much of a message is read, and the record of its defects."""

from collections.abc import Iterable

HEADER_OCTETS = 256 * 1024
HEADER_FIELDS = 1_000
FIELD_OCTETS = 32 * 1024
PARTS = 1_000
DEPTH = 50
ADDRESSES = 500
ADDRESS_TOKENS = 10_000
ENCODED_WORDS = 200
PARAMETERS = 100
COMMENT_DEPTH = 20
REMEMBERED_OCTETS = 200  # of a field or its name; a longer one is read anew each time
TEXT_OCTETS = 3_000_000
MARKUP_OCTETS = 3_000_000
DECODED_OCTETS = 16_000_000
SEARCHED_OCTETS = 10  # times the message's own size, or of this floor:
SEARCHED_FLOOR = 1_000_000
HTML_TAGS = 30_000
HTML_DEPTH = 1_000
HTML_REOPENED = 200_000  # formatting elements that a parser opens again, each in every block behind it
HTML_REOPENED_OCTETS = 8_000_000  # of their attributes
DEFECTS = 50


class LimitPassed(Exception):  # noqa: N818 - no error of ours: it ends the reading, and the message is kept for a person
    """The message is larger or deeper than the reader follows; the text says in what."""


class Defects:
    """
    What was malformed, in words, each once and at most 50 of them.

    A doubt is a defect that lets other programs show another message than the
    one that was read here.
    """

    __slots__ = ("_doubts", "_sentences")

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}
        self._doubts: dict[str, None] = {}

    def add(self, sentence: str) -> None:
        """Note what was malformed; more than 50 kinds of it tell nothing new."""
        if len(self._sentences) < DEFECTS:
            self._sentences[sentence] = None

    def take(self, sentences: Iterable[str]) -> None:
        """Note what was malformed when the same was read before."""
        for sentence in sentences:
            self.add(sentence)

    def doubt(self, sentence: str) -> None:
        """Note what other programs may read in another way."""
        self.add(sentence)
        self._doubts[sentence] = None

    def doubts(self) -> tuple[str, ...]:
        """The sentences that tell of doubts, in the order in which they were found."""
        return tuple(self._doubts)

    def told(self) -> tuple[str, ...]:
        """The sentences, in the order in which they were found."""
        return tuple(self._sentences)
