"""Loads rule files into a policy: checks everything, runs every example, reports all errors at once."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from bot.policy.compile.documents import Document, Library, Read
from bot.policy.errors import Place, Report, RulesError, RulesRefused, TooManyErrors, in_order
from bot.policy.lint.warnings import (
    suspect_dates,
)
from bot.policy.rule_set import Loading
from bot.policy.run.policy import Policy

_ABOUT_NAMES = frozenset({"R007", "R008", "R009", "R013", "R014", "R019"})


def load(path: str, read: Read, today: dt.date | None = None) -> Policy:
    """
    The rule set of a file and of those that it inherits.

    ``read`` gives the bytes of a path and raises OSError where it cannot. With
    ``today``, the policy warns of rules that have ended.
    Raises RulesRefused with every error where anything is wrong, and nothing else.
    """
    report = Report()
    library = Library(read, report)
    loading = Loading(library, report)
    try:
        document = library.open(path)
        rules = loading.rules_of(document) if document else []
        if today is not None:
            suspect_dates(rules, today, report)
    except TooManyErrors:
        document, rules = None, []
    except Exception as error:  # noqa: BLE001 - a fault of ours is this file's trouble, and nobody else's
        document, rules = None, []
        _fault(error, loading.at or Place(path, 1, 1, 1, ""), report)
    if document is None or report.count:
        errors = report.errors if document is None or document.whole else list(_certain(report.errors))
        raise RulesRefused(in_order(errors), in_order(report.warnings))
    return Policy(
        name=document.name,
        rules=tuple(rules),
        digest=_digest([library.files[path] for path in _parts(document, library)]),
        files=dict(library.files),
        warnings=tuple(in_order(report.warnings)),
        examples=loading.examples,
        guideline=loading.guideline,
        lists=loading.lists,
    )


def _fault(error: Exception, place: Place, report: Report) -> None:
    said = f"the program fails on what is here ({type(error).__name__})"
    help_ = "this is a fault of the program: please report it together with these lines"
    if isinstance(error, MemoryError):
        said = "what is here takes more memory than is allowed"
        help_ = "make lists shorter, and inherit fewer files"
    with suppress(TooManyErrors):
        report.error("R021", place, said, help=help_)


def _certain(errors: Iterable[RulesError]) -> Iterator[RulesError]:
    """Those that are errors whatever stands in an inherited file that could not be read."""
    for error in errors:
        doubtful = error.code in _ABOUT_NAMES or (error.code == "R006" and "." not in error.message)
        if not doubtful and not error.message.startswith("the file has no rules"):
            yield error


def _parts(document: Document, library: Library) -> list[str]:
    """The files that make up the rule set, ancestors first, then lists."""
    return [*(one.path for one in document.ancestry), *library.listed]


def _digest(files: list[bytes]) -> str:
    """One hash over all files in that order; lengths keep their borders apart."""
    digest = hashlib.sha256()
    for raw in files:
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()
