"""Takes arrivals: new, the same again, or another message under a known Message-ID."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.lifecycle import State
from bot.mail.post import Arrival, HandedOver, Identity, ImapOrigin, Origin
from bot.store import cases as case_rows
from bot.store.columns import key
from bot.store.ids import case_ids
from bot.store.locks import one_at_a_time
from bot.store.prepared_statements import Statement
from bot.store.records import Admission, Case, Conflict, Duplicate, Ignored, Seen
from bot.store.tables import backlogs, cases, journal, originals, origins

REMEMBERED: Final = dt.timedelta(days=30)
"""How long the same content counts as a duplicate, another one under the same Message-ID as a conflict."""

_OPEN, _KEEP, _TELL = Statement(cases.insert()), Statement(originals.insert()), Statement(journal.insert())


def admit(
    connection: Connection, list_id: str, arrivals: Sequence[tuple[Arrival, Identity]], now: dt.datetime
) -> list[Admission]:
    """Record a batch of arrivals; what each of them is, in their order."""
    if not arrivals:
        return []
    one_at_a_time(connection, f"admit {list_id}")
    desk = _Desk(connection, list_id, arrivals, now)
    found = [desk.take(arrival, identity) for arrival, identity in arrivals]
    desk.write()
    return found


@dataclass(slots=True, kw_only=True)
class _Known:
    """What an arrival is compared with: an earlier case, in the database or in this batch."""

    case: Case
    message_key: str

    def is_twin(self, message_key: str, content_hash: str) -> bool:
        return self.message_key == message_key and self.case.content_hash == content_hash

    def lay_in(self, origin: ImapOrigin) -> bool:
        """Whether it lay in that folder before the folder was numbered anew (RFC 9051 2.3.1.1)."""
        old = self.case.lies_in
        return (
            old is not None
            and (old.account, old.folder) == (origin.account, origin.folder)
            and old.validity != origin.validity
        )


class _Desk:
    """One batch: reads what it is compared with at once, gathers rows, writes them at once."""

    def __init__(
        self,
        connection: Connection,
        list_id: str,
        arrivals: Sequence[tuple[Arrival, Identity]],
        now: dt.datetime,
    ) -> None:
        self._connection = connection
        self._list_id = list_id
        self._now = now
        self._ids = iter(_free_ids(connection, now, len(arrivals)))
        self._places = _places(
            connection, list_id, [place for arrival, _ in arrivals if (place := arrival.lies_in)]
        )
        self._ignored = _ignored(connection, list_id)
        self._known = _earlier(connection, list_id, [identity for _, identity in arrivals])
        self._new: list[tuple[Case, Arrival, str]] = []
        self._bound: dict[ImapOrigin, str | None] = {}
        self._moved: list[Case] = []

    def take(self, arrival: Arrival, identity: Identity) -> Admission:
        """What this arrival is; its rows wait for ``write``."""
        name = key(identity.message_id)
        twins = [old for old in self._known[name] if old.is_twin(name, identity.content_hash)]
        place = arrival.lies_in
        known = None if place is None else self._at(place, arrival, identity, twins)
        return known or self._record(arrival, identity, name, twins)

    def _at(
        self, place: ImapOrigin, arrival: Arrival, identity: Identity, twins: Iterable[_Known]
    ) -> Admission | None:
        """What is on record of a message that lies in an account, where that is the very same."""
        known = self._places.get(place)
        if known is not None and known.content_hash == identity.content_hash:
            return Seen(case=known) if known.origin == place else self._back_again(known, place)
        for twin in twins:
            if twin.lay_in(place):
                return self._bind_anew(twin, place)
        if self._was_ignored(place, arrival.received):
            self._bound[place] = None
            return Ignored(origin=place)
        return None

    def _record(self, arrival: Arrival, identity: Identity, name: str, twins: Iterable[_Known]) -> Admission:
        recent = next(iter(self._recent(twins)), None)
        others = [old for old in self._known[name] if old not in twins] if name else []
        other = next(iter(self._recent(others)), None)
        case = self._open(arrival, identity, name, recent, other)
        if recent is not None:
            return Duplicate(case=case, original=recent.case.id)
        if other is not None:
            return Conflict(case=case, original=other.case.id)
        return case

    def _recent(self, known: Iterable[_Known]) -> list[_Known]:
        return [old for old in known if old.case.created >= self._now - REMEMBERED]

    def _open(
        self, arrival: Arrival, identity: Identity, name: str, twin: _Known | None, other: _Known | None
    ) -> Case:
        case = Case(
            id=next(self._ids),
            list_id=self._list_id,
            message_id=identity.message_id,
            content_hash=identity.content_hash,
            signals_hash=identity.signals_hash,
            state=State.TAKEN,
            origin=arrival.origin,
            desired_folder=None,
            size=arrival.size,
            oversize=arrival.oversize,
            attempts=1,
            received=arrival.received,
            created=self._now,
            changed=self._now,
            author=None,
            proven=False,
            reverse_path=arrival.envelope.reverse_path,
            duplicate_of=None if twin is None else twin.case.id,
            conflict_of=None if other is None else other.case.id,
            told=None,
        )
        self._new.append((case, arrival, name))
        place = arrival.lies_in
        if place is not None:
            self._bound[place] = case.id
            self._places[place] = case
        self._known[name].append(_Known(case=case, message_key=name))
        return case

    def _back_again(self, known: Case, origin: ImapOrigin) -> Seen:
        """It was moved away, or its number was in doubt: here it lies, and goes where it should once more."""
        here = replace(known, origin=origin)
        self._places[origin] = here
        self._moved.append(here)
        return Seen(case=here)

    def _bind_anew(self, twin: _Known, origin: ImapOrigin) -> Seen:
        """The folder got a new UIDVALIDITY: the same message, another number."""
        twin.case = replace(twin.case, origin=origin)
        self._bound[origin] = twin.case.id
        self._places[origin] = twin.case
        self._moved.append(twin.case)
        return Seen(case=twin.case)

    def _was_ignored(self, place: ImapOrigin, received: dt.datetime) -> bool:
        """Whether it is of the ignored backlog, under its number or, numbered anew, by its age."""
        at = self._ignored.get((place.account, place.folder))
        if at is None:
            return False
        validity, since = at
        return place.validity != validity and received <= since

    def write(self) -> None:
        """Write what was gathered: five statements, however many arrivals."""
        if self._new:
            _OPEN.change_each(self._connection, [_case_row(*new) for new in self._new])
            raws = [{"case_id": case.id, "raw": arrival.raw} for case, arrival, _ in self._new]
            _KEEP.change_each(self._connection, raws)
            _TELL.change_each(self._connection, [_taken(case) for case, _, _ in self._new])
        for case in self._moved:
            self._rebind(case)
        self._write_places()

    def _rebind(self, case: Case) -> None:
        origin = case.lies_in
        assert origin is not None  # noqa: S101 - set by _bind_anew
        here = {
            "account": origin.account,
            "folder": origin.folder,
            "validity": origin.validity,
            "uid": origin.uid,
        }
        row = cases.update().where(cases.c.id == case.id)
        self._connection.execute(row.values(**here, wish_open=case.desired_folder is not None))
        text = f"lies in {origin.folder} again, or was numbered anew: UID {origin.uid} of {origin.validity}"
        case_rows.note(self._connection, case.id, self._now, "rebound", text)

    def _write_places(self) -> None:
        if not self._bound:
            return
        rows = [_place_row(self._list_id, origin, case) for origin, case in self._bound.items()]
        known = {one.name: one == sa.bindparam(f"p_{one.name}") for one in origins.primary_key.columns}
        self._connection.execute(
            origins.delete().where(*known.values()),
            [{f"p_{name}": row[name] for name in known} for row in rows],
        )
        self._connection.execute(origins.insert(), rows)


def _free_ids(connection: Connection, now: dt.datetime, count: int) -> tuple[str, ...]:
    while True:
        ids = case_ids(now, count)
        taken = sa.select(cases.c.id).where(cases.c.id.between(ids[0], ids[-1])).limit(1)
        if connection.execute(taken).one_or_none() is None:
            return ids


def _places(connection: Connection, list_id: str, wanted: Sequence[ImapOrigin]) -> dict[ImapOrigin, Case]:
    """The cases that lie, or once lay, where the arrivals come from."""
    folders: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for origin in wanted:
        folders[origin.account, origin.folder, origin.validity].append(origin.uid)
    found: dict[ImapOrigin, Case] = {}
    for (account, folder, validity), uids in folders.items():
        here = sa.and_(
            origins.c.list_id == list_id,
            origins.c.account == account,
            origins.c.folder == folder,
            origins.c.validity == validity,
            origins.c.uid.in_(uids),
        )
        rows = sa.select(cases, origins.c.uid.label("at")).join(origins, origins.c.case_id == cases.c.id)
        for row in connection.execute(rows.where(here)):
            place = ImapOrigin(account=account, folder=folder, validity=validity, uid=row.at)
            found[place] = case_rows.case_of(row)
    return found


def _ignored(connection: Connection, list_id: str) -> dict[tuple[str, str], tuple[int, dt.datetime]]:
    rows = connection.execute(sa.select(backlogs).where(backlogs.c.list_id == list_id))
    return {(row.account, row.folder): (row.validity, row.ignored) for row in rows}


def _earlier(
    connection: Connection, list_id: str, identities: Sequence[Identity]
) -> defaultdict[str, list[_Known]]:
    """Earlier cases that share a Message-ID, or a hash where there is no Message-ID, by key, oldest first."""
    names = {key(identity.message_id) for identity in identities if identity.message_id}
    hashes = {identity.content_hash for identity in identities if not identity.message_id}
    same = sa.or_(
        cases.c.message_key.in_(names), sa.and_(cases.c.message_key == "", cases.c.content_hash.in_(hashes))
    )
    rows = connection.execute(
        sa.select(cases).where(cases.c.list_id == list_id, same).order_by(cases.c.number)
    )
    known: defaultdict[str, list[_Known]] = defaultdict(list)
    for row in rows:
        known[row.message_key].append(_Known(case=case_rows.case_of(row), message_key=row.message_key))
    return known


def _case_row(case: Case, arrival: Arrival, name: str) -> dict[str, Any]:
    return {
        "id": case.id,
        "list_id": case.list_id,
        "message_id": case.message_id,
        "message_key": name,
        "content_hash": case.content_hash,
        "signals_hash": case.signals_hash,
        "state": case.state.value,
        **_origin_row(arrival.origin),
        "wish_open": False,
        "size": case.size,
        "oversize": case.oversize,
        "attempts": case.attempts,
        "received": case.received,
        "created": case.created,
        "changed": case.changed,
        "proven": case.proven,
        "reverse_path": case.reverse_path,
        "recipients": json.dumps(arrival.envelope.recipients),
        "duplicate_of": case.duplicate_of,
        "conflict_of": case.conflict_of,
    }


def _origin_row(origin: Origin) -> dict[str, Any]:
    if isinstance(origin, HandedOver):
        return {"account": origin.at, "folder": None, "validity": None, "uid": None}
    return {
        "account": origin.account,
        "folder": origin.folder,
        "validity": origin.validity,
        "uid": origin.uid,
    }


def _taken(case: Case) -> dict[str, Any]:
    return {"case_id": case.id, "at": case.created, "event": "taken", "text": f"{case.size} octets"}


def _place_row(list_id: str, origin: ImapOrigin, case: str | None) -> dict[str, Any]:
    return {
        "list_id": list_id,
        "account": origin.account,
        "folder": origin.folder,
        "validity": origin.validity,
        "uid": origin.uid,
        "case_id": case,
    }
