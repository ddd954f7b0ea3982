"""The rules that a list runs on: read from its file, kept when good, exchanged while the daemon runs."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import PermanentFailure
from bot.policy import Policy, RulesRefused, load
from bot.service.rule_files import reader_of
from bot.service.stamp import now


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
        policy, self.trouble = try_load(self.path)
        if policy is None:
            return False
        changed = policy.digest != self.policy.digest
        self.policy = policy
        return changed


def try_load(path: Path) -> tuple[Policy | None, str]:
    """The policy of a file, or None and the whole error text."""
    try:
        return load(str(path), reader_of(path), now().date()), ""
    except RulesRefused as refused:
        return None, refused.render()
    except OSError as error:
        return (
            None,
            f"{path} cannot be read: {error.strerror}. Is the path right, and may the bot's user read it?",
        )


def load_kept(path: Path, files: dict[str, bytes]) -> Policy:
    """The last good set from its kept files; raises PermanentFailure where it is no good any more."""

    def read(name: str) -> bytes:
        if name not in files:
            raise FileNotFoundError(2, "not among the kept files", name)
        return files[name]

    try:
        return load(str(path), read)
    except (RulesRefused, OSError) as error:
        raise PermanentFailure(f"the last good rules of {path} cannot be read any more: {error}") from error
