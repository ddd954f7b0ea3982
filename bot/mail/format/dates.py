"""Reads dates of mail (RFC 5322 3.3, and the obsolete forms of 4.3)."""

import datetime as dt
import functools
import re

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_ZONES = {"ut": 0, "gmt": 0, "utc": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
          "mdt": -6, "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1, "met": 1, "mest": 2}  # fmt: skip
_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:\.\d{1,9})?)?"
    r"(?:\s*(?P<half>[AaPp][Mm]\b))?"
)
_ZONE = r"(?:\s*(?P<zone>[+-]\d{4}|[+-]\d\d:\d\d|[A-Za-z]{1,4}\b))?"
_WEEKDAY = r"(?:[^\s\d,.]{2,12}\.?\s*,?\s*)?"
_MONTH = r"(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?"
_FORMS = (
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{2,4}})\b(?:[\s,]+{_TIME}{_ZONE})?"
    ),
    re.compile(
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?:(?P<year>\d{{4}})\s+)?"
        rf"{_TIME}{_ZONE}(?:\s+(?P<late_year>\d{{4}}))?"
    ),
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)[T\s]+{_TIME}{_ZONE}"),
)
_COMMENT = re.compile(r"\([^()]*+\)")


def read_date(value: str) -> dt.datetime | None:
    """
    An aware date, in the zone that the sender wrote; None where it names no moment.

    Also reads the obsolete forms (years of two digits, zone names), the forms of
    ``asctime`` and of ISO 8601. A date without a zone, or in one that nobody
    knows, is taken for UTC, as is "-0000".
    """
    text = value[:200]
    text = (_COMMENT.sub(" ", text) if "(" in text else text).strip()
    for form in _FORMS:
        if found := form.match(text):
            try:
                return _moment(found.groupdict())
            except (ValueError, OverflowError, KeyError):
                return None
    return None


def _moment(part: dict[str, str | None]) -> dt.datetime:
    month = part["month"] or ""
    hour = int(part["hour"] or 0)
    if part["half"]:
        hour = hour % 12 + (12 if part["half"].lower() == "pm" else 0)
    return dt.datetime(
        _year(part["year"] or part.get("late_year") or ""),
        int(month) if month.isdigit() else _MONTHS[month.lower()],
        int(part["day"] or ""),
        hour,
        int(part["minute"] or 0),
        min(int(part["second"] or 0), 59),  # a leap second is the 60th
        tzinfo=_zone(part["zone"] or ""),
    )


def _year(digits: str) -> int:
    """RFC 5322 4.3: two digits mean 1950 to 2049, three count from 1900."""
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 50 else 1900
    elif len(digits) == 3:
        year += 1900
    if not 1900 <= year <= 9000:
        raise ValueError(year)
    return year


@functools.lru_cache(maxsize=256)
def _zone(zone: str) -> dt.timezone:
    return dt.timezone(_offset(zone))


def _offset(zone: str) -> dt.timedelta:
    if not zone.startswith(("+", "-")):
        return dt.timedelta(hours=_ZONES.get(zone.lower(), 0))
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60:
        return dt.timedelta()
    return dt.timedelta(minutes=-minutes if zone[0] == "-" else minutes)
