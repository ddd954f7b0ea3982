"""Moves messages to where they should lie, and finds again those that somebody else moved."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.errors import PermanentFailure
from bot.intake.imap_answers import Copied
from bot.intake.imap_fetch import Fetcher
from bot.intake.imap_folders import Folders
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_session import Session
from bot.intake.imap_wire import CommandRefused
from bot.mail.format.identity import identify
from bot.mail.post import ImapOrigin, Move, Placement

_BATCH = 500  # messages in one MOVE
_TWINS = 200  # messages with a like Message-ID that are compared, newest first
_RUN = 200  # characters of a Message-ID that are searched for
_PLAIN = re.compile(r"[A-Za-z0-9@._+=/-]+")  # what needs neither quotes nor a literal (RFC 9051 9, astring)


class Mover:
    """
    Moves within one session, which it leaves with any folder open; every method blocks.

    ``refused`` collects what the server said to moves that it did not carry
    out: their placements stay open. ``foreign`` are the UIDs of those that lay already
    where we wanted them, put there by somebody else. ``trying`` are the cases
    that are being moved or sought just now.
    """

    def __init__(self, session: Session, options: ImapOptions, folders: Folders) -> None:
        self._session = session
        self._options = options
        self._folders = folders
        self._fetcher = Fetcher(session, options)
        self._begun: set[str] = set()
        self.refused: list[str] = []
        self.foreign: list[int] = []
        self.trying: tuple[str, ...] = ()

    def carry_out(self, placements: Sequence[Placement]) -> Iterator[list[Move]]:
        """Move what lies at its known place, batch by batch; then seek the rest."""
        lost: list[Placement] = []
        for folder in dict.fromkeys(placement.origin.folder for placement in placements):
            yield from self._from(
                folder, [placement for placement in placements if placement.origin.folder == folder], lost
            )
        if lost:
            yield from self._seek(lost, {placement.origin for placement in placements})

    def _from(
        self, folder: str, placements: Sequence[Placement], lost: list[Placement]
    ) -> Iterator[list[Move]]:
        """Move from one folder; those whose message is not at its UID are added to ``lost``."""
        here = self._at_hand(folder, placements)
        lost += [placement for placement in placements if placement.case not in here]
        for target, group in self._by_target(here.values()).items():
            if target == folder:
                yield [Move(case=placement.case, origin=placement.origin) for placement in group]
                continue
            for at in range(0, len(group), _BATCH):
                yield self._shift(folder, group[at : at + _BATCH], target, lost)

    def _at_hand(self, folder: str, placements: Sequence[Placement]) -> dict[str, Placement]:
        """Open the folder; case -> placement of those whose message is there under its UID."""
        validity = self._open(folder)
        sure = [
            placement
            for placement in placements
            if validity and placement.origin.uid and placement.origin.validity == validity
        ]
        present = self._session.present([placement.origin.uid for placement in sure])
        return {placement.case: placement for placement in sure if placement.origin.uid in present}

    def _open(self, folder: str) -> int:
        """Open a folder; its UIDVALIDITY, 0 where it does not exist (any more)."""
        if (box := self._session.selected) and box.folder == folder:
            return box.validity
        try:
            return self._session.select(folder).validity
        except CommandRefused:
            if folder in self._session.folders():
                raise
            return 0

    def _by_target(self, placements: Iterable[Placement]) -> dict[str, list[Placement]]:
        groups: defaultdict[str, list[Placement]] = defaultdict(list)
        for placement in placements:
            groups[self._target(placement)].append(placement)
        return groups

    def _target(self, placement: Placement) -> str:
        return self._folders.path(placement.folder)

    def _shift(
        self, folder: str, placements: Sequence[Placement], target: str, lost: list[Placement]
    ) -> list[Move]:
        """Move one batch; where the server refuses, nothing is reported as moved."""
        self.trying = tuple(placement.case for placement in placements)
        try:
            try:
                return self._shift_once(folder, placements, target, lost)
            except CommandRefused as refused:
                return self._shift_again(folder, placements, target, refused, lost)
        except (CommandRefused, PermanentFailure) as failure:
            self.refused.append(f"{target}: {failure}")
            return []

    def _shift_again(
        self,
        folder: str,
        placements: Sequence[Placement],
        target: str,
        refused: CommandRefused,
        lost: list[Placement],
    ) -> list[Move]:
        """Somebody may have taken messages away meanwhile, or deleted the target: see, and try once more."""
        self._session.refresh()
        present = self._session.present([placement.origin.uid for placement in placements])
        here = [placement for placement in placements if placement.origin.uid in present]
        lost += [placement for placement in placements if placement.origin.uid not in present]
        if target not in self._session.folders():
            self._folders.create(target)
        elif len(here) == len(placements):
            raise refused
        return self._shift_once(folder, here, target, lost) if here else []

    def _shift_once(
        self, folder: str, placements: Sequence[Placement], target: str, lost: list[Placement]
    ) -> list[Move]:
        if not self._session.can("MOVE"):
            return self._copy_and_delete(folder, placements, target)
        uids = [placement.origin.uid for placement in placements]
        copied = self._session.move(uids, target)
        still = self._session.present(uids)
        if behind := sorted(still.intersection(copied.uids)):
            self._session.delete(behind)  # it copied them and let them lie, as where folders are labels
        if len(still) > len(behind):
            self.refused.append(
                f"{target}: the server says that it moved messages, and they are where they were"
            )
        unsaid = [placement for placement in placements if placement.origin.uid not in copied.uids]
        if not copied.uids:  # it says no places: ours are found by their content, like those that others took
            self._begun.update(placement.case for placement in unsaid)
        lost += [placement for placement in unsaid if placement.origin.uid not in still]
        return [
            self._moved(placement, target, copied)
            for placement in placements
            if placement.origin.uid in copied.uids
        ]

    def _copy_and_delete(self, folder: str, placements: Sequence[Placement], target: str) -> list[Move]:
        r"""
        Move on a server without MOVE (RFC 6851 1 describes it).

        A crash may have come between COPY and EXPUNGE: what lies in the target
        already is not copied again. Without UIDPLUS the old message stays,
        marked \Deleted, since EXPUNGE would also remove what others marked.
        """
        validity = self._session.select(target).validity
        there = {
            placement.origin.uid: twin.uid
            for placement in placements
            if (twin := self._find(placement, set()))
        }
        self._session.select(folder)
        uids = [placement.origin.uid for placement in placements]
        fresh = [uid for uid in uids if uid not in there]
        copied = self._session.copy(fresh, target) if fresh else Copied(validity=validity, uids={})
        self._session.delete(uids)
        whole = Copied(validity=validity, uids={**copied.uids, **there})
        return [self._moved(placement, target, whole) for placement in placements]

    def _moved(self, placement: Placement, target: str, copied: Copied) -> Move:
        uid = copied.uids.get(placement.origin.uid, 0)
        validity = copied.validity if uid else 0
        origin = ImapOrigin(account=self._options.account, folder=target, validity=validity, uid=uid)
        return Move(case=placement.case, origin=origin)

    def _seek(self, placements: Sequence[Placement], taken: set[ImapOrigin]) -> Iterator[list[Move]]:
        """Look for messages in every folder of ours; what is in none is gone."""
        found = self._found(placements, taken)
        yield [
            Move(case=placement.case, origin=None) for placement in placements if not found[placement.case]
        ]
        astray = []
        for placement in placements:
            order = (
                self._target(placement),
                placement.origin.folder,
                self._options.folder,
                *found[placement.case],
            )
            place = next((folder for folder in order if folder in found[placement.case]), None)
            if place is not None:
                if self._put_there_by_others(placement, place):
                    self.foreign.append(placement.origin.uid)
                astray.append(replace(placement, origin=found[placement.case][place]))
        for folder in dict.fromkeys(placement.origin.folder for placement in astray):
            yield from self._from(
                folder, [placement for placement in astray if placement.origin.folder == folder], []
            )

    def _put_there_by_others(self, placement: Placement, place: str) -> bool:
        return (
            place == self._target(placement)
            and placement.origin.folder == self._options.folder
            and placement.case not in self._begun
        )

    def _found(
        self, placements: Sequence[Placement], taken: set[ImapOrigin]
    ) -> dict[str, dict[str, ImapOrigin]]:
        """Case -> folder -> where the message lies in it; ``taken`` places belong to other placements."""
        found: dict[str, dict[str, ImapOrigin]] = {placement.case: {} for placement in placements}
        for folder in self._places(placements):
            if not self._open(folder):
                continue
            for placement in placements:
                self.trying = (placement.case,)
                if origin := self._find(placement, taken):
                    found[placement.case][folder] = origin
                    taken.add(origin)
        return found

    def _places(self, placements: Sequence[Placement]) -> Iterable[str]:
        named = [*map(self._target, placements), *(placement.origin.folder for placement in placements)]
        return dict.fromkeys([*named, self._options.folder, *self._folders.paths()])

    def _find(self, placement: Placement, taken: set[ImapOrigin]) -> ImapOrigin | None:
        """The message of a placement in the open folder, known by Message-ID and content."""
        box = self._session.selected
        if box is None:
            return None
        for uid in reversed(self._like(placement)[-_TWINS:]):
            origin = ImapOrigin(
                account=self._options.account, folder=box.folder, validity=box.validity, uid=uid
            )
            if origin not in taken and self._is(placement, uid):
                return origin
        return None

    def _like(self, placement: Placement) -> list[int]:
        """
        UIDs of messages whose Message-ID holds the longest plain run of the placement's.

        Any octet may stand in a Message-ID; so only what is safe on the wire is
        searched for, and the content decides. Without a Message-ID (or with one
        that is none) every message is like it.
        """
        plain = max(_PLAIN.findall(placement.message_id), key=len, default="")[:_RUN]
        criteria = ("HEADER", "Message-ID", plain) if plain else ("ALL",)
        return sorted(self._session.search(*criteria))

    def _is(self, placement: Placement, uid: int) -> bool:
        arrival = self._fetcher.one(uid)
        return arrival is not None and identify(arrival.raw).content_hash == placement.content_hash
