"""Refused settings: every error at once, each with its place and what to write instead."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.errors import PermanentFailure
from bot.settings.keys import LATER, SECRETS, Key


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsError:
    """One error: ``place`` (FILE:LINE or an environment variable), key, sentence."""

    place: str
    key: str
    sentence: str

    def __str__(self) -> str:
        """``listwarden.toml:7: smtp.port: must be ...``."""
        return ": ".join(part for part in (self.place, self.key, self.sentence.rstrip(".")) if part)


class SettingsRefused(PermanentFailure):
    """The settings cannot be used; ``errors`` has all reasons, ``str()`` says them line by line."""

    status = 78

    def __init__(self, errors: Sequence[SettingsError]) -> None:
        super().__init__(tuple(errors))
        self.errors = tuple(errors)

    def __str__(self) -> str:
        """All errors, one a line."""
        return "\n".join(map(str, self.errors))


def is_noise(error: ErrorDetails) -> bool:
    """Whether another error says it already: "too short" since the items failed, a kind refused by name."""
    if error["type"] in ("too_short", "string_too_short"):
        return bool(error["input"])
    return error["loc"][-2:] == ("intake", "kind") and error["input"] in LATER


def sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong and what to write instead, for an error that pydantic found in ``model``."""
    key = error["loc"]
    if error["type"] == "extra_forbidden":
        return _unknown(key, model)
    field = _field(key, model)
    if error["type"] == "missing":
        return f"is missing.{_example(key, field) or _required(field)}"
    said = _what(error)
    answered = error["type"] == "value_error" or "Did you mean" in said
    return said + ("" if answered else _example(key, field))


def _what(error: ErrorDetails) -> str:
    kind = error["type"]
    context = error.get("ctx", {})
    match kind:
        case "value_error":
            return f"{context['error']}."
        case "literal_error":
            return _none_of(error)
        case "too_short" | "string_too_short":
            return "must not be empty."
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            return f"{error['input']!r} is out of range: {error['msg'].removeprefix('Input ')}."
        case _:
            return f"{_WANTED.get(kind.partition('_')[0], error['msg'].lower())}."


_WANTED = {
    "string": "must be text in quotes",
    "secret": "must be text in quotes",
    "path": "must be a file name in quotes",
    "int": "must be a whole number without quotes",
    "float": "must be a number without quotes",
    "bool": "must be true or false, without quotes",
    "tuple": "must be a list of texts in brackets",
    "model": "must be a table of its own",
    "is": "must be text in quotes",
}


def _none_of(error: ErrorDetails) -> str:
    wanted = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    near = difflib.get_close_matches(str(error["input"]), wanted, n=1)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    return f"{error['input']!r} is none of {', '.join(wanted)}.{hint}"


def _unknown(key: Key, model: type[BaseModel]) -> str:
    name = str(key[-1])
    known = public_keys(_model(key[:-1], model) or model)
    elsewhere = [table for table, keys in _tables(model) if name in keys]
    if elsewhere:
        return f"does not belong here but {', or '.join(elsewhere)}."
    if name in SECRETS:
        return f'does not belong here. Write it into a file of its own and name that: {name}_file = "NAME"'
    if near := difflib.get_close_matches(name, known, n=1):
        return f'is not a setting. Did you mean "{near[0]}"?'
    return f"is not a setting. Possible here: {', '.join(known)}."


def _tables(model: type[BaseModel]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "at the top of the file, before the first [table]", public_keys(model)
    for name, field in model.model_fields.items():
        if (inner := table_of(field)) is None:
            continue
        yield f"under {heading(name, field)}", public_keys(inner)
        for deeper, each in inner.model_fields.items():
            if (innermost := table_of(each)) is not None:
                yield f"under [{name}.{deeper}]", public_keys(innermost)


def heading(name: str, field: FieldInfo) -> str:
    """How the table of a field at the top is begun: [[lists]], [oauth.NAME], [smtp]."""
    if name == "lists":
        return f"[[{name}]]"
    return f"[{name}.NAME]" if is_named(field) else f"[{name}]"


def public_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a table that a settings file may hold: all but the secrets."""
    return tuple(name for name, field in model.model_fields.items() if field.repr)


def _example(key: Key, field: FieldInfo | None) -> str:
    if field is None or not field.examples:
        return ""
    return f" Write it like this: {_last_name(key)} = {toml(field.examples[0])}"


def _required(field: FieldInfo | None) -> str:
    table = table_of(field) if field else None
    known = table.model_fields if table else {}
    keys = [name for name, each in known.items() if each.is_required()] or list(known)[:1]
    return f" Write that table with at least: {', '.join(keys)}" if keys else ""


def _last_name(key: Key) -> str:
    return next(str(part) for part in reversed(key) if isinstance(part, str))


def toml(value: object) -> str:
    """A value as it is written in a settings file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _field(key: Key, model: type[BaseModel]) -> FieldInfo | None:
    field: FieldInfo | None = None
    current: type[BaseModel] | None = model
    named = False
    for part in key:
        if isinstance(part, int) or current is None or named:
            named = False
            continue
        field = current.model_fields.get(part)
        current = table_of(field) if field else None
        named = field is not None and is_named(field)
    return field


def is_named(field: FieldInfo) -> bool:
    """Whether a field holds tables by names that people choose: [oauth.NAME]."""
    return get_origin(field.annotation) is dict


def _model(key: Key, model: type[BaseModel]) -> type[BaseModel] | None:
    field = _field(key, model)
    return table_of(field) if field else None


def table_of(field: FieldInfo) -> type[BaseModel] | None:
    """The table that a field holds, alone, optional or in a tuple."""
    kinds: list[Any] = [field.annotation]
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        kinds.extend(get_args(kind))
    return None


def spell(key: Key, lists: Sequence[Mapping[str, Any]]) -> str:
    """``lists.digest.schedule of list "salon.lists.example.org"`` for ("lists", 0, "digest", "schedule")."""
    words = ".".join(str(part) for part in key if isinstance(part, str))
    if len(key) < 2 or key[0] != "lists" or not isinstance(key[1], int):
        return words
    name = lists[key[1]].get("id") if key[1] < len(lists) else None
    return f'{words} of list "{name}"' if isinstance(name, str) else f"{words} of list number {key[1] + 1}"
