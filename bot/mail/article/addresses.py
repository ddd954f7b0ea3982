"""The address of an article, in the forms in which members write it."""

import re

from bot.mail.text.links import links_of
from bot.mail.text.phrases import fold, vocabulary

_BEFORE = 8  # words that may stand before an address: "Here is the link:", "From the New York Times:"
_LONGEST = 600  # characters of an address that are looked at
_BEHIND = 5  # "(paywall)", "via @paper", "- subscription needed"
_PAGE = re.compile(
    r"/(?:19|20)\d\d(?:/\d{1,2}|-\d\d-\d\d|[a-z]{3}/\d\d)/|/(?:[^\W_]{1,40}-){3,20}[^\W_]{1,40}[^/]{0,60}/?$"
)
_SENTENCE = re.compile(r"[.!?]\s")


def address_of(text: str) -> str | None:
    """
    The address on a line that is there for its sake; None where it is a part of other words.

    It stands alone, behind a few words with a colon ("Gift link: URL", "NYT: URL"),
    or before a remark ("URL (paywall)").
    """
    if len(text) > 4200 or not ("://" in text or "www." in text.lower()):
        return None
    found = next(iter(links_of(text)), None)
    if found is None or found.alone:
        return found.url if found else None
    before, _, behind = text.partition(found.url)
    before, behind = before.strip(" <(["), behind.strip(" >)].")
    if "://" in behind:
        return None
    return found.url if _labels(before) and _remarks(behind, remarked=bool(before)) else None


def is_page(url: str) -> bool:
    """Whether an address has the form of a paper's pages: a day in its path, or a headline's words."""
    return _PAGE.search(url.partition("?")[0][:_LONGEST]) is not None


def _labels(before: str) -> bool:
    if not before:
        return True
    label, comma, _ = before.rstrip(",").partition(":")
    if before.endswith(",") and comma and fold(label) in vocabulary().sources:
        return len(before.split()) <= _BEFORE
    if not before.endswith((":", "：", " -", " –", " —", ">", "→")) and not fold(before).endswith(" at"):
        return False
    return len(before.split()) <= _BEFORE and not _SENTENCE.search(before)


def _remarks(behind: str, *, remarked: bool) -> bool:
    if not behind:
        return True
    if remarked:
        return behind.startswith("(") and len(behind.split()) <= _BEHIND
    return behind[0] in "([-–—|" and len(behind.split()) <= _BEHIND + 1
