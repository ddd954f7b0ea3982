"""Knows the names under which mail systems write: local parts of addresses that no person has."""

MAIL_SYSTEMS = frozenset({"mailer-daemon", "mail-daemon", "mailerdaemon", "mdaemon", "maildaemon"})

_WITH_POSTMASTER = MAIL_SYSTEMS | {"postmaster"}


_SYSTEM_NAMES = ("mail delivery", "mail administrator", "delivery subsystem", "internet mail delivery")


def is_mail_system(address: str) -> bool:
    """Whether a mail system writes under an address; the postmaster is one of them."""
    return address.partition("@")[0].lower() in _WITH_POSTMASTER


def is_system_name(name: str) -> bool:
    """Whether a name without an address is a mail system's, as "Mail Delivery Subsystem" is."""
    folded = name.strip().lower()
    return folded.startswith(_SYSTEM_NAMES) or folded.replace(" ", "-") in _WITH_POSTMASTER
