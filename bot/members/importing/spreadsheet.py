"""Members in a CSV file: columns are known by their titles, or by what stands in them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.mailable import is_mailable
from bot.members.model import Member, Mode

_MODES = {
    Mode.NONE: (
        "no email", "no mail", "nomail", "none", "disabled", "by_user", "by_moderator", "by_bounces",
        "special notices", "special notices only",
    ),
    Mode.MIME: ("mime_digests", "mime digests", "mime digest", "mime"),
    Mode.PLAIN: ("plaintext_digests", "plain text digests", "plain digest", "plain digests", "plain"),
    Mode.DIGEST: (
        "summary_digests", "summary digests", "digest", "daily digest", "full featured digest",
        "full featured daily digest", "daily summary", "summary",
    ),
    Mode.MAIL: ("regular", "individual messages", "individual emails", "individual", "mail", "enabled", ""),
}  # fmt: skip
_WORDS = {word: mode for mode, words in _MODES.items() for word in words}
_ADDRESS = ("email", "email address", "e-mail", "address", "mail", "subscriber", "member", "e-mail address")
_NAME = ("display name", "name", "full name", "display_name", "real name", "realname", "nickname", "username")
_MODE = (
    "email delivery",
    "delivery",
    "delivery mode",
    "delivery_mode",
    "mode",
    "digest",
    "subscription",
    "message selection",
)
_PAUSE = ("delivery status", "delivery_status", "nomail")
_STATUS = ("status", "member status", "role")
_MEMBERS = (
    "",
    "member",
    "confirmed",
    "active",
    "subscribed",
    "normal",
    "owner",
    "moderator",
    "nonmoderator",
    "approved",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The people in a table, the words for its form, and what was passed over, and why."""

    form: str
    people: tuple[Member, ...]
    passed_over: tuple[str, ...]


def read(text: str) -> Table | None:
    """The table in a text; None where it is none: one column, and no title that says what stands in it."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), _dialect(text))]
    rows = [row for row in rows if any(row)]
    if not rows:
        return None
    titles = [cell.casefold().strip(" *:'\"") for cell in rows[0]]
    at = _column(titles, _ADDRESS)
    if at is None or any(is_mailable(cell) for cell in rows[0]):
        return _untitled(rows)
    columns = {name: _column(titles, words) for name, words in (("name", _NAME), ("mode", _MODE))}
    columns |= {"pause": _column(titles, _PAUSE), "status": _column(titles, _STATUS)}
    table = _table(rows[1:], at, columns, "CSV with titles")
    return replace(table, passed_over=(*_left_out(rows[0], {at, *columns.values()}), *table.passed_over))


def of_rows(rows: Sequence[list[str]], form: str) -> Table:
    """People told in rows of address, name, mode, "none" for a pause, and what they are if not members."""
    return _table(rows, 0, {"name": 1, "mode": 2, "pause": 3, "status": 4}, form)


def _dialect(text: str) -> type[csv.Dialect]:
    class Dialect(csv.excel):
        delimiter = max((",", ";", "\t"), key=text.partition("\n")[0].count)

    return Dialect


def _column(titles: Sequence[str], words: Sequence[str]) -> int | None:
    return next((titles.index(word) for word in words if word in titles), None)


def _left_out(titles: Sequence[str], taken: set[int | None]) -> list[str]:
    """The columns that nothing is taken from, in one phrase, if there are any."""
    left = [f'"{title}"' for column, title in enumerate(titles) if title and column not in taken]
    return [f"the column{'s' if len(left) > 1 else ''} {', '.join(left)}"] if left else []


def _untitled(rows: list[list[str]]) -> Table | None:
    """Rows of which one column holds addresses and another, perhaps, names."""
    width = max(map(len, rows))
    counts = [sum(is_mailable(row[at]) for row in rows if at < len(row)) for at in range(width)]
    at = counts.index(max(counts))
    several = sum(sum(map(is_mailable, row)) > 1 for row in rows)
    if width < 2 or counts[at] * 10 < len(rows) * 9 or several:
        return None
    name = next((other for other in range(width) if other != at), None)
    return _table(rows, at, {"name": name, "mode": None, "pause": None, "status": None}, "CSV")


def _table(rows: Sequence[list[str]], at: int, columns: dict[str, int | None], form: str) -> Table:
    people: dict[str, Member] = {}
    passed: list[str] = []
    for number, row in enumerate(rows, start=1):
        cells = {name: _cell(row, column) for name, column in columns.items()}
        address = _cell(row, at)
        why = _why_not(address, cells)
        if why:
            passed.append(f"row {number} ({address or 'no address'}): {why}")
            continue
        mode = _mode(cells)
        person = Member(
            addresses=(address,), name=cells["name"] if not is_mailable(cells["name"]) else "", mode=mode
        )
        people.setdefault(person.key, person)
    return Table(form=form, people=tuple(people.values()), passed_over=tuple(passed))


def _cell(row: list[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _why_not(address: str, cells: dict[str, str]) -> str:
    if not is_mailable(address):
        return "no address"
    if cells["status"].casefold() not in _MEMBERS:
        return f'status "{cells["status"]}"'
    if cells["mode"].casefold() not in _WORDS:
        return f'unknown delivery "{cells["mode"]}"'
    return ""


def _mode(cells: dict[str, str]) -> Mode:
    paused = _WORDS.get(cells["pause"].casefold(), Mode.MAIL)
    return Mode.NONE if paused is Mode.NONE else _WORDS[cells["mode"].casefold()]
