"""The command ``listwarden run``: the daemon."""

import argparse
import os
import sys

from bot.cli import DONE, NO
from bot.cli.common import Commands, command, settings_of
from bot.notices.phrases import count
from bot.service.daemon import Pass
from bot.service.logs import set_up_logs
from bot.service.serving import run_daemon, run_once


def register(commands: Commands) -> None:
    """Add ``run``."""
    run = command(commands, "run", "the daemon: watch the inboxes, judge, post, digest, return", config=True)
    run.add_argument("--once", action="store_true", help="drain all inboxes, send the outbox, exit")
    run.set_defaults(command=_run)


def _run(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    set_up_logs(settings.log.level, settings.log.format, terminal=sys.stderr.isatty())
    if not given.once:
        return run_daemon(settings, os.environ.get("NOTIFY_SOCKET"))
    done = run_once(settings)
    print(_said(done))
    return DONE if done.complete else NO


def _said(done: Pass) -> str:
    """What a pass came to, in one line."""
    if not (done.decided or done.sent):
        work = "nothing new, nothing to send"
    else:
        work = f"{count(done.decided, 'post')} decided, {count(done.sent, 'mail')} sent"
    left = f"; {done.left} left, which the next run offers again" if done.left else ""
    return work + left + ("" if done.reached else "; an inbox was not reached")
