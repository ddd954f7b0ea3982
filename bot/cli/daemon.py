"""``listwarden run``."""

import argparse
import os
import sys

from bot.cli.common import Commands, command, settings_of
from bot.service.daemon import run_daemon, run_once
from bot.service.logs import set_up_logs


def register(commands: Commands) -> None:
    """Add ``run``."""
    run = command(commands, "run", "the daemon: watch the inboxes, judge, post, digest, return", config=True)
    run.add_argument("--once", action="store_true", help="drain all inboxes, send the outbox, exit")
    run.set_defaults(command=_run)


def _run(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    set_up_logs(settings.log.level, settings.log.format, terminal=sys.stderr.isatty())
    if given.once:
        return run_once(settings)
    return run_daemon(settings, os.environ.get("NOTIFY_SOCKET"))
