"""``listwarden doctor``: one finding per thing that must be right, with what to do about it."""

import asyncio
import contextlib
import datetime as dt
import errno
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.errors import PermanentFailure, TemporaryFailure
from bot.intake.imap_folders import Folders
from bot.intake.imap_session import Session
from bot.mail import read
from bot.mail.format.header import block_of
from bot.mail.format.trace import body_of, is_local, receiving_host
from bot.mail.origin.addressing import is_sent_to
from bot.mail.origin.authentication_results import parse_results
from bot.mail.origin.domains import organisation
from bot.mail.post import Field, Post
from bot.policy import Policy
from bot.service.build import imap_options, open_smtp
from bot.service.opening import open_store
from bot.service.rulebook import try_all
from bot.service.stamp import now
from bot.settings import ListSettings, Settings

RECENT = 20
MOST_ASTRAY = 4
"""One of so many recent messages that names the list nowhere is worth a word."""
SKEW = dt.timedelta(minutes=5)
LITTLE = 50_000_000  # octets
TRIED = 262_144  # octets


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: ``state`` is ok, warning or failed; ``advice`` says what to do."""

    subject: str
    state: str
    text: str
    advice: str = ""


async def examine(settings: Settings) -> list[Check]:
    """Look at everything that must be right before the bot can run."""
    checks = [Check(subject="settings", state="ok", text=str(settings.file))]
    checks += [Check(subject="settings", state="warning", text=warning) for warning in settings.warnings]
    loaded = await asyncio.to_thread(try_all, [one.rules for one in settings.lists])
    for one, (policy, trouble) in zip(settings.lists, loaded, strict=True):
        checks += [_mode(one), _rules(one, policy, trouble)]
    checks.append(await asyncio.to_thread(_database, settings))
    checks += await asyncio.to_thread(_disk, settings)
    checks += _too_large(settings)
    for one in settings.lists:
        checks += await asyncio.to_thread(partial(inbox_checks, one))
    checks.append(await _smtp(settings))
    return checks


def _mode(one: ListSettings) -> Check:
    if one.mode == "observe":
        text = "observe: posts are judged and journaled, nothing is sent, nothing is moved"
    else:
        text = "live"
    return Check(subject=f"mode of {one.id}", state="ok", text=text)


def _rules(one: ListSettings, policy: Policy | None, trouble: str) -> Check:
    subject = f"rules of {one.id}"
    if policy is None:
        return Check(
            subject=subject,
            state="failed",
            text=f"refused\n{trouble}",
            advice="mend the file; the text above says how",
        )
    return Check(
        subject=subject, state="ok", text=f"{one.rules}: {len(policy.rules)} rules, all examples hold"
    )


def _database(settings: Settings) -> Check:
    try:
        with open_store(settings) as store, store.snapshot() as tx:
            held, left = len(tx.held(None)), len(tx.unsent())
    except (PermanentFailure, TemporaryFailure, OSError) as error:
        return Check(
            subject="database",
            state="failed",
            text=str(error),
            advice="the bot keeps all mail there: make it writable",
        )
    return Check(subject="database", state="ok", text=f"opens, is whole; {held} held, {left} mails to send")


def _disk(settings: Settings) -> list[Check]:
    """Whether there is room where the bot writes; a full disk loses nothing, and stops everything."""
    folder = settings.data_dir
    with contextlib.suppress(FileNotFoundError):
        about = os.statvfs(folder)
        free = about.f_bavail * about.f_frsize
        problem = _cannot_write(folder)
        if problem or free < LITTLE:
            text = problem or f"{free / 1e6:.0f} MB are left on the disk of {folder}"
            advice = "make room: while the disk is full nothing is taken, sent or decided, and nothing lost"
            return [Check(subject="disk", state="failed" if problem else "warning", text=text, advice=advice)]
    return []


def _cannot_write(folder: Path) -> str:
    """Why some octets cannot be put into a folder, "" where they can."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(TRIED))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return f"the disk of {folder} is full" if full else f"{folder} cannot be written: {error.strerror}"
    return ""


