"""Where settings come from: a TOML file, the environment, secret files; each with its place for errors."""

import errno
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.settings.keys import SECRETS, Key
from bot.settings.refused import SettingsError, SettingsRefused

PREFIX = "LISTWARDEN_"
_SECRETS = tuple(f"{name}_file" for name in SECRETS)
_FILES = (*_SECRETS, "rules", "ca_file", "members", "footer", "note", "data_dir")
_TABLE = re.compile(r"\s*(\[\[?)\s*([\w\s.\"'-]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")
_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The settings file, the line of each key in it, and the directory of systemd's credentials."""

    file: Path
    credentials: Path | None = None
    lines: Mapping[Key, int] = field(default_factory=dict)
    elsewhere: Mapping[Key, str] = field(default_factory=dict)

    def of(self, key: Key) -> str:
        """``FILE:LINE`` of a key, or of the nearest table around it."""
        for length in range(len(key), 0, -1):
            if place := self.elsewhere.get(key[:length]):
                return place
            if line := self.lines.get(key[:length]):
                return f"{self.file}:{line}"
        return str(self.file)

    def secret_file(self, name: str) -> Path:
        """A credential of that name where systemd gave one, else a file beside the settings."""
        flat = name.replace("/", "_")  # so systemd names what it took from a folder
        if self.credentials and (credential := self.credentials / flat).is_file():
            return credential
        return self.file.parent / name


def read_toml(file: Path) -> tuple[dict[str, Any], dict[Key, int]]:
    """The values of a TOML file and the line of each key; raises SettingsRefused with line and column."""
    try:
        text = file.read_text("utf-8-sig")
        return tomllib.loads(text), lines_of(text)
    except OSError as error:
        who = " Run this as root, or as the user of the service" if error.errno == errno.EACCES else ""
        raise _refused(str(file), f"cannot be read: {error.strerror}.{who}".rstrip(".")) from None
    except UnicodeDecodeError:
        raise _refused(str(file), "is not UTF-8 text. Save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _bad_toml(file, text, str(error)) from None


def _bad_toml(file: Path, text: str, message: str) -> SettingsRefused:
    found = _AT.fullmatch(message)
    if not found or not found[2]:
        place = f"{file}:{len(text.splitlines())}"
        return _refused(place, "the file ends within a value: a quote or a bracket is not closed")
    line = int(found[2])
    written = _key_alone([*text.splitlines(), ""][line - 1].strip())
    said = next((plain for words, plain in _TOML_SAYS.items() if words in found[1]), found[1])
    return _refused(f"{file}:{line}:{found[3]}", f"in the line `{written}`: {said}")


_TOML_SAYS = {
    "Invalid value": 'this is not a value. Text goes in quotes ("..."), lists in brackets, true alone',
    "Illegal character": "a quote is not closed",
    "Cannot overwrite a value": "this is in the file twice. Write each key once",
    "Cannot declare": "this table is in the file twice. Put its keys together",
    "at the end of a table declaration": "the bracket is not closed",
    "Expected '=' after a key": 'write a key like this: name = "value"',
    "Invalid statement": 'write a key like this: name = "value"; a comment begins with #',
    "Unclosed array": "a list is not closed, or a comma is missing in it",
    "Expected newline": "something follows the value. One key per line, one value per key",
}


def _key_alone(line: str) -> str:
    """The key or table of a line without its value, which may be a secret."""
    key = re.match(r"[\w.\[\] -]*", line)
    told = key[0].strip() if key else ""
    return told if len(told) == len(line) else f"{told} ..."


def _refused(place: str, sentence: str) -> SettingsRefused:
    return SettingsRefused([SettingsError(place=place, key="", sentence=sentence)])


def lines_of(text: str) -> dict[Key, int]:
    """The line of each table and key, as far as they are written one a line."""
    found: dict[Key, int] = {}
    tables: Counter[str] = Counter()
    table: Key = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _enter(_parts(header[2]), tables, double=header[1] == "[[")
            found.setdefault(table, number)
        elif assigned := _KEY.match(line):
            found.setdefault((*table, *_parts(assigned[1])), number)
    return found


def _enter(names: Key, tables: Counter[str], *, double: bool) -> Key:
    name = str(names[0])
    if double and len(names) == 1:
        tables[name] += 1
        return (name, tables[name] - 1)
    return (name, tables[name] - 1, *names[1:]) if tables[name] else names


def _parts(dotted: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """``LISTWARDEN_SMTP__PORT=25`` as {"smtp": {"port": "25"}}."""
    values: dict[str, Any] = {}
    for key, value in environment_keys(environ):
        table = values
        for name in key[:-1]:
            inner = table.setdefault(str(name), {})
            table = inner if isinstance(inner, dict) else {}
        table[str(key[-1])] = value
    return values


def environment_keys(environ: Mapping[str, str]) -> Iterator[tuple[Key, str]]:
    """Each of our variables as a key and its text."""
    for name, value in sorted(environ.items()):
        if name.startswith(PREFIX):
            yield tuple(name.removeprefix(PREFIX).lower().split("__")), value


def resolve(values: Any, place: Place) -> Any:
    """The values with every file name made absolute and every readable secret beside its name."""
    if isinstance(values, list):
        return [resolve(each, place) for each in values]
    if not isinstance(values, dict):
        return values
    table = {name: _absolute(name, value, place) for name, value in values.items()}
    for name in _SECRETS:
        if isinstance(file := table.get(name), Path) and (secret := _secret(file)):
            table[name.removesuffix("_file")] = secret
    return table


def _absolute(name: str, value: Any, place: Place) -> Any:
    if name not in _FILES or not isinstance(value, str):
        return resolve(value, place)
    if not value:
        return None if name != "rules" else value
    return place.secret_file(value) if name in _SECRETS else place.file.parent / value


def _secret(file: Path) -> SecretStr | None:
    try:
        return SecretStr(file.read_text("utf-8").rstrip("\r\n"))
    except (OSError, UnicodeDecodeError):
        return None


class Values(PydanticBaseSettingsSource):
    """Values that were read already, as a source of pydantic-settings."""

    def __init__(self, settings: type[BaseSettings], values: dict[str, Any]) -> None:
        super().__init__(settings)
        self._values = values

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - the interface's
        """The value of one key."""
        return self._values.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        """All values."""
        return self._values
