"""The command ``listwarden``: arguments in, text out; everything else is done by bot.service."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from bot import __version__
from bot.errors import PermanentFailure, TemporaryFailure

DONE, NO, MISUSE, BAD_CONFIGURATION = 0, 1, 2, 78
COMMANDS = {
    "demo": "demo",
    "init": "start",
    "doctor": "start",
    "run": "daemon",
    "rules": "rules",
    "explain": "explain",
    "replay": "replay",
    "inspect": "inspect",
    "journal": "journal",
    "status": "journal",
    "held": "held",
    "digest": "digest",
}
"""Every command and the module here that holds it; only the one that is called is loaded."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (docs: the table in ``--help`` of each)."""
    words = sys.argv[1:] if arguments is None else arguments
    given = parser(words[0] if words else None).parse_args(words)
    try:
        return int(given.command(given))
    except (PermanentFailure, TemporaryFailure) as failure:
        status = failure.status if isinstance(failure, PermanentFailure) else NO
        print(failure if status == BAD_CONFIGURATION else f"listwarden: {failure}", file=sys.stderr)
        return status
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def parser(called: str | None = None) -> argparse.ArgumentParser:
    """The command line: of one command where that is called, else of all."""
    top = argparse.ArgumentParser(
        prog="listwarden",
        description="A moderation bot for mailing lists. It reads each post, judges it by your rules, then "
        "posts it, puts it into a digest, holds it, or returns it to its author with every reason.",
        epilog="Begin with: listwarden demo. Then: listwarden init DIR.",
    )
    top.add_argument("--version", action="version", version=f"listwarden {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    modules = [COMMANDS[called]] if called in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(f"bot.cli.{module}").register(commands)
    return top
