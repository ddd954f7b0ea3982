"""
The report as one HTML document.

Everybody's text is escaped by the template. The document may load nothing: its
content security policy allows its own style and the one script that it knows
by hash, which shows posts of one rule and saves labels as a file.
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.mail.post import Zone
from bot.notices import clean
from bot.notices.phrases import count, listed
from bot.notices.report import words
from bot.notices.report.charts import curve_chart, number, over_time
from bot.notices.report.model import CAUGHT, DISPOSITIONS, Report, Shown

FIRST_CHANGES = 25  # that stand open; the others are folded
LONGEST_LINE = 400  # characters of one line that are shown


def page(report: Report) -> str:
    """The whole document."""
    style, script = _source("report.css"), _source("report.js")
    return _template().render(
        report=report,
        style=style,
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        headline=words.headline(report),
        sentences=words.sentences(report),
        chart=over_time(report.days),
        curves=[(curve, curve_chart(curve)) for curve in report.curves],
        dispositions=DISPOSITIONS,
        caught=CAUGHT,
        passages=passages,
        words=words,
        number=number,
        count=count,
        listed=listed,
        FIRST_CHANGES=FIRST_CHANGES,
    )


def passages(post: Shown) -> Iterator[tuple[Zone, list[tuple[str, bool]]]]:
    """Each zone with its lines, and whether a reason means the line."""
    meant = {
        line for reason in post.reasons for first, last in reason.lines for line in range(first, last + 1)
    }
    for zone in post.zones:
        lines = clean.body(zone.text).split("\n")
        yield (
            zone,
            [
                (_cut(line), bool(line.strip()) and at in meant)
                for at, line in enumerate(lines, zone.first_line)
            ],
        )


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _source(name: str) -> str:
    environment = _environment()
    loader = environment.loader
    assert loader is not None  # noqa: S101 - set three lines below
    return loader.get_source(environment, name)[0]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("bot.notices.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _template() -> Template:
    return _environment().get_template("report.html")
