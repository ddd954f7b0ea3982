"""The command ``listwarden outbox``: what waits to be sent, and what a person can do about it."""

import argparse
import getpass

from bot.cli import DONE
from bot.cli.common import Commands, command, moment, print_json, print_table, shorten, store_of
from bot.errors import PermanentFailure
from bot.service.lists import known_list
from bot.service.stamp import now
from bot.store import MailRow, Transaction


def register(commands: Commands) -> None:
    """Add ``outbox`` and what it can do."""
    outbox = command(commands, "outbox", "mail that waits to be sent", config=True)
    parts = outbox.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = command(parts, "list", "what waits, since when, and why", config=True)
    listing.add_argument("--list", metavar="ID", help="of this list only")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(command=_list)
    retry = command(parts, "retry", "try it now, without waiting for its time", config=True)
    retry.add_argument("mail", metavar="MAIL", nargs="*", type=int, help="numbers from the list; none: all")
    retry.set_defaults(command=_retry)
    drop = command(parts, "drop", "never send it; its post is held for a moderator", config=True)
    drop.add_argument("mail", metavar="MAIL", nargs="+", type=int, help="numbers from the list")
    drop.set_defaults(command=_drop)


def _list(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store), store.snapshot() as tx:
        wanted = known_list(settings, given.list)
        mails = [mail for mail in tx.unsent() if wanted in (None, mail.list_id)]
    if given.json:
        print_json([_as_json(mail) for mail in mails])
    elif mails:
        titles = ("MAIL", "SINCE", "KIND", "TO", "TRIES", "NEXT", "THE SERVER SAID")
        print_table(titles, [_row(mail) for mail in mails])
    else:
        print("Nothing waits to be sent.")
    return DONE


def _row(mail: MailRow) -> tuple[str, ...]:
    return (
        str(mail.id),
        f"{mail.created.astimezone():%Y-%m-%d %H:%M}",
        mail.kind.value,
        shorten(", ".join(mail.waiting_for), 40),
        str(mail.attempts),
        moment(mail.next_at) if mail.next_at else "being sent",
        shorten(mail.last_reply, 80),
    )


def _as_json(mail: MailRow) -> dict[str, object]:
    return {
        "mail": mail.id,
        "list": mail.list_id,
        "case": mail.case,
        "kind": mail.kind.value,
        "state": mail.state.value,
        "to": list(mail.waiting_for),
        "created": mail.created.isoformat(),
        "attempts": mail.attempts,
        "next": mail.next_at.isoformat() if mail.next_at else None,
        "reply": mail.last_reply,
    }


def _retry(given: argparse.Namespace) -> int:
    with store_of(given) as (_, store), store.transaction() as tx:
        chosen = _chosen(tx, given.mail) if given.mail else [mail for mail in tx.unsent() if mail.next_at]
        tx.hasten([mail.id for mail in chosen], now())
    print(f"{len(chosen)} to be tried at once, by the daemon or by listwarden run --once")
    return DONE


def _drop(given: argparse.Namespace) -> int:
    with store_of(given) as (_, store), store.transaction() as tx:
        for mail in _chosen(tx, given.mail):
            tx.drop(mail.id, f"dropped by {getpass.getuser()} at the command line", now())
            held = f"; case {mail.case} is held" if mail.case else ""
            print(f"{mail.id} is dropped{held}")
    return DONE


def _chosen(tx: Transaction, numbers: list[int]) -> list[MailRow]:
    """The mails of those numbers; PermanentFailure names the first that does not wait."""
    waiting = {mail.id: mail for mail in tx.unsent()}
    for number in numbers:
        if number not in waiting:
            raise PermanentFailure(f"no mail {number} waits to be sent: look at listwarden outbox list")
        if waiting[number].next_at is None:
            raise PermanentFailure(f"mail {number} is being sent right now: look again in a moment")
    return [waiting[number] for number in dict.fromkeys(numbers)]
