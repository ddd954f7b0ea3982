"""The cover of an issue as text: masthead, contents list, how to answer. No line of it starts with a dash."""

import textwrap

from bot.notices import clean, phrases
from bot.notices.digests.issue import Issue, Item

_WIDTH = 76
_INDENT = "    "


def cover(issue: Issue, notes: dict[int, str] | None = None) -> list[str]:
    """
    The lines in front of the posts.

    ``notes`` say, by the posts' numbers, what is special about one here.
    """
    items = [line for item in issue.items for line in [*_entry(item, (notes or {}).get(item.number, "")), ""]]
    address = issue.mailing_list.address
    return [
        issue.title,
        f"{phrases.day(issue.date)}: {issue.size}",
        "",
        "Today's Topics:",
        "",
        *items,
        *_wrapped(
            f"To post, write to {address}. To answer a post, take over its subject, not this mail's.", ""
        ),
    ]


def share_lines(item: Item) -> list[str]:
    """The shared article's headline, publication and link, as far as the title has not said them."""
    share = item.share
    if share is None:
        return []
    said = ", ".join(part for part in (share.headline, share.publication) if part)
    return [*([f"Article: {said}"] if said else []), *([share.url] if share.url else [])]


def _entry(item: Item, note: str) -> list[str]:
    number = f"{item.number:>2}. "
    first = f"{number}{item.title}"
    facts = f"{item.author}, {item.reading_time}"
    files = [phrases.count(len(item.post.attachments), "attachment")] if item.post.attachments else []
    return [
        *_wrapped(first, "", _INDENT),
        *_wrapped(", ".join([facts, *files]), _INDENT),
        *(line for one in share_lines(item) for line in _wrapped(one, _INDENT)),
        *(_wrapped(clean.one_line(note), _INDENT) if note else []),
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
