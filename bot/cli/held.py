"""The command ``listwarden held``: moderators list, accept, return and discard held posts."""

import argparse
import getpass
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.cli.cells import harmless
from bot.cli.common import Commands, command, print_json, print_table, shorten, store_of, subject_of
from bot.errors import PermanentFailure
from bot.service import moderation
from bot.service.answering.deeds import Hand
from bot.service.answering.desk import latest
from bot.service.build import open_runtimes
from bot.service.lists import known_list
from bot.service.stamp import now
from bot.store import HeldCase, Transaction

SOON = "goes out within seconds, or with the next listwarden run"


def register(commands: Commands) -> None:
    """Add ``held`` and what it can do."""
    held = command(commands, "held", "posts that wait for a moderator", config=True)
    parts = held.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = command(parts, "list", "what is held, and why", config=True)
    listing.add_argument("--list", metavar="ID", help="of this list only")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(command=_list)
    show = _with_cases(parts, "show", "held posts, as they came", _show)
    show.set_defaults(command=_show)
    _with_cases(parts, "accept", "post them to the list", _accept)
    _with_cases(parts, "digest", "put them into the next digest", _digest)
    editing = _with_cases(parts, "edit", "post one with another text", _edit, several=False)
    editing.add_argument("--text", metavar="FILE", help="a file with the text, - for standard input")
    returning = _with_cases(parts, "return", "return them to their authors, with the reasons", _return)
    returning.add_argument(
        "--because", metavar="TEXT", default="", help="your own words, put below the rules' reasons"
    )
    _with_cases(parts, "discard", "drop them; their authors are told nothing", _discard)


def _with_cases(
    parts: Commands,
    name: str,
    summary: str,
    work: Callable[[argparse.Namespace], int],
    *,
    several: bool = True,
) -> argparse.ArgumentParser:
    parser = command(parts, name, summary, config=True)
    parser.add_argument(
        "cases",
        metavar="CASE",
        nargs="+" if several else 1,
        help="a case id, a clear part of it, or a Message-ID",
    )
    if name != "show":
        parser.add_argument("--as", metavar="MODERATOR", dest="by", help="who decides, for the journal")
    parser.set_defaults(command=work)
    return parser


def _list(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store), store.snapshot() as tx:
        wanted = known_list(settings, given.list)
        held = [(each, subject_of(tx, each.case.id)) for each in tx.held(wanted)]
    if given.json:
        print_json([_as_json(*each) for each in held])
    elif held:
        print_table(("CASE", "SINCE", "FROM", "SUBJECT", "WHY"), [_row(*each) for each in held])
    else:
        print("Nothing is held.")
    return 0


def _row(held: HeldCase, subject: str) -> tuple[str, ...]:
    case = held.case
    return (
        case.id,
        f"{case.created.astimezone():%Y-%m-%d %H:%M}",
        case.author or "?",
        shorten(subject, 40),
        "; ".join(finding.rule for finding in held.findings),
    )


def _as_json(held: HeldCase, subject: str) -> dict[str, object]:
    return {
        "case": held.case.id,
        "list": held.case.list_id,
        "message_id": held.case.message_id,
        "from": held.case.author,
        "subject": subject,
        "held_at": held.decided_at.isoformat(timespec="milliseconds"),
        "reasons": [{"rule": finding.rule, "text": finding.text} for finding in held.findings],
    }


def _show(given: argparse.Namespace) -> int:
    with store_of(given) as (_, store), store.snapshot() as tx:
        for name in given.cases:
            _show_one(tx, name)
    return 0


def _show_one(tx: Transaction, name: str) -> None:
    case = moderation.find_held(tx, name)
    held = next(each for each in tx.held(case.list_id) if each.case.id == case.id)
    arrival = tx.arrival(case.id)
    since = f"{held.decided_at.astimezone():%Y-%m-%d %H:%M}"
    print(f"Case {case.id} of {case.list_id}, held since {since}, because:")
    for finding in held.findings:
        print(f"  - {finding.text.strip()} [{finding.rule}]")
    print()
    show_raw(arrival.raw if arrival else b"")


def show_raw(raw: bytes) -> None:
    """The message as it came; on a terminal without the characters that would steer it."""
    unix = raw.replace(b"\r\n", b"\n")
    if not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(unix)
        return
    print("\n".join(map(harmless, unix.decode("utf-8", "replace").split("\n"))))


def _accept(given: argparse.Namespace) -> int:
    return _each(given, "accept", lambda hand: hand.accept(), f"accepted: it {SOON}")


def _digest(given: argparse.Namespace) -> int:
    return _each(given, "digest", lambda hand: hand.digest(), "put into the next digest")


def _return(given: argparse.Namespace) -> int:
    back = f"returned: the notice {SOON}"
    return _each(given, "return", lambda hand: hand.give_back(words=given.because), back)


def _discard(given: argparse.Namespace) -> int:
    return _each(given, "discard", lambda hand: hand.discard(), "discarded")


def _edit(given: argparse.Namespace) -> int:
    """The text from a file; else the one that the person makes of it in their editor."""
    if given.text is not None:
        text = sys.stdin.read() if given.text == "-" else Path(given.text).read_text("utf-8")
    else:
        text = _in_an_editor(given)
    done = f"accepted with your text: it {SOON}"
    return _each(given, "edit", lambda hand: hand.accept(text), done)


def _in_an_editor(given: argparse.Namespace) -> str:
    with store_of(given) as (_, store), store.snapshot() as tx:
        before = latest(tx, moderation.find_held(tx, given.cases[0]).id).text
    with tempfile.NamedTemporaryFile("w+", suffix=".txt", encoding="utf-8") as file:
        file.write(before)
        file.flush()
        editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
        subprocess.run([*editor, file.name], check=True)  # noqa: S603 - the person's own editor
        after = Path(file.name).read_text("utf-8")
    if after == before:
        raise PermanentFailure("the text is unchanged: nothing was done")
    return after


def _each(given: argparse.Namespace, verb: str, work: Callable[[Hand], None], what: str) -> int:
    """Do it to each case, one transaction each, and tell who was asked; a failure keeps no other back."""
    failed = False
    with store_of(given) as (settings, store):
        runtimes = open_runtimes(settings, store)
        for name in given.cases:
            try:
                with store.transaction() as tx:
                    hand = moderation.hand_on(tx, runtimes, name, given.by or _who(), now())
                    work(hand)
                    moderation.tell_others(hand, verb)
                print(f"Case {hand.case.id} is {what}.")
            except PermanentFailure as problem:
                failed = True
                print(f"listwarden: {problem}", file=sys.stderr)
    return int(failed)


def _who() -> str:
    """The name of the person in the journal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "moderator"
