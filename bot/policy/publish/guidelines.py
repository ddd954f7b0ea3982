"""Writes a list's posting guidelines for its members from the rules that are live."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.policy.model.rule import Rule
from bot.policy.model.verdict import GOES_OUT, Disposition, Notify, Warn
from bot.policy.publish.exemptions import exempt, exempts_people, in_words, tags_asked
from bot.policy.publish.plain_sentences import for_everybody, joined
from bot.policy.run.policy import Policy

EXEMPTING, WARNING = "exempting", "warning"
SECTIONS = {
    Disposition.RETURN: (
        "What we ask of a post",
        (
            "A post that misses one of these comes back to you by mail, with every reason at once. "
            "Nobody else sees it. Change it and send it again."
        ),
    ),
    Disposition.HOLD: (
        "What a moderator reads first",
        "These posts wait until a moderator has looked at them.",
    ),
    WARNING: (
        "What we remind you of",
        "These posts go out. Their author gets one friendly mail, for the next time.",
    ),
    None: ("What we change", "These posts go out with a small change."),
    Disposition.DIGEST: (
        "What goes into the digest",
        "These posts reach the members with the next digest instead of one by one.",
    ),
    EXEMPTING: ("Exceptions", "Some of the points above do not hold for these posts."),
    Disposition.ACCEPT: ("What always passes", "These posts go out whatever else is said here."),
    Disposition.DISCARD: ("What is not posted", "These messages are dropped, and nobody is answered."),
}
"""The headings of the page in their order, with the sentence below each."""

_FIXED = (
    "Absence notices and other automatic mail are never posted and never answered.",
    "A post is returned only where our mail server can prove who wrote it; else a moderator looks at it.",
)

_OF_ONE_POST = re.compile(
    r"\b(?:you (?:wrote|sent|posted|have (?:written|sent|posted))|so this (?:one|mail|post|message)"
    r"|(?:today|this week) already|du hast|sie haben|vous avez)\b",
    re.IGNORECASE,
)
_NO_ADDRESS = "A program reads each post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page tells besides the rules: the list's name, its address, whom to ask, the day."""

    name: str
    address: str = ""
    ask: tuple[str, ...] = ()
    today: dt.date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Plain paragraphs; lines within one stay lines."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a list; ``first`` is the number of the first one, None: without numbers."""

    texts: tuple[str, ...]
    first: int | None = None


Block = Heading | Paragraphs | Points


def guidelines(policy: Policy, page: Page) -> tuple[Block, ...]:
    """
    The page as blocks. Points are numbered through it, so that people can name them.

    Rules that do not act, and those with ``guideline: none``, are left out.
    """
    blocks: list[Block] = [
        Heading(f"Posting guidelines of {page.name}", 1),
        Paragraphs(_opening(policy, page)),
    ]
    shared = _shared(policy, page)
    number = 1
    for disposition, (title, below) in SECTIONS.items():
        points = [
            point
            for rule in policy.rules
            if _kind(rule) == disposition
            for point in _point(rule, policy, page, shared)
        ]
        if points:
            blocks += [Heading(title), Paragraphs((below,)), Points(tuple(points), number)]
            number += len(points)
    return (*blocks, Heading("Good to know"), Points((*_for_all(shared), *_closing(page))))


def unsaid(policy: Policy, today: dt.date) -> tuple[tuple[str, str], ...]:
    """The rules of which the page may say too little, with what it says: their words tell of one post."""
    return tuple(
        (rule.name, _text(rule))
        for rule in policy.rules
        if rule.guideline is None and _told(rule, today) and _says_little(rule)
    )


def _says_little(rule: Rule) -> bool:
    """Whether its sentence speaks of one post, or its beginning was left out, or all of it."""
    if rule.because is None:
        return True
    if _OF_ONE_POST.search(for_everybody(rule.because)):
        return True
    begin = rule.because.pieces[0] if rule.because.pieces else ""
    text = for_everybody(rule.because)
    return not text or not isinstance(begin, str) or text[:8] != " ".join(begin.split())[:8]


