"""The line that begins a message of an mbox ("From_ line"): told from a sentence, and its date."""

import datetime as dt
import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {name.encode(): number for number, name in enumerate(MONTHS, 1)}
_CLOCK = rb"\d{1,2}:\d\d(?::\d\d)?"
# asctime() with or without a zone (qmail, Sendmail, Thunderbird, Takeout), the date of RFC 5322, ISO 8601.
_DATED = re.compile(
    rb"From .{0,400}?(?:[A-Z][a-z]{2},? +[A-Z][a-z]{2} +\d{1,2} +"
    + _CLOCK
    + rb"(?: +[A-Za-z0-9+-]{1,6}){0,2} +\d{4}"
    rb"|[A-Z][a-z]{2},? +\d{1,2} [A-Z][a-z]{2} \d{4} " + _CLOCK + rb"|\d{4}-\d\d-\d\d[T ]" + _CLOCK + rb")"
)
_FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_USUAL = re.compile(
    rb"(?:Return-Path|Received|From|Date|To|Subject|Message-ID|Delivered-To|MIME-Version|X-[A-Za-z-]+"
    rb"|DKIM-Signature|Sender|Reply-To|Status|Envelope-to|Content-Type)[ \t]*:",
    re.IGNORECASE,
)
_ASCTIME = re.compile(
    rb"([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}):(\d\d)(?::(\d\d))?"
    rb"(?: +([A-Za-z0-9+-]{1,6})){0,2}? +(\d{4})(?: +([+-]\d{4}))?"
)


def dated(line: bytes) -> bool:
    """Whether a line that begins with "From " has a date as programs write it."""
    return _DATED.match(line) is not None


def has_usual_date(line: bytes) -> bool:
    """Whether a line has a date in the usual form, be it one that no calendar knows."""
    return _ASCTIME.search(line) is not None


def is_field(line: bytes) -> bool:
    """Whether a line can begin a header field (RFC 5322 2.2), or is one that mbox writers put above them."""
    return _FIELD.match(line) is not None or line.startswith(b">From ")


def is_usual_field(line: bytes) -> bool:
    """Whether a line begins with a field that nearly every message has."""
    return _USUAL.match(line) is not None


def date_of(line: bytes) -> dt.datetime | None:
    """The date of a From_ line, aware; one without a zone is UTC. None where there is none to be read."""
    found = _ASCTIME.search(line)
    if found is None:
        return None
    name, day, hour, minute, second, zone, year, late_zone = found.groups()
    month = _NUMBERS.get(name.lower(), 0)
    try:
        clock = (int(hour), int(minute), int(second or 0))
        return dt.datetime(int(year), month, int(day), *clock, tzinfo=_zone(late_zone or zone))
    except ValueError:
        return None


def _zone(offset: bytes | None) -> dt.timezone:
    if offset is None or len(offset) != 5 or not offset[1:].isdigit():
        return dt.UTC
    minutes = int(offset[1:3]) * 60 + int(offset[3:])
    return dt.timezone(dt.timedelta(minutes=-minutes if offset.startswith(b"-") else minutes))
