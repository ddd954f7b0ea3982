"""Digests: ``write_issue`` makes the mails of an issue in the forms that its readers want."""

import datetime as dt
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module

from bot.mail.mailing_list import MailingList
from bot.members.model import Member, Mode
from bot.notices import entity
from bot.notices.courier import bounce_path, copies_for
from bot.notices.digests import formats as modules
from bot.notices.digests.form import Form
from bot.notices.digests.issue import Entry, Issue, file_name, make_issue
from bot.notices.digests.parts import split
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp

__all__ = ["Edition", "Entry", "all_editions", "editions_of", "forms", "write_issue"]

READABLE = "alternative"
"""The mail of an issue in which the forms for people travel together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """
    A mail of an issue and who gets it.

    ``name`` tells its Message-ID from those of the issue's other mails;
    ``forms`` are in this mail, ``formats`` all that its readers get: ``recipients``
    as they are, and ``people`` each by a copy of their own. ``ruled``: it holds only
    what rules put into the digest, for those who get every other post by itself.
    """

    name: str
    forms: tuple[str, ...]
    formats: tuple[str, ...]
    recipients: tuple[str, ...] = ()
    people: tuple[Member, ...] = ()
    ruled: bool = False


@cache
def forms() -> Mapping[str, Form]:
    """Every digest format by its name: the ``FORM`` of each module in ``formats``."""
    names = [module.name for module in pkgutil.iter_modules(modules.__path__)]
    found = [import_module(f"{modules.__name__}.{name}").FORM for name in names]
    return {form.name: form for form in sorted(found, key=lambda form: (form.alternative or 99, form.name))}


def editions_of(formats: Sequence[str], recipients: tuple[str, ...]) -> tuple[Edition, ...]:
    """The mails by which everybody there gets these formats. Raises KeyError for an unknown format."""
    wanted = {name: forms()[name] for name in dict.fromkeys(formats)}
    readable = tuple(name for name, form in wanted.items() if form.alternative)
    apart = [(name, (name,)) for name, form in wanted.items() if not form.alternative]
    mails = [*([(READABLE, readable)] if readable else []), *apart]
    return tuple(
        Edition(name=name, forms=inside, formats=tuple(wanted), recipients=recipients)
        for name, inside in mails
    )


_OF_MODES = {Mode.PLAIN: ("plain",), Mode.MIME: ("mime",)}


def all_editions(mailing_list: MailingList, day: dt.date) -> tuple[Edition, ...]:
    """The mails of an issue for all who read the list's digests on a day."""
    formats = mailing_list.digest_formats
    found = list(editions_of(formats, mailing_list.digest_to)) if mailing_list.digest_to else []
    for mode in Mode if mailing_list.digest_to_members else ():
        people = mailing_list.members.getting(day, mode)
        if people and mode is not Mode.NONE:
            usual = tuple(name for name in formats if forms()[name].alternative) or formats
            mails = editions_of(_OF_MODES.get(mode, usual), ())
            found += [
                replace(one, name=f"{one.name}-{mode}", people=people, ruled=mode is Mode.MAIL)
                for one in mails
            ]
    return tuple(found)


def write_issue(
    entries: Sequence[Entry],
    mailing_list: MailingList,
    number: int,
    stamp: Callable[[str], Stamp],
    editions: Sequence[Edition] | None = None,
) -> tuple[Outgoing, ...]:
    """
    The mails of one issue; () where there is nothing to send, or nobody to send it to.

    ``stamp`` makes that of a mail by its name; the issue's date is that of the
    first. ``editions`` None: the formats that the list wants, for its address of
    digests. Raises KeyError for a format that is none.
    """
    if editions is None:
        editions = editions_of(mailing_list.digest_formats, mailing_list.digest_to)
    return tuple(
        mail
        for ruled in (False, True)
        for mail in _editions(
            [entry for entry in entries if entry.ruled or not ruled],
            mailing_list,
            number,
            stamp,
            [edition for edition in editions if edition.ruled is ruled],
        )
    )


def _editions(
    entries: Sequence[Entry],
    mailing_list: MailingList,
    number: int,
    stamp: Callable[[str], Stamp],
    editions: Sequence[Edition],
) -> Iterator[Outgoing]:
    if not entries or not editions:
        return
    date = stamp(editions[0].name).date
    issue = make_issue(entries, mailing_list, number, date, editions[0].formats)
    for edition in editions:
        yield from _mails(replace(issue, formats=edition.formats), edition, stamp)


def _mails(issue: Issue, edition: Edition, stamp: Callable[[str], Stamp]) -> Iterator[Outgoing]:
    """The mail of an edition, or several where mail programs would not show one whole."""
    wanted = [form for form in forms().values() if form.name in edition.forms]
    weigh = next((form.weigh for form in reversed(wanted) if form.weigh), None)
    pages = split(issue, weigh, issue.mailing_list.digest_part) if weigh else (issue,)
    for page in pages:
        name = edition.name if page.part == 1 else f"{edition.name}-{page.part}"
        yield _mail(page, edition, wanted, stamp(name))


def _mail(issue: Issue, edition: Edition, wanted: Sequence[Form], stamp: Stamp) -> Outgoing:
    mailing_list = issue.mailing_list
    return seal(
        Letter(
            kind=OutgoingKind.DIGEST,
            subject=issue.subject,
            sender=f"{mailing_list.name} digest",
            to=((mailing_list.name, mailing_list.address),),
            recipients=edition.recipients,
            content=_content(issue, wanted, stamp.boundary),
            reverse_path=bounce_path(mailing_list),
            auto_submitted="auto-generated",
            bulk=True,
            list_fields=True,
        ),
        mailing_list,
        stamp,
        copies_for(edition.people, mailing_list, stamp.marks),
    )


def _content(issue: Issue, wanted: Sequence[Form], seed: str) -> bytes:
    """The forms for people, the richest last (RFC 2046 5.1.4), and the posts whose attachments they name."""
    parts = [form.write(issue, seed) for form in wanted]
    posts = (
        [entity.message(item.raw, file_name(item)) for item in issue.carried]
        if wanted[-1].alternative
        else []
    )
    if posts:
        parts[-1] = entity.multipart("mixed", [parts[-1], *posts], seed, level=1)
    return entity.multipart("alternative", parts, seed) if len(parts) > 1 else parts[0]
