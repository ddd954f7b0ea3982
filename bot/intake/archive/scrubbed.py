"""The notes that Mailman's Scrubber leaves in place of parts, in text archives and pages of Pipermail."""

import re
from dataclasses import dataclass

_NEXT = "-------------- next part --------------"
_NOTE = re.compile(
    rf"^(?:{_NEXT}\n)?(?:An? (?P<what>HTML|non-text|embedded)[^\n]{{0,80}} was scrubbed\.\.\.\n"
    r"(?:(?:Name|Type|Size|Desc|From|Subject|Date|To|URL?) ?: ?[^\n]*\n(?:<?https?://[^\n]*\n)?)*"
    r"|Skipped content of type [^\n]*\n?)",
    re.MULTILINE | re.IGNORECASE,
)
_BORDER = re.compile(rf"^{_NEXT}\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The text that is left; whether parts were taken out; whether one of them was HTML."""

    text: str
    parts: bool
    html: bool

    @property
    def empty(self) -> bool:
        """Whether parts were all that the message had."""
        return self.parts and not self.text.strip()


def scrub_notes(text: str) -> Scrubbed:
    """A text without the notes about parts that were taken out of it."""
    if "was scrubbed..." not in text and "Skipped content of type" not in text:
        return Scrubbed(_BORDER.sub("", text), parts=False, html=False)
    kinds = [note["what"] for note in _NOTE.finditer(text)]
    left = _BORDER.sub("", _NOTE.sub("", text))
    return Scrubbed(left, parts=bool(kinds), html=any(kind and kind.lower() == "html" for kind in kinds))
