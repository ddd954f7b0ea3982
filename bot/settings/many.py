"""Settings of many lists: what they inherit from ``[defaults]``, and a file for each in ``lists.d``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.settings.keys import Key
from bot.settings.sources import read_toml

FOLDER = "lists.d"
ONE_EACH = ("id", "address")
"""Keys that no two lists share."""


def list_files(file: Path) -> list[Path]:
    """The files beside a settings file that hold one list each, by name."""
    folder = file.parent / FOLDER
    return sorted(each for each in folder.glob("*.toml") if not each.name.startswith("."))


def add_lists(file: Path, values: dict[str, Any]) -> dict[Key, str]:
    """Put the lists of ``lists.d`` behind those of the file; gives ``FILE:LINE`` of each of their keys."""
    places: dict[Key, str] = {}
    for each in list_files(file):
        lists = values.setdefault("lists", [])
        if not isinstance(lists, list):
            break
        found, lines = read_toml(each)
        above: Key = ("lists", len(lists))
        places[above] = str(each)
        places.update({(*above, *key): f"{each}:{line}" for key, line in lines.items()})
        lists.append(found)
    return places


def inherit(values: dict[str, Any]) -> Iterator[tuple[Key, str]]:
    """Give each list what ``[defaults]`` has and it has not; key and sentence of each error."""
    defaults = values.pop("defaults", {})
    if not isinstance(defaults, dict):
        yield ("defaults",), "must be a table of its own"
        return
    for name in ONE_EACH:
        if defaults.pop(name, None) is not None:
            yield ("defaults", name), "cannot be the same for several lists. Write it into each"
    lists = values.get("lists")
    if isinstance(lists, list):
        lists[:] = [below(defaults, each) if isinstance(each, dict) else each for each in lists]


def below(defaults: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A table over another: its own words win. A table of [defaults] is for lists that have that table."""
    merged = {name: value for name, value in defaults.items() if not isinstance(value, dict)} | dict(own)
    for name, value in defaults.items():
        if (
            isinstance(value, dict)
            and isinstance(own.get(name, {}), dict)
            and (name in own or name in ALWAYS)
        ):
            merged[name] = below(value, own.get(name, {}))
    return merged


ALWAYS = ("intake", "post")
"""Tables that every list has, written or not."""
