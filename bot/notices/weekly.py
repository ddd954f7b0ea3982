"""The report of a week to owners: what came, what rules did and how often people undid it, who waited."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from markupsafe import Markup

from bot.mail.mailing_list import MailingList
from bot.notices import clean, entity, phrases
from bot.notices.letter import Letter, seal
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.policy.model.verdict import Disposition

_PASSES = frozenset({Disposition.ACCEPT, Disposition.DIGEST})
_BECAME = {
    Disposition.ACCEPT: "posted",
    Disposition.DIGEST: "put into the digest",
    Disposition.HOLD: "held",
    Disposition.RETURN: "returned",
    Disposition.DISCARD: "discarded",
}
_BAR = 90  # pixels of the longest bar
_DOUBTFUL = 3  # times that people undid a rule, and half of what it did: then the owner is asked about it
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{0}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><style>'
    "body {{ margin: 0 auto; max-width: 600px; padding: 20px 16px; font: 15px/1.45 sans-serif; "
    "color: #22252a; background: #fff; }} "
    "h1 {{ font-size: 23px; margin: 0; }} h2 {{ font-size: 16px; margin: 26px 0 6px; }} "
    "table {{ width: 100%; border-collapse: collapse; }} td {{ padding: 5px 0; vertical-align: top; "
    "border-top: 1px solid #e2e0db; overflow-wrap: anywhere; }} .n {{ width: 3.5em; text-align: right; "
    "padding-right: 12px; }} .b {{ width: 90px; }} .b div {{ height: 10px; margin-top: 6px; "
    "background: #5b87a6; }} "
    "small, .d {{ color: #666b73; font-size: 13px; margin: 0; }} @media (prefers-color-scheme: dark) {{ "
    "body {{ background: #191b1f; color: #e2dfd8; }} td {{ border-color: #34373d; }} "
    "small, .d {{ color: #9fa3a8; }} }}</style></head>\n"
    '<body><h1>{0}: the week</h1><p class="d">{1}</p>\n{2}</body></html>\n'
)
_ASKED = {"leave": "left", "mail": "chose each post", "pause": "took a break"}


WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision: by the bot or by a person, with the rules that matched and those that only watch."""

    case: str
    author: str
    at: dt.datetime
    by_bot: bool
    disposition: Disposition
    rules: tuple[str, ...]
    shadow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What there is to tell; ``asked``: how often members asked for what; whose mail came back."""

    decided: Sequence[Decided]
    asked: Mapping[str, int] = field(default_factory=dict)
    bounced: int = 0
    paused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the report: what, how many, and a note beside it."""

    what: str
    count: int
    note: str = ""


Section = tuple[str, Sequence[Row]]


def write_week(week: Week, mailing_list: MailingList, stamp: Stamp) -> Outgoing:
    """The report as plain text and HTML, to the owners."""
    found = sections(week)
    name = clean.one_line(mailing_list.name)
    span = f"{phrases.day(stamp.date - WEEK)} to {phrases.day(stamp.date)}"
    parts = [entity.text(_text(name, span, found)), entity.text(_html(name, span, found), subtype="html")]
    return seal(
        Letter(
            kind=OutgoingKind.OWNER,
            subject=f"{name}: the week to {phrases.short_day(stamp.date)}",
            sender=f"{name} moderation bot",
            to=tuple(("", one) for one in mailing_list.owners),
            recipients=mailing_list.owners,
            content=entity.multipart("alternative", parts, stamp.boundary),
            reverse_path="",
            auto_submitted="auto-generated",
            reply_to=mailing_list.owners,
            bulk=True,
        ),
        mailing_list,
        stamp,
    )


def sections(week: Week) -> list[Section]:
    """The report as titles and rows; what there is nothing to say of is left out."""
    found = [
        ("Posts", _posts(week.decided)),
        ("What rules did", _rules(week.decided)),
        ("What rules that only watch would have done", _shadow(week.decided)),
        ("After a return", _returned(week.decided)),
        ("Waiting for a person", _waiting(week.decided)),
        ("Members", _members(week)),
    ]
    return [(title, rows) for title, rows in found if rows]


def _posts(decided: Sequence[Decided]) -> list[Row]:
    last = {one.case: one.disposition for one in decided}
    counts = Counter(last.values())
    return [Row(what=words, count=counts[each]) for each, words in _BECAME.items() if counts[each]]


