"""Facts of an example that no post can have together: the example then proves nothing about real posts."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeGuard

from bot.facts import VOCABULARY, Known, Number
from bot.policy.compile.habits.impossible import may_become, never

_AT_MOST = (
    ("lines", "words"),
    ("paragraphs", "lines"),
    ("sentences", "words"),
    ("longest_paragraph", "words"),
    ("words", "characters"),
    ("longest_line", "characters"),
)
"""Of one text, the first is never more than the second."""

_HAVE = {
    "attachments": "attachments.count",
    "links": "links.count",
    "recipients": "recipients.count",
}
"""What is counted, by the group of facts that tell of it."""


class Contradiction(NamedTuple):
    """A fact that cannot be so: its name, why, and what would do."""

    fact: str
    why: str
    help: str


def contradictions(given: Mapping[str, Known]) -> Iterator[Contradiction]:
    """Every fact that the others, or any mail at all, rule out."""
    yield from _out_of_reach(given)
    yield from _of_texts(given)
    yield from _of_counts(given)
    yield from _of_people(given)


def _out_of_reach(given: Mapping[str, Known]) -> Iterator[Contradiction]:
    for name, value in given.items():
        fact = VOCABULARY.find(name)
        if fact and isinstance(fact.kind, Number) and isinstance(value, int | float):
            most = 100 if fact.kind.unit == "%" else 23 if name == "now.hour" else None
            if value < 0 or (most is not None and value > most):
                help_ = f"write a number from 0 to {most}" if most else "write 0 or more"
                yield Contradiction(name, f'"{name}" is never {value:g}', help_)
        for text in value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ():
            if (told := never(name, text)) and not may_become(name, text):
                yield Contradiction(name, f'"{name}" is never "{text}": {told[0]}', told[1])


def _of_texts(given: Mapping[str, Known]) -> Iterator[Contradiction]:
    parts = {name.partition(".")[0] for name in given}
    for part in sorted(parts):
        for less, more in _AT_MOST:
            one, other = given.get(f"{part}.{less}"), given.get(f"{part}.{more}")
            if _is_number(one) and _is_number(other) and one > other:
                why = f'a text with {other:g} {more} has never {one:g} in "{part}.{less}"'
                yield Contradiction(f"{part}.{less}", why, "give one of the two alone, or make them fit")
        present, words = given.get(f"{part}.present"), given.get(f"{part}.words")
        text = given.get(part)
        filled = (_is_number(words) and words > 0) or (isinstance(text, str) and text.strip() != "")
        if present is False and filled:
            why = f"{part}.present says no, and there is a text in {part}"
            yield Contradiction(f"{part}.present", why, f"take out  {part}.present: no")
        if present is True and words == 0 and not filled:
            why = f"{part}.present says yes, and {part}.words that there is no text"
            yield Contradiction(f"{part}.present", why, f"take out  {part}.present: yes")


def _of_counts(given: Mapping[str, Known]) -> Iterator[Contradiction]:
    for group, counter in _HAVE.items():
        count = given.get(counter)
        listed = [
            name for name in given if name.partition(".")[0] == group and isinstance(given[name], tuple)
        ]
        for name in listed:
            value = given[name]
            if _is_number(count) and isinstance(value, tuple) and len(value) > count:
                why = f"{counter} is {count:g}, and {name} names {len(value)}"
                yield Contradiction(name, why, f"write  {counter}: {len(value)}")
    if given.get("article.link_present") is False and given.get("article.link"):
        why = "article.link_present says that there is none"
        yield Contradiction("article.link", why, "take out one of the two")
    if given.get("message.html_only") is True and given.get("message.has_html") is False:
        yield Contradiction(
            "message.has_html", "a message of HTML alone has HTML", "write  message.has_html: yes"
        )


def _of_people(given: Mapping[str, Known]) -> Iterator[Contradiction]:
    for name in ("sender.posts", "sender.posts_ever"):
        earlier = given.get(name)
        if given.get("sender.first_post") is True and _is_number(earlier) and earlier > 0:
            yield Contradiction(name, f"of a first post {name} is 0", "take out one of the two")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
