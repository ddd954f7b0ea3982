"""Derives the verdict of a policy where each rule's outcome is known already."""

from functools import lru_cache

from bot.policy.model.rule import Rule
from bot.policy.model.verdict import Disposition, Outcome, strongest
from bot.policy.run.decide import is_said, waivers
from bot.service.replay.row import LETTERS, Said

MATCH, WAIVED, UNKNOWN = (LETTERS[one] for one in (Outcome.MATCH, Outcome.WAIVED, Outcome.UNKNOWN))
KEPT = 4_096  # verdicts: many posts of a list have the same outcomes


class KnownOutcomes:
    """What a policy says of outcomes: waivers and strength, as ``decide`` has them."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        self._places = {rule.name: place for place, rule in enumerate(rules)}
        self.of = lru_cache(maxsize=KEPT)(self._of)

    def _of(self, letters: str, failed: frozenset[str] = frozenset()) -> Said:
        """What stands where the rules have these outcomes; ``failed`` rules hold the post."""
        raw = letters.replace(WAIVED, MATCH)
        matched = [rule for rule, letter in zip(self._rules, raw, strict=True) if letter == MATCH]
        names = {rule.name for rule in matched}
        waived = waivers(matched).keys()
        found = [
            (rule.name, Disposition.HOLD if rule.name in failed else rule.then.disposition)
            for rule in self._rules
            if rule.name in failed
            or (rule.name in names - waived and (rule.then.disposition or rule.then.warns))
        ]
        stands = strongest(one for _, one in found if one)
        return Said(
            disposition=str(stands),
            reasons=tuple(name for name, one in found if is_said(one, stands)),
            outcomes="".join(
                WAIVED if rule.name in waived else letter
                for rule, letter in zip(self._rules, raw, strict=True)
            ),
        )

    def failed_in(self, said: Said) -> frozenset[str]:
        """The rules that failed: they give a reason though they did not match."""
        return frozenset(name for name in said.reasons if said.outcomes[self._places[name]] == UNKNOWN)
