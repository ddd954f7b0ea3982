"""The command ``listwarden inspect``: how a message is understood, line by line or as JSON."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.cli.common import Commands, beside_of, colours, command
from bot.cli.inspect_view import show
from bot.intake.archive import Found, open_archive, read_all
from bot.mail import read
from bot.mail.describe import describe
from bot.mail.known import NOTHING, Known
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
    parser.add_argument(
        "--beside",
        metavar="ARCHIVE",
        action="append",
        default=[],
        help="an archive of the list: its earlier posts teach how to read these",
    )
    parser.set_defaults(command=_inspect)


def messages(path: str) -> Iterator[Found]:
    """Every message at a path; raises PermanentFailure (status 2)."""
    if path == "-":
        yield Found(source="-", raw=sys.stdin.buffer.read(), origin_form="eml")
        return
    archive = open_archive(Path(path))
    for unit in archive.units():
        yield from read_all(unit, archive.warnings)
    for warning in archive.warnings:
        print(f"warning: {warning}", file=sys.stderr)


def _read(found: Found, known: Known) -> Post:
    post = read(found.raw, known=known)
    if not found.oversize:
        return post
    too_large = f"The message has {found.oversize:,} octets, over the limit; only its header was read."
    return replace(post, defects=(*post.defects, too_large))


def _inspect(given: argparse.Namespace) -> int:
    for source, post in _posts(given):
        if given.jsonl:
            print(json.dumps(describe(post, source), ensure_ascii=False))
        else:
            _show(post, source)
    return 0


def _posts(given: argparse.Namespace) -> Iterator[tuple[str, Post]]:
    """Every post, read with what the archives beside it teach."""
    every = (found for path in given.paths for found in messages(path))
    if not given.beside:
        yield from ((found.source, _read(found, NOTHING)) for found in every)
        return
    kept = list(every)
    beside = beside_of(given.beside, [found.raw for found in kept])
    yield from ((found.source, _read(found, beside.known(found.raw))) for found in kept)


def _show(post: Post, source: str) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    utf = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(show(post, source, width=width, colour=colours(), signs=utf), end="\n\n")
