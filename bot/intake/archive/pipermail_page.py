"""
Pipermail's pages: one post each, with every character, but with few header fields.

A page's ``mailto:`` link names its own Message-ID. Which post it answers stands
in the monthly text beside the folder of pages, and in the folder's thread index.
"""

import datetime as dt
import html
import re
from collections.abc import Mapping
from urllib.parse import unquote

from bot.intake.archive.addresses import unhide
from bot.intake.archive.found import Found
from bot.intake.archive.from_line import MONTHS
from bot.intake.archive.letter import Letter
from bot.intake.archive.markup import bare, text_of, unarmoured, unmangled
from bot.intake.archive.pipermail_text import LOST, REPLY, body_of, lost_parts, lost_subject
from bot.intake.archive.scrubbed import Load, unscrub

MARK = "<!--beginarticle-->"
END = "<!--endarticle-->"
_BODY = re.compile(r"<!--beginarticle-->(.*?)(?:<!--endarticle-->|\Z)", re.DOTALL)
_SUBJECT = re.compile(r"<H1>(.*?)</H1>", re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r"<B>(.*?)</B>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"""<A\s+HREF="mailto:[^"]*"\s+TITLE="[^"]*">(.*?)</A>""", re.DOTALL | re.IGNORECASE)
_DATE = re.compile(r"<I>(.*?)</I>", re.DOTALL | re.IGNORECASE)
_ID = re.compile(r"In-Reply-To=([^\"&]*)", re.IGNORECASE)
_LINKED = re.compile(r">([^<>\s]+ at [^<>\s]+)</A>", re.IGNORECASE)  # an address in a text links to the list
_CLOCK = re.compile(
    r"[A-Z][a-z]{2} +([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}):(\d\d):(\d\d) +(?:(\S+) +)?(\d{4})", re.ASCII
)
_ITEM = re.compile(r"<!--\d+ ([\d.-]+?)- -->\s*<LI><A HREF=\"(\d+\.html)\"", re.IGNORECASE)
_AMERICA = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES = _AMERICA | {"CET": 1, "CEST": 2, "BST": 1, "WEST": 1, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9}
UNTHREADED = frozenset({"thread.*"})


def read_page(page: str, source: str, fields: Mapping[str, bytes], parent: str, load: Load) -> Found:
    """
    The post of a page.

    ``fields``: the header of each post of the month, by Message-ID, as the
    monthly text tells it. ``parent``: the Message-ID of the post that it answers,
    by the thread index; used where the text does not have the post. ``load``
    gives a file of the archive's folder of scrubbed parts.
    """
    letter, text = _letter(page), unscrub(_body(page), load)
    known, lost = fields.get(letter.message_id), LOST | lost_parts(text)
    if known is None:
        letter.in_reply_to = parent
        known, lost = letter.head(), lost | REPLY | (frozenset() if parent else UNTHREADED)
    lost |= lost_subject(known, text.text, answers=bool(parent))
    raw = known + b"\n" + body_of(text)
    return Found(source=source, raw=raw, lost=lost, origin_form="pipermail-page")


def message_id_of(page: str) -> str:
    """The Message-ID of the page's post, without brackets; "" where it is not told."""
    found = _ID.search(page)
    return unquote(html.unescape(found[1])).strip().strip("<>") if found else ""


def parents_of(index: str) -> dict[str, str]:
    """From a thread index (thread.html): the page of each answer, and the page that it answers."""
    pages: dict[str, str] = dict(_ITEM.findall(index))
    above = ((path.rpartition("-")[0], name) for path, name in pages.items())
    return {name: pages[path] for path, name in above if path in pages}


def _letter(page: str) -> Letter:
    head = page.partition(MARK)[0]
    return Letter(
        name=_first(_NAME, head),
        address=unhide(_first(_ADDRESS, head)),
        subject=_first(_SUBJECT, head),
        date=_date(_first(_DATE, head)),
        message_id=message_id_of(head),
    )


def _body(page: str) -> str:
    found = _BODY.search(page)
    markup = _LINKED.sub(lambda link: f">{unhide(link[1])}</A>", found[1]) if found else ""
    return unarmoured(unmangled(text_of(markup)))


def _first(pattern: re.Pattern[str], head: str) -> str:
    found = pattern.search(head)
    return bare(found[1]) if found else ""


def _date(text: str) -> str:
    """``Tue Jan  6 13:26:00 UTC 2026`` as RFC 5322 has it; a zone that is not known counts as UTC."""
    found = _CLOCK.match(text)
    if found is None or found[1].lower() not in MONTHS:
        return ""
    month, zone = MONTHS.index(found[1].lower()) + 1, _ZONES.get(found[6] or "", 0)
    hour, minute, second = map(int, found.group(3, 4, 5))
    try:
        when = dt.datetime(int(found[7]), month, int(found[2]), hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return ""
    return f"{when:%a, %d %b %Y %H:%M:%S} {zone:+03d}00"
