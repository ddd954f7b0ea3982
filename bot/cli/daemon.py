"""The command ``listwarden run``: the daemon."""

import argparse
import os
import sys

from bot.cli import DONE, NO
from bot.cli.common import Commands, command, moment, settings_of, shorten
from bot.notices.phrases import count
from bot.service.daemon import Pass
from bot.service.logs import set_up_logs
from bot.service.opening import work_as_owner
from bot.service.serving import run_daemon, run_once
from bot.store import MailRow

MOST = 20
"""So many mails that are left are told one by one; `listwarden outbox list` has all."""


def register(commands: Commands) -> None:
    """Add ``run``."""
    run = command(commands, "run", "the daemon: watch the inboxes, judge, post, digest, return", config=True)
    run.add_argument("--once", action="store_true", help="drain all inboxes, send the outbox, exit")
    run.set_defaults(command=_run)


def _run(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    work_as_owner(settings.data_dir)
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
    left = f"; {len(done.left)} left, which the next run offers again" if done.left else ""
    lines = [work + left + ("" if done.reached else "; an inbox was not reached")]
    return "\n".join([*lines, *map(_waits, done.left[:MOST])])


def _waits(mail: MailRow) -> str:
    """A mail that is left: what, to whom, when again, and why."""
    when = f"again at {moment(mail.next_at)}" if mail.next_at else "being sent"
    said = f': "{shorten(mail.last_reply, 120)}"' if mail.last_reply else ""
    return f"  {mail.id} {mail.kind} to {shorten(', '.join(mail.waiting_for), 60)}, {when}{said}"
