"""Texts that are compared letter by letter: whether one holds other syntax, or tells what a post is like."""

import re
from collections.abc import Iterator

from bot.facts import VOCABULARY, Text, Texts
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.words.pieces import NUMBERS
from bot.policy.errors import Report
from bot.policy.source.nodes import Mapping, Node, Scalar, Sequence
from bot.policy.source.parse import read_nodes

_PATTERNS = frozenset(("matches", "any_matches"))
_SYNTAX = lazy_regex(
    r"\.[*+](?!\w*$)|^\.\*|\.\*$"  # any characters
    r"|\\[bBdDsSwW.\[\]()/ ]"  # classes, and what is escaped
    r"|^m?/.+/[a-z]*$|/[a-z]{1,3}$(?<=/i)"  # slashes around a pattern, and its flags
    r"|\{\{|^=?[A-Za-z]\w*\([^()]*,.*\)$"  # a template, a call
    r"|^\^\S|\(\?[:i!=]|\[\^|\)\$$"
    r"|\w\*|\*\w|\*[@.]"  # stars of a glob
    r"|[\"“”]|^'|'$"  # quotation marks
    r"|^(?:=~|!~|==|!=|<>|[<>]=?)"
    r"|^(?:contains?|includes?|matches|regex|(?:start|end|begin)s with|(?:any|every)(?:one|body|thing)"
    r"|does not|doesn't|is not|not|(?:any|one) of) ",
    re.IGNORECASE,
)
_JOINED = lazy_regex(
    r"[^\W\d]['\"]?,?\s+(?:or|and|and not|but|but not|except|AND|OR|NOT)\s+['\"]?\w", re.IGNORECASE
)
_HEADS = ("any", "all", "none")
_STAR_ALONE = lazy_regex(r"[\s*]+")

_LONGEST = 9  # words; a longer text is a sentence of a post
_COUNTED = rf"(?:\d+(?:[.,]\d+)?|{'|'.join(NUMBERS)})"
_UNIT = (
    r"(?:words?|lines?|char(?:acter)?s?|letters?|paragraphs?|sentences?|links?|posts?|messages?|attachments?"
    r"|files?|recipients?|%|percent|[km]b|minutes?|hours?|days?|weeks?|months?|years?)"
)
_MEASURED = lazy_regex(
    r".*\b(?:more|less|fewer|longer|shorter|older|newer|younger|larger|smaller|bigger|greater|higher|lower)"
    r" than\b.*"
    rf"|(?:is |has |at |about |only )?"
    r"(?:over|under|above|below|up to|max(?:imum)?|min(?:imum)?|least|most|exactly)"
    rf" (?:of )?{_COUNTED}\b.*"
    rf"|(?:exceed(?:s|ing)? )?{_COUNTED} or (?:more|less|fewer)|exceed(?:s|ing)? {_COUNTED}"
    rf"|(?:is |has |only |just |about )?{_COUNTED}\s*{_UNIT}"
    r"(?: (?:long|old|ago|or (?:more|less|fewer)|max|min))?",
    re.IGNORECASE,
)
_TOLD = lazy_regex(
    r"(?:only|just|nothing but|nothing except|mostly|entirely|completely) \S.*"
    r"|(?:is |are )?(?:too|very|way too) \w+"
    r"|(?:is |are |in |written in |mostly )?(?:all )?(?:in )?"
    r"(?:capital letters|capitals|caps|upper ?case|lower ?case|small letters)"
    r"|(?:has|have|contains?|includes?|with|without|lacks?|is|are) (?:an?|any|no|some|only|too|all) \S.*",
    re.IGNORECASE,
)


def foreign(text: str) -> bool:
    """Whether a text holds what another language means by it: a pattern, a glob, "or" between words."""
    return bool(_SYNTAX.search(text) or _JOINED.search(text)) and not _STAR_ALONE.fullmatch(text)


def measured(text: str) -> bool:
    """Whether a text gives a measure: "shorter than 3 words", "no more than 60 characters", "100 words"."""
    return len(text.split()) <= _LONGEST and _MEASURED.fullmatch(text.strip()) is not None


def told_of(text: str) -> bool:
    """Whether a text tells what a post is like, with or without a measure; it may be meant as it stands."""
    words = text.strip()
    return measured(words) or (len(words.split()) <= _LONGEST and _TOLD.fullmatch(words) is not None)


def sound(line: str) -> bool:
    """Whether no text of ``FACT: TEST`` is compared letter by letter that was never meant so."""
    return plain(line) and not any(of_text and told_of(text) for text, of_text in _texts(line))


def plain(line: str) -> bool:
    """Whether no text of ``FACT: TEST`` holds what another language means by it."""
    return not any(foreign(text) for text, _ in _texts(line))


def _texts(line: str) -> Iterator[tuple[str, bool]]:
    return _compared(read_nodes(line.encode(), "advice", Report()))


def _compared(node: Node | None, word: str = "", *, of_text: bool = False) -> Iterator[tuple[str, bool]]:
    """Each text that is compared, and whether the fact is a text or a list of them."""
    if isinstance(node, Mapping):
        for entry in node:
            if entry.key.text not in _PATTERNS:
                fact = VOCABULARY.find(entry.key.text)
                of_text = isinstance(fact.kind, Text | Texts) if fact else of_text
                yield from _compared(entry.value, entry.key.text, of_text=of_text)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _compared(item, word, of_text=of_text)
    elif isinstance(node, Scalar) and word not in _HEADS:
        yield node.text, of_text
