"""Puts a mail of the bot into a folder of the list's own account, for when no mail server takes it."""

from bot.intake.imap_folders import Folders
from bot.intake.imap_options import ImapOptions
from bot.intake.imap_session import Session


def leave_note(options: ImapOptions, name: str, raw: bytes) -> None:
    """
    Append a mail to the disposition folder of that name; blocks.

    Raises TemporaryFailure or PermanentFailure, as a session does.
    """
    session = Session.connect(options)
    try:
        session.log_in()
        folders = Folders(session, options)
        if folders.path(name) not in session.folders():
            folders.create(folders.path(name))
        session.append(folders.path(name), raw)
        session.log_out()
    finally:
        session.close()