def _rules(decided: Sequence[Decided]) -> list[Row]:
    """Each rule with how often it matched, and how often a person let through what it stopped."""
    matched: Counter[str] = Counter()
    undone: Counter[str] = Counter()
    let_through = {one.case for one in decided if not one.by_bot and one.disposition in _PASSES}
    for one in decided:
        if one.by_bot:
            matched.update(one.rules)
            if one.case in let_through and one.disposition not in _PASSES:
                undone.update(one.rules)
    return [
        Row(what=rule, count=count, note=_undone(undone[rule], count))
        for rule, count in matched.most_common()
    ]


def _undone(undone: int, count: int) -> str:
    if not undone:
        return ""
    asks = undone >= _DOUBTFUL and 2 * undone >= count
    said = f"people let {undone} of these posts through after all"
    return f"{said}: is the rule right?" if asks else said


def _shadow(decided: Sequence[Decided]) -> list[Row]:
    return [
        Row(what=rule, count=count)
        for rule, count in Counter(each for one in decided for each in one.shadow).most_common()
    ]


def _returned(decided: Sequence[Decided]) -> list[Row]:
    """How many whose post came back had one on the list after that, and how long it took."""
    waits: list[float] = []
    returned = [one for one in decided if one.disposition is Disposition.RETURN]
    for one in returned:
        later = [
            each.at
            for each in decided
            if each.author == one.author and each.at > one.at and each.disposition in _PASSES
        ]
        waits += [(min(later) - one.at).total_seconds()] if later else []
    if not returned:
        return []
    note = f"half of them within {_span(median(waits))}" if waits else ""
    share = f" ({round(100 * len(waits) / len(returned))} %)" if waits else ""
    return [
        Row(what="returned", count=len(returned)),
        Row(what=f"then posted{share}", count=len(waits), note=note),
    ]


def _waiting(decided: Sequence[Decided]) -> list[Row]:
    held: dict[str, dt.datetime] = {}
    waits: list[float] = []
    for one in decided:
        if one.disposition is Disposition.HOLD:
            held.setdefault(one.case, one.at)
        elif not one.by_bot and one.case in held:
            waits.append((one.at - held.pop(one.case)).total_seconds())
    rows = []
    if waits:
        note = f"half of them within {_span(median(waits))}"
        rows.append(Row(what="decided on", count=len(waits), note=note))
    if held:
        since = phrases.short_day(min(held.values()))
        note = f"the oldest since {since}; to see them: listwarden held list"
        rows.append(Row(what="still waiting", count=len(held), note=note))
    return rows


def _members(week: Week) -> list[Row]:
    rows = [
        Row(what=_ASKED.get(what, f"chose {what}"), count=count) for what, count in sorted(week.asked.items())
    ]
    if week.bounced:
        note = f"{phrases.count(week.paused, 'member')} paused for it" if week.paused else ""
        rows.append(Row(what="mail came back", count=week.bounced, note=note))
    return rows


def _span(seconds: float) -> str:
    if seconds < 5400:
        return phrases.count(max(1, round(seconds / 60)), "minute")
    if seconds < 172_800:
        return phrases.count(round(seconds / 3600), "hour")
    return phrases.count(round(seconds / 86_400), "day")


def _text(name: str, span: str, found: Sequence[Section]) -> str:
    lines = [f"{name}: the week", span, ""]
    for title, rows in found:
        lines += [title, ""]
        width = max(len(row.what) for row in rows)
        for row in rows:
            lines.append(f"  {clean.one_line(row.what):<{width}}  {row.count:>5}")
            lines += [f"      {row.note}"] if row.note else []
        lines.append("")
    return "\n".join([*lines, *([] if found else ["Nothing came this week.", ""])])


def _html(name: str, span: str, found: Sequence[Section]) -> str:
    """Tables; bars are cells with a colour beside the figures: programs drop drawings, SVG among them."""
    body = Markup("\n").join(_section(title, rows) for title, rows in found)
    empty = Markup("<p>Nothing came this week.</p>")
    return _PAGE.format(name, span, body or empty)


def _section(title: str, rows: Sequence[Row]) -> Markup:
    """Its rows; a bar says how many beside the others, so that a row alone has none."""
    most = max(row.count for row in rows) or 1
    line = Markup('<tr><td>{}{}</td><td class="n">{}</td><td class="b">{}</td></tr>\n')
    bar = Markup('<div style="width: {}px"></div>')
    made = Markup("").join(
        line.format(
            clean.one_line(row.what),
            _note(row),
            row.count,
            bar.format(max(1, round(_BAR * row.count / most))) if len(rows) > 1 and row.count else "",
        )
        for row in rows
    )
    return Markup("<h2>{}</h2>\n<table>\n{}</table>").format(title, made)


def _note(row: Row) -> Markup:
    return Markup("<br><small>{}</small>").format(row.note) if row.note else Markup("")
