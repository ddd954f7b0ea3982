"""One question, taken apart: what is asked, how it is compared, with what, and whether that is denied."""

from dataclasses import dataclass, replace

MEASURES = frozenset(("over", "under", "at least", "at most", "exactly"))
"""How numbers are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    ``how`` is a test of a text, one of ``MEASURES``, "yes" where only that is asked, or "" for a bare value.

    ``texts`` are what is compared with, without the signs around them.
    """

    name: str = ""
    how: str = ""
    texts: tuple[str, ...] = ()
    denied: bool = False

    def turned(self) -> "Question":
        """The contrary question."""
        return replace(self, denied=not self.denied)

    def about(self, name: str) -> "Question":
        """The same asked of another name."""
        return replace(self, name=name)
