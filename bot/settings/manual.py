"""The reference of all settings as a page, written from the models themselves."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.settings.model import Settings
from bot.settings.refused import heading, public_keys, table_of, toml

_HEAD = """\
# Settings

Every key of `listwarden.toml`; `deploy/listwarden.toml` shows them in one file. What is no list can be set
in the environment too, with `__` between levels: `LISTWARDEN_SMTP__PORT=2525`. File names count from the
settings file's folder. Passwords come from files, systemd credentials or the environment, never from the
settings file. Unknown keys are errors.

For many lists: `[defaults]` (with `[defaults.intake]`, `[defaults.post]`, `[defaults.digest]`) holds what
lists inherit where they say nothing themselves, and each file `lists.d/NAME.toml` beside the settings holds
one list, its keys at the top, its tables as `[intake]`, `[post]`, `[digest]`. `[defaults.digest]` makes no
digest where a list has none.
"""


def manual() -> str:
    """The page in Markdown."""
    return _HEAD + "".join(_table("At the top of the file", Settings)) + "".join(_tables(Settings, ""))


def _tables(model: type[BaseModel], above: str) -> Iterator[str]:
    for name in public_keys(model):
        field = model.model_fields[name]
        inner = table_of(field)
        if inner is None:
            continue
        path = f"{above}{name}"
        yield from _table(f"`{heading(path, field)}`", inner)
        yield from _tables(inner, f"{path}.")


def _table(title: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"\n## {title}\n"
    if model is not Settings and model.__doc__:
        about = model.__doc__.partition(": ")[2].strip()
        yield f"{about[:1].upper()}{about[1:]}\n"
    yield "\n| key | usually | what it is |\n|---|---|---|\n"
    told = sentences(model)
    for name in public_keys(model):
        field = model.model_fields[name]
        if table_of(field) is None:
            yield f"| `{name}` | {_usual(name, field)} | {told[name]} |\n"


def sentences(model: type[BaseModel]) -> dict[str, str]:
    """What stands below each field; read here, since pydantic would read it at every start of the program."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__[: model.__mro__.index(BaseModel)]):
        (written,) = ast.parse(textwrap.dedent(inspect.getsource(each))).body
        for field, below in pairwise(getattr(written, "body", ())):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[name] = " ".join(text.split())
    return found


def _usual(name: str, field: FieldInfo) -> str:
    example = f"`{toml((field.examples or [name])[0])}`"
    if field.is_required():
        return f"must be set, e.g. {example}"
    default = field.default
    if default in (None, "", (), PydanticUndefined):
        return f"unset, e.g. {example}"
    return f"`{toml(_plain(default))}`"


def _plain(default: object) -> object:
    secret = getattr(default, "get_secret_value", None)
    if secret is not None:
        return secret()
    return list(default) if isinstance(default, tuple) else default
