"""Whose address a post is from and to: the list's own ones, where no person sits, and others."""

import datetime as dt

from bot.mail.format.dates import read_date
from bot.mail.mailing_list import MailingList
from bot.mail.origin.domains import ascii_domain
from bot.mail.origin.trace import body_of
from bot.mail.post import Post

ANY = "*"


def own_author(post: Post, mailing_list: MailingList) -> str | None:
    """The list's or the bot's own address that stands in From, as the settings write it, if any."""
    own = {bare(address): address for address in mailing_list.own_addresses}
    return next((own[bare(box.address)] for box in post.from_ if bare(box.address) in own), None)


def is_sent_to(post: Post, mailing_list: MailingList) -> bool:
    """
    Whether To or Cc names the list, by its address or one of its aliases.

    Resent-To does not count: whoever sends an old message on writes it (RFC
    5322 3.6.6), and no signature covers it.
    """
    names = (mailing_list.address, *mailing_list.aliases)
    return ANY in names or any(_is_named(box.address, name) for box in (*post.to, *post.cc) for name in names)


def age_on_arrival(post: Post) -> dt.timedelta | None:
    """How long before our server took it a post is dated; None where one of the two is not told."""
    traces = (item for item in post.header if item.name.lower() == "received")
    taken = next((date for item in traces if (date := read_date(body_of(item).rpartition(";")[2]))), None)
    return None if taken is None or post.date is None else taken - post.date


def bare(address: str) -> tuple[str, str]:
    """Local part and domain as they are compared: case and what follows a "+" aside (RFC 5233)."""
    local, _, domain = address.strip().rpartition("@")
    return local.partition("+")[0].lower(), ascii_domain(domain)


def _is_named(address: str, name: str) -> bool:
    local, domain = bare(name)
    return bare(address)[1] == domain if local == ANY else bare(address) == (local, domain)
