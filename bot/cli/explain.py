"""The command ``listwarden explain``: what the rules say of one message, or did say, and why."""

import argparse
import datetime as dt
import sys
import textwrap
from pathlib import Path

from bot.cli.common import Commands, beside_of, command, print_json, settings_of
from bot.errors import PermanentFailure
from bot.mail.known import NOTHING
from bot.policy import RulesRefused, explain, explain_json
from bot.policy.publish.unknowns import notes
from bot.service.dry_run import dry_run

WIDTH = 100  # characters of a line of prose


def register(commands: Commands) -> None:
    """Add ``explain``."""
    parser = command(commands, "explain", "the verdict for one message, and how it came about", config=True)
    parser.add_argument("path", metavar="PATH", help="an .eml file, or - for standard input")
    parser.add_argument("--rules", metavar="FILE", type=Path, help="judge by these rules")
    parser.add_argument("--list", metavar="ID", help="judge as a post to this list of the settings")
    parser.add_argument(
        "--beside",
        metavar="ARCHIVE",
        action="append",
        default=[],
        help="an archive of the list: its earlier posts teach how to read this one",
    )
    parser.add_argument(
        "--at",
        metavar="TIME",
        type=_moment,
        help="judge as at this time (2026-01-31T22:15), not the post's date",
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(command=_explain)


def _moment(text: str) -> dt.datetime:
    """A time as typed; without a zone it is that of this machine."""
    try:
        return dt.datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a time; write it as 2026-01-31T22:15') from None


class Unreadable(PermanentFailure):
    """Nothing readable was named."""

    status = 2


def read_message(path: str) -> bytes:
    """The bytes of a message; raises PermanentFailure (status 2) where there are none."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: str, error: OSError) -> PermanentFailure:
    """A failure with exit status 2: nothing readable."""
    return Unreadable(f"{path} cannot be read: {error.strerror or error}")


def _explain(given: argparse.Namespace) -> int:
    raw = read_message(given.path)
    settings = None if given.rules and not given.list else settings_of(given, secrets=False)
    known = beside_of(given.beside, [raw]).known(raw) if given.beside else NOTHING
    try:
        judged = dry_run(raw, settings, given.list, given.rules, known, given.at)
    except RulesRefused as refused:
        print(refused.render(), file=sys.stderr)
        return 1
    if given.json:
        print_json(explain_json(judged.verdict, judged.effects))
    else:
        print(explain(judged.verdict, judged.post))
        if given.at or any(name.startswith("now.") for name in judged.verdict.facts):
            print(f"\nJudged as on {judged.at:%A, %Y-%m-%d %H:%M %Z}.")
        for note in notes(judged.verdict):
            print(f"\n{textwrap.fill(note, WIDTH, break_on_hyphens=False)}")
    return 0
