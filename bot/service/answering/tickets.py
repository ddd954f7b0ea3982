"""Tokens for notices: made before the mail is written, on record with it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.notices import Answerable
from bot.notices.outgoing import Stamp
from bot.service.list_runtime import ListRuntime
from bot.store import KnownToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The token of one notice for one person: what is put on record, and what the notice says."""

    known: KnownToken
    answerable: Answerable

    def stamp(self, runtime: ListRuntime, kind: str, now: dt.datetime, more: str = "") -> Stamp:
        """A stamp whose Message-ID leads an answer back to this token; ``more`` tells several mails apart."""
        return runtime.stamper.stamp(f"{self.known.name}{more and '-' + more}", kind, now)


def ticket(
    runtime: ListRuntime,
    purpose: str,
    person: str,
    cases: Sequence[str],
    now: dt.datetime,
    until: dt.datetime | None,
    *about: str,
) -> Ticket:
    """The token for a notice that goes to one person about these cases; ``about`` tells it from others."""
    token = runtime.stamper.marks.token(purpose, person, *cases[:1], *about)
    known = KnownToken(
        name=token.name,
        list_id=runtime.mailing_list.id,
        person=person.lower(),
        purpose=purpose,
        made=now,
        until=until,
        cases=tuple(cases),
    )
    to = runtime.mailing_list.answers_to(str(token))
    return Ticket(known=known, answerable=Answerable(to=to, token=str(token)))
