"""Opens the database for commands: to look only, or to work."""

from bot.settings import Settings
from bot.store import Store


def open_store(settings: Settings) -> Store:
    """The database, migrated and checked; raises PermanentFailure with what to do."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Store.open(settings.database_url)
