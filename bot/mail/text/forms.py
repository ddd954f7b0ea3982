"""Compares the two forms of a text, plain and HTML: members may see the one, and the other was judged."""

import re
from collections import Counter

from bot.lazy_regex import lazy_regex
from bot.mail.text.text_of_post import Text

_EAST = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = lazy_regex(rf"[{_EAST}]|[^\W_{_EAST}]+")  # East Asian texts put no blank between words
_ASIDE = lazy_regex(
    r"<?(?:https?://|mailto:|www\.|\bdata:)[^\s<>]*>?|\[(?:cid|image|img|https?|inline)\b[^\]\n]{0,400}\]",
    re.IGNORECASE,
)
_HOST = lazy_regex(r"(?:https?|ftp)://(?:[^/?#@]*@)?(?:www\.)?([^/?#:]+)", re.IGNORECASE)
_FEW, _MANY = 3, 20  # words
_LETTERS = 5  # in a row; about one word's worth


def differ(plain: Text, html: Text, markup: str) -> bool:
    """
    Whether the forms grossly say different things, as no mail program writes them.

    Most words of the HTML are not in the text, and either most of the text is
    not in the HTML, or there are many such words, or they link to where the
    text does not; or the text has many words more than the HTML; or the HTML is
    pictures alone. What the one form leaves out by its nature (addresses,
    pictures, marks of quotation, blanks) does not count.
    """
    if plain.text.split() == html.text.split():
        return False
    left, right = (_ASIDE.sub(" ", form.text).casefold() for form in (plain, html))
    elsewhere = _leads_elsewhere(plain, html)
    pictures = "<img" in markup.lower()
    return all(
        _differ(count(left), count(right), unit, elsewhere=elsewhere, pictures=pictures)
        for count, unit in ((_words, 1), (_runs, _LETTERS))
    )


def _differ(left: Counter[str], right: Counter[str], unit: int, *, elsewhere: bool, pictures: bool) -> bool:
    only_left, only_right = (left - right).total(), (right - left).total()
    most_left, most_right = 2 * only_left > left.total(), 2 * only_right > right.total()
    if most_right and right.total() >= _FEW * unit:
        return most_left or only_right >= _MANY * unit or elsewhere
    if not right:
        return pictures and left.total() >= _FEW * unit
    return most_left and only_left >= _MANY * unit


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text))


def _runs(text: str) -> Counter[str]:
    """Every few letters that follow one another: the same where a program lost the blanks between words."""
    letters = "".join(_WORD.findall(text))
    return Counter(letters[at : at + _LETTERS] for at in range(len(letters) - _LETTERS + 1))


def _leads_elsewhere(plain: Text, html: Text) -> bool:
    """Whether a link of the HTML leads to a host that the text does not name."""
    hosts = {found[1].lower() for anchor in html.anchors if (found := _HOST.match(anchor.url))}
    said = plain.text.lower()
    return any(host not in said for host in hosts)
