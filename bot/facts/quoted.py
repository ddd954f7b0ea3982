"""Facts about how an earlier post is quoted."""

import re

from bot.facts import places
from bot.facts.context import Context
from bot.facts.kinds import Number, Value, YesNo
from bot.facts.lengths import filled_lines
from bot.facts.vocabulary import fact
from bot.mail.post import Post, Zone, ZoneKind
from bot.mail.text.lines import without_marks

QUOTATION = places.zones(ZoneKind.QUOTATION)

_RULE = re.compile(
    r"^_{20,}[ \t]*\n(?:[^\n]{0,200}\n){0,3}[^\n]{0,200}?"
    r"(?:\b(?:mailing|lists?|listen?|lista|liste)\b|mailingl|listinfo)",
    re.MULTILINE | re.IGNORECASE,
)
_LEAVING = re.compile(
    r"""
    /mailman3?/(?:listinfo|lists)/ | (?:https?://|mailto:|\S@)\S{0,200}unsubscribe
    | ^[^\w\n]*(?:to[ ]unsubscribe|unsubscribe[ ]*(?:[:|<(]|https?:|here\b|from\b))
    | \b(?:send|line|subject|word|message|body|command|e-?mail|visit|click)\b
      [^\n]{0,80}\n?[^\n]{0,80}\bunsubscribe\b
    | \bunsubscribe\b[^\n]{0,80}\n?[^\n]{0,80}(?:https?://|www\.|mailto:|\S@\S|\b(?:send|visit|click)\b)
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_HINTS = (b"unsubscribe", b"/mailman", *(letter.encode() for letter in "ſıİ"))
"""What stands in UTF-8 wherever ``_LEAVING`` is found: it takes three other letters for "s" and "i"."""


@fact("quoted.depth", Number("levels"), lines=QUOTATION, examples=[("Subject: x\n\n> a\n>> b\n", 2)])
def quoted_depth(post: Post, _: Context) -> Value:
    """How many levels of quotations stand inside each other, 0 where nothing is quoted."""
    return max((zone.depth for zone in post.zones_of(ZoneKind.QUOTATION)), default=0)


@fact(
    "quoted.longest_block",
    Number("lines"),
    lines=QUOTATION,
    examples=[("Subject: x\n\n> a\n> b\nNo.\n> c\n", 2)],
)
def quoted_longest_block(post: Post, _: Context) -> Value:
    """How many lines the longest quotation has that no line of the author's own interrupts."""
    blocks, current = [0], 0
    for zone in post.zones:
        current = current + _filled(zone) if zone.kind is ZoneKind.QUOTATION else _unbroken(zone, current)
        blocks.append(current)
    return max(blocks)


@fact(
    "quoted.top_posted",
    YesNo(),
    lines=QUOTATION,
    examples=[("Subject: x\n\nYes.\n\n> a\n", True), ("Subject: x\n\n> a\n\nYes.\n", False)],
)
def quoted_top_posted(post: Post, _: Context) -> Value:
    """Whether the whole answer stands above the quotation, and nothing of the author's own below it."""
    quoted = [zone.first_line for zone in post.zones_of(ZoneKind.QUOTATION)]
    own = [zone.first_line for zone in post.zones_of(ZoneKind.OWN) if zone.text.strip()]
    return bool(quoted and own) and max(own) < min(quoted)


@fact("quoted.footer", YesNo(), lines=QUOTATION)
def quoted_footer(post: Post, _: Context) -> Value:
    """Whether the quotation drags a list footer along: a rule above the list's name, how to unsubscribe."""
    quoted = post.text_of(ZoneKind.QUOTATION)
    if "_" * 20 in quoted and _RULE.search(without_marks(quoted)):
        return True
    octets = quoted.encode("utf-8", "surrogatepass").lower()
    return any(hint in octets for hint in _HINTS) and bool(_LEAVING.search(without_marks(quoted)))


def _filled(zone: Zone) -> int:
    """How many lines of a zone are not blank."""
    return len(filled_lines(zone.text))


def _unbroken(zone: Zone, lines: int) -> int:
    """The length so far; a zone of the author's own with text begins a new block."""
    return 0 if zone.kind is ZoneKind.OWN and zone.text.strip() else lines
