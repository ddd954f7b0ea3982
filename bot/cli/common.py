"""What several commands share: --config, --json, tables, colours."""

import argparse
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import PermanentFailure
from bot.printable import blanked

if TYPE_CHECKING:
    from bot.service.beside import Beside
    from bot.settings import Settings
    from bot.store import Store, Transaction

_SPAN = re.compile(r"(\d{1,6})\s*([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SINCE = 'a date, a time ("2026-01-08T09:00"), or a span ("2h", "7d")'

Commands = Any  # argparse has no public name for what add_subparsers() returns


def command(commands: Commands, name: str, summary: str, *, config: bool = False) -> argparse.ArgumentParser:
    """A sub-command; with ``config`` it takes --config FILE."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary)
    if config:
        parser.add_argument(
            "--config",
            metavar="FILE",
            type=Path,
            default=argparse.SUPPRESS,  # a value given before the sub-command must survive it
            help="the settings (default: ./listwarden.toml, then /etc/listwarden/listwarden.toml)",
        )
    return parser


def settings_of(given: argparse.Namespace, *, secrets: bool = True, members: bool = True) -> "Settings":
    """The settings of a command; without ``secrets`` or ``members`` the files of these may be missing."""
    from bot.settings import load_settings  # noqa: PLC0415 - loaded where needed, it takes a quarter of a second

    settings = load_settings(getattr(given, "config", None), os.environ, secrets=secrets, members=members)
    for warning in settings.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return settings


@contextmanager
def store_of(given: argparse.Namespace, *, secrets: bool = True) -> Iterator[tuple["Settings", "Store"]]:
    """The settings and the database of a command."""
    from bot.service.opening import open_store, work_as_owner  # noqa: PLC0415 - and so does the database

    settings = settings_of(given, secrets=secrets)
    work_as_owner(settings.data_dir)
    with open_store(settings) as store:
        yield settings, store


def beside_of(archives: Sequence[str], messages: Sequence[bytes]) -> "Beside":
    """What archives teach of messages; warnings go to standard error. Raises PermanentFailure (status 2)."""
    from bot.service.beside import Beside  # noqa: PLC0415 - few calls ask for it

    beside = Beside(archives, messages)
    for warning in beside.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return beside


def print_json(value: Any) -> None:
    """One JSON value, readable, characters as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns as wide as their widest word; the last one is as long as it is."""
    lines = [list(titles), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles) - 1)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        print("  ".join([*cells, line[-1]]).rstrip())


def colours() -> bool:
    """Whether standard output is a terminal that wants colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def moment(at: dt.datetime) -> str:
    """A time on this machine's clock, to the second, with its zone."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S %z}"


def since(text: str | None, at: dt.datetime) -> dt.datetime | None:
    """The moment that a person means; raises PermanentFailure with examples."""
    if text is None:
        return None
    if span := _SPAN.fullmatch(text.strip()):
        return at - dt.timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise PermanentFailure(
            f'--since "{text}" is not a time: write 2026-01-08, 2026-01-08T09:00, 2h or 7d'
        ) from error
    return moment if moment.tzinfo else moment.astimezone()


def shorten(text: str, most: int) -> str:
    """The text on one line, cut to so many characters."""
    line = " ".join(blanked(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def subject_of(tx: "Transaction", case_id: str) -> str:
    """The subject of a case's message; of one that was swept, or has none, that it has none."""
    from bot.mail.read import read_subject_of  # noqa: PLC0415 - what only prints a table need not read mail

    head = tx.head(case_id)
    return (read_subject_of(head).raw if head else "") or "(no subject)"
