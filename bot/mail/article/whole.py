"""What no paragraph of a stretch can show, because the whole stretch does not: looked at once for all."""

from collections.abc import Mapping

from bot.mail.article.once import once
from bot.mail.article.voices import (
    MARKS,
    main_tongue,
    may_address,
    may_speak,
    parted_words,
)
from bot.mail.text.phrases import fold, vocabulary
from bot.mail.zones.printed.article_lines import credit_words, may_release

CODE = b"{}[]<>=_/\\|;#*"
"""Marks of programs, their output and tables."""


class Whole:
    """The text of a stretch; each property is True where some paragraph may show it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @once
    def folded(self) -> str:
        """The text, folded."""
        return fold(self.text)

    @once
    def parted(self) -> frozenset[str]:
        """Its words, cut at every punctuation mark, each once."""
        return frozenset(parted_words(self.folded))

    @once
    def speaks(self) -> bool:
        """An "I" may stand in it."""
        return may_speak(self.parted, self.text)

    @once
    def together(self) -> bool:
        """A "we" or a "you" may stand in it."""
        return may_speak(self.parted, self.text, together=True)

    @once
    def turns(self) -> bool:
        """Something in it may turn to the list."""
        return may_address(self.parted, self.text)

    @once
    def reports(self) -> bool:
        """Somebody may be reported in it."""
        return not vocabulary().reporting.isdisjoint(self.parted)

    @once
    def rights(self) -> bool:
        """Rights may be told."""
        return "©" in self.folded or "right" in self.folded or ("(" in self.folded and "(c)" in self.folded)

    @once
    def releases(self) -> bool:
        """Words of press releases may stand in it."""
        return may_release(self.folded)

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


def _has_code(text: str) -> bool:
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, CODE)) < len(data)