def _opening(policy: Policy, page: Page) -> tuple[str, ...]:
    posts = f"Posts go to {page.address}. A program reads each of them" if page.address else _NO_ADDRESS
    reads = f"{posts} by the rules below and nothing else; where it is in doubt, a person decides."
    return (*joined(policy.guideline).split("\n\n"), reads) if policy.guideline else (reads,)


def _closing(page: Page) -> tuple[str, ...]:
    ask = (f"Questions, and anything that seems wrong: {', '.join(page.ask)}.",) if page.ask else ()
    day = f"{page.today.day} {page.today:%B %Y}"
    written = f"This page was written on {day} from the very rules that read each post."
    return (*_FIXED, *ask, written)


def _kind(rule: Rule) -> Disposition | str | None:
    """Under which heading a rule stands: changes of a post and exceptions have one of their own."""
    disposition = rule.then.disposition
    if rule.then.exempts and disposition is None and not _changes(rule):
        return EXEMPTING
    if rule.then.warns and disposition in GOES_OUT | {None} and not _changes(rule):
        return WARNING
    return None if _changes(rule) and disposition in {None, Disposition.ACCEPT} else disposition


def _changes(rule: Rule) -> bool:
    return any(not isinstance(action, Notify | Warn) for action in rule.then.actions)


def _told(rule: Rule, today: dt.date) -> bool:
    """Whether members are told of the rule: it acts or will, and does something that they notice."""
    acts = rule.mode == "live" and (rule.until is None or today <= rule.until)
    if rule.guideline is not None:
        return acts and rule.guideline != ""
    if _kind(rule) == EXEMPTING:
        return acts and not exempts_people(rule)
    return acts and (
        _changes(rule) or rule.then.warns or rule.then.disposition not in {None, Disposition.ACCEPT}
    )


def _shared(policy: Policy, page: Page) -> str:
    """Who is exempt from each of several points, so that it needs to be said once; "" where that differs."""
    told = [exempt(rule, policy) for rule in policy.rules if _told(rule, page.today)]
    return told[0] if len(told) > 1 and len(set(told)) == 1 else ""


def _for_all(shared: str) -> tuple[str, ...]:
    return (f"{shared[:-1]} from all of these points.",) if shared else ()


def _point(rule: Rule, policy: Policy, page: Page, shared: str) -> Iterator[str]:
    if _told(rule, page.today):
        text, but = _timed(_of_tags(_text(rule), rule), rule, page.today), exempt(rule, policy)
        yield f"{text}{_gap(text)}{but}" if but and but != shared else text


def _of_tags(text: str, rule: Rule) -> str:
    """With the tags to which the rule is limited, where the text does not name them."""
    tags = tags_asked(rule)
    told = (
        rule.guideline is not None or rule.then.exempts or not (rule.because and for_everybody(rule.because))
    )
    if not tags or told or any(f"[{tag}]" in text.casefold() for tag in tags):
        return text
    named = " or ".join(f"[{tag}]" for tag in tags)
    return f"In a post with {named} in the subject: {text}"


def _gap(text: str) -> str:
    """Behind sample lines a new paragraph begins."""
    return "\n\n" if "\n" in text else " "


def _text(rule: Rule) -> str:
    """The guideline, else what the reason tells everybody, else the rule's name."""
    text = joined(rule.guideline) if rule.guideline else rule.because and for_everybody(rule.because)
    if text:
        return text
    name = rule.name.replace("-", " ").replace("_", " ").capitalize()
    words = in_words(rule)
    return f"{name}: {words}." if words else f"{name}."


def _timed(text: str, rule: Rule, today: dt.date) -> str:
    """With the days between which the rule holds, where they matter."""
    days = []
    if rule.since and rule.since > today:
        days.append(f"from {_day(rule.since)}")
    if rule.until:
        days.append(f"until {_day(rule.until)}")
    when = " ".join(days)
    return f"{when[0].upper()}{when[1:]}: {text}" if days else text


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
