"""What one rule set says of posts that are judged together."""

import datetime as dt
from collections.abc import Callable, Sequence

from bot.policy import Policy, decide
from bot.policy.model.messages import Slot
from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Outcome, Verdict
from bot.policy.run.decide import Known
from bot.policy.run.many import AskMany, Many, Mask, asking_many, marked
from bot.service.replay.row import LETTERS, Said
from bot.service.replay.verdict_from_outcomes import KnownOutcomes

_MATCH, _OFF = LETTERS[Outcome.MATCH], LETTERS[Outcome.OFF]
_NO, _YES, _UNKNOWN, _IDLE = 0, 1, 2, 4
"""What stands in the octet of a post: no answer but no, or one of these."""


class Together:
    """A rule set, ready to say of many posts what ``decide`` says of each."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._outcomes = KnownOutcomes(policy.rules)
        self._rules = [(rule, asking_many(rule.when, rule.unless), letters_of(rule)) for rule in policy.rules]
        self._told = [(place, names) for place, rule in enumerate(policy.rules) if (names := _told_by(rule))]

    def said(self, many: Many, facts: Sequence[Known], days: Callable[[], Sequence[dt.date]]) -> list[Said]:
        """
        What is said of each post; ``facts`` are theirs, for those that must be judged alone.

        ``days`` gives the day of each on the list's clock.
        """
        awake = days() if self._policy.may_idle else ()
        rows = [_row(rule, ask, letters, many, awake) for rule, ask, letters in self._rules]
        outcomes = map("".join, zip(*rows, strict=True)) if rows else [""] * many.size
        found = list(map(self._outcomes.of, outcomes))
        self._tell(many, rows, found)
        for place in many.places(many.failed):
            found[place] = said_of(
                decide(self._policy, facts[place], trace=False, pointing=False, closed=False)
            )
        return found

    def _tell(self, many: Many, rows: Sequence[str], found: Sequence[Said]) -> None:
        """Ask what the sentences of the rules tell, as ``decide`` does when it writes them."""
        for place, names in self._told:
            if _MATCH in rows[place]:
                hit = marked([one.outcomes[place] == _MATCH for one in found])
                for name in names:
                    many.ask(name, None, hit)


def said_of(verdict: Verdict) -> Said:
    """What is kept of a verdict."""
    return Said(
        disposition=str(verdict.disposition),
        reasons=tuple(finding.rule for finding in verdict.findings),
        outcomes="".join([LETTERS[one.outcome] for one in verdict.rules]),
    )


def _told_by(rule: Rule) -> tuple[str, ...]:
    """The facts of a post alone that the rule tells in its sentence; none where nobody hears it."""
    if not rule.because or not (rule.then.word or rule.then.actions):
        return ()
    return tuple(
        piece.fact for piece in rule.because.pieces if isinstance(piece, Slot) and piece.within is None
    )


def letters_of(rule: Rule) -> bytes:
    """What the octets of a mask become."""
    matches = LETTERS[Outcome.SHADOW if rule.mode == "shadow" else Outcome.MATCH]
    by_octet = {
        _NO: LETTERS[Outcome.NO_MATCH],
        _YES: matches,
        _UNKNOWN: LETTERS[Outcome.UNKNOWN],
        _IDLE: _OFF,
    }
    return "".join(by_octet.get(octet, "?") for octet in range(256)).encode()


def _row(rule: Rule, ask: AskMany, letters: bytes, many: Many, days: Sequence[dt.date]) -> str:
    """The letters of a rule, one for each post."""
    awake = _awake(rule, many, days)
    yes, unknown = ask(many, awake) if awake else (0, 0)
    return written(many, yes, unknown, letters, idle=many.all ^ awake)


def written(many: Many, yes: Mask, unknown: Mask, letters: bytes, idle: Mask = 0) -> str:
    """The letters of the posts."""
    octets = yes * _YES | unknown * _UNKNOWN | idle * _IDLE
    return octets.to_bytes(many.size, "little").translate(letters).decode()


def _awake(rule: Rule, many: Many, days: Sequence[dt.date]) -> Mask:
    """The posts on whose day the rule is asked."""
    if rule.mode == "off":
        return 0
    if rule.since is None and rule.until is None:
        return many.all
    return marked([not rule.why_idle(day) for day in days])
