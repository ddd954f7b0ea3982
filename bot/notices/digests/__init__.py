"""Digests: ``write_issue`` makes the mails of an issue in a list's formats, which lie in ``formats``."""

import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

from bot.mail.mailing_list import MailingList
from bot.notices import entity
from bot.notices.digests import formats as modules
from bot.notices.digests.form import Form
from bot.notices.digests.issue import Entry, Issue, file_name, make_issue
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp

__all__ = ["Entry", "forms", "issue_mails", "write_issue"]

READABLE = "alternative"
"""The mail of an issue in which the forms for people travel together."""


@cache
def forms() -> Mapping[str, Form]:
    """Every digest format by its name: the ``FORM`` of each module in ``formats``."""
    names = [module.name for module in pkgutil.iter_modules(modules.__path__)]
    found = [import_module(f"{modules.__name__}.{name}").FORM for name in names]
    return {form.name: form for form in sorted(found, key=lambda form: (form.alternative or 99, form.name))}


def issue_mails(formats: Sequence[str]) -> tuple[str, ...]:
    """The mails of an issue in these formats; each needs a stamp. Raises KeyError for an unknown format."""
    wanted = [forms()[name] for name in dict.fromkeys(formats)]
    readable = any(form.alternative for form in wanted)
    return (*([READABLE] if readable else []), *(form.name for form in wanted if not form.alternative))


def write_issue(
    entries: Sequence[Entry], mailing_list: MailingList, number: int, stamps: Mapping[str, Stamp]
) -> tuple[Outgoing, ...]:
    """
    The mails of one issue, ``stamps`` by the names of ``issue_mails``; () where there is nothing to send.

    The issue's date is that of its first stamp. Raises KeyError for a format
    that is none, and where a stamp is missing.
    """
    mails = issue_mails(mailing_list.digest_formats) if entries else ()
    if not mails:
        return ()
    date = stamps[mails[0]].date
    issue = make_issue(entries, mailing_list, number, date, mailing_list.digest_formats)
    return tuple(_mail(issue, name, stamps[name]) for name in mails)


def _mail(issue: Issue, name: str, stamp: Stamp) -> Outgoing:
    mailing_list = issue.mailing_list
    content = (
        _readable(issue, stamp.boundary) if name == READABLE else forms()[name].write(issue, stamp.boundary)
    )
    return seal(
        Letter(
            kind=OutgoingKind.DIGEST,
            subject=issue.title,
            sender=f"{mailing_list.name} digest",
            to=((mailing_list.name, mailing_list.address),),
            recipients=mailing_list.digest_to,
            content=content,
            reverse_path=mailing_list.bounce_address or mailing_list.address,
            auto_submitted="auto-generated",
            bulk=True,
            list_fields=True,
        ),
        mailing_list,
        stamp,
    )


def _readable(issue: Issue, seed: str) -> bytes:
    """The forms for people, the richest last (RFC 2046 5.1.4), and the posts whose attachments they name."""
    wanted = [form for form in forms().values() if form.alternative and form.name in issue.formats]
    parts = [form.write(issue, seed) for form in wanted]
    posts = [entity.message(item.raw, file_name(item)) for item in issue.carried]
    if posts:
        parts[-1] = entity.multipart("mixed", [parts[-1], *posts], seed, level=1)
    return entity.multipart("alternative", parts, seed) if len(parts) > 1 else parts[0]
