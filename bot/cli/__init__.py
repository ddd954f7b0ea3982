"""The command ``listwarden``: arguments in, text out; everything else is done by bot.service."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from bot import __version__, hangup
from bot.errors import PermanentFailure, TemporaryFailure

DONE, NO, MISUSE, BAD_CONFIGURATION = 0, 1, 2, 78
COMMANDS = {
    "demo": ("demo", "see it work: a small mail world on this machine, nine posts, the real daemon"),
    "init": ("start", "a starter directory: settings, rules, next steps"),
    "doctor": ("start", "check settings, rules, database, log-ins, folders, clock"),
    "login": ("login", "log in with OAuth2, for an inbox or for the mail that leaves"),
    "run": ("daemon", "the daemon: watch the inboxes, judge, post, digest, return"),
    "rules": ("rules", "work on rule files"),
    "explain": ("explain", "the verdict for one message, and how it came about"),
    "replay": ("replay", "what would these rules have done to our list?"),
    "inspect": ("inspect", "what is understood of a post: whose words each line is made of"),
    "journal": ("journal", "the decisions, oldest first"),
    "status": ("journal", "where is my post: all that is known of one message"),
    "held": ("held", "posts that wait for a moderator"),
    "outbox": ("outbox", "mail that waits to be sent"),
    "digest": ("digest", "the digest of a list"),
    "database": ("database", "move an installation to another database"),
    "workers": ("workers", "who works on this database, and who has which list"),
    "members": ("members", "who is on a list, and how they get it"),
}
"""Every command: the module here that holds it, loaded when it is called, and its line in the overview."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (docs: the table in ``--help`` of each)."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] == "run":
        hangup.remember()
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
    """The command line: of one command where that is called, else the overview of all, which loads none."""
    top = argparse.ArgumentParser(
        prog="listwarden",
        description="A moderation bot for mailing lists. It reads each post, judges it by your rules, then "
        "posts it, puts it into a digest, holds it, or returns it to its author with every reason.",
        epilog="Begin with: listwarden demo. Then: listwarden init DIR.",
    )
    top.add_argument("--version", action="version", version=f"listwarden {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    if called in COMMANDS:
        _module(COMMANDS[called][0]).register(commands)
        return top
    for name, (_, summary) in COMMANDS.items():
        commands.add_parser(name, help=summary)
    return top


def _module(name: str) -> ModuleType:
    """The module of a command; what it loads stays: to look there for garbage takes a fifth of the time."""
    place = f"bot.cli.{name}"
    if place in sys.modules or not gc.isenabled():
        return import_module(place)
    gc.disable()
    try:
        return import_module(place)
    finally:
        gc.freeze()
        gc.enable()
