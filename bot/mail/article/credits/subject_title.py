"""What a subject calls an article, and the publication that it names."""

import re

from bot.mail.article.voices import parted_words
from bot.mail.post import Subject
from bot.mail.text.clues import has_date
from bot.mail.text.phrases import fold
from bot.mail.text.word_count import count_words
from bot.mail.zones.names_in_text import plain_words
from bot.mail.zones.printed.bylines import is_date

_ALIKE = 3  # so many words at least make a part of a title its title
_LONGEST = 300
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]\s*$")
_BEHIND = re.compile(r"\s[|–—-]\s([^|–—]{2,40})$")
_SHARE = 0.8  # of its words that a line has in common with the subject
_SITE = re.compile(r"[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,3}\.[a-z]{2,12}", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]{2,5}")
_LANGUAGES = frozenset(
    (
        "english",
        "french",
        "german",
        "spanish",
        "italian",
        "dutch",
        "russian",
        "polish",
        "arabic",
        "hebrew",
        "chinese",
        "japanese",
        "portuguese",
        "swedish",
        "danish",
        "norwegian",
        "greek",
        "turkish",
        "ukrainian",
        "persian",
        "translation",
        "subtitles",
        "paywall",
        "only",
    )
)
_REMARKS = frozenset(
    (
        "must",
        "please",
        "read",
        "fyi",
        "attachment",
        "photos",
        "pictures",
        "corrected",
        "resend",
        "resent",
        "repost",
        "video",
        "audio",
        "podcast",
        "long",
        "paywall",
        "pdf",
        "fwd",
        "updated",
        "update",
        "text",
        "excerpt",
        "was",
    )
)


def source_of(subject: Subject) -> str | None:
    """The publication that a subject names at its end, in brackets or behind a dash; remarks are none."""
    found = _BRACKETS.search(subject.text[-80:]) or _BEHIND.search(subject.text[-60:])
    if found is None:
        return _labelled(subject.text)
    name = _undated(found[1].strip())
    if _SITE.fullmatch(name):
        return name
    named = name[:1].isalpha() and name[:1].isupper() and len(name.split()) <= 6
    folded = fold(name)
    if not named or is_date(name) or name.endswith(("!", "?")) or _is_phrase(name):
        return None
    if folded.partition(" ")[0].strip(":") in _REMARKS or folded.rpartition(" ")[2] in _LANGUAGES:
        return None
    return name


def _labelled(text: str) -> str | None:
    """The paper in initials before a colon: "NYT: Dockers Turn Away First Grain Ship"."""
    label, colon, rest = text.partition(": ")
    told = colon and _INITIALS.fullmatch(label) and count_words(rest) > 2 and not rest.isupper()
    return label if told else None


def _is_phrase(name: str) -> bool:
    """Whether it goes on in small letters, as "This just in" does and no paper's name in English."""
    words = name.split()[1:]
    return len(words) > 1 and all(word.islower() and word.isascii() for word in words)


def _undated(name: str) -> str:
    """A paper's name without the date behind it ("NYT, Jan. 7")."""
    paper, comma, date = name.partition(", ")
    return paper if comma and (is_date(date) or has_date(date)) else name


class Title:
    """What a subject says, whole, and behind a colon ("Herald: Town Council Puts Off Vote")."""

    __slots__ = ("_least", "_titles", "_words", "most_words")

    def __init__(self, subject: Subject) -> None:
        whole = _BRACKETS.sub("", subject.text)
        told = [_core(whole), _core(_BEHIND.sub("", whole))]
        if ":" in whole:
            told.append(_core(whole.partition(":")[2]))
        # Fewer than three words are no title that a line could be known by.
        self._titles = tuple(
            (title, words, frozenset(title.split()))
            for title in dict.fromkeys(told)
            if (words := count_words(title)) > 2
        )

        # A line that is a title in other words has three times as many at most; single marks are no words.
        self.most_words = 4 * max([words for _, words, _ in self._titles], default=0)

        self._words = frozenset(word for title, *_ in self._titles for word in parted_words(title))
        apart = [words == len(said) and "_" not in title for title, words, said in self._titles]
        self._least = _ALIKE if all(apart) else 1

    def __bool__(self) -> bool:
        return bool(self._titles)

    def may_be(self, folded: str, parted: frozenset[str]) -> bool:
        """A quick look at a line's words, before names(): three that differ are in every form of a title."""
        return not folded.isascii() or len(self._words & parted) >= self._least

    def names(self, text: str) -> bool:
        """Whether a line is the title: the same, cut short on either side, or nearly all of its words."""
        if not self._titles or len(text) > _LONGEST or text.endswith((":", "：", ",")):
            return False
        line = _core(text)
        words = count_words(line)
        return words > 2 and any(_alike(line, words, *title) for title in self._titles)


def _alike(line: str, words: int, title: str, others: int, said: frozenset[str]) -> bool:
    """Whether a line of so many words is a title of ``others`` words, which are ``said``."""
    if line == title:
        return True
    if min(words, others) <= _ALIKE:
        return False
    if title.startswith(line) or line.startswith(title):
        return words <= 3 * others
    here = set(line.split())
    return len(said & here) >= _SHARE * max(len(here), len(said))


def _core(text: str) -> str:
    """The words of a text, folded, without punctuation and apostrophes."""
    return " ".join(plain_words(text).replace("'", " ").split())
