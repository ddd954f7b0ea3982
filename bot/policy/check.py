"""Checks rule files one by one, as ``listwarden rules check`` reports them."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.policy.errors import RulesError, RulesRefused, counted
from bot.policy.lint.warnings import held_where_unknown
from bot.policy.loading import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    What was found in one file.

    ``unreadable`` is a sentence where its bytes could not be had. ``held_where_unknown``
    are rules that hold a post where what they ask is unknown, with these facts.
    """

    path: str
    rules: int = 0
    examples: int = 0
    errors: tuple[RulesError, ...] = ()
    warnings: tuple[RulesError, ...] = ()
    unreadable: str | None = None
    held_where_unknown: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """One line about the file."""
        if self.unreadable:
            return f"{self.path}: {self.unreadable}"
        if self.errors:
            return f"{self.path}: refused, {counted(len(self.errors), 'error')}"
        ran = f"{counted(self.rules, 'rule')}, {counted(self.examples, 'example')} passed"
        noted = f", {counted(len(self.warnings), 'warning')}" if self.warnings else ""
        return f"{self.path}: good, {ran}{noted}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What an owner should know of a good file."""
        if not self.held_where_unknown:
            return ()
        rules = ", ".join(self.held_where_unknown)
        return (f"  held for a moderator where a fact is unknown (on_unknown says otherwise): {rules}",)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found in all files, each judged by itself."""

    files: tuple[Checked, ...]

    @property
    def blocks(self) -> tuple[str, ...]:
        """Every error and warning as people read it, file by file."""
        return tuple(
            error.render() for file in self.files for error in _in_lines([*file.errors, *file.warnings])
        )

    @property
    def summary(self) -> tuple[str, ...]:
        """One line for each file."""
        return tuple(line for file in self.files for line in (file.sentence, *file.notes))

    @property
    def status(self) -> int:
        """The exit status: 2 where a file could not be read, else 1 where one is refused, else 0."""
        if any(file.unreadable for file in self.files):
            return 2
        return 1 if any(file.errors for file in self.files) else 0


def check(paths: Iterable[str], read: Callable[[str], bytes], today: dt.date | None = None) -> CheckReport:
    """Load each file as if it were alone. ``read`` gives a path's bytes or raises OSError."""
    return CheckReport(tuple(_checked(path, read, today) for path in paths))


def _checked(path: str, read: Callable[[str], bytes], today: dt.date | None) -> Checked:
    try:
        first = read(path)
    except OSError as error:
        return Checked(
            path=path, unreadable=f"cannot be read: {(error.strerror or type(error).__name__).lower()}"
        )
    try:
        policy = load(path, lambda name: first if name == path else read(name), today)
    except RulesRefused as refused:
        return Checked(path=path, errors=refused.errors, warnings=refused.warnings)
    return Checked(
        path=path,
        rules=len(policy.rules),
        examples=policy.examples,
        warnings=policy.warnings,
        held_where_unknown=held_where_unknown(policy.rules),
    )


def _in_lines(errors: list[RulesError]) -> list[RulesError]:
    return sorted(errors, key=lambda error: (error.file, error.line, error.column))
