"""Answers by mail on record: dialogues, tokens, the versions of a post, what moderators said for good."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.columns import key
from bot.store.prepared_statements import Statement
from bot.store.tables import dialogues, in_hand, standing, token_cases, tokens, versions

OPEN = "open"
"""The state of a dialogue that goes on; any other names how it ended."""
DRAFT = "draft"
"""How a version came about that the bot proposes; it stands for the post only once its author wants it."""

_ABOUT = Statement(sa.select(dialogues).where(dialogues.c.case_id == sa.bindparam("case")))
_OPEN_WITH = Statement(
    sa.select(dialogues)
    .where(
        dialogues.c.list_id == sa.bindparam("list_id"),
        dialogues.c.person == sa.bindparam("person"),
        dialogues.c.state == OPEN,
    )
    .order_by(dialogues.c.opened)
)
_STANDING = Statement(
    sa.select(standing).where(
        standing.c.list_id == sa.bindparam("list_id"), standing.c.address == sa.bindparam("address")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """
    What goes on by mail with the author of a returned post.

    ``person`` is the author's address in lower case; ``state`` is "open", or says how
    it ended; ``round`` counts the notices, ``asked`` the answers in a row of
    which nothing was understood, ``heard`` is the hash of the last one.
    """

    case: str
    list_id: str
    person: str
    state: str
    round: int
    asked: int
    heard: str
    opened: dt.datetime
    changed: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownToken:
    """A token on record: to whom it went, what for ("author", "staff"), and its cases by their numbers."""

    name: str
    list_id: str
    person: str
    purpose: str
    made: dt.datetime
    until: dt.datetime | None
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A later text of a post: from 1; ``asks`` names what its author must still write into a draft."""

    case: str
    number: int
    how: str
    raw: bytes = field(repr=False)
    asks: str
    at: dt.datetime

    @property
    def stands(self) -> bool:
        """Whether it is the post now, and no mere proposal."""
        return self.how != DRAFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What becomes of an author's posts from now on ("always" out, "never"), and who said so."""

    address: str
    mark: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """Which moderator has a held post in hand, and when staff was reminded of it last."""

    case: str
    by: str | None
    reminded: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Dialogues:
    """All that an open transaction can do with answers by mail."""

    connection: Connection

    def find(self, case_id: str) -> Dialogue | None:
        """The dialogue about a case."""
        row = _ABOUT.one_or_none(self.connection, {"case": case_id})
        return None if row is None else _dialogue(row)

    def open_with(self, list_id: str, person: str) -> tuple[Dialogue, ...]:
        """The dialogues with a person that go on, oldest first."""
        rows = _OPEN_WITH.all(self.connection, {"list_id": list_id, "person": _name(person)})
        return tuple(map(_dialogue, rows))

    def begin(
        self, case_id: str, list_id: str, person: str, now: dt.datetime, until: dt.datetime
    ) -> Dialogue:
        """A notice leaves for an author: a dialogue begins, or goes into its next round."""
        known = self.find(case_id)
        if known is None:
            row = {"case_id": case_id, "list_id": list_id, "person": _name(person), "state": OPEN, "round": 1}
            row |= {"asked": 0, "heard": "", "opened": now, "changed": now, "until": until}
            self.connection.execute(dialogues.insert(), row)
        else:
            self.change(case_id, now, state=OPEN, round=known.round + 1, until=until)
        begun = self.find(case_id)
        assert begun is not None  # noqa: S101 - it was written just now
        return begun

    def change(self, case_id: str, now: dt.datetime, **values: Any) -> None:
        """Set columns of a dialogue."""
        self.connection.execute(
            dialogues.update().where(dialogues.c.case_id == case_id).values(changed=now, **values)
        )

    def expire(self, now: dt.datetime) -> int:
        """End the dialogues whose time is over; how many."""
        over = (dialogues.c.state == OPEN, dialogues.c.until < now)
        return self.connection.execute(
            dialogues.update().where(*over).values(state="expired", changed=now)
        ).rowcount

    def keep_token(self, token: KnownToken) -> None:
        """Put a token on record; the same one again changes nothing."""
        if self.connection.execute(sa.select(tokens.c.name).where(tokens.c.name == token.name)).one_or_none():
            return
        row = {"name": token.name, "list_id": token.list_id, "person": _name(token.person)}
        self.connection.execute(
            tokens.insert(), {**row, "purpose": token.purpose, "made": token.made, "until": token.until}
        )
        rows = [
            {"token": token.name, "position": n, "case_id": case} for n, case in enumerate(token.cases, 1)
        ]
        if rows:
            self.connection.execute(token_cases.insert(), rows)

    def token(self, name: str) -> KnownToken | None:
        """The token of that name, its cases in the order of their numbers."""
        row = self.connection.execute(sa.select(tokens).where(tokens.c.name == name)).one_or_none()
        if row is None:
            return None
        wanted = sa.select(token_cases.c.case_id).where(token_cases.c.token == name)
        found = self.connection.execute(wanted.order_by(token_cases.c.position)).scalars()
        return KnownToken(
            name=row.name,
            list_id=row.list_id,
            person=row.person,
            purpose=row.purpose,
            made=row.made,
            until=row.until,
            cases=tuple(found),
        )

    def told_of(self, case_ids: Sequence[str]) -> frozenset[str]:
        """To whom of the staff notices about these cases went."""
        wanted = sa.select(tokens.c.person).join(token_cases, token_cases.c.token == tokens.c.name)
        mine = wanted.where(token_cases.c.case_id.in_(case_ids), tokens.c.purpose == "staff").distinct()
        return frozenset(self.connection.execute(mine).scalars())

    def tokens_about(self, case_ids: Sequence[str], person: str) -> tuple[str, ...]:
        """The names of the tokens of the notices about these cases that went to one of the staff."""
        wanted = sa.select(tokens.c.name).join(token_cases, token_cases.c.token == tokens.c.name)
        mine = wanted.where(token_cases.c.case_id.in_(case_ids), tokens.c.person == _name(person))
        rows = mine.where(tokens.c.purpose == "staff").order_by(tokens.c.made.desc()).distinct()
        return tuple(dict.fromkeys(self.connection.execute(rows.add_columns(tokens.c.made)).scalars()))

    def add_version(
        self,
        case_id: str,
        how: str,
        raw: bytes,
        now: dt.datetime,
        *,
        asks: str = "",
        brought_by: str | None = None,
    ) -> int:
        """Keep a later text of a post; its number."""
        wanted = sa.select(sa.func.coalesce(sa.func.max(versions.c.number), 0))
        number = int(self.connection.execute(wanted.where(versions.c.case_id == case_id)).scalar_one()) + 1
        row = {"case_id": case_id, "number": number, "how": how, "raw": raw, "asks": asks}
        self.connection.execute(versions.insert(), {**row, "brought_by": brought_by, "at": now})
        return number

    def versions_of(self, case_id: str) -> tuple[Version, ...]:
        """The later texts of a post, in their order."""
        rows = self.connection.execute(
            sa.select(versions).where(versions.c.case_id == case_id).order_by(versions.c.number)
        )
        return tuple(
            Version(case=row.case_id, number=row.number, how=row.how, raw=row.raw, asks=row.asks, at=row.at)
            for row in rows
        )

    def take_up(self, case_id: str, person: str) -> None:
        """A moderator has a held post in hand."""
        self._put_in_hand(case_id, by=_name(person))

    def reminded(self, case_ids: Sequence[str], now: dt.datetime) -> None:
        """Staff was reminded of these held posts."""
        for case_id in case_ids:
            self._put_in_hand(case_id, reminded=now)

    def hands(self, case_ids: Sequence[str]) -> dict[str, InHand]:
        """Who has which of these cases in hand, and when staff was reminded of it."""
        rows = self.connection.execute(sa.select(in_hand).where(in_hand.c.case_id.in_(case_ids)))
        return {row.case_id: InHand(case=row.case_id, by=row.by, reminded=row.reminded) for row in rows}

    def set_standing(self, list_id: str, address: str, mark: str, by: str, now: dt.datetime) -> None:
        """What becomes of an author's posts from now on."""
        mine = (standing.c.list_id == list_id, standing.c.address == _name(address))
        self.connection.execute(standing.delete().where(*mine))
        row = {"list_id": list_id, "address": _name(address), "mark": mark, "by": by, "at": now}
        self.connection.execute(standing.insert(), row)

    def standing_of(self, list_id: str, address: str) -> Standing | None:
        """What a moderator said of an author for good, if anything."""
        row = _STANDING.one_or_none(self.connection, {"list_id": list_id, "address": _name(address)})
        if row is None:
            return None
        return Standing(address=row.address, mark=row.mark, by=row.by, at=row.at)

    def sweep(self, before: dt.datetime, limit: int) -> int:
        """Throw away tokens whose time is long over; how many."""
        old = sa.select(tokens.c.name).where(tokens.c.until < before).limit(limit)
        self.connection.execute(token_cases.delete().where(token_cases.c.token.in_(old)))
        return self.connection.execute(tokens.delete().where(tokens.c.name.in_(old))).rowcount

    def _put_in_hand(self, case_id: str, **values: Any) -> None:
        changed = self.connection.execute(
            in_hand.update().where(in_hand.c.case_id == case_id).values(**values)
        )
        if not changed.rowcount:
            self.connection.execute(in_hand.insert(), {"case_id": case_id, **values})


def _dialogue(row: Any) -> Dialogue:
    return Dialogue(
        case=row.case_id,
        list_id=row.list_id,
        person=row.person,
        state=row.state,
        round=row.round,
        asked=row.asked,
        heard=row.heard,
        opened=row.opened,
        changed=row.changed,
        until=row.until,
    )


def _name(address: str) -> str:
    return key(address.lower())
