"""The lists of the settings by name; loads nothing, since every command asks it."""

from typing import TYPE_CHECKING

from bot.errors import PermanentFailure

if TYPE_CHECKING:  # a command that names no list needs no settings, which take a quarter of a second to load
    from bot.settings import ListSettings, Settings


def known_list(settings: "Settings", name: str | None) -> str | None:
    """The id of the list of that id or address; None for None. PermanentFailure names those there are."""
    if name is None:
        return None
    for one in settings.lists:
        if name in (one.id, one.address):
            return one.id
    known = ", ".join(one.id for one in settings.lists)
    raise PermanentFailure(f'there is no list "{name}" in the settings; there are: {known}')


def pick(settings: "Settings", list_id: str | None) -> "ListSettings":
    """The list of that id or address; the only one where none is named."""
    wanted = known_list(settings, list_id)
    found = [one for one in settings.lists if wanted in (None, one.id)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.id for one in settings.lists)
    raise PermanentFailure(f"say which list with --list ID; there are: {names}")
