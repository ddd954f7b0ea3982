"""The rules that a list runs on: read from its file, kept when good, exchanged while the daemon runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.policy import Policy, RulesRefused, load
from bot.policy.compile.documents import Read
from bot.service.rule_child import Files, files_of
from bot.service.rule_files import reader_of

_STAND_IN = "stand-in"
_HOLD_ALL = b"""ruleset: stand-in
language: 1
rules:
  - name: no-rules-yet
    when: always
    then: hold
    because: The rules of the list have an error. Until it is mended, a person decides on every post.
"""


@dataclass(slots=True, kw_only=True)
class Rulebook:
    """
    The live policy of one list and what is wrong with the file, if anything.

    ``trouble`` is the text that the owner gets; "" while the file is good.
    ``stands_in``: the list never had good rules, and the policy holds every post.
    """

    path: Path
    policy: Policy
    trouble: str = ""
    stands_in: bool = False

    def reread(self) -> bool:
        """Read the file again. True where another set is live now; a bad file leaves the old one live."""
        if not self.trouble and stands(self.path, self.policy.files):
            return False
        policy, self.trouble = try_load(self.path)
        if policy is None:
            return False
        changed = policy.digest != self.policy.digest
        self.policy, self.stands_in = policy, False
        return changed


def stands(path: Path, files: Mapping[str, bytes]) -> bool:
    """Whether the files of a rule set are on disk as they were when it was read."""
    read = reader_of(path)
    try:
        return str(path) in files and all(read(name) == raw for name, raw in files.items())
    except OSError:
        return False


def try_load(path: Path) -> tuple[Policy | None, str]:
    """The policy of a file, or None and the whole error text."""
    return try_all([path])[0]


def try_all(paths: Sequence[Path]) -> list[tuple[Policy | None, str]]:
    """The same for several files, of which none can harm another."""
    return [_tried(path, read) for path, read in zip(paths, files_of(paths), strict=True)] if paths else []


def _tried(path: Path, read: Files | RulesRefused) -> tuple[Policy | None, str]:
    try:
        if isinstance(read, RulesRefused):
            raise read
        return load(str(path), _reading(read)), ""
    except RulesRefused as refused:
        return None, refused.render()


def open_all(paths: Sequence[Path], kept: Sequence[Mapping[str, bytes] | None]) -> list[Rulebook]:
    """
    What each list starts on: the rules of its file; where they are broken the last good ones, ``kept``.

    A list that has neither holds every post until its file is mended.
    """
    standing = _standing(paths, kept)
    asked = [path for path in dict.fromkeys(paths) if path not in standing]
    read = dict(zip(asked, try_all(asked), strict=True))
    return [
        Rulebook(path=path, policy=standing[path]) if path in standing else _opened(path, *read[path], files)
        for path, files in zip(paths, kept, strict=True)
    ]


def _standing(paths: Sequence[Path], kept: Sequence[Mapping[str, bytes] | None]) -> dict[Path, Policy]:
    """
    The last good rules of the files that are still the same, which saves reading them apart.

    Lists with one file have one set of rules: many of them need no more memory for it than one.
    """
    found: dict[Path, Policy] = {}
    for path, files in zip(paths, kept, strict=True):
        if files and path not in found and stands(path, files) and (policy := load_kept(path, files)):
            found[path] = policy
    return found


def _opened(path: Path, policy: Policy | None, trouble: str, kept: Mapping[str, bytes] | None) -> Rulebook:
    if policy is not None:
        return Rulebook(path=path, policy=policy)
    before = load_kept(path, kept) if kept else None
    return stand_in(path, trouble) if before is None else Rulebook(path=path, policy=before, trouble=trouble)


def load_kept(path: Path, files: Mapping[str, bytes]) -> Policy | None:
    """The last good set from its kept files; None where another version of the bot refuses it."""
    try:
        return load(str(path), _reading(files))
    except RulesRefused:
        return None


def stand_in(path: Path, trouble: str) -> Rulebook:
    """What a list runs on whose file is broken and never was good: every post waits for a person."""
    policy = load(_STAND_IN, _reading({_STAND_IN: _HOLD_ALL}))
    return Rulebook(path=path, policy=replace(policy, files={}), trouble=trouble, stands_in=True)


def _reading(files: Mapping[str, bytes]) -> Read:
    def read(name: str) -> bytes:
        if name not in files:
            raise FileNotFoundError(2, "not among the kept files", name)
        return files[name]

    return read
