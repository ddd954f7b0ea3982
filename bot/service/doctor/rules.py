"""Whether a list's rules can be used, and whether they ask who writes where nobody after them does."""

from bot.policy import Policy
from bot.policy.model.verdict import Disposition
from bot.service.doctor.check import Check
from bot.settings import ListSettings

_KEEPING = frozenset((Disposition.HOLD, Disposition.RETURN, Disposition.DISCARD))
_WHO = frozenset(("sender.member", "sender", "sender.domain"))


def rules_check(one: ListSettings, policy: Policy | None, trouble: str) -> Check:
    """What is wrong with the rules of a list: ``policy`` as they were read, or the ``trouble`` with them."""
    subject = f"rules of {one.id}"
    if policy is None:
        return Check(
            subject=subject,
            state="failed",
            text=f"refused\n{trouble}",
            advice="correct the file; the text above says how",
        )
    if one.post.approved is not None and not _asks_who(policy):
        return Check(
            subject=subject,
            state="warning",
            text=f"{one.rules}: no rule asks sender.member, so a stranger's post gets Approved: "
            "as a member's does, past the list manager's own moderation",
            advice="write  inherits: [salon.yaml, safety.yaml]  at the top of the rules, or such a rule",
        )
    if one.post.approved is not None and one.members is None:
        return Check(
            subject=subject,
            state="warning",
            text="who is a member is not known, so rules that ask sender.member hold nobody's post",
            advice='write  members = "members.txt"  in the list\'s settings, and fill the file',
        )
    return Check(
        subject=subject, state="ok", text=f"{one.rules}: {len(policy.rules)} rules, all examples hold"
    )


def _asks_who(policy: Policy) -> bool:
    """Whether a live rule that keeps a post back asks who wrote it."""
    return any(
        not _WHO.isdisjoint((*rule.when.all_facts, *(rule.unless.all_facts if rule.unless else ())))
        for rule in policy.rules
        if rule.mode == "live" and rule.then.disposition in _KEEPING
    )
