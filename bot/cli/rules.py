"""``listwarden rules check``."""

import argparse
import sys

from bot.cli.common import Commands, command, settings_of
from bot.policy.check import check
from bot.service.rulebook import read_file


def register(commands: Commands) -> None:
    """Add ``rules`` and what it can do."""
    rules = command(commands, "rules", "work on rule files")
    parts = rules.add_subparsers(title="commands", metavar="COMMAND", required=True)
    checking = command(parts, "check", "load, lint and run all examples of rule files", config=True)
    checking.add_argument(
        "paths", metavar="PATH", nargs="*", help="rule files (default: those of the settings)"
    )
    checking.set_defaults(command=_check)


def _check(given: argparse.Namespace) -> int:
    paths = given.paths or [str(one.rules) for one in settings_of(given).lists]
    report = check(paths, read_file)
    for block in report.blocks:
        print(block, end="\n\n", file=sys.stderr)
    for line in report.summary:
        print(line)
    return report.status
