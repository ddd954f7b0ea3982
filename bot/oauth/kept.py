"""Tokens on disk: one file an account, for its owner alone, replaced as a whole, changed by one at a time."""

import contextlib
import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.errors import PermanentFailure
from bot.oauth.grants import Tokens


class Kept:
    """The file of one account's tokens below a directory; ``issuer`` must be the one that they are of."""

    def __init__(self, folder: Path, name: str, username: str, issuer: str) -> None:
        self._file = folder / f"{_plain(name)}-{_plain(username)}.json"
        self._issuer = issuer

    def mark(self) -> tuple[int, int]:
        """What changes whenever somebody logs in or renews; (0, 0) where there is nothing."""
        try:
            about = self._file.stat()
        except OSError:
            return (0, 0)
        return about.st_mtime_ns, about.st_ino

    def read(self) -> tuple[Tokens, str] | None:
        """The tokens and where they are renewed; None where none are kept that fit."""
        try:
            found = json.loads(self._file.read_text("utf-8"))
            if found["issuer"] != self._issuer:
                return None
            tokens = Tokens(**{name: found[name] for name in ("access", "refresh", "issued", "expires")})
            return tokens, str(found["token_url"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PermanentFailure(f"{self._file} cannot be read: {error.strerror}. {_OWNER}") from None
        except (ValueError, KeyError, TypeError):
            return None

    def write(self, tokens: Tokens, token_url: str) -> None:
        """Keep tokens; after a power cut there are the old ones or the new."""
        text = json.dumps(
            {
                "issuer": self._issuer,
                "token_url": token_url,
                "access": tokens.access,
                "refresh": tokens.refresh,
                "issued": tokens.issued,
                "expires": tokens.expires,
            }
        )
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._replace(text)
        except OSError as error:
            raise PermanentFailure(f"{self._file} cannot be written: {error.strerror}. {_OWNER}") from None

    def _replace(self, text: str) -> None:
        handle, name = tempfile.mkstemp(dir=self._file.parent)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Alone at it, over all processes: issuers take each refresh token once."""
        path = self._file.with_suffix(".lock")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise PermanentFailure(f"{path} cannot be written: {error.strerror}. {_OWNER}") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


_OWNER = "It must belong to the user whom the bot runs as"


def _plain(text: str) -> str:
    """A text as a part of a file name."""
    return re.sub(r"[^A-Za-z0-9@._+-]", "_", text).lstrip(".") or "_"
