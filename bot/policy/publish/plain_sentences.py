"""Rewrites a rule's message for the guidelines: what tells of one post is left out."""

import re

from bot.policy.model.messages import Because

_GAP = "\x00"
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=\S)")
_STRONG = re.compile(r"(?:(?<!\s)\s+)?[;–—]\s+|(?<!\s)\s+-\s+")
_BRACKETED = re.compile(r"(?:(?<!\s)\s+)?\([^()\x00]*\x00[^()]*\)")
_LEAST = 4  # words of what is kept of a sentence that is cut at a comma


def for_everybody(because: Because) -> str:
    """
    The text of ``because`` without what a fact fills.

    A sample line, a bracket, a part behind a semicolon, a dash or a comma, or
    a whole sentence goes, whichever is the least. Sample lines below a colon
    stay on lines of their own; other lines are joined. "" where nothing is left.
    """
    text = "".join(piece if isinstance(piece, str) else _GAP for piece in because.pieces)
    return joined(text)


def joined(text: str) -> str:
    """A text as paragraphs: wrapped lines joined, sample lines kept, what has a gap left out."""
    paragraphs = [_paragraph(lines.split("\n")) for lines in re.split(r"\n\s*\n", text.strip())]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _paragraph(lines: list[str]) -> str:
    lead = next((n for n, line in enumerate(lines) if line.rstrip().endswith(":")), len(lines) - 1)
    samples = [line.strip() for line in lines[lead + 1 :]]
    kept = [line for line in samples if _GAP not in line]
    prose = " ".join(" ".join(lines[: lead + 1]).split())
    if samples and not kept and prose.endswith(":"):
        prose = _without_announcement(prose)
    whole = " ".join(_SENTENCES.split(prose)) if _GAP not in prose else _without_gaps(prose)
    return "\n".join([whole, *kept]) if whole else ""


def _without_announcement(prose: str) -> str:
    """A sentence whose sample lines are gone: its last part goes with them, or its colon becomes a stop."""
    head, _, _ = prose.rpartition("; ")
    return (head or prose[:-1]).rstrip() + "."


def _without_gaps(prose: str) -> str:
    kept = (_sentence(sentence) for sentence in _SENTENCES.split(prose))
    return " ".join(sentence for sentence in kept if sentence)


def _sentence(sentence: str) -> str:
    """One sentence without its gaps, "" where that leaves none."""
    whole = _BRACKETED.sub("", sentence)
    if _GAP not in whole:
        return whole
    parts = [part for part in _STRONG.split(whole) if _GAP not in part]
    if parts:
        return _ended("; ".join(parts))
    head, comma, _ = whole[: whole.index(_GAP)].rpartition(", ")
    return _ended(head) if comma and len(head.split()) >= _LEAST else ""


def _ended(text: str) -> str:
    """With a capital letter at its beginning and a stop at its end."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", ":")) else ".")
