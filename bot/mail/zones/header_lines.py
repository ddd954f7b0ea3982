"""Reads the header lines that mail clients copy into the text of a forward or a quotation."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail.text.clues import has_time, has_whole_date, wrapped
from bot.mail.text.lines import Line, next_said
from bot.mail.text.phrases import fold, vocabulary

_LABEL_MOST = 32
_OPEN_ENDS = (",", ";", "<", "[mailto:", "(")
_TRACE = ("x-", "list-", "content-", "arc-", "resent-", "received", "dkim-", "authentication-")
_MOMENT = 60  # characters of a date and time
_NEAR_LABEL = 10  # lines
_MOST_LINES = 120
_PEOPLE = frozenset(("from", "to", "cc", "reply-to"))
_OTHER = "other"  # a header line that tells nothing of the message to a reader


@dataclass(frozen=True, slots=True)
class Block:
    """Header lines in a text: the index behind the last, how deep they are quoted, values by name."""

    end: int
    depth: int
    fields: dict[str, str]

    @property
    def convincing(self) -> bool:
        """Whether these lines are a mail's header even without a mark above them."""
        names = self.fields.keys()
        if not self.fields.get("from") or not names & {"date", "to", "subject"}:
            return False
        reached = any("@" in value for value in self.fields.values())
        dated = any(char.isdigit() for char in self.fields.get("date", "0"))  # "Date: to be agreed" is prose
        return (reached or ("subject" in names and dated)) and ("date" in names or len(names) > 2)


def read_field(bare: str) -> tuple[str, str] | None:
    """The name (English) and value of a header line in any language; None where the line is none."""
    parted = _part(bare)
    if parted is None:
        return None
    label, value = parted
    name = vocabulary().fields.get(label) or (
        _OTHER if label.startswith(_TRACE) and " " not in label else None
    )
    return (name, value) if name else None


def _part(bare: str) -> tuple[str, str] | None:
    """A line's label, folded, and what stands behind its colon; also of a table's row ("| From | Ann |")."""
    if bare.startswith("|") and bare.endswith("|") and bare.count("|") == 3:
        _, label, value, _ = bare.split("|")
        return fold(label.strip("*: ")), value.strip()
    at = bare.find(":", 0, 40)
    if not bare.isascii() and (wide := bare.find("：", 0, 40)) > 0 and not 0 < at < wide:
        at = wide
    if not 0 < at <= _LABEL_MOST:
        return None
    label, value = bare[:at], bare[at + 1 :].strip()
    if label.startswith("*"):
        value = value.removeprefix("*").removeprefix("*").strip()
    return fold(label.strip("*_ \t\u00a0")), value


def read_block(lines: Sequence[Line], at: int, end: int) -> Block | None:
    """The header lines from ``at`` on, values broken over lines drawn together; None where there are none."""
    first = read_field(lines[at].bare) if at < end else None
    if first is None:
        return None
    fields = {} if first[0] == _OTHER else dict([first])
    name, here, depth = first[0], at + 1, lines[at].depth
    while here < end and here - at < _MOST_LINES:
        step = _skip_blank(lines, here, end, fields)
        field = read_field(lines[step].bare) if step < end and lines[step].depth == depth else None
        if field and field[0] == _OTHER and step == here:
            name, here = _OTHER, here + 1
        elif field and field[0] not in (*fields, _OTHER):
            name, fields[field[0]], here = field[0], field[1], step + 1
        elif field is None and step == here and _goes_on(lines, here, end, fields, name):
            if name != _OTHER and not _stranger(lines[here].bare):
                fields[name] = f"{fields[name]} {lines[here].bare}".strip()
            here += 1
        else:
            break
    return Block(here, depth, fields)


def read_notes(lines: Sequence[Line], at: int, end: int) -> Block | None:
    """The header of Lotus Notes: sender, date, and labels on lines of their own; None where there is none."""
    for dated in range(at + 1, min(end, at + 4)):
        bare = lines[dated].bare
        if len(bare) < _MOMENT and _tells_moment(bare):
            break
    else:
        return None
    to = _label_below(lines, dated, end, "to")
    subject = _label_below(lines, to, end, "subject")
    value = next_said(lines, subject + 1, end)
    if value >= end:
        return None
    fields = {
        "from": lines[at].bare,
        "date": lines[dated].bare,
        "to": lines[next_said(lines, to + 1, end)].bare,
        "subject": lines[value].bare,
    }
    return Block(value + 1, lines[at].depth, fields)


