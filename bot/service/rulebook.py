"""The rules that a list runs on: read from its file, kept when good, exchanged while the daemon runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import PermanentFailure
from bot.policy import Policy, RulesRefused, load
from bot.policy.compile.documents import Read
from bot.service.rule_child import files_of
from bot.service.rule_files import reader_of


@dataclass(slots=True, kw_only=True)
class Rulebook:
    """
    The live policy of one list and what is wrong with the file, if anything.

    ``trouble`` is the text that the owner gets; "" while the file is good.
    """

    path: Path
    policy: Policy
    trouble: str = ""

    def reread(self) -> bool:
        """Read the file again. True where another set is live now; a bad file leaves the old one live."""
        if not self.trouble and stands(self.path, self.policy.files):
            return False
        policy, self.trouble = try_load(self.path)
        if policy is None:
            return False
        changed = policy.digest != self.policy.digest
        self.policy = policy
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
    try:
        return load(str(path), _reading(files_of(path))), ""
    except RulesRefused as refused:
        return None, refused.render()


def load_kept(path: Path, files: Mapping[str, bytes]) -> Policy:
    """The last good set from its kept files; raises PermanentFailure where it is no good any more."""
    try:
        return load(str(path), _reading(files))
    except RulesRefused as error:
        raise PermanentFailure(f"the last good rules of {path} cannot be read any more: {error}") from error


def _reading(files: Mapping[str, bytes]) -> Read:
    def read(name: str) -> bytes:
        if name not in files:
            raise FileNotFoundError(2, "not among the kept files", name)
        return files[name]

    return read
