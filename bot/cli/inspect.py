"""The command ``listwarden inspect``: how a message is understood, line by line or as JSON."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.cli.common import Commands, colours, command
from bot.cli.inspect_view import show
from bot.intake.archive import Found, open_archive, read_all
from bot.mail import read
from bot.mail.describe import describe
from bot.mail.post import Post


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


def posts(path: str) -> Iterator[tuple[str, Post]]:
    """Every message at a path, with its name in the report; raises PermanentFailure (status 2)."""
    if path == "-":
        yield "-", read(sys.stdin.buffer.read())
        return
    archive = open_archive(Path(path))
    for unit in archive.units():
        for found in read_all(unit, archive.warnings):
            yield found.source, _read(found)
    for warning in archive.warnings:
        print(f"warning: {warning}", file=sys.stderr)


def _read(found: Found) -> Post:
    post = read(found.raw)
    if not found.oversize:
        return post
    too_large = f"The message has {found.oversize:,} octets, over the limit; only its header was read."
    return replace(post, defects=(*post.defects, too_large))


def _inspect(given: argparse.Namespace) -> int:
    for path in given.paths:
        for source, post in posts(path):
            if given.jsonl:
                print(json.dumps(describe(post, source), ensure_ascii=False))
            else:
                _show(post, source)
    return 0


def _show(post: Post, source: str) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    utf = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(show(post, source, width=width, colour=colours(), signs=utf), end="\n\n")
