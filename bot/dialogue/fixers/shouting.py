"""Mends subjects in capitals and with "!!!": small letters, one mark."""

import re
from collections import Counter
from collections.abc import Iterator

from bot.dialogue.fixers.fix import Fix
from bot.lazy_regex import lazy_regex
from bot.mail.post import Post
from bot.notices import clean

_MARKS = lazy_regex(r"([!?])[!?]+")
_WORD = lazy_regex(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def fixes(post: Post) -> Iterator[Fix]:
    """The subject with one mark at most, then with its words written as the text writes them."""
    raw = clean.one_line(post.subject.raw)
    calm = _MARKS.sub(r"\1", raw)
    words = post.subject.text
    quiet = (
        calm.replace(_MARKS.sub(r"\1", words), _MARKS.sub(r"\1", _small(words, post)))
        if words.isupper()
        else calm
    )
    for new in dict.fromkeys((calm, quiet)):
        if new != raw:
            yield Fix(said="subject", values={"new": new}, subject=new)


def _small(words: str, post: Post) -> str:
    """In small letters but for the first, and for words that the text writes otherwise."""
    written: dict[str, Counter[str]] = {}
    for word in _WORD.findall(post.text):
        written.setdefault(word.casefold(), Counter())[word] += 1

    def as_written(match: re.Match[str]) -> str:
        forms = written.get(match[0].casefold())
        return forms.most_common(1)[0][0] if forms else match[0].lower()

    small = _WORD.sub(as_written, words)
    return small[:1].upper() + small[1:]
