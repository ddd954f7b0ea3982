"""What no paragraph of a stretch can show, because the whole stretch does not: looked at once for all."""

from collections.abc import Mapping

from bot.mail.article.once import once
from bot.mail.article.voices import (
    MARKS,
    addressing_among,
    main_tongue,
    may_address,
    parted_words,
    spoken_among,
)
from bot.mail.text.phrases import fold_letters, vocabulary
from bot.mail.zones.printed.article_lines import credit_words, release_words_in

CODE = b"{}[]<>=_/\\|;#*"
"""Marks of programs, their output and tables."""


class Whole:
    """The text of a stretch; each property is True where some paragraph may show it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @once
    def folded(self) -> str:
        """The text, folded; its lines and blanks stay."""
        return fold_letters(self.text)

    @once
    def parted(self) -> frozenset[str]:
        """Its words, cut at every punctuation mark, each once."""
        return frozenset(parted_words(self.folded))

    @once
    def speaking(self) -> frozenset[str]:
        """Its words that tell an "I"."""
        return spoken_among(self.parted)

    @once
    def joining(self) -> frozenset[str]:
        """Its words that tell a "we" or a "you"."""
        return spoken_among(self.parted, together=True)

    @once
    def addressing(self) -> frozenset[str]:
        """Its words that tell a turn to the list."""
        return addressing_among(self.parted)

    @once
    def reporting(self) -> frozenset[str]:
        """Its words that tell that somebody is reported."""
        return vocabulary().reporting & self.parted

    @once
    def speaks(self) -> bool:
        """An "I" may stand in it."""
        return bool(self.speaking) or not self.folded.isascii()

    @once
    def together(self) -> bool:
        """A "we" or a "you" may stand in it."""
        return bool(self.joining) or not self.folded.isascii()

    @once
    def turns(self) -> bool:
        """Something in it may turn to the list."""
        return may_address(self.addressing, self.parted, self.folded)

    @once
    def reports(self) -> bool:
        """Somebody may be reported in it."""
        return bool(self.reporting)

    @once
    def rights(self) -> bool:
        """Rights may be told."""
        return may_tell_rights(self.folded)

    @once
    def releases(self) -> bool:
        """Words of press releases may stand in it."""
        return bool(self.releasing)

    @once
    def releasing(self) -> tuple[str, ...]:
        """Its words that tell a press release."""
        return release_words_in(self.folded)

    @once
    def credits(self) -> bool:
        """A photograph may be credited."""
        return not credit_words().isdisjoint(self.parted)

    @once
    def code(self) -> bool:
        """Marks of programs stand in it, and not only in addresses."""
        if not _has_code(self.text) or "://" not in self.text:
            return _has_code(self.text)
        return _has_code(" ".join([word for word in self.text.split() if "://" not in word]))

    @once
    def quotes(self) -> bool:
        """Quotation marks stand in it."""
        return any(mark in self.text for mark in MARKS)

    @once
    def tongue(self) -> int:
        """The language that has most of its small words."""
        return main_tongue(self.parted)

    @once
    def never(self) -> Mapping[str, bool]:
        """What no paragraph of it shows, by the names that Seen has for it."""
        found = {
            "speaks": self.speaks,
            "together": self.together,
            "turns": self.turns,
            "reports": self.reports,
            "rights": self.rights,
            "released": self.releases,
            "coded": self.code,
        }
        return {name: False for name, holds in found.items() if not holds}


def may_tell_rights(folded: str) -> bool:
    """A quick look at a folded text: whether rights may be told in it."""
    return "©" in folded or "right" in folded or ("(" in folded and "(c)" in folded)


def _has_code(text: str) -> bool:
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, CODE)) < len(data)
