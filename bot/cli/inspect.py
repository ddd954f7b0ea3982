"""The command ``listwarden inspect``: how a message is understood, line by line or as JSON."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.common import Commands, colours, command
from bot.cli.inspect_view import show
from bot.intake.archive import open_archive, read_unit
from bot.mail import read
from bot.mail.describe import describe


def register(commands: Commands) -> None:
    """Add ``inspect``."""
    parser = command(commands, "inspect", "what is understood of a post: whose words each line is made of")
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="an .eml file, an mbox, a Maildir, a directory, or -"
    )
    parser.add_argument(
        "--jsonl", action="store_true", help="one JSON object a message, one a line, in place of the view"
    )
    parser.set_defaults(command=_inspect)


def messages(path: str) -> Iterator[tuple[str, bytes]]:
    """Every message at a path, with its name in the report; raises PermanentFailure (status 2)."""
    if path == "-":
        yield "-", sys.stdin.buffer.read()
        return
    archive = open_archive(Path(path))
    for unit in archive.units():
        for found in read_unit(unit, archive.warnings):
            yield found.source, found.raw
    for warning in archive.warnings:
        print(f"warning: {warning}", file=sys.stderr)


def _inspect(given: argparse.Namespace) -> int:
    for path in given.paths:
        for source, raw in messages(path):
            if given.jsonl:
                print(json.dumps(describe(read(raw), source), ensure_ascii=False))
            else:
                _show(raw, source)
    return 0


def _show(raw: bytes, source: str) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    utf = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(show(read(raw), source, width=width, colour=colours(), signs=utf), end="\n\n")
