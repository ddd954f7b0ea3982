"""Says in one line which conditions made an example end otherwise than expected."""

from collections.abc import Iterable, Sequence

from bot.facts import VOCABULARY
from bot.policy.model.messages import shown
from bot.policy.model.verdict import ConditionTrace

MOST = 3  # conditions that are told
LONGEST = 60  # characters of a value
_EXCEPTION = "unless "
_OF_TEXTS = frozenset(("own", "quoted", "forwarded", "article", "signature", "footer", "body"))


def difference(
    conditions: Sequence[ConditionTrace], expected: str, got: str, given: Iterable[str] | None = None
) -> str:
    """
    What an owner must look at; ``got`` is "no match", "unknown" or what the rule did.

    ``given`` are the facts that the example gives where it has no post: what is
    empty only because it gives no text is said to be so.
    """
    if got == "unknown":
        missing = [one for one in conditions if one.holds is None]
        return _listed([f"line {one.line} is unknown: {one.condition}" for one in missing])
    if got == "no match":
        told = _blockers(conditions)
        return _listed([_blocking(one) for one in told]) + _ungiven(told, given)
    if expected == "no match":
        return _all_holds(conditions, given)
    return f"the rule matches, and that is what its then: says; write  expect: {got}"


def _all_holds(conditions: Sequence[ConditionTrace], given: Iterable[str] | None) -> str:
    """All of when: is so, and nothing of unless:."""
    holding = [one for one in conditions if one.holds and not one.condition.startswith(_EXCEPTION)]
    exceptions = [
        one for one in conditions if one.condition.startswith(_EXCEPTION) and "none: " not in one.condition
    ]
    told = f"all that when: asks for is so: {_listed([_line(one) for one in holding])}"
    missing = [one for one in exceptions if not one.holds]
    if missing:
        told += f"; and unless: makes no exception: {_listed([_line(one) for one in missing])}"
    return told + _ungiven(holding, given)


def _line(one: ConditionTrace) -> str:
    return f"line {one.line}: {one.condition.removeprefix(_EXCEPTION)}{value_of(one) or _answer(one)}"


def _answer(one: ConditionTrace) -> str:
    """The value of an exception that is yes or no."""
    told = isinstance(one.value, bool) and one.condition.startswith(_EXCEPTION)
    return f" (it is {'yes' if one.value else 'no'})" if told else ""


def _ungiven(told: Sequence[ConditionTrace], given: Iterable[str] | None) -> str:
    """Which of these facts are empty because the example gives neither them nor the text they count in."""
    if given is None:
        return ""
    names = [
        fact_of(one.condition) for one in told[:MOST] if one.value in (0, 0.0) and one.value is not False
    ]
    groups = {name.partition(".")[0] for name in given}
    missing = [
        name for name in dict.fromkeys(names) if name not in given and name.partition(".")[0] not in groups
    ]
    about = [name for name in missing if name.partition(".")[0] in _OF_TEXTS]
    if not about:
        return ""
    group = about[0].partition(".")[0]
    return f"; {about[0]} is 0 because the example gives no text ({group}: ...)"


def _blockers(conditions: Sequence[ConditionTrace]) -> list[ConditionTrace]:
    """The conditions that keep the rule from matching; those under any: only where nothing else does."""
    found = [one for one in conditions if not _helps(one)]
    needed = [one for one in found if "any: " not in one.condition]
    return needed or found


def _helps(one: ConditionTrace) -> bool:
    """Whether it lets the rule match; under none: and unless: it does where it does not hold."""
    turned = one.condition.startswith(_EXCEPTION) + one.condition.count("none: ")
    return one.holds is not None and one.holds is not bool(turned % 2)


def _blocking(one: ConditionTrace) -> str:
    words = f"{one.condition.removeprefix(_EXCEPTION)}{value_of(one)}"
    if one.holds is None:
        return f"line {one.line} is unknown: {words}"
    if one.condition.startswith(_EXCEPTION):
        return f"line {one.line} makes an exception: {words}"
    return f"line {one.line} {'holds' if one.holds else 'does not hold'}: {words}"


def _listed(told: list[str]) -> str:
    more = len(told) - MOST
    return "; ".join(told[:MOST]) + (f"; and {more} more" if more > 0 else "")


def value_of(one: ConditionTrace) -> str:
    """The value that was seen, " (it is 30)"; "" where the words before it tell it already."""
    if one.value is None or isinstance(one.value, bool):
        return ""
    text = readable(one)
    return f" (it is {text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'})"


def readable(one: ConditionTrace) -> str:
    """The value that was seen as people write it: 600 KB, 80 %, a list with commas."""
    value = tuple(one.value) if isinstance(one.value, list) else one.value
    return shown(value, fact_of(one.condition)) or "empty"


def fact_of(condition: str) -> str:
    """The fact that a condition asks, "" where none is found in its words."""
    names = (word.rstrip(":") for word in condition.split(" ") if word.endswith(":"))
    return next((name for name in names if VOCABULARY.find(name)), "")
