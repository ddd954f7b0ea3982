"""The first glance at a text passes over no line that the patterns would have known."""

import itertools
import random
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from bot.mail.text.lines import read_lines
from bot.mail.text.phrases import vocabulary
from bot.mail.zones.attributions import read_attribution
from bot.mail.zones.forwards import read_beginning
from bot.mail.zones.handed_on_by_hand import read_passing
from bot.mail.zones.prescan import Glance, glance
from bot.mail.zones.printed.article_lines import is_clutter, is_dateline, lone_link
from bot.mail.zones.printed.bylines import byline_of, is_date
from bot.mail.zones.signatures_and_footers import DELIMITERS, disclaimer_at
from tests.parts.tries import tries

POSTS = sorted((Path(__file__).parents[1] / "posts").glob("*.txt"))


def passed_over(text: str) -> list[tuple[str, str]]:
    """What begins on lines that the glance does not name, and those lines."""
    lines = read_lines(text)
    seen, missed, end = glance(lines), [], len(lines)
    for at, line in enumerate(lines):
        if not line.bare:
            continue
        if at not in seen.beginnings and read_beginning(lines, at, end):
            missed.append(("forward", line.text))
        if at not in seen.attributions and read_attribution(lines, at, end):
            missed.append(("attribution", line.text))
        if at not in seen.every and (line.depth or read_passing(line.bare, first=True)):
            missed.append(("passing", line.text))
        missed += [(what, line.text) for what, places in of_article(line.bare, seen) if at not in places]
        if at not in seen.endings and (line.bare in DELIMITERS or disclaimer_at([line]) == 0):
            missed.append(("ending", line.text))
    return missed


def of_article(bare: str, seen: Glance) -> Iterator[tuple[str, Collection[int]]]:
    """What a line is to an article, and the lines that the glance names as such."""
    if lone_link(bare):
        yield "address", seen.linked
    elif not is_clutter(bare):
        rule = not bare[0].isalnum() and len(bare) > 2 and not re.search(r"[^\W_]", bare)
        if rule or byline_of(bare) or is_dateline(bare):
            yield "article", seen.fronts
        if is_date(bare):
            yield "date", seen.dates


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_nothing_is_passed_over_in_the_posts(path):
    assert passed_over(path.read_text("utf-8")) == []


def test_nothing_is_passed_over_in_lines_put_together_by_chance():
    chance = random.Random(11)
    lines = list(itertools.chain.from_iterable(path.read_text("utf-8").split("\n") for path in POSTS))
    for _ in range(tries(300)):
        assert passed_over("\n".join(chance.choices(lines, k=40))) == []


def test_the_marks_of_every_language_are_seen():
    terms = vocabulary()
    for mark in terms.forward_marks | terms.original_marks:
        for line in (
            f"---------- {mark} ----------",
            f"{mark}:",
            mark.capitalize(),
            mark.upper(),
            f"*{mark}*",
        ):
            assert passed_over(f"{line}\nFrom: Ann <ann@example.org>\nSubject: Tea\nDate: Monday") == []


def test_the_attributions_of_every_language_are_seen():
    terms = vocabulary()
    for opener, verb in itertools.product(terms.openers, terms.verbs):
        assert passed_over(f"{opener} 12.1.2026 10:30, Ann <ann@example.org> {verb}:\n> Tea") == []
    for verb in terms.verbs:
        assert passed_over(f"Ann Example {verb}\n\n> Tea") == []
        assert passed_over(f"Ann Example {verb.replace(' ', chr(10))}:\n\n> Tea") == []


@pytest.mark.parametrize(
    "text",
    ["FM: Ann Example", "via Ann Example", "(h/t Ann Example)", "From today's Herald:", "Hat tip to Ann Example", "thankſ to Ann Example",
     "By Ann Example", "PARIS (AP) — The council", "WWW: www.example.org", "https://example.org/", "forwarded\tmessage:", "Ann wrotE:\n> Tea",
     "Fredwrote:\n> Tea", "***\n", "> quoted", "Tea / Forwarded message / more"],
)  # fmt: skip
def test_odd_lines_are_seen(text):
    assert passed_over(text) == []
