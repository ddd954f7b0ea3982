"""Recognises addresses, dates and times of day in a line of text, lines that were wrapped, and patches."""

import functools
import re

from bot.mail.text.phrases import vocabulary

ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]@]{1,64}@[^\s<>,;:\"()\[\]@]{1,190}")
_TIME = re.compile(
    r"(?<![\d:.])\d{1,2}(?:[:.]|[hH]\s?)\d{2}(?!\d)(?!\.\d{3})|\d{1,2}\s?[AaPp][Mm]\b|\d{1,2}[时時点點시]"
)
_NUMERIC = re.compile(
    r"(?<!\d)(?:\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4})(?!\d)|\d{4}\s?[年년]"
    r"|\[\d{6}\s\d{1,2}:\d{2}\]"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?:(?!\d)|(?=\d{1,2}[:.]\d\d))")  # a time may be glued to it
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{1,40}")
_MOST = 600
_PATCH = re.compile(
    r"^(?:@@ -\d{1,9}[, ]|diff (?:--git |-[a-zA-Z]{1,9} )|Index: \S|\*{3} \d{1,9},\d{1,9} \*{4}"
    r"|\d{1,6} files? changed, )",
    re.MULTILINE,
)
_PATCH_MARKS = ("@@ -", "diff -", "Index: ", " ****", " changed, ")
_COMMIT = re.compile(r"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001")


def has_address(text: str) -> bool:
    """Whether a mail address stands in the text."""
    return "@" in text and ADDRESS.search(text[:_MOST]) is not None


def has_time(text: str) -> bool:
    """Whether a time of day stands in the text."""
    text = text[:_MOST]
    return _DIGIT.search(text) is not None and _TIME.search(text) is not None


def has_date(text: str) -> bool:
    """Whether a date stands in the text: in digits, or a month or weekday of any language beside a digit."""
    text = text[:_MOST]
    if not _DIGIT.search(text):
        return False
    if _NUMERIC.search(text):
        return True
    words = words_of(text)
    return not (words.isdisjoint(vocabulary().months) and words.isdisjoint(vocabulary().weekdays))


def has_whole_date(text: str) -> bool:
    """Whether a date with its year stands in the text, as programs write it."""
    text = text[:_MOST]
    if not _DIGIT.search(text):
        return False
    return _NUMERIC.search(text) is not None or (_YEAR.search(text) is not None and has_date(text))


def words_of(text: str) -> frozenset[str]:
    """The words of a text, case-folded, without digits and punctuation."""
    return _words_of(text[:_MOST])


@functools.lru_cache(maxsize=64)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(map(str.casefold, _WORD.findall(text)))


def wrapped(before: str, line: str) -> bool:
    """Whether ``line`` looks like the rest of ``before``, broken by a mailer at 70 to 80 characters."""
    before = before.rstrip()
    first = line.split(None, 1)[0] if line.strip() else ""
    return bool(first) and 40 <= len(before) <= 80 and len(before) + 1 + len(first) > 72


def is_patch(text: str) -> bool:
    """Whether changes to files stand in a text as programs write them: a patch, the notice of a commit."""
    return any(mark in text for mark in _PATCH_MARKS) and _PATCH.search(text) is not None


def heads_commit(bare: str) -> bool:
    """Whether a line begins a commit written as a mail, always with this date (git-format-patch(1))."""
    return bare.startswith("From ") and _COMMIT.fullmatch(bare) is not None
