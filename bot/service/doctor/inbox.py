"""The inbox of one list: log-in, folders and the right to move, recent mail, clocks."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_folders import Folders
from bot.intake.imap_session import Session
from bot.lifecycle import State, folder_of
from bot.mail import read
from bot.mail.format.header import block_of
from bot.mail.origin.addressing import is_sent_to
from bot.mail.post import Post
from bot.service.build import imap_options
from bot.service.doctor.authorship import authorship
from bot.service.doctor.check import Check
from bot.service.own_check import own_check
from bot.service.stamp import now
from bot.settings import ListSettings

RECENT = 20
MOST_ASTRAY = 4
"""One of so many recent messages that names the list nowhere is worth a word."""
WHOLE = 1_000_000
"""Octets of a message up to which it is fetched whole."""
_STATES = State.POSTED, State.DIGESTED, State.RETURNED, State.HELD
SETTLED = tuple(name for state in _STATES if (name := folder_of(state)))
"""Where a live list's posts lie: its inbox is empty, or has what nobody has judged."""
SKEW = dt.timedelta(minutes=5)


def inbox_checks(one: ListSettings) -> list[Check]:
    """Log-in, folder, recent mail of one list."""
    return list(_inbox(one))


def _inbox(one: ListSettings) -> Iterator[Check]:
    subject = f"inbox of {one.id}"
    options = imap_options(one)
    try:
        session = Session.connect(options)
    except (PermanentFailure, TemporaryFailure) as error:
        yield Check(
            subject=subject,
            state="failed",
            text=str(error),
            advice="name its certificate authority in ca_file under [lists.intake], or correct host"
            if "certificate" in str(error)
            else "check host, port and security under [lists.intake]",
        )
        return
    try:
        session.log_in()
        yield Check(subject=subject, state="ok", text=f"logged in to {options.host} as {options.username}")
        yield from _folder(one, session, subject)
    except (PermanentFailure, TemporaryFailure) as error:
        yield Check(
            subject=subject,
            state="failed",
            text=str(error),
            advice="check username and password_file under [lists.intake]",
        )
    finally:
        session.close()


def _folder(one: ListSettings, session: Session, subject: str) -> Iterator[Check]:
    folders = session.folders()
    if one.intake.folder not in folders and one.intake.folder.upper() != "INBOX":
        text = f'there is no folder "{one.intake.folder}"; there are: {", ".join(folders)}'
        yield Check(subject=subject, state="failed", text=text, advice="correct folder under [lists.intake]")
        return
    selected = session.select(one.intake.folder)
    yield Check(subject=subject, state="ok", text=f"{one.intake.folder} holds {selected.exists} messages")
    ours: tuple[str, ...] = ()
    if one.mode != "observe":
        made = Folders(session, imap_options(one))
        made.ensure()
        ours = tuple(made.path(name) for name in SETTLED)
    yield from _recent(one, session, subject, (one.intake.folder, *ours))


def _recent(one: ListSettings, session: Session, subject: str, folders: Sequence[str]) -> Iterator[Check]:
    """What recent mail tells of our server's name and of the clocks."""
    found = [each for folder in folders for each in _newest(one, session, folder)]
    if not found:
        yield Check(
            subject=subject,
            state="warning",
            text="the folder is empty, so nothing shows which authserv_id your server writes",
            advice="send the list a post from outside and run doctor again",
        )
        return
    found = sorted(found, key=lambda each: each[0])[-RECENT:]
    posts = [post for _, post in found]
    yield authorship(one.id, one.trust(), posts)
    yield _addressed(one, posts)
    newest = found[-1][0]
    if newest > now() + SKEW:
        yield Check(
            subject="clock",
            state="warning",
            text=f"the newest message came at {newest:%Y-%m-%d %H:%M}, which is in the future",
            advice="set this machine's clock (timedatectl), or the mail server's",
        )
    else:
        yield Check(
            subject="clock", state="ok", text=f"{now():%Y-%m-%d %H:%M} UTC, no message from the future"
        )


def _newest(one: ListSettings, session: Session, folder: str) -> list[tuple[dt.datetime, Post]]:
    """
    The last messages of a folder, each with the moment it came.

    Its header alone is fetched, or all of it where signatures are checked here.
    """
    session.select(folder)
    if not (uids := session.uids()[-RECENT:]):
        return []
    pieces = session.pieces(uids)
    if one.trust().word == "server":
        return [(each.received, read(block_of(session.head(each.uid, 65536)))) for each in pieces]
    check = own_check(one.inherited.nameservers)
    bodies = session.bodies([each.uid for each in pieces if (each.size or 0) <= WHOLE])
    return [
        (each.received, check.checked(read(bodies[each.uid]), each.received))
        for each in pieces
        if each.uid in bodies
    ]


def _addressed(one: ListSettings, posts: Sequence[Post]) -> Check:
    """Whether recent mail names the list in To or Cc: what does not is held."""
    subject, mailing_list = f"recipients of {one.id}", one.mailing_list()
    astray = [post for post in posts if not is_sent_to(post, mailing_list)]
    text = f"{len(posts) - len(astray)} of {len(posts)} recent messages name {one.address} in To or Cc"
    if len(astray) * MOST_ASTRAY < len(posts):
        return Check(subject=subject, state="ok", text=text)
    named = Counter(box.address.lower() for post in astray for box in (*post.to, *post.cc))
    shown = ", ".join(f"{name} ({count})" for name, count in named.most_common(3)) or "nobody"
    likely = next((name for name, _ in named.most_common(1)), "salon@old.example.org")
    return Check(
        subject=subject,
        state="warning",
        text=f"{text}; the others name {shown}, and are held",
        advice=f'if that is another address of the list: aliases = ["{likely}"] under [[lists]]; '
        'if your server writes something else there for every message: aliases = ["*"]',
    )
