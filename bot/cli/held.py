"""The command ``listwarden held``: moderators list, accept, return and discard held posts."""

import argparse
import getpass
import sys
from collections.abc import Callable

from bot.cli.cells import harmless
from bot.cli.common import Commands, command, print_json, print_table, shorten, store_of, subject_of
from bot.service import moderation
from bot.service.build import open_runtimes
from bot.service.lists import known_list
from bot.service.stamp import now
from bot.store import Case, HeldCase


def register(commands: Commands) -> None:
    """Add ``held`` and what it can do."""
    held = command(commands, "held", "posts that wait for a moderator", config=True)
    parts = held.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = command(parts, "list", "what is held, and why", config=True)
    listing.add_argument("--list", metavar="ID", help="of this list only")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(command=_list)
    show = _with_case(parts, "show", "one held post, as it came", _show)
    show.set_defaults(command=_show)
    _with_case(parts, "accept", "post it to the list", _accept)
    returning = _with_case(parts, "return", "give it back to its author, with the reasons", _return)
    returning.add_argument(
        "--because", metavar="TEXT", default="", help="your own words, put below the rules' reasons"
    )
    _with_case(parts, "discard", "drop it; the author hears nothing", _discard)


def _with_case(
    parts: Commands, name: str, summary: str, work: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser = command(parts, name, summary, config=True)
    parser.add_argument("case", metavar="CASE", help="a case id or a Message-ID")
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
        case = moderation.find_held(tx, given.case)
        held = next(each for each in tx.held(case.list_id) if each.case.id == case.id)
        arrival = tx.arrival(case.id)
        raw = arrival.raw if arrival else b""
    since = f"{held.decided_at.astimezone():%Y-%m-%d %H:%M}"
    print(f"Case {case.id} of {case.list_id}, held since {since}, because:")
    for finding in held.findings:
        print(f"  - {finding.text.strip()} [{finding.rule}]")
    print()
    show_raw(raw)
    return 0


def show_raw(raw: bytes) -> None:
    """The message as it came; on a terminal without the characters that would steer it."""
    unix = raw.replace(b"\r\n", b"\n")
    if not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(unix)
        return
    print("\n".join(map(harmless, unix.decode("utf-8", "replace").split("\n"))))


def _accept(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store):
        runtimes = open_runtimes(settings, store)
        with store.transaction() as tx:
            case = moderation.accept(tx, runtimes, given.case, _who(), now())
    return _done(case, "accepted: it goes out within seconds, or with the next listwarden run")


def _return(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store):
        runtimes = open_runtimes(settings, store)
        with store.transaction() as tx:
            case = moderation.give_back(tx, runtimes, given.case, given.because, _who(), now())
    return _done(case, "returned: the notice goes out within seconds, or with the next listwarden run")


def _discard(given: argparse.Namespace) -> int:
    with store_of(given) as (_, store), store.transaction() as tx:
        case = moderation.discard(tx, given.case, _who(), now())
    return _done(case, "discarded")


def _done(case: Case, what: str) -> int:
    print(f"Case {case.id} is {what}.")
    return 0


def _who() -> str:
    """The name of the person in the journal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "moderator"