def _too_large(settings: Settings) -> list[Check]:
    """Messages over the size limit: nobody else tells of them."""
    with contextlib.suppress(PermanentFailure, TemporaryFailure, OSError), open_store(settings) as store:
        with store.snapshot() as tx:
            cases = [held.case for held in tx.held() if held.case.oversize]
        return [
            Check(
                subject=f"inbox of {case.list_id}",
                state="warning",
                text=f"case {case.id} has {case.size:,} octets, over size_limit; it stays in the inbox",
                advice=f"listwarden held show {case.id}, then held discard, or raise size_limit",
            )
            for case in cases
        ]
    return []


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
            advice="check host, port and security under [lists.intake]",
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
    if one.mode != "observe":
        Folders(session, imap_options(one)).ensure()
    yield from _recent(one, session, subject)


def _recent(one: ListSettings, session: Session, subject: str) -> Iterator[Check]:
    """What recent mail tells of our server's name and of the clocks."""
    uids = session.uids()[-RECENT:]
    if not uids:
        yield Check(
            subject=subject,
            state="warning",
            text="the folder is empty: nothing tells which authserv_id your server writes",
            advice="send the list a post from outside and run doctor again",
        )
        return
    heads = [session.head(uid, 65536) for uid in uids]
    seen = Counter(name for head in heads for name in authserv_ids(head))
    yield _authserv(one, seen, len(uids))
    yield _addressed(one, [read(block_of(head)) for head in heads])
    newest = max(piece.received for piece in session.pieces(uids))
    if newest > now() + SKEW:
        yield Check(
            subject="clock",
            state="warning",
            text=f"the newest message came at {newest:%Y-%m-%d %H:%M}, which is still to come",
            advice="set this machine's clock (timedatectl), or the mail server's",
        )
    else:
        yield Check(
            subject="clock", state="ok", text=f"{now():%Y-%m-%d %H:%M} UTC, no message from the future"
        )


def authserv_ids(head: bytes) -> set[str]:
    """
    The servers whose Authentication-Results a header block carries, as far as ours can have written them.

    What stands below the trace that our own server left when it took the mail came
    with the mail: the sender may have written it.
    """
    fields = tuple(read(block_of(head)).header)
    results = [
        parse_results(body_of(field))
        for field in fields[: _boundary(fields)]
        if field.name.lower() == "authentication-results"
    ]
    return {result.authserv_id for result in results if result.authserv_id}


def _boundary(fields: Sequence[Field]) -> int:
    """Where the last trace of our own hosts stands: those above the first foreign one, all where none is."""
    ours, boundary = "", len(fields)
    for index, field in enumerate(fields):
        if field.name.lower() != "received":
            continue
        host = receiving_host(field) or ""
        if host and not is_local(host):
            ours = ours or organisation(host)
            if organisation(host) != ours:
                break
        boundary = index
    return boundary


def _authserv(one: ListSettings, seen: Counter[str], looked_at: int) -> Check:
    subject = f"authentication of {one.id}"
    found = ", ".join(f"{name} ({count} of {looked_at})" for name, count in seen.most_common(5)) or "none"
    text = f"recent mail carries results of: {found}"
    if not one.authserv_ids:
        advice = (
            f'set authserv_id = "{seen.most_common(1)[0][0]}" if that is your own server'
            if seen
            else (
                "your server writes no Authentication-Results: without them nothing is returned, only held, "
                'and nobody is a member or moderator to the rules (unproven = "believed" believes From)'
            )
        )
        return Check(subject=subject, state="warning", text=f"authserv_id is not set; {text}", advice=advice)
    if not any(matches(name, one.authserv_ids) for name in seen):
        advice = "correct authserv_id, or no author is ever proven and every return becomes a hold"
        return Check(
            subject=subject,
            state="warning",
            text=f"none carries {', '.join(one.authserv_ids)}; {text}",
            advice=advice,
        )
    return Check(subject=subject, state="ok", text=text)


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


def matches(name: str, wanted: tuple[str, ...]) -> bool:
    """Whether an authserv-id is one of ours; "*.example.org" stands for every host below example.org."""
    return any(
        name.lower() == one.lower() or (one.startswith("*.") and name.lower().endswith(one[1:].lower()))
        for one in wanted
    )


async def _smtp(settings: Settings) -> Check:
    subject, options = "mail server", settings.smtp
    try:
        await open_smtp(settings).probe()
    except (PermanentFailure, TemporaryFailure) as error:
        advice = "check host, port, security, username and password_file under [smtp]"
        return Check(subject=subject, state="failed", text=str(error), advice=advice)
    who = f" as {options.username}" if options.username else ", no log-in asked for"
    return Check(subject=subject, state="ok", text=f"{options.host}:{options.port} takes mail{who}")