@functools.lru_cache(maxsize=256)  # each line is asked below three others
def _tells_moment(bare: str) -> bool:
    return has_time(bare) and has_whole_date(bare)


def _label_below(lines: Sequence[Line], at: int, end: int, name: str) -> int:
    """The next line that is nothing but the label of a field; ``end`` where there is none near."""
    below = range(at + 1, min(end, at + _NEAR_LABEL))
    return next((here for here in below if vocabulary().fields.get(fold(lines[here].bare)) == name), end)


def is_within_header(lines: Sequence[Line], at: int) -> bool:
    """Whether a trace line stands below another: what that one began, this one does not begin once more."""
    field = read_field(lines[at].bare)
    if not at or field is None or field[0] != _OTHER:
        return False
    above = lines[at - 1]
    return bool(above.bare) and (above.text[:1] in (" ", "\t") or read_field(above.bare) is not None)


def _skip_blank(lines: Sequence[Line], here: int, end: int, fields: dict[str, str]) -> int:
    """Past one blank line, where another header line follows it."""
    step = next_said(lines, here, min(end, here + 2))
    if step == here or step >= end:
        return here
    field = read_field(lines[step].bare)
    return step if field and field[0] not in (*fields, _OTHER) and field[1] else here


def _goes_on(lines: Sequence[Line], here: int, end: int, fields: dict[str, str], name: str) -> bool:
    """Whether this line is the rest of a value, or a header line that nobody needs, and not the body."""
    line = lines[here]
    if line.blank:
        return False
    if name == _OTHER and line.text[:1] in (" ", "\t"):
        return True
    value = fields.get(name, "")
    if name in _PEOPLE and line.bare.startswith("<") and "@" in line.bare:
        return True
    if name not in {"subject", "date", _OTHER} and (value.endswith(_OPEN_ENDS) or _unclosed(value)):
        return True
    if wrapped(lines[here - 1].text, line.text) and not _starts_body(line):
        return True
    return _field_follows(lines, here, end, fields)


def _field_follows(lines: Sequence[Line], here: int, end: int, fields: dict[str, str]) -> bool:
    for line in lines[here + 1 : min(end, here + 3)]:
        if line.blank:
            return False
        field = read_field(line.bare)
        if field:
            return field[0] not in fields
    return False


def _starts_body(line: Line) -> bool:
    return line.text.startswith(" ")


def _unclosed(value: str) -> bool:
    return value.rfind("<") > value.rfind(">") or value.rfind("[") > value.rfind("]")


def _stranger(bare: str) -> bool:
    """A header line under a name that is in no table: "Importance: High"."""
    parted = _part(bare)
    return parted is not None and parted[0].replace("-", "").replace(" ", "").isalpha() and " " in bare


def read_run_together(text: str) -> dict[str, str]:
    """The values where a client puts all header lines into one: "From: A <a@b>To: B <b@c>Subject: D"."""
    starts: list[tuple[int, int, str]] = []
    at = text.find(":")
    while at >= 0 and len(starts) < 12:
        if (begin := _label_before(text, at)) and begin[1] not in (name for _, _, name in starts):
            starts.append((begin[0], at + 1, begin[1]))
        at = text.find(":", at + 1)
    fields: dict[str, str] = {}
    for number, (_, value_at, name) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        fields[name] = text[value_at:stop].strip()
    return _without_colon(fields)


def _label_before(text: str, colon: int) -> tuple[int, str] | None:
    """The longest known label that ends at the colon and begins with a capital."""
    low = max(0, colon - _LABEL_MOST)
    for begin in range(low, colon):
        char = text[begin]
        if char.isspace() or (char.lower() != char.upper() and not char.isupper()):
            continue
        name = vocabulary().fields.get(fold(text[begin:colon]))
        if name and (colon - begin > 3 or begin == 0 or not text[begin - 1].isalpha()):
            return begin, name
    return None


def _without_colon(fields: dict[str, str]) -> dict[str, str]:
    """Yahoo's Portuguese writes its last label without a colon: "CETAssunto Tea"."""
    if "subject" in fields or "date" not in fields:
        return fields
    value = fields["date"]
    for label in (
        label for label, name in vocabulary().fields.items() if name == "subject" and len(label) > 3
    ):
        at = value.find(f"{label.capitalize()} ")
        if at > 0:
            return fields | {"date": value[:at].strip(), "subject": value[at + len(label) + 1 :].strip()}
    return fields
