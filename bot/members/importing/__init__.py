"""Members out of what other list managers write: which form a file has, and who is in it."""

import codecs
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from bot.members.importing import list_settings, mailman, spreadsheet
from bot.members.model import Member
from bot.members.reading import WrongMembers, read_readable

__all__ = ["Found", "import_members", "text_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What a file holds: its form in words, the people, what could not be taken over.

    ``settings`` are lines for listwarden.toml, where the file tells of a list.
    """

    form: str
    people: tuple[Member, ...] = ()
    passed_over: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


def text_of(raw: bytes) -> str:
    """A file as text: UTF-8, UTF-16 where it begins so (spreadsheets), else as Windows writes in the West."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def import_members(text: str) -> Found:
    """
    The members in a file, whatever wrote it.

    CSV with or without titles (Mailman 3, Groups.io, a spreadsheet), the JSON of
    Mailman 3's REST interface, Mailman 2's ``dumpdb config.pck``, lines of addresses
    (Mailman 2's ``list_members`` and ``list_members -f``, Mailman 3's ``mailman
    members``, our own), or Mailman 2's ``config_list -o``, which tells
    of owners and texts but of no members. Raises WrongMembers where it is none of these.
    """
    found = _found(text.removeprefix("\ufeff"))
    return replace(found, people=tuple(replace(one, name=_readable(one.name)) for one in found.people))


def _readable(name: str) -> str:
    """A name without the words of RFC 2047 in which Mailman 2 prints one."""
    if "=?" not in name:
        return name
    try:
        return " ".join(str(make_header(decode_header(name))).split())
    except (HeaderParseError, LookupError, ValueError):
        return name


def _found(text: str) -> Found:
    if list_settings.is_one(text):
        return Found(form="Mailman 2 settings (config_list)", settings=list_settings.lines_of(text))
    table = mailman.of_rest(text) or mailman.of_dump(text) or spreadsheet.read(text)
    if table is not None:
        return Found(form=table.form, people=table.people, passed_over=table.passed_over)
    people, wrong = read_readable(text)
    if wrong and not people:
        raise WrongMembers(wrong)
    passed_over = tuple(str(one) for one in wrong)
    return Found(form="one address a line", people=people, passed_over=passed_over)
