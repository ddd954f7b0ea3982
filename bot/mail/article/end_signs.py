"""Signs that an article is over: the writer turns to the list, changes the language, or its page ended."""

import functools
import re
import string
from collections import Counter
from collections.abc import Sequence

from bot.mail.text.phrases import fold, may_start, vocabulary
from bot.mail.text.word_count import count_words
from bot.mail.zones.article_lines import is_clutter, lone_link
from bot.mail.zones.bylines import is_date

_TURN = 80  # words of a paragraph in which somebody turns to the list
_MOST = 160  # words of what stands below a paper's last line, and is no more of the paper's
_LEAST = 4
_LAST = 6  # paragraphs among which a short comment begins
_LONGEST = 2000  # characters of a paragraph in which somebody turns to the list
_KNOWN = 600  # characters by which a language is known
_HITS = 3  # small words that tell a language
_QUOTED = re.compile(r"[“„«‹「『][^”“»›」』]{0,3000}[”“»›」』]|\"[^\"]{0,3000}\"")
_CLOSED = re.compile(r"^.*[”»」』]", re.DOTALL)
_OPEN = re.compile(r"[“„«「『].*$", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TONE = re.compile(r"(?<!\w)[:;]-?[)(](?!\w)|!!|\?[?!]|[\U0001f600-\U0001f64f\U0001f900-\U0001f9ff]")
_TONES = (":)", ":(", ":-", ";)", ";(", ";-", "!!", "?!", "??")  # one stands wherever _TONE finds ASCII
_STOPS = {ord(mark): " " for mark in f"{string.punctuation}“”„«»…–—¿¡،؟•·"}
_MARKS = '“”„«»‹›「」『』"'
_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RIGHTS = ("©", "(c) 1", "(c) 2", "copyright ©", "copyright (c)", "copyright 1", "copyright 2")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", ":)", ":-)", ";)", ";-)")


def turn_at(texts: Sequence[str], half: int, names: Sequence[str]) -> int | None:
    """
    The paragraph with which another than the article's writer begins to speak; None where none does.

    None is looked for before the ``half``; ``names`` are the writers'.
    """
    found = (
        _addressed(texts, half),
        _below_end(texts, half, names),
        _below_rule(texts, half, names),
        _in_other_tongue(texts, half),
    )
    return min((here for here in found if here is not None), default=None)


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks, closed or left open."""
    if not any(map(text.__contains__, _MARKS)):
        return text
    return _OPEN.sub(" ", _CLOSED.sub(" ", _QUOTED.sub(" ", text)))


def _addressed(texts: Sequence[str], half: int) -> int | None:
    """The first paragraph that turns to the members of a list, or has no paper's tone."""
    first = max(half, 1, len(texts) - _LAST)
    if not _may_address("\n".join(texts[first:])):
        return None
    here = next((at for at in range(first, len(texts)) if _addresses(texts[at])), None)
    if here is None or count_words(texts[here]) > _TURN or any(map(_addresses, texts[:half])):
        return None
    return here


def _may_address(text: str) -> bool:
    """A quick look, before anything is cut out."""
    folded = fold(text)
    if not folded.isascii() and any(map(folded.__contains__, _joined_turns())):
        return True
    if not _telling_words().isdisjoint(folded.translate(_STOPS).split()):
        return True
    return _has_tone(text)


def _has_tone(text: str) -> bool:
    if text.isascii() and not any(map(text.__contains__, _TONES)):
        return False
    return _TONE.search(text) is not None


@functools.cache
def _telling_words() -> frozenset[str]:
    """The longest word of each phrase to the members: it stands whole wherever the phrase does."""
    return frozenset(max(phrase.translate(_STOPS).split(), key=len) for phrase in vocabulary().addressing)


@functools.cache
def _joined_turns() -> tuple[str, ...]:
    """Phrases that are no ASCII; some stand in scripts that put no blanks between words."""
    return tuple(phrase for phrase in vocabulary().addressing if not phrase.isascii())


