"""Articles among the author's own words: several, in order, and none where nobody shares one."""

from bot.mail.post import ZoneKind
from bot.mail.read import read

HEAD = "From: Ruth Adler <ruth@example.org>\nTo: salon@lists.example.org\nSubject: {}\nContent-Type: text/plain\n\n"
FIRST = """Town Council Puts Off Vote on a New Bridge

By Dora Example

The council of the town met on Tuesday evening to talk about the bridge that has been closed since the spring. The \
mayor said that she hoped for an answer before the summer.
"""
SECOND = """The County Has No Money for Its Roads Either

By Emil Muster

The county board said on Wednesday that it could not pay for the roads that lead to the bridge. The engineers of the \
county had asked for two million.
"""


def a_post(text, subject="[Salon] Two for the weekend"):
    return read((HEAD.format(subject) + text).encode())


def test_several_articles_are_told_in_order():
    post = a_post(f"Two that belong together.\n\n{FIRST}\nhttps://www.example.com/one\n\n{SECOND}")

    assert [article.byline for article in post.articles] == ["Dora Example", "Emil Muster"]
    assert post.article is post.articles[0]


def test_the_authors_own_report_under_its_own_title_is_no_article():
    own = "Last night forty people came to the hall. I had expected ten, and I was glad. We talked until midnight."
    post = a_post(
        f"Last night at the hall\n\nby Ruth Adler\n\n{own}\n\n{own}\n", "[Salon] Last night at the hall"
    )

    assert post.articles == ()
    assert {zone.kind for zone in post.zones} <= {ZoneKind.OWN, ZoneKind.SIGNATURE}


def test_an_acronym_and_a_dash_begin_no_article():
    text = "FYI - the bridge is closed again, and nobody in the county office can say for how long it will be so.\n\n"
    post = a_post(text * 3, "[Salon] Bridge")

    assert post.articles == ()
