"""The kinds of facts: each kind says which tests a rule may make of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Unknown(Enum):
    """
    The answers of a fact that has no value.

    UNKNOWN: it has one, and nobody told it: a mail that no server checked. ABSENT:
    there is nothing to ask about, as of a post without an article.
    """

    UNKNOWN = "unknown"
    ABSENT = "absent"

    def __repr__(self) -> str:
        return self.name


UNKNOWN: Final = Unknown.UNKNOWN
ABSENT: Final = Unknown.ABSENT

Known = bool | int | float | str | tuple[str, ...]
Value = Known | Unknown


@dataclass(frozen=True, slots=True)
class Number:
    """A count or a measure; ``unit`` is "words", "lines", "%", "bytes" ... or "" for a bare number."""

    unit: str = ""

    @property
    def empty(self) -> Known:
        """What the fact is in an example that does not give it."""
        return 0

    @property
    def phrase(self) -> str:
        """The kind in the words of an error message."""
        names = {"": "a number", "%": "a share in %", "bytes": "a size"}
        return names.get(self.unit, f"a number of {self.unit}")


@dataclass(frozen=True, slots=True)
class Text:
    """Text as the author typed it, decoded."""

    @property
    def empty(self) -> Known:
        """What the fact is in an example that does not give it."""
        return ""

    @property
    def phrase(self) -> str:
        """The kind in the words of an error message."""
        return "a text"


@dataclass(frozen=True, slots=True)
class Texts:
    """Several texts, such as all addresses or all domains."""

    @property
    def empty(self) -> Known:
        """What the fact is in an example that does not give it."""
        return ()

    @property
    def phrase(self) -> str:
        """The kind in the words of an error message."""
        return "a list of texts"


@dataclass(frozen=True, slots=True)
class YesNo:
    """Something that is so, or is not."""

    @property
    def empty(self) -> Known:
        """What the fact is in an example that does not give it."""
        return False

    @property
    def phrase(self) -> str:
        """The kind in the words of an error message."""
        return "yes or no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a fixed set of words."""

    words: tuple[str, ...]

    @property
    def empty(self) -> Known:
        """What the fact is in an example that does not give it."""
        return ""

    @property
    def phrase(self) -> str:
        """The kind in the words of an error message."""
        return "one of " + ", ".join(self.words)


@dataclass(frozen=True, slots=True)
class CountWithin:
    """A count over a span of time that the rule names; ``unit`` as in Number."""

    unit: str

    @property
    def empty(self) -> Known:
        """What the fact is in an example that does not give it."""
        return 0

    @property
    def phrase(self) -> str:
        """The kind in the words of an error message."""
        return f"a number of {self.unit} within a span of time"


@dataclass(frozen=True, slots=True)
class SeenWithin:
    """Something that was so, or was not, within a span of time that the rule names."""

    @property
    def empty(self) -> Known:
        """What the fact is in an example that does not give it."""
        return False

    @property
    def phrase(self) -> str:
        """The kind in the words of an error message."""
        return "yes or no within a span of time"


Kind = Number | Text | Texts | YesNo | Choice | CountWithin | SeenWithin