def _addresses(text: str) -> bool:
    if len(text) > _LONGEST or not _may_address(text):
        return False
    plain = unquoted(text)
    return _turns().search(fold(plain)) is not None or _has_tone(plain)


@functools.cache
def _turns() -> re.Pattern[str]:
    """Phrases to the members; one that ends in a comma ("Friends,") begins what is said."""
    phrases = vocabulary().addressing
    begin = "|".join(re.escape(phrase) for phrase in phrases if phrase.endswith(","))
    within = "|".join(re.escape(phrase) for phrase in phrases if not phrase.endswith(","))
    return re.compile(rf"^(?:{begin})|(?<!\w)(?:{within})(?!\w)")


def _below_end(texts: Sequence[str], half: int, names: Sequence[str]) -> int | None:
    """The first paragraph of sentences below the last line of a paper."""
    ends = [at for at in range(max(half, 1, len(texts) - 2 * _LAST), len(texts)) if _ends(texts[at], names)]
    here = next((at for at in range(ends[-1] + 1, len(texts)) if _is_said(texts[at])), None) if ends else None
    if here is None or not texts[here].endswith(_SENTENCE_ENDS):
        return None
    return here if _LEAST <= sum(map(count_words, texts[here:])) <= _MOST else None


def _below_rule(texts: Sequence[str], half: int, names: Sequence[str]) -> int | None:
    """The rule above the last paragraph, if that is short and no notice or quotation of the paper."""
    if len(texts) < 3 or len(texts) - 2 < half or any(map(str.isalnum, texts[-2])):
        return None
    last = texts[-1][:_LONGEST]
    said = _is_said(last) and not _ends(last, names) and unquoted(last) == last
    return (
        len(texts) - 2 if said and count_words(last) <= _TURN // 2 and last.endswith(_SENTENCE_ENDS) else None
    )


def _ends(text: str, names: Sequence[str]) -> bool:
    """Whether a paragraph tells of rights, or where there is more, or who the writer is."""
    folded = fold(text[:200].lstrip("*_([- "))
    if folded.startswith(_RIGHTS) or "all rights reserved" in folded:
        return True
    if may_start(folded.partition(" ")[0], "notices") and folded.startswith(vocabulary().notices):
        return True
    if any(folded.startswith((f"{fold(name)} ", f"{fold(name.split()[-1])} ")) for name in names):
        return True
    return "://" in text and not folded.startswith("http") and lone_link(text) is not None


def _is_said(text: str) -> bool:
    """Whether a paragraph is no address, date, rule or notice of the paper."""
    if not any(map(str.isalnum, text)) or lone_link(text) or is_date(text):
        return False
    return not is_clutter(text.partition("\n")[0])


def _in_other_tongue(texts: Sequence[str], half: int) -> int | None:
    """The first of the last paragraphs that are in another language than the article."""
    above = tongue_of("\n".join(texts[: half + 1])[-_KNOWN:]) if half + 1 < len(texts) else None
    if above is None:
        return None
    found = None
    for here in range(len(texts) - 1, half, -1):
        tongue = tongue_of(unquoted(texts[here][:_KNOWN]))
        if tongue == above:
            break
        found = here if tongue is not None else found
    return found


def tongue_of(text: str) -> int | None:
    """Which language a text is in, by its small words; -1 for East Asia's; None where it is not clear."""
    if not text.isascii() and len(_EAST.findall(text[:400])) * 2 > len(text[:400].replace(" ", "")):
        return -1
    known = _tongues()
    found = [known[word] for word in _WORD.findall(fold(text)) if word in known]
    if len(found) < _HITS:
        return None
    hits = Counter([tongue for tongues in found for tongue in tongues])
    (tongue, most), (_, second) = [*hits.most_common(2), (0, 0), (0, 0)][:2]
    return tongue if most >= _HITS and most >= 2 * second else None


@functools.cache
def _tongues() -> dict[str, tuple[int, ...]]:
    """The languages, by number, of which a word is one of the small ones."""
    commons = list(enumerate(vocabulary().common))
    every = frozenset().union(*vocabulary().common)
    return {word: tuple(number for number, common in commons if word in common) for word in every}
