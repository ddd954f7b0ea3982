"""A rule set that was checked and can judge."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.policy.errors import RulesError
from bot.policy.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    A rule set, ready.

    ``rules`` in the order of the files, inherited ones first. ``digest`` is
    the sha256 (hex) over every rule file read; ``files`` holds these files and
    the posts of their examples as bytes, by path, so that the set can be kept.
    ``examples`` counts the examples that were run. ``guideline`` opens the list's page of guidelines.
    """

    name: str
    rules: tuple[Rule, ...]
    digest: str
    files: Mapping[str, bytes]
    warnings: tuple[RulesError, ...] = ()
    examples: int = 0
    guideline: str = ""
