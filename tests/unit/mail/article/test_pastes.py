"""Pastes of papers, none of which any sign was made for alone, are parted from the comment."""

import pytest

from bot.mail.read import read
from tests.parts.pastes import LAYOUTS, PLACES, papers, parted_right, paste

PLAIN = "a line a paragraph"


@pytest.mark.parametrize("place", PLACES)
def test_comment_and_article_are_parted_wherever_the_comment_stands(place):
    wrong = [
        paper.name
        for paper in papers()
        for each in [paste(paper, place, PLAIN)]
        if not parted_right(each, read(each.raw))
    ]

    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("layout", LAYOUTS)
def test_comment_and_article_are_parted_in_every_layout(layout):
    wrong = [
        paper.name
        for paper in papers()
        for each in [paste(paper, "above and below", layout)]
        if not parted_right(each, read(each.raw))
    ]

    assert len(wrong) <= 2, wrong
