"""Says on the guidelines page whom a rule exempts, and when it acts."""

import re
from collections.abc import Iterator

from bot.policy.model.conditions import AllOf, Always, AnyOf, Asked, ByName, Condition, NoneOf
from bot.policy.model.rule import Rule
from bot.policy.model.tests import Among, AnyItem, Compared, Is
from bot.policy.run.policy import Policy

_LIST = re.compile(r"\bin: \$([\w-]+)")
_VALUE = re.compile(r" \(\$[^)]*\)")


def exempt(rule: Rule, policy: Policy) -> str:
    """Say "Moderators are exempt.", also by another rule; "" where the rule holds for everybody."""
    people = list(_alone(rule.unless)) if rule.unless else []
    for other in policy.rules:
        if other.mode == "live" and rule.name in {each.rule for each in other.then.exempts}:
            people += _alone(other.when)
    told = rule.guideline or rule.because  # else the conditions stand on the page themselves
    if told and ((rule.unless and _all_answers(rule.unless)) or _no_answer(rule.when)):
        people.append("answers to posts")
    once = list(dict.fromkeys(people))
    if not once:
        return ""
    named = f"{', '.join(once[:-1])} and {once[-1]}" if len(once) > 1 else once[0]
    return f"{named[0].upper()}{named[1:]} are exempt."


def _all_answers(condition: Condition) -> bool:
    """Whether the condition holds for every answer to a post."""
    if isinstance(condition, ByName):
        return condition.wanted and _all_answers(condition.condition)
    if isinstance(condition, AnyOf):
        return any(map(_all_answers, condition.parts))
    return isinstance(condition, Asked) and (condition.fact, condition.test) == _ANSWER


def _no_answer(condition: Condition) -> bool:
    """Whether the condition never holds for an answer to a post."""
    if isinstance(condition, ByName):
        return condition.wanted and _no_answer(condition.condition)
    if isinstance(condition, AllOf):
        return any(map(_no_answer, condition.parts))
    if isinstance(condition, AnyOf):
        return all(map(_no_answer, condition.parts))
    if isinstance(condition, NoneOf):
        return any(map(_all_answers, condition.parts))
    return isinstance(condition, Asked) and (condition.fact, condition.test) == _NO_ANSWER


_ANSWER = ("message.reply", Is(wanted=True))
_NO_ANSWER = ("message.reply", Is(wanted=False))


def exempts_people(rule: Rule) -> bool:
    """Whether all that a rule asks is who the author is."""
    return bool(list(_alone(rule.when)))


def _alone(condition: Condition) -> Iterator[str]:
    """The people for whom the condition holds whatever they write."""
    if isinstance(condition, Asked):
        yield from _people(condition)
    elif isinstance(condition, ByName) and condition.wanted:
        yield from _alone(condition.condition)
    elif isinstance(condition, AnyOf):
        for part in condition.parts:
            yield from _alone(part)


def _people(asked: Asked) -> Iterator[str]:
    if asked.fact == "sender.moderator" and asked.test == Is(wanted=True):
        yield "moderators"
    elif asked.fact == "sender.member" and asked.test == Is(wanted=True):
        yield "members"
    elif asked.fact in {"sender", "sender.domain"} and isinstance(asked.test, Among):
        found = _LIST.search(asked.words)
        name = found[1].replace("_", " ").replace("-", " ") if found else ""
        yield f'those whom the owners list as "{name}"' if name else "some whom the owners named"


def tags_asked(rule: Rule) -> tuple[str, ...]:
    """The tags of which a post must carry one for the rule to act; () where it acts on others too."""
    needed = rule.when.parts if isinstance(rule.when, AllOf) else (rule.when,)
    for asked in needed:
        if isinstance(asked, Asked) and asked.fact == "subject.tags" and isinstance(asked.test, AnyItem):
            wanted = asked.test.test
            if isinstance(wanted, Compared):
                return (wanted.wanted,)
            if isinstance(wanted, Among):
                return tuple(sorted(wanted.wanted))
    return ()


def in_words(rule: Rule) -> str:
    """When a rule acts, where its owner gives no sentence: "own words under 50"; "" for every post."""
    exception = f", unless {_said(rule.unless)}" if rule.unless and not list(_alone(rule.unless)) else ""
    if isinstance(rule.when, Always):
        return f"every post{exception}" if exception else ""
    return f"{_said(rule.when)}{exception}"


def _said(condition: Condition) -> str:
    if isinstance(condition, Always):
        return "every post"
    if isinstance(condition, Asked):
        return _asked(condition)
    if isinstance(condition, ByName):
        name = condition.name.replace("_", " ").replace("-", " ")
        return name if condition.wanted else f"not {name}"
    parts = [_said(part) for part in condition.parts]
    if isinstance(condition, NoneOf):
        return "neither " + " nor ".join(parts) if len(parts) > 1 else f"not {parts[0]}"
    return (" and " if isinstance(condition, AllOf) else " or ").join(parts)


def _asked(asked: Asked) -> str:
    name, _, test = _VALUE.sub("", asked.words).partition(": ")
    name = name.replace(".", " ").replace("_", " ")
    if test in {"yes", "no"}:
        return name if test == "yes" else f"not {name}"
    return f"{name} {re.sub(r'[{}:]', '', test).replace('_', ' ')}"
