"""Answers in set words: what a few of them mean, however politely they are wrapped."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from bot.dialogue.clauses import Clause, Meaning, clauses, limits, phrase_at, single, tokens
from bot.dialogue.words import answer_words
from bot.lazy_regex import lazy_regex
from bot.mail.text.phrases import fold, vocabulary

_LONGEST = 60
"""Words of a text that can be an answer in set words."""
_BRIEF = 15
"""Words of a question for the reason, or of somebody at a loss."""
_UNKNOWN = 12
"""Words beside a plain yes that no phrase knows."""
_ENDS = lazy_regex(r"[.!?…]")
_SMALL = frozenset({"of", "the", "for", "and", "von", "der", "des", "de", "du", "di", "van", "im", "in"})


def commanded(text: str, names: Iterable[str]) -> Meaning | None:
    """The one thing that a text says in set words, greetings and names aside; None where it says more."""
    said, count = _said(text, names)
    if not said or count > _LONGEST:
        return None
    found = {meaning for one in said if one.known and (meaning := one.meaning())}
    more = [one for one in said if not one.known or one.meaning() is None]
    if not more:
        return found.pop() if len(found) == 1 else None
    brief = count <= _BRIEF
    if brief and found <= {Meaning.WHY} and any(one.asked and one.begins_with("why") for one in said):
        return Meaning.WHY
    lost = _is_at_a_loss(said[0]) or (brief and any(one.holds("help") for one in said))
    if found <= {Meaning.HELP} and lost:
        return Meaning.HELP
    if said[0].known and said[0].meaning() is Meaning.HELP and len(found) == 1:
        return Meaning.HELP
    if found == {Meaning.WITHDRAW} and _is_dropped(said):
        return Meaning.WITHDRAW
    grateful = all(_is_thanked(said, n) for n, one in enumerate(said) if one in more)
    return Meaning.OK if found == {Meaning.OK} and grateful and not _is_limited(said) else None


def agreed(text: str, names: Iterable[str]) -> bool:
    """
    Whether a text agrees though it has words that no phrase knows: thanks, excuses, praise beside a yes.

    For answers to a notice that asks for nothing but a yes: none that names a
    condition, a change, a part of the post or a plan, and none that asks.
    """
    said, count = _said(text, names)
    left = sum(len(one.left) for one in said)
    if not said or count > _LONGEST or left > _UNKNOWN:
        return False
    plain = [one for one in said if one.agrees or (one.known and one.meaning() is Meaning.OK)]
    others = [one for n, one in enumerate(said) if one not in plain and not _is_thanked(said, n)]
    return (
        bool(plain)
        and not any(one.turns for one in (*plain, *others))
        and not any(one.asked for one in said)
        and not _is_limited(said)
    )


def _said(text: str, names: Iterable[str]) -> tuple[list[Clause], int]:
    """The clauses that say something, farewell aside, and how many words all of them have."""
    known = {word for name in names for word in tokens(name)}
    told = _without_farewell(text, known)
    return [one for one in clauses(told, known) if not one.is_empty and not one.is_address], len(tokens(told))


def _is_limited(said: Sequence[Clause]) -> bool:
    """Whether words stand there with which a yes is no plain yes; thanks may name what they are for."""
    return any((single("but") if one.begins_with("thanks") else limits()) & set(one.left) for one in said)


def _is_dropped(said: Sequence[Clause]) -> bool:
    """Whether a text that withdraws is plain: more than a bare no, and nothing that limits it."""
    plain = [one for one in said if one.known and one.meaning() is Meaning.WITHDRAW]
    return any(one.kinds & {"withdraw", "go", "not"} for one in plain) and not any(
        one.asked or single("but") & set(one.left) for one in said
    )


def is_polite(text: str, names: Iterable[str] = ()) -> bool:
    """Whether a text says nothing: greetings, thanks, closings, what a phone adds, the writer's own name."""
    if _is_closing(text):
        return True
    known = {word for name in names for word in tokens(name)}
    words = tuple(tokens(text))
    at = 0
    while at < len(words):
        kind, length = phrase_at(words, at)
        polite = kind in {"polite", "thanks"}
        if words[at] not in known and not polite:
            return False
        at += length if polite else 1
    return True


def is_question_to_us(text: str) -> bool:
    """Whether a question of a text asks the bot or the moderators, and not the readers of a list."""
    words = {word for one in _questions(text) for word in tokens(one)}
    return any(len(phrase) == 1 and phrase[0] in words for phrase in answer_words("you"))


def _questions(text: str) -> Iterator[str]:
    start = 0
    for end in _ENDS.finditer(text):
        if end[0] == "?":
            yield text[start : end.start()]
        start = end.end()


def _is_at_a_loss(clause: Clause) -> bool:
    """Whether it begins like "I have no idea", however it goes on."""
    return clause.holds("help", first=3) and clause.words[0] not in limits()


def _is_thanked(said: Sequence[Clause], at: int) -> bool:
    """Whether a clause is thanks or an excuse, or goes on with them."""
    return "thanks" in said[at].kinds or (at > 0 and "thanks" in said[at - 1].kinds)


def _without_farewell(text: str, names: set[str]) -> str:
    """The text without what closes it, and without what a phone puts above it."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    while len(lines) > 1 and _is_mobile(lines[0]):
        del lines[0]
    for n, line in enumerate(lines[1:], 1):
        below = lines[n:]
        if len(below) > 8 or not (_closes(line, names) or _is_signed(below, names)):
            continue
        card = takewhile(lambda one: not _is_small_print(one), below[1:])
        if _is_mobile(line) or all(_is_of_a_card(one, names) for one in card):
            return "\n".join(lines[:n])
    return "\n".join(lines)


def _closes(line: str, names: set[str]) -> bool:
    words = tokens(line)
    named = bool(set(words) & names) and len(words) <= 4
    signed = len(words) > 1 and words[0] in vocabulary().closings and _is_of_a_card(line, names)
    return _is_closing(line) or named or signed or (len(words) <= 5 and is_polite(line))


def _is_signed(below: Sequence[str], names: set[str]) -> bool:
    """Whether all that follows is a visiting card, a name first, without a word before it."""
    name = below[0].split()
    says = any(":" in one or limits() & set(tokens(one)) for one in below[:1])
    return (
        2 <= len(name) <= 4
        and not says
        and all(_is_of_a_card(one, names) for one in below)
        and not any(phrase_at(tokens(below[0]), at)[0] for at in range(len(tokens(below[0]))))
    )


def _is_small_print(line: str) -> bool:
    plain = fold(line)
    return any(one in plain for one in (*vocabulary().disclaimers, *vocabulary().legal))


def _is_closing(line: str) -> bool:
    plain = " ".join(tokens(line))
    return plain in vocabulary().closings or _is_mobile(line)


def _is_mobile(line: str) -> bool:
    plain = " ".join(tokens(line))
    return any(plain.startswith(one) for one in vocabulary().mobile)


def _is_of_a_card(line: str, names: set[str]) -> bool:
    """Whether a line reads like one of a visiting card: names, numbers, an address."""
    words = line.split()
    big = all(
        one[:1].isupper() or not one[:1].isalpha() or one.endswith(".") or one.casefold() in {*_SMALL, *names}
        for one in words
    )
    return len(words) <= 8 and (big or "@" in line or "www." in line or _is_closing(line))
