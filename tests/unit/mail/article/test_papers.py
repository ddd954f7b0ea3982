import pytest

from bot.mail import read
from bot.mail.article.credits.papers import named_in, publisher_of

TEXT = (
    "\n\nHARBOUR, Jan. 12 - The council voted on Monday to close the pier until the spring, officials said.\n\n"
    '"We had no choice," said Bo Example, who runs the harbour office. He said that the storm had broken\n'
    "more than forty piles, and that repairs would take until May at least.\n\n"
    "The fishermen told reporters that they would move their boats to the old dock until then.\n"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Here is an excerpt from Reuters:", "Reuters"),
        ("The following appeared on page 6 of the Harbour Falls Gazette.", "Harbour Falls Gazette"),
        ("[The Economist]", "The Economist"),
        ("NYT on the harbour", "NYT"),
        ("From today's Washington Post:", "Washington Post"),
        ("Slate is what the roof is made of", None),
        ("We meet at the old dock.", None),
    ],
)
def test_a_publication_is_known_by_its_name_or_by_the_form_of_its_name(text, name):
    assert named_in(text) == name


def test_a_domain_tells_the_publication_also_below_another_host():
    assert publisher_of("https://www.nytimes.com/2026/01/12/pier.html") == "The New York Times"
    assert publisher_of("https://news.example.org/pier") is None


@pytest.mark.parametrize(
    ("head", "facts"),
    [
        (
            "Harbour Falls Gazette\nJanuary 12, 2026, page 4\n\nCouncil Closes the Pier\n\nby Ann Example\nGazette Staff Writer",
            ("Council Closes the Pier", "Ann Example", "Harbour Falls Gazette"),
        ),
        (
            "Web posted at: 9:20 p.m.\n\nCouncil Closes the Pier\n\nBy Ann Example, Globe Staff",
            ("Council Closes the Pier", "Ann Example", None),
        ),
        (
            "Council closes the pier.\n\nBy Staff Reporter Ann Example\nJune 5, 1997",
            ("Council closes the pier.", "Ann Example", None),
        ),
        (
            "COUNCIL CLOSES THE PIER UNTIL SPRING\n\nBy Ann Example\nand Cy Example",
            ("COUNCIL CLOSES THE PIER UNTIL SPRING", "Ann Example and Cy Example", None),
        ),
    ],
)
def test_headline_byline_and_source_are_told_from_what_else_stands_in_a_head(head, facts):
    post = read(f"From: Dee <dee@example.org>\nSubject: Fwd: The pier\n\n{head}{TEXT}".encode())
    assert post.article
    assert (post.article.headline, post.article.byline, post.article.source) == facts
