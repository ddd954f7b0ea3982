"""Builds the objects of running lists from the settings."""

import secrets
from collections.abc import Mapping, Sequence

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.errors import PermanentFailure
from bot.intake.imap import ImapOptions
from bot.lifecycle import folders
from bot.mail.origin.own_marks import Marks
from bot.members.model import NOBODY
from bot.policy import Policy
from bot.service.known_list import known_list
from bot.service.list_runtime import ListRuntime
from bot.service.logins import inbox_login, smtp_login
from bot.service.member_book import MemberBook
from bot.service.own_check import own_check, policies_of
from bot.service.rulebook import Rulebook, open_all
from bot.service.stamp import Stamper, now
from bot.settings import ListSettings, Settings
from bot.store import Store, Transaction

Kept = Mapping[str, Mapping[str, bytes]]
"""The files of the last good rules of lists, by their id."""


class NoRules(PermanentFailure):
    """No list has rules to run on: their files are broken, and never were good."""

    status = 78


def open_runtimes(settings: Settings, store: Store) -> list[ListRuntime]:
    """Every list with its rules; raises NoRules where none of them has any."""
    with store.snapshot() as tx:
        kept = kept_rules(tx, settings.lists)
    books = open_books(settings.lists, kept)
    if books and all(book.stands_in for book in books.values()):
        raise NoRules(_no_rules(settings.lists, tuple(books.values())))
    with store.transaction() as tx:
        identify(tx)
        keep_new(tx, books, kept)
        return [open_runtime(settings, one, books[one.id], tx) for one in settings.lists]


def kept_rules(tx: Transaction, lists: Sequence[ListSettings]) -> Kept:
    """The files of each list's last good rules, by its id."""
    found = ((one.id, tx.last_good_rules(one.id)) for one in lists)
    return {name: rules.files for name, rules in found if rules}


def open_books(lists: Sequence[ListSettings], kept: Kept) -> dict[str, Rulebook]:
    """The rules of each list by its id: those of its file, else the kept ones, else to hold every post."""
    books = open_all([one.rules for one in lists], [kept.get(one.id) for one in lists])
    return dict(zip([one.id for one in lists], books, strict=True))


def keep_new(tx: Transaction, books: Mapping[str, Rulebook], kept: Kept) -> None:
    """Remember the good rules that are not the kept ones."""
    for name, book in books.items():
        if not book.trouble and kept.get(name) != book.policy.files:
            keep(tx, name, book.policy)


def _no_rules(lists: Sequence[ListSettings], books: Sequence[Rulebook]) -> str:
    names = ", ".join(one.id for one in lists)
    trouble = "\n".join(book.trouble for book in books)
    return (
        f"{trouble}\nno earlier good rules to run on are known of {names}: correct the file and start again"
    )


def open_runtime(settings: Settings, one: ListSettings, rulebook: Rulebook, tx: Transaction) -> ListRuntime:
    """One list at work."""
    known = known_list(one, settings)
    mailing_list = known.mailing_list or one.mailing_list()
    runtime = ListRuntime(
        settings=one,
        limits=settings.limits,
        mailing_list=mailing_list,
        known=known,
        rulebook=rulebook,
        book=open_book(one),
        stamper=Stamper(
            marks=Marks(secret=secret_of(tx), list_id=mailing_list.id, domain=mailing_list.domain),
            policies=policies_of(settings.nameservers),
        ),
        check=own_check(settings.nameservers),
    )
    runtime.follow_record(tx)
    return runtime


def identify(tx: Transaction) -> None:
    """Give the database a name of its own, by which its witness knows it again."""
    if tx.recall("identity") is None:
        tx.remember("identity", secrets.token_hex(8))


def secret_of(tx: Transaction) -> bytes:
    """The secret of the bot's marks; made once, kept in the database."""
    kept = tx.recall("marks")
    if kept is None:
        kept = secrets.token_hex(32)
        tx.remember("marks", kept)
    return bytes.fromhex(kept)


def open_book(one: ListSettings) -> MemberBook:
    """The members as the settings found them, and where to read them again."""
    if one.members is None:
        return MemberBook(written=NOBODY, path=None)
    return MemberBook(written=one.members.members, path=one.members.file)


def keep(tx: Transaction, list_id: str, policy: Policy) -> None:
    """Remember a good rule set with all its files."""
    tx.keep_rules(list_id, policy.digest, policy.files, now())


def open_smtp(settings: Settings) -> Smtp:
    """The way to the mail server."""
    return Smtp(SmtpOptions(login=smtp_login(settings), **settings.smtp.values()))


def imap_options(one: ListSettings) -> ImapOptions:
    """How a list's intake is reached; its account's name is our name for where messages lie."""
    intake = one.intake
    account = f"{intake.username}@{intake.host}:{intake.port}"
    return ImapOptions(
        account=account,
        folders=folders(),
        moves=one.mode != "observe",
        login=inbox_login(one),
        **intake.values(),
    )


def runtime_of(runtimes: Sequence[ListRuntime], name: str) -> ListRuntime:
    """The list of that id or address; raises PermanentFailure with those that there are."""
    for runtime in runtimes:
        if name in (runtime.mailing_list.id, runtime.mailing_list.address):
            return runtime
    known = ", ".join(runtime.mailing_list.id for runtime in runtimes)
    raise PermanentFailure(f'there is no list "{name}" in the settings; there are: {known}')
