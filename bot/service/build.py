"""Builds the objects of running lists from the settings."""

import secrets
from collections.abc import Sequence

from bot.delivery.smtp import Smtp, SmtpOptions
from bot.errors import PermanentFailure
from bot.intake.imap import ImapOptions
from bot.lifecycle import folders
from bot.mail.origin.own_marks import Marks
from bot.policy import Policy
from bot.service.known_list import known_list
from bot.service.list_runtime import ListRuntime
from bot.service.rulebook import Rulebook, load_kept, stands, try_load
from bot.service.stamp import Stamper, now
from bot.settings import ListSettings, Settings
from bot.store import Store, Transaction


class NoRules(PermanentFailure):
    """A list whose rule file is broken and that never had a good one."""

    status = 78


def open_runtimes(settings: Settings, store: Store) -> list[ListRuntime]:
    """Every list with its rules: the file's, or the last good set where the file is broken."""
    with store.transaction() as tx:
        identify(tx)
        return [open_runtime(settings, one, tx) for one in settings.lists]


def open_runtime(settings: Settings, one: ListSettings, tx: Transaction) -> ListRuntime:
    """One list at work; raises NoRules where it has none to run on."""
    known = known_list(one, settings)
    mailing_list = one.mailing_list()
    return ListRuntime(
        settings=one,
        limits=settings.limits,
        mailing_list=mailing_list,
        known=known,
        rulebook=open_rulebook(one, tx),
        stamper=Stamper(
            marks=Marks(secret=secret_of(tx), list_id=mailing_list.id, domain=mailing_list.domain)
        ),
    )


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


def open_rulebook(one: ListSettings, tx: Transaction) -> Rulebook:
    """The rules from the file, which are then kept; else the last good ones with the trouble to tell."""
    kept = tx.last_good_rules(one.id)
    if kept is not None and stands(one.rules, kept.files):
        return Rulebook(path=one.rules, policy=load_kept(one.rules, kept.files))
    policy, trouble = try_load(one.rules)
    if policy is not None:
        keep(tx, one.id, policy)
        return Rulebook(path=one.rules, policy=policy)
    if kept is None:
        raise NoRules(
            f"{trouble}\n{one.id} has no earlier good rules to run on: mend the file and start again."
        )
    return Rulebook(path=one.rules, policy=load_kept(one.rules, kept.files), trouble=trouble)


def keep(tx: Transaction, list_id: str, policy: Policy) -> None:
    """Remember a good rule set with all its files."""
    tx.keep_rules(list_id, policy.digest, policy.files, now())


def open_smtp(settings: Settings) -> Smtp:
    """The way to the mail server."""
    return Smtp(SmtpOptions(**settings.smtp.values()))


def imap_options(one: ListSettings) -> ImapOptions:
    """How a list's intake is reached; its account's name is our name for where messages lie."""
    intake = one.intake
    account = f"{intake.username}@{intake.host}:{intake.port}"
    moves = one.mode != "observe"
    return ImapOptions(account=account, folders=folders(), moves=moves, **intake.values())


def runtime_of(runtimes: Sequence[ListRuntime], name: str) -> ListRuntime:
    """The list of that id or address; raises PermanentFailure with those that there are."""
    for runtime in runtimes:
        if name in (runtime.mailing_list.id, runtime.mailing_list.address):
            return runtime
    known = ", ".join(runtime.mailing_list.id for runtime in runtimes)
    raise PermanentFailure(f'there is no list "{name}" in the settings; there are: {known}')
