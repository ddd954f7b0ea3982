"""The cover of an issue as text: masthead, contents list, how to answer. No line of it starts with a dash."""

import textwrap
from itertools import groupby

from bot.notices import clean
from bot.notices.digests.foot import foot
from bot.notices.digests.issue import Issue, Item
from bot.notices.digests.notes import about_post

_WIDTH = 76
_INDENT = "    "


def cover(issue: Issue, notes: dict[int, str] | None = None) -> list[str]:
    """
    The lines in front of the posts.

    ``notes`` say, by the posts' numbers, what is special about one here.
    """
    entries = [list(group) for _, group in groupby(issue.items, key=lambda item: item.thread)]
    items = [line for group in entries for line in [*_thread(issue, group, notes or {}), ""]]
    note = issue.mailing_list.digest_note
    return [
        issue.title,
        f"{issue.texts.day(issue.date)}: {issue.size}",
        "",
        *(
            [*(line for one in note.splitlines() for line in _wrapped(clean.one_line(one), "") or [""]), ""]
            if note
            else []
        ),
        issue.texts.say("digest.topics"),
        "",
        *items,
        *(line for sentence in foot(issue) for line in _wrapped(str(sentence), "")),
    ]


def _share_lines(issue: Issue, item: Item) -> list[str]:
    """The shared article's headline, publication and link, as far as the title has not said them."""
    share = item.share
    if share is None:
        return []
    said = ", ".join(part for part in (share.headline, share.publication) if part)
    return [
        *([issue.texts.say("digest.article", about=said)] if said else []),
        *([share.url] if share.url else []),
    ]


def _thread(issue: Issue, items: list[Item], notes: dict[int, str]) -> list[str]:
    """One entry a thread: what it is about, then who wrote in it."""
    lines: list[str] = []
    for at, item in enumerate(items):
        lines += _entry(issue, item, named=at == 0 or not (item.continues or item.lead))
        lines += _wrapped(clean.one_line(notes[item.number]), _INDENT) if item.number in notes else []
    return lines


def _entry(issue: Issue, item: Item, *, named: bool) -> list[str]:
    number = f"{item.number:>2}. "
    about = ", ".join([item.author, *about_post(issue, item)])
    if not named:
        return _wrapped(number + about, "", _INDENT)
    return [
        *_wrapped(number + issue.named(item), "", _INDENT),
        *_wrapped(about, _INDENT),
        *(line for one in _share_lines(issue, item) for line in _wrapped(one, _INDENT)),
    ]


def _wrapped(text: str, indent: str, following: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if following is None else following,
        break_long_words=False,
        break_on_hyphens=False,
    )
