"""The command ``listwarden``: arguments in, text out; everything else is done by bot.service."""

import argparse
import os
import sys
from collections.abc import Sequence

from bot import __version__
from bot.cli import daemon, demo, digest, explain, held, inspect, journal, replay, rules, start
from bot.errors import PermanentFailure, TemporaryFailure
from bot.settings import SettingsRefused

DONE, NO, MISUSE, BAD_CONFIGURATION = 0, 1, 2, 78
COMMANDS = (demo, start, daemon, rules, explain, replay, inspect, journal, held, digest)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (docs: the table in ``--help`` of each)."""
    given = parser().parse_args(arguments)
    try:
        return int(given.command(given))
    except SettingsRefused as refused:
        print(refused, file=sys.stderr)
        return BAD_CONFIGURATION
    except (PermanentFailure, TemporaryFailure) as failure:
        print(f"listwarden: {failure}", file=sys.stderr)
        return failure.status if isinstance(failure, PermanentFailure) else NO
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="listwarden",
        description="A moderation bot for mailing lists. It reads each post, judges it by your rules, then "
        "posts it, puts it into a digest, holds it, or returns it to its author with every reason.",
        epilog="Begin with: listwarden demo. Then: listwarden init DIR.",
    )
    top.add_argument("--version", action="version", version=f"listwarden {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.register(commands)
    return top
