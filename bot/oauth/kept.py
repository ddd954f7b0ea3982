"""Tokens on disk: one file an account, for its owner alone, replaced as a whole, changed by one at a time."""

import contextlib
import errno
import fcntl
import json
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
        """
        The tokens and where they are renewed; None where none are kept that fit.

        Raises PermanentFailure for a file that somebody else may have written or read.
        """
        try:
            found = json.loads(self._text())
            if found["issuer"] != self._issuer:
                return None
            return _tokens(found), str(found["token_url"])
        except FileNotFoundError:
            return None
        except OSError as error:
            what = "is a link" if error.errno == errno.ELOOP else f"cannot be read: {error.strerror}"
            raise PermanentFailure(f"{self._file} {what}. {_OWNER}") from None
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    def _text(self) -> str:
        handle = os.open(self._file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise PermanentFailure(f"{self._file} is no file: remove it, and log in again")
            if about.st_uid != os.geteuid():
                raise PermanentFailure(f"{self._file} is another user's. {_OWNER}")
            if about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise PermanentFailure(
                    f"{self._file} may be read or written by others, and with it the mail account: "
                    "`chmod 600` it, and log in again if somebody may have"
                )
            return file.read(_MOST).decode()

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


def _tokens(found: dict[str, Any]) -> Tokens:
    """Raises TypeError or KeyError for what is none."""
    access, refresh, issued, expires = (found[name] for name in ("access", "refresh", "issued", "expires"))
    if not all(isinstance(text, str) for text in (access, refresh)):
        raise TypeError
    return Tokens(access=access, refresh=refresh, issued=float(issued), expires=float(expires))


_MOST = 262_144  # octets; tokens of large companies have some thousands
_OWNER = "It must belong to the user whom the bot runs as"


def _plain(text: str) -> str:
    """A text as a part of a file name."""
    return re.sub(r"[^A-Za-z0-9@._+-]", "_", text).lstrip(".") or "_"
