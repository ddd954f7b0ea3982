"""Opens the database for commands: to look only, or to work."""

import os
import stat
from pathlib import Path

from bot.errors import PermanentFailure
from bot.settings import Settings
from bot.store import Store, of_system


def make_private(folder: Path) -> None:
    """
    Make the data directory where it is missing; refuse one that is not ours alone to write.

    Who may write there may put another database, or a link, in place of ours.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError as error:
        raise of_system(error, f"data_dir {folder}", folder.parent) from error
    if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermanentFailure(
            f"data_dir {folder} may be written by others, who could put their own database there. "
            f"Mend it with: chmod go-w {folder}"
        )
    if os.geteuid() != 0 and about.st_uid not in (os.geteuid(), 0):
        raise PermanentFailure(
            f"data_dir {folder} belongs to another user, who could put another database there. "
            "Name a directory of the bot's own user"
        )


def open_store(settings: Settings) -> Store:
    """The database, migrated and checked; raises PermanentFailure with what to do."""
    make_private(settings.data_dir)
    return Store.open(settings.database_url)
