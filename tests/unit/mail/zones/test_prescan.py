"""The first glance at a text passes over no line that the patterns would have known."""

import itertools
import random
from pathlib import Path

import pytest

from bot.mail.text.lines import read_lines
from bot.mail.text.phrases import vocabulary
from bot.mail.zones.article_lines import Role, role_of
from bot.mail.zones.attributions import read_attribution
from bot.mail.zones.forwards import read_beginning
from bot.mail.zones.handed_on_by_hand import read_passing
from bot.mail.zones.prescan import glance
from bot.mail.zones.signatures_and_footers import DELIMITERS, disclaimer_at

POSTS = sorted((Path(__file__).parents[1] / "posts").glob("*.txt"))
FRONTS = (Role.BYLINE, Role.PLACE, Role.RULE)


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
        role = role_of(lines, at)
        if at not in seen.fronts and role in FRONTS:
            missed.append(("article", line.text))
        if at not in seen.linked and role is Role.ADDRESS:
            missed.append(("address", line.text))
        if at not in seen.dates and role is Role.DATE:
            missed.append(("date", line.text))
        if at not in seen.endings and (line.bare in DELIMITERS or disclaimer_at([line]) == 0):
            missed.append(("ending", line.text))
    return missed


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_nothing_is_passed_over_in_the_posts(path):
    assert passed_over(path.read_text("utf-8")) == []


def test_nothing_is_passed_over_in_lines_put_together_by_chance():
    chance = random.Random(11)
    lines = list(itertools.chain.from_iterable(path.read_text("utf-8").split("\n") for path in POSTS))
    for _ in range(300):
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
