"""Defines what an action is: a decorated function that reads what stands behind the action's word."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.policy.compile.tests_by_kind import answer_of
from bot.policy.errors import Report
from bot.policy.model.rule import Exemption
from bot.policy.model.verdict import Change, Notify, Warn
from bot.policy.source.nodes import Node, Scalar


class Takes(StrEnum):
    """What stands behind the word of an action."""

    YES = "yes"
    YES_OR_TEXTS = "yes, or several texts"
    TEXT = "a text"
    NUMBER = "a number"
    FIELD = "lines of name: and value:"
    CHOICE = "one of several words, or some of them in brackets"
    RULE_NAMES = "the name of a rule, or several in brackets"


Done = Change | Notify | Warn | tuple[Exemption, ...]
Read = Callable[[Node, Report], Done | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    Something that a rule may do beside its disposition.

    ``examples`` are what may stand behind ``WORD:``, ``choices`` the words where
    they are fixed. ``read`` makes of such a node what is done; None, with errors
    in the report, where it makes no sense.
    """

    word: str
    takes: Takes
    about: str
    examples: tuple[str, ...]
    choices: tuple[str, ...]
    read: Read


def action(
    word: str, takes: Takes, *, examples: tuple[str, ...], choices: tuple[str, ...] = ()
) -> Callable[[Read], Action]:
    """Make a function an action; its docstring is the manual's entry."""

    def enter(read: Read) -> Action:
        about = " ".join((read.__doc__ or "").split())
        return Action(word=word, takes=takes, about=about, examples=examples, choices=choices, read=read)

    return enter


def read_yes(node: Node, word: str, report: Report) -> bool:
    """Whether ``yes`` stands there; anything else is an error."""
    if answer_of(node):
        return True
    say = f"write  {word}: yes  or delete the line"
    report.error("R015", node.at, f'after "{word}" comes yes', help=say)
    return False


def read_text(node: Node, word: str, report: Report, example: str) -> str | None:
    """The one text that stands there; None, with an error, where there is none."""
    if isinstance(node, Scalar) and node.text.strip():
        return node.text.strip()
    report.error("R015", node.at, f'"{word}" takes one text', help=f"write  {word}: {example}")
    return None
