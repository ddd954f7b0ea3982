"""
Reads a members file: one person a line, an address or several, then what is known of the person.

``ann@example.org, ann@work.example name="Ann Lee" mode=digest until=2026-12-24  # a note``

Lines of an address alone, or ``Ann Lee <ann@example.org>``, are enough.
"""

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.lazy_regex import lazy_regex
from bot.mailable import is_mailable
from bot.members.model import Member, Members, Mode

KEYS = ("name", "mode", "until")
_PART = lazy_regex(
    r'(?:"(?:[^"\\]|\\.)*"|[^,"])+'
)  # what stands between commas; those in quotes part nothing
_ESCAPE = lazy_regex(r"\\(.)")
_NAMED = lazy_regex(r"(?P<name>[^<>@]*)<(?P<address>[^<>\s]*)>")
_KEY = lazy_regex(r"(?:^|(?<=\s))([A-Za-z]+)\s?=\s?")
_MOST_NAMED = 5  # wrong lines that an error names


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that cannot be read: its number from 1, and a sentence that says what to do."""

    number: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.sentence}"


class WrongMembers(ValueError):  # noqa: N818 - says what is so, as the failures of the house do
    """A members file with lines that cannot be read; str() names the first of them."""

    def __init__(self, wrong: tuple[WrongLine, ...]) -> None:
        more = f"; and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        super().__init__("; ".join(map(str, wrong[:_MOST_NAMED])) + more)
        self.wrong = wrong


def read_members(text: str) -> Members:
    """The members in a file's text. Raises WrongMembers with every line that is wrong."""
    people, wrong = read_readable(text)
    if wrong:
        raise WrongMembers(wrong)
    return Members(people=people)


def read_readable(text: str) -> tuple[tuple[Member, ...], tuple[WrongLine, ...]]:
    """The members on the lines that can be read, and the other lines."""
    people: dict[str, Member] = {}
    wrong: list[WrongLine] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        try:
            member = read_line(line)
        except ValueError as problem:
            wrong.append(WrongLine(number, str(problem)))
            continue
        if member is not None:
            people.setdefault(member.key, member)
    return tuple(people.values()), tuple(wrong)


def read_line(line: str) -> Member | None:
    """The person on a line; None where it is empty or a note. ValueError says what is wrong."""
    text, note = _without_note(line)
    if not text.strip():
        return None
    first = _KEY.search(text)
    addresses, name = _addresses(text[: first.start()] if first else text)
    told = dict(_keys(text[first.start() :])) if first else {}
    return Member(
        addresses=addresses,
        name=told.get("name", name),
        mode=_mode(told["mode"]) if "mode" in told else Mode.MAIL,
        until=_day(told["until"]) if "until" in told else None,
        note=note,
    )


def _without_note(line: str) -> tuple[str, str]:
    """The line before its note, and the note; a # within quotes or within an address begins none."""
    quoted = False
    for at, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == "#" and not quoted and (at == 0 or line[at - 1].isspace()):
            return line[:at], line[at + 1 :].strip()
    return line, ""


def _addresses(text: str) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    name = ""
    for part in _PART.findall(text):
        named = _NAMED.fullmatch(part.rstrip())
        address = named["address"] if named else part.strip()
        name = name or (_unquoted(named["name"]) if named else "")
        if address and not is_mailable(address):
            raise ValueError(f'"{address}" is not an address. Write one like ann@example.org')
        found += [address] if address else []
    if not found:
        raise ValueError("it has no address. Write one like ann@example.org in front")
    return tuple({each.lower(): each for each in found}.values()), name


def _unquoted(name: str) -> str:
    """The name without the quotes that a comma in it asks for (RFC 5322 3.2.4)."""
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        return _ESCAPE.sub(r"\1", name[1:-1]).strip()
    return name.strip('" ')


def _keys(text: str) -> Iterator[tuple[str, str]]:
    marks = list(_KEY.finditer(text))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        key = mark[1].lower()
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            guess = f'; did you mean "{near[0]}"?' if near else f"; there are {', '.join(KEYS)}"
            raise ValueError(f'"{key}" is unknown{guess}')
        yield key, text[mark.end() : end].strip().strip('"').strip()


def _mode(word: str) -> Mode:
    try:
        return Mode(word.lower())
    except ValueError:
        raise ValueError(f'mode "{word}" is unknown; there are {", ".join(Mode)}') from None


def _day(word: str) -> dt.date:
    try:
        return dt.date.fromisoformat(word)
    except ValueError:
        raise ValueError(f'until "{word}" is not a day. Write it like 2026-12-24') from None
