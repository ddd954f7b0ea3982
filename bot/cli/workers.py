"""The command ``listwarden workers``: who works on the database, and who has which list."""

import argparse

from bot.cli import DONE
from bot.cli.common import Commands, command, moment, print_json, print_table, shorten, store_of
from bot.store import WorkerRow


def register(commands: Commands) -> None:
    """Add ``workers``."""
    workers = command(commands, "workers", "who works on this database, and who has which list", config=True)
    workers.add_argument("--json", action="store_true", help="as JSON")
    workers.set_defaults(command=_workers)


def _workers(given: argparse.Namespace) -> int:
    with store_of(given) as (settings, store), store.snapshot() as tx:
        rows = tx.crew.all()
        if not store.has_crew and not given.json:
            print("One daemon at a time works on an SQLite file; several can share a PostgreSQL database.")
            return DONE
    nobody = sorted({one.id for one in settings.lists} - {each for row in rows for each in row.lists})
    if given.json:
        print_json({"workers": [_as_json(row) for row in rows], "waiting": nobody})
        return DONE
    if rows:
        print_table(("WORKER", "SINCE", "ALIVE UNTIL", "LISTS", ""), [_row(row) for row in rows])
    else:
        print("No worker runs: listwarden run starts one.")
    if nobody and rows:
        print(f"\nNobody has yet: {', '.join(nobody)}")
    return DONE


def _row(row: WorkerRow) -> tuple[str, ...]:
    return (
        row.name,
        moment(row.since),
        f"{row.until.astimezone():%H:%M:%S}",
        str(len(row.lists)),
        shorten(", ".join(row.lists), 80),
    )


def _as_json(row: WorkerRow) -> dict[str, object]:
    return {
        "worker": row.id,
        "name": row.name,
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
        "lists": list(row.lists),
    }
