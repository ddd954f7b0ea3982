"""What a kept answer depends on beside the post: our own code, and what the settings tell of the list."""

import dataclasses
import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Any

import bot
from bot.service.known_list import KnownList

ANALYSER = ("mail", "facts", "intake/archive", "policy/model", "policy/run", "service/replay")
"""The packages whose code decides what a post's facts are, and what tests of them answer."""


def version_of(known: KnownList) -> str:
    """A name for all that facts depend on beside the post: another one where a letter of it is different."""
    digest = hashlib.sha256(_analyser().encode())
    digest.update(repr(_plain(known)).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:32]


@cache
def _analyser() -> str:
    """A digest of the code that reads posts, and of the Python that runs it."""
    root = Path(bot.__file__).parent
    digest = hashlib.sha256(sys.version.encode())
    for package in ANALYSER:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in {".py", ".toml", ".txt", ".json"}:
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """A value in a form that is the same in every process: sets have no order of their own."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (one for one in dataclasses.fields(value) if one.compare)
        return type(value).__name__, [(one.name, _plain(getattr(value, one.name))) for one in fields]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, map(_plain, value)))
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value
