"""The command ``listwarden database``: move an installation to another database."""

import argparse
from pathlib import Path

from bot.cli import DONE
from bot.cli.common import Commands, command, settings_of
from bot.errors import PermanentFailure
from bot.notices.phrases import count
from bot.service.opening import work_as_owner
from bot.store import Store
from bot.store.copying import copy


def register(commands: Commands) -> None:
    """Add ``database`` and what it can do."""
    database = command(commands, "database", "move an installation to another database", config=True)
    parts = database.add_subparsers(title="commands", metavar="COMMAND", required=True)
    copying = command(parts, "copy", "all of one database into an empty one, while nothing runs", config=True)
    copying.add_argument("source", metavar="FROM", help='as in the settings: "sqlite:///listwarden.db"')
    copying.add_argument(
        "target", metavar="TO", help='"postgresql+psycopg://user@host/name", or the other way'
    )
    copying.set_defaults(command=_copy)


def _copy(given: argparse.Namespace) -> int:
    settings = settings_of(given)
    work_as_owner(settings.data_dir)
    source_url = settings.url_of(given.source)
    file = Path(source_url.removeprefix("sqlite:///"))
    if source_url.startswith("sqlite:///") and not file.exists():
        raise PermanentFailure(f"there is no database {file}: write FROM as `database` in {settings.file}")
    with (
        Store.open(source_url) as source,
        source.claim("listwarden database copy"),
        Store.open(settings.url_of(given.target)) as target,
        target.claim("listwarden database copy"),
    ):
        copied = copy(source, target)
    rows = sum(one.rows for one in copied)
    print(f"{count(rows, 'row')} of {len(copied)} tables copied, and found to be the same in both databases.")
    print(
        f"Now write the new one as `database` into {settings.file}, and start the bot. Keep the old one "
        "until you have seen a post go through, and never let a bot run on it again."
    )
    return DONE
