"""Header fields of the bot's own mails (RFC 5322, RFC 2047): each function gives one field with CRLF."""

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Iterator
from email.header import Header
from email.utils import format_datetime

from bot.lazy_regex import lazy_regex
from bot.mail.mailing_list import MailingList
from bot.mailable import is_mailable
from bot.notices import clean

_WIDTH = 76  # of a line with an encoded word, RFC 2047 2
_ATOMS = lazy_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_MESSAGE_ID = lazy_regex(r"[!-;=?-~]{1,900}")
_UNFIT_IN_LIST_ID = lazy_regex(r'[\x00-\x20\x7f-\x9f<>(),;:\\"\[\]]')


def text(name: str, value: str) -> bytes:
    """An unstructured field (Subject), encoded where not ASCII; a line end in the value starts no field."""
    line = clean.one_line(value)
    return _field(name, _folded(line, name) if _is_plain(line) else _encoded(line, name))


def mailboxes(name: str, people: Iterable[tuple[str, str]]) -> bytes:
    """An address field of (display name, address) pairs. Raises ValueError for what is no address."""
    return _field(name, ",\r\n ".join(_mailbox(name, display, address) for display, address in people))


def list_id(list_name: str, identifier: str) -> bytes:
    """RFC 2919 3: a phrase and the identifier in brackets."""
    if _UNFIT_IN_LIST_ID.search(identifier):
        raise ValueError(f"{identifier!r} is no list identifier (RFC 2919 2)")
    return _field("List-Id", _named("List-Id", clean.one_line(list_name), identifier).strip())


def of_list(mailing_list: MailingList) -> Iterator[bytes]:
    """Of which list a mail is (RFC 2919), where to write (RFC 2369 3.4), and who helps (RFC 2369 3.1)."""
    yield list_id(mailing_list.name, mailing_list.id)
    yield token("List-Post", f"<mailto:{address(mailing_list.address)}>")
    if mailing_list.self_service:
        yield token("List-Help", f"<mailto:{address(mailing_list.self_service)}?subject=help>")


def message_ids(name: str, identifiers: Iterable[str]) -> bytes:
    """Message-ID, In-Reply-To, References, from ids without brackets; unfit ones left out, b"" for none."""
    fit = [f"<{identifier}>" for identifier in identifiers if _MESSAGE_ID.fullmatch(identifier)]
    return _field(name, "\r\n ".join(fit)) if fit else b""


def date(name: str, value: dt.datetime) -> bytes:
    """A date field (RFC 5322 3.3)."""
    return _field(name, format_datetime(value))


def trace(by: str, identifier: str, when: dt.datetime) -> bytes:
    """A Received field (RFC 5321 4.4), so that servers which count hops count us."""
    return _field("Received", f"by {by} (listwarden) id <{identifier}>;\r\n\t{format_datetime(when)}")


def token(name: str, value: str) -> bytes:
    """A field of our own words (Precedence). Raises ValueError for anything but short printable ASCII."""
    if not re.fullmatch(r"[ -~]{1,900}", value):
        raise ValueError(f"{value!r} is no value for a header field")
    return _field(name, value)


def address(value: str) -> str:
    """The address as it stands. Raises ValueError where it holds what could end it or begin another."""
    if not is_mailable(value):
        raise ValueError(f"{value!r} is no address that mail can be sent to")
    return value


def _field(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode()


def _is_plain(line: str) -> bool:
    return line.isascii() and "=?" not in line and all(len(word) < 900 for word in line.split(" "))


def _folded(line: str, name: str) -> str:
    first = " " * (len(name) + 2)
    lines = textwrap.wrap(
        line,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\r\n".join(lines).lstrip(" \r\n")


def _encoded(line: str, name: str) -> str:
    return Header(line, "utf-8", header_name=name, maxlinelen=_WIDTH).encode(linesep="\r\n")


def _mailbox(name: str, display: str, to: str) -> str:
    shown = clean.one_line(display).replace("@", " at ")
    return _named(name, shown, address(to)) if shown else address(to)


def _named(name: str, display: str, what: str) -> str:
    """A phrase and what it names, in brackets: on a line of its own where an encoded word leaves no room."""
    phrase = _phrase(display, name)
    last = f"{name}: {phrase}".rpartition("\r\n")[2]
    fold = "\r\n" if "=?" in last and len(f"{last} <{what}>,") > _WIDTH else ""
    return f"{phrase}{fold} <{what}>"


def _phrase(display: str, name: str) -> str:
    if not _is_plain(display) or len(display) > 60:
        return _encoded(display, name)
    if _ATOMS.fullmatch(display):
        return display
    return '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
