"""Writes a members file: a person's line is changed, every other line stays as its owner wrote it."""

from collections.abc import Callable, Iterable

from bot.members.model import Member, Mode
from bot.members.reading import read_line

Change = Callable[[Member], Member | None]
"""What becomes of a member; None: they leave."""


def line_of(member: Member) -> str:
    """A person as a line of the file."""
    parts = [", ".join(member.addresses)]
    if member.name:
        parts.append(f'name="{member.name.replace(chr(34), "")}"')
    if member.mode is not Mode.MAIL:
        parts.append(f"mode={member.mode}")
    if member.until is not None:
        parts.append(f"until={member.until.isoformat()}")
    if member.note:
        parts.append(f" # {member.note}")
    return " ".join(parts)


def changed(text: str, address: str, change: Change) -> str:
    """The file with the line of whoever has that address changed; as it is where nobody has it."""
    lines = text.splitlines(keepends=True)
    made = [_line(line, address.lower(), change) for line in lines]
    return "".join(made)


def added(text: str, people: Iterable[Member]) -> str:
    """The file with these people at its end."""
    before = text if not text or text.endswith("\n") else text + "\n"
    return before + "".join(f"{line_of(person)}\n" for person in people)


def _line(line: str, address: str, change: Change) -> str:
    try:
        member = read_line(line.lstrip("\ufeff"))
    except ValueError:
        return line
    if member is None or address not in [each.lower() for each in member.addresses]:
        return line
    after = change(member)
    return line if after == member else f"{line_of(after)}\n" if after is not None else ""
