"""Lists folders, finds what ours are called there, and creates them."""

import contextlib

from bot.errors import PermanentFailure
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_session import Session
from bot.intake.imap_wire import CommandRefused, Selected


class Folders:
    """The watched folder and the disposition folders of an account; every method blocks."""

    def __init__(self, session: Session, options: ImapOptions) -> None:
        self._session = session
        self._options = options
        self._prefix, self._delimiter = session.namespace()
        self._others: dict[str, str] = {}

    def open(self) -> Selected:
        """Open the watched folder; PermanentFailure says which folders there are, where it is missing."""
        folder = self._options.folder
        try:
            return self._session.select(folder)
        except CommandRefused:
            there = self._session.folders()
            if folder in there or folder.upper() == "INBOX":
                raise
            raise PermanentFailure(
                f'There is no folder "{folder}" in the account {self._options.account}. Correct `folder` in '
                f"[lists.intake] or create it with a mail client. There are: {', '.join(sorted(there))}."
            ) from None

    def path(self, name: str) -> str:
        """What the server calls the disposition folder of that name."""
        levels = [
            *filter(None, self._options.parent_folder.replace("/", self._delimiter).split(self._delimiter)),
            name,
        ]
        path = self._delimiter.join(levels)
        whole = path if self._prefix and path.startswith(self._prefix) else f"{self._prefix}{path}"
        return self._others.get(whole, whole)

    def paths(self) -> tuple[str, ...]:
        """What the server calls all disposition folders."""
        return tuple(map(self.path, self._options.folders))

    def ensure(self) -> None:
        """Create the disposition folders that are missing."""
        there = set(self._session.folders())
        for path in self.paths():
            if path not in there:
                self.create(path)

    def create(self, path: str) -> None:
        """
        Create a folder by its path, with the levels above it where the server wants them first.

        A human or another session may have made it meanwhile, or it may exist
        in another case, which are as good.
        """
        try:
            self._session.create(path)
        except CommandRefused as refused:
            if not self._is_there(path):
                self._create_above(path)
                self._last_try(path, refused)

    def _is_there(self, path: str) -> bool:
        alike = [name for name in self._session.folders() if name.casefold() == path.casefold()]
        if path not in alike and alike:
            self._others[path] = alike[0]
        return bool(alike)

    def _create_above(self, path: str) -> None:
        levels = path.removeprefix(self._prefix).split(self._delimiter)[:-1]
        for depth in range(1, len(levels) + 1):
            with contextlib.suppress(CommandRefused):
                self._session.create(self._prefix + self._delimiter.join(levels[:depth]))

    def _last_try(self, path: str, refused: CommandRefused) -> None:
        try:
            self._session.create(path)
        except CommandRefused as error:
            raise PermanentFailure(
                f'The server does not create the folder "{path}" for {self._options.account} ({refused}). '
                "Create it with a mail client, or set parent_folder to one that may have folders in it."
            ) from error
