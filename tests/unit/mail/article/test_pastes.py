"""Pastes of papers, none of which any sign was made for alone, are parted from the comment."""

import pytest

from bot.mail.read import read
from tests.parts.pastes import LAYOUTS, PLACES, papers, parted_right, paste, pastes

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


def test_a_headline_right_below_its_address_is_the_articles_though_no_blank_line_parts_them():
    mine = [one for one in pastes() if "| none | no blank lines, wrapped" in one.name]
    wrong = [one.name for one in mine[::12] if not parted_right(one, read(one.raw))]

    assert mine
    assert wrong == []
