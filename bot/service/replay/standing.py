"""The verdict of a policy where each rule's outcome is known already."""

from bot.policy.decision import SAID_ONLY_IF_IT_STANDS, STRENGTH
from bot.policy.rules import Rule
from bot.policy.verdict import Disposition, Outcome
from bot.service.replay.row import LETTERS, Said


def standing(rules: tuple[Rule, ...], letters: str, failed: frozenset[str] = frozenset()) -> Said:
    """
    What a policy says where each rule's outcome is known: waivers and strength, as ``decide`` has them.

    ``failed`` rules hold the post.
    """
    raw = letters.replace(LETTERS[Outcome.WAIVED], LETTERS[Outcome.MATCH])
    matched = [rule for rule, letter in zip(rules, raw, strict=True) if letter == LETTERS[Outcome.MATCH]]
    names = {rule.name for rule in matched}
    waived = {exempt.rule for rule in matched for exempt in rule.then.exempts} & names
    found = [
        (rule.name, Disposition.HOLD if rule.name in failed else rule.then.disposition)
        for rule in rules
        if rule.name in failed or (rule.name in names - waived and rule.then.disposition)
    ]
    strongest = max((one for _, one in found if one), key=STRENGTH.index, default=Disposition.ACCEPT)
    return Said(
        disposition=str(strongest),
        reasons=tuple(name for name, one in found if one == strongest or one not in SAID_ONLY_IF_IT_STANDS),
        outcomes="".join(
            LETTERS[Outcome.WAIVED] if rule.name in waived else letter
            for rule, letter in zip(rules, raw, strict=True)
        ),
    )


def failed_in(rules: tuple[Rule, ...], said: Said) -> frozenset[str]:
    """The rules that failed: they give a reason though they did not match."""
    unknown = LETTERS[Outcome.UNKNOWN]
    return frozenset(
        rule.name
        for rule, letter in zip(rules, said.outcomes, strict=True)
        if letter == unknown and rule.name in said.reasons
    )
