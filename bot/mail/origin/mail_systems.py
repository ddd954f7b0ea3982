"""Knows the names under which mail systems write: local parts of addresses that no person has."""

MAIL_SYSTEMS = frozenset({"mailer-daemon", "mail-daemon", "mailerdaemon", "mdaemon", "maildaemon"})

_WITH_POSTMASTER = MAIL_SYSTEMS | {"postmaster"}


def is_mail_system(address: str) -> bool:
    """Whether a mail system writes under an address; the postmaster is one of them."""
    return address.partition("@")[0].lower() in _WITH_POSTMASTER
