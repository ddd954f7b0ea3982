"""Members: each a person with one or several addresses, who gets the list in a way of their choice."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType


class Mode(StrEnum):
    """How a member gets the list."""

    MAIL = "mail"  # each post by itself
    DIGEST = "digest"  # the digest for people: HTML and plain text in one mail
    PLAIN = "plain"  # the digest as plain text
    MIME = "mime"  # the digest with each post as its author sent it
    NONE = "none"  # nothing: reads elsewhere, or only posts


DIGESTS = (Mode.DIGEST, Mode.PLAIN, Mode.MIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """
    A person.

    ``addresses`` are as written: mail goes to the first, posts may come from any.
    ``until``: nothing is sent before that day. ``note`` is the owner's.
    """

    addresses: tuple[str, ...]
    name: str = ""
    mode: Mode = Mode.MAIL
    until: dt.date | None = None
    note: str = ""

    @property
    def address(self) -> str:
        """Where mail goes."""
        return self.addresses[0]

    @property
    def key(self) -> str:
        """By what the person is known: the address to which mail goes, in lower case."""
        return self.addresses[0].lower()

    def gets(self, day: dt.date) -> Mode:
        """How the person gets the list on a day."""
        return Mode.NONE if self.until is not None and day < self.until else self.mode


@dataclass(frozen=True, kw_only=True)
class Members:
    """The members of a list in the order of their file."""

    people: tuple[Member, ...] = ()
    _index: Mapping[str, Member] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, Member] = {}
        for person in self.people:
            for address in person.addresses:
                index.setdefault(address.lower(), person)
        object.__setattr__(self, "_index", MappingProxyType(index))

    def __reduce__(self) -> tuple[object, ...]:
        return _made, (self.people,)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address of every member, in lower case."""
        return frozenset(self._index)

    def person(self, address: str | None) -> Member | None:
        """The member who has that address, in capitals or not."""
        return self._index.get((address or "").lower())

    def getting(self, day: dt.date, *modes: Mode) -> tuple[Member, ...]:
        """Who gets the list in one of these ways on a day."""
        return tuple(person for person in self.people if person.gets(day) in modes)

    def all_of(self, addresses: Iterable[str]) -> frozenset[str]:
        """These addresses, and all others of the same people, in lower case."""
        found = {address.lower() for address in addresses}
        more = [person.addresses for address in found if (person := self._index.get(address)) is not None]
        return frozenset(found | {address.lower() for addresses in more for address in addresses})


def _made(people: tuple[Member, ...]) -> Members:
    return Members(people=people)


NOBODY = Members()
