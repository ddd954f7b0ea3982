"""Clock and identifiers: the pure core is handed them instead of reaching for them."""

import datetime as dt
import secrets
from dataclasses import dataclass, field

from bot.mail.origin.own_marks import Marks
from bot.notices.outgoing import Stamp
from bot.service.dmarc_policies import DmarcPolicies


def now() -> dt.datetime:
    """The time, aware, UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamper:
    """Makes the stamps of one list's outgoing mail."""

    marks: Marks
    policies: DmarcPolicies = field(default_factory=DmarcPolicies)

    def stamp(self, case: str, kind: str, at: dt.datetime) -> Stamp:
        """A stamp with a Message-ID that ``marks`` knows again as ours."""
        message_id = self.marks.message_id(case, kind)
        return self._stamp(message_id, at)

    def stamp_for(self, message_id: str | None, case: str, at: dt.datetime) -> Stamp:
        """A stamp for a post that keeps its own Message-ID; one is made where it has none."""
        return self._stamp(message_id or self.marks.message_id(case, "post"), at)

    def _stamp(self, message_id: str, at: dt.datetime) -> Stamp:
        return Stamp(
            date=at.astimezone(),
            message_id=message_id,
            boundary=secrets.token_hex(12),
            loop_mark=self.marks.loop_mark(message_id),
            marks=self.marks,
            refused=self.policies.refuses,
        )
