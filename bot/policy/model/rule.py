"""What a rule is: when it holds, what it does then, and what it says."""

import datetime as dt
from dataclasses import dataclass

from bot.facts import Question
from bot.policy.errors import Place
from bot.policy.model.conditions import Condition, questions
from bot.policy.model.messages import Because
from bot.policy.model.verdict import Change, Disposition, DropAttachments, Notify, Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A rule that is waived, and where that was written."""

    rule: str
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What a rule does: a disposition, exemptions, changes of the post, notices; at least one of them."""

    disposition: Disposition | None = None
    exempts: tuple[Exemption, ...] = ()
    actions: tuple[Change | Notify | Warn, ...] = ()

    @property
    def warns(self) -> bool:
        """Whether it tells the author of a post that goes out."""
        return any(isinstance(action, Warn) for action in self.actions)

    @property
    def must_say(self) -> bool:
        """Whether there must be a sentence for the author."""
        return self.warns or self.disposition is Disposition.RETURN

    @property
    def word(self) -> str:
        """What it does in one word: the disposition, else "warn"; "" for other actions."""
        return str(self.disposition) if self.disposition else "warn" if self.warns else ""

    @property
    def protects(self) -> bool:
        """Whether it keeps something from the members."""
        held = self.disposition in {Disposition.HOLD, Disposition.DISCARD}
        return held or any(isinstance(action, DropAttachments) for action in self.actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One rule; ``at`` is the place of its name.

    ``since`` and ``until`` are days, both included, outside of which it is off.

    ``on_unknown`` is what becomes of a post of which an unknown fact leaves open whether the rule
    holds: "hold" or "ignore"; "" leaves that to what the rule does.

    ``guideline`` is what members read beforehand, "" where they need not; None: derived from ``because``.
    """

    name: str
    at: Place
    when: Condition
    unless: Condition | None
    then: Then
    because: Because | None
    guideline: str | None = None
    mode: str
    since: dt.date | None
    until: dt.date | None
    on_unknown: str = ""

    @property
    def fails_closed(self) -> bool:
        """Whether a post is held of which nobody knows whether the rule holds."""
        return self.on_unknown == "hold" or (not self.on_unknown and self.then.protects)

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.at.file

    @property
    def line(self) -> int:
        """The line of its name."""
        return self.at.line

    @property
    def questions(self) -> frozenset[Question]:
        """What it asks about the past."""
        return questions(self.when) | (questions(self.unless) if self.unless else frozenset())

    def why_idle(self, day: dt.date) -> str:
        """Why it is not asked on that day, "" where it is."""
        if self.mode == "off":
            return "its mode is off"
        if self.since is not None and day < self.since:
            return f"it begins on {self.since}"
        return f"it ended on {self.until}" if self.until is not None and day > self.until else ""
