"""The members of a running list, read from their file when it changes; broken, the last good ones stay."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.mail.origin.own_marks import Marks
from bot.members.model import Member, Members, Mode
from bot.members.reading import read_members
from bot.members.writing import changed
from bot.notices.courier import MEMBER
from bot.store import Wish


@dataclass(slots=True, kw_only=True)
class MemberBook:
    """
    A list's members and the file they come from (None: they stand in the settings, or there are none).

    ``written`` are those of the file, ``members`` the same with what they asked
    for by mail since, and without mail for those whose mail comes back.
    ``trouble`` says why the file cannot be used as it is, "" where it can.
    """

    written: Members
    path: Path | None
    trouble: str = ""
    wishes: tuple[Wish, ...] = ()
    paused: frozenset[str] = frozenset()
    _members: Members | None = field(default=None, repr=False)
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def members(self) -> Members:
        """Who is on the list now, and how they get it."""
        if self._members is None:
            self._members = self._now()
        return self._members

    def person_of(self, token: str, marks: Marks) -> Member | None:
        """The member who alone got that token."""
        return self.members.person(self.tokens(marks).get(token.lower()))

    def tokens(self, marks: Marks) -> Mapping[str, str]:
        """The members by their tokens."""
        if not self._tokens:
            self._tokens = {marks.short_token(MEMBER, one.key): one.key for one in self.members.people}
        return self._tokens

    def reread(self) -> bool:
        """Read the file again; whether the members changed."""
        if self.path is None:
            return False
        try:
            read = read_members(self.path.read_text("utf-8-sig"))
        except (OSError, ValueError) as problem:
            self.trouble = f"{self.path}: {getattr(problem, 'strerror', None) or problem}"
            return False
        self.trouble = ""
        if read.people == self.written.people:
            return False
        self.written = read
        self._forget()
        return True

    def follow(self, wishes: tuple[Wish, ...], paused: frozenset[str]) -> bool:
        """Take over what is on record beside the file; whether that is something new."""
        if (wishes, paused) == (self.wishes, self.paused):
            return False
        self.wishes, self.paused = wishes, paused
        self._forget()
        return True

    def write(self) -> None:
        """Write into the file what members asked for. Raises OSError, WrongMembers."""
        if self.path is None or not self.wishes:
            return
        text = self.path.read_text("utf-8-sig")
        read_members(text)
        for wish in self.wishes:
            text = changed(text, wish.person, lambda one, wish=wish: after(one, wish))  # type: ignore[misc]
        write_members(self.path, text)

    def _forget(self) -> None:
        self._members, self._tokens = None, {}

    def _now(self) -> Members:
        people: dict[str, Member | None] = {one.key: one for one in self.written.people}
        for wish in self.wishes:
            person = people.get(wish.person)
            if person is not None:
                people[wish.person] = after(person, wish)
        silent = [
            replace(one, mode=Mode.NONE) if one.key in self.paused else one for one in people.values() if one
        ]
        return Members(people=tuple(silent))


def after(person: Member, wish: Wish) -> Member | None:
    """The member as they wish to be; None where they leave."""
    if wish.until is not None:
        return replace(person, until=wish.until)
    return None if wish.mode is None else replace(person, mode=wish.mode, until=None)


def write_members(file: Path, text: str) -> None:
    """Put a text in place of the file at once, with its rights: who reads it sees the old or the new one."""
    target = file.resolve()
    with tempfile.NamedTemporaryFile("w", dir=target.parent, encoding="utf-8", delete=False) as made:
        made.write(text)
        made.flush()
        os.fsync(made.fileno())
    Path(made.name).chmod(target.stat().st_mode & 0o777)
    Path(made.name).replace(target)
