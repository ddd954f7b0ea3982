"""Opens the database for commands: to look only, or to work."""

import contextlib
import errno
import os
import pwd
import stat
from pathlib import Path

from bot.errors import PermanentFailure, TemporaryFailure
from bot.settings import Settings
from bot.store import Store, of_system

SERVICE = "listwarden"
"""The user of the service, as deploy/ makes it."""
PLACE = Path("/var/lib/listwarden")
"""Where that user's data directory is."""


def make_private(folder: Path) -> None:
    """
    Make the data directory where it is missing; refuse one that is not ours alone to write.

    Who may write there may put another database, or a link, in place of ours.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError as error:
        raise _unusable(error, folder) from error
    if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermanentFailure(
            f"data_dir {folder} may be written by others, who could put their own database there. "
            f"Fix it with: chmod go-w {folder}"
        )
    if os.geteuid() != 0 and about.st_uid not in (os.geteuid(), 0):
        raise PermanentFailure(
            f"data_dir {folder} belongs to another user, who could put another database there. "
            "Name a directory of the bot's own user"
        )

    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise PermanentFailure(
            f"data_dir {folder} cannot be written by {_we()}. As root: chown {_we()} {folder} && "
            f"chmod u=rwx {folder}; or run this as the user of the service"
        )


def _unusable(error: OSError, folder: Path) -> PermanentFailure | TemporaryFailure:
    """Why there is no data directory, and what to do about it."""
    match error.errno:
        case errno.EEXIST | errno.ENOTDIR:
            return PermanentFailure(
                f"data_dir {folder} is not a directory, or lies below a file: name another, or move it away"
            )
        case errno.EROFS:
            return PermanentFailure(
                f"data_dir {folder} lies on a file system that is read-only: name another"
            )
        case errno.EACCES | errno.EPERM:
            return PermanentFailure(
                f"data_dir {folder} cannot be made or reached by {_we()}. As root: "
                f"install -d -m 700 -o {_we()} {folder}; or run this as the user of the service"
            )
        case errno.ENAMETOOLONG | errno.ELOOP:
            return PermanentFailure(f"data_dir {folder} cannot be used ({error.strerror}): name another")
        case _:
            return of_system(error, f"data_dir {folder}", folder.parent)


def _we() -> str:
    """Our user's name, or number where it has none."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def work_as_owner(folder: Path) -> None:
    """
    As root, go on as the user whom the data directory belongs to, as the service does.

    Else a look at the database would leave files in it that the service cannot
    write. The service's own directory is made for the user "listwarden", where there is one.
    """
    if os.geteuid() != 0:
        return
    owner = _owner(folder)
    if owner is not None:
        os.initgroups(owner.pw_name, owner.pw_gid)
        os.setgid(owner.pw_gid)
        os.setuid(owner.pw_uid)


def _owner(folder: Path) -> pwd.struct_passwd | None:
    """Whose the data directory is, or shall be; None: root's, or nobody's."""
    with contextlib.suppress(KeyError, OSError):
        if folder.is_dir():
            found = folder.stat().st_uid
            return pwd.getpwuid(found) if found else None
        if folder != PLACE:
            return None
        service = pwd.getpwnam(SERVICE)
        folder.mkdir(mode=0o700, parents=True)
        os.chown(folder, service.pw_uid, service.pw_gid)
        return service
    return None


def open_store(settings: Settings) -> Store:
    """The database, migrated and checked; raises PermanentFailure with what to do."""
    make_private(settings.data_dir)
    return Store.open(settings.database_url)
