"""Posts in the layouts that lists see, cut where a reader would cut them; tests/parts/margins.py tells the form."""

from pathlib import Path

import pytest

from bot.mail.divide import Division
from bot.mail.post import Forward, PostKind
from tests.parts.margins import in_the_margin, marks_of, read_marked

MISSED = {
    "article-opinion-we-end": "an opinion that ends in a question to its readers: no sign tells it from the member's"
}
LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.xfail(strict=True, reason=MISSED[path.stem]))
        if path.stem in MISSED
        else path
        for path in LAYOUTS
    ],
    ids=lambda path: path.stem,
)
def test_every_line_is_whose_the_margin_says(path):
    post = read_marked(path)

    found = marks_of(post.divide(), post.text)

    assert in_the_margin(found, post.text) == in_the_margin(post.marks, post.text)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_what_is_shared_is_told_as_the_header_lines_of_the_layout_say(path):
    post = read_marked(path)
    division = post.divide()

    assert [told(forward) for forward in division.forwards] == post.header.get("Forward", [])
    assert division.via == post.header.get("Via", [None])[0]
    assert article(division) == post.header.get("Article", [])
    if "Forward" in post.header:
        assert division.kind is PostKind.FORWARD
    elif "Reply" in post.header:
        assert division.kind is PostKind.REPLY


def test_the_layouts_are_enough_to_speak_of_lists():
    assert len(LAYOUTS) >= 80


def told(forward: Forward) -> str:
    """Sender, subject and date of a forwarded message."""
    box = forward.sender
    name = "-" if box is None else f"{box.name or ''} <{box.address}>".removesuffix(" <>").strip()
    return " | ".join([name, forward.subject or "-", forward.date or "-"])


def article(division: Division) -> list[str]:
    """Headline, byline, date and address of an article that has lines."""
    found = division.article
    if found is None or not found.first_line:
        return []
    parts = [found.headline, found.byline, found.date, found.url]
    return [" | ".join(part or "-" for part in parts) + (" | cut off" if found.cut_off else "")]
