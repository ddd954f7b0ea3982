"""The command ``listwarden inspect``: how a message is understood, line by line or as JSON."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.cli.common import Commands, beside_of, colours, command
from bot.cli.inspect_view import show
from bot.intake.archive import Found, open_archive, read_all
from bot.mail import read
from bot.mail.describe import describe
from bot.mail.known import NOTHING, Known
from bot.mail.post import Post
from bot.mail.why import reasons


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
    parser.add_argument(
        "--why", action="store_true", help="for each zone the signs that decided, the weightiest first"
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
    too_large = f"The message has {found.oversize:,} bytes, over the limit; only its header was read."
    return replace(post, defects=(*post.defects, too_large))


def _inspect(given: argparse.Namespace) -> int:
    for source, post, known in _posts(given):
        why = reasons(post, known) if given.why else None
        if given.jsonl:
            print(json.dumps(_described(post, source, why), ensure_ascii=False))
        else:
            _show(post, source, why)
    return 0


def _posts(given: argparse.Namespace) -> Iterator[tuple[str, Post, Known]]:
    """Every post, read with what the archives beside it teach, and that."""
    every = (found for path in given.paths for found in messages(path))
    if not given.beside:
        yield from ((found.source, _read(found, NOTHING), NOTHING) for found in every)
        return
    kept = list(every)
    beside = beside_of(given.beside, [found.raw for found in kept])
    for found in kept:
        known = beside.known(found.raw)
        yield found.source, _read(found, known), known


def _described(post: Post, source: str, why: Sequence[Sequence[str]] | None) -> dict[str, Any]:
    told = describe(post, source)
    for zone, signs in zip(told["zones"], why or (), strict=False):
        zone["why"] = list(signs)
    return told


def _show(post: Post, source: str, why: Sequence[Sequence[str]] | None) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    utf = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(show(post, source, width=width, colour=colours(), signs=utf, why=why), end="\n\n")
