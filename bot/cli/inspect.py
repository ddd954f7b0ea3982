"""``listwarden inspect``."""

import argparse
import json
import mailbox
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.common import Commands, colours, command
from bot.cli.explain import unreadable
from bot.cli.inspect_view import show
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
    try:
        yield from _below(Path(path))
    except OSError as error:
        raise unreadable(path, error) from error


def _below(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_dir():
        yield from _of_file(path)
    elif (path / "cur").is_dir() and (path / "new").is_dir():
        for name in sorted([*(path / "cur").iterdir(), *(path / "new").iterdir()]):
            yield str(name), name.read_bytes()
    else:
        for name in sorted(path.iterdir()):
            if not name.name.startswith("."):
                yield from _below(name)


def _of_file(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        if file.read(5) != b"From ":
            file.seek(0)
            yield str(path), file.read()
            return
    box = mailbox.mbox(path, create=False)
    for number, key in enumerate(box.iterkeys(), 1):
        yield f"{path}#{number}", box.get_bytes(key)


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
