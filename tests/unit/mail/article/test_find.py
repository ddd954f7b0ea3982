"""Articles among the author's own words: several, in order, and none where nobody shares one."""

import pytest

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


COMMIT = """Author: mhale
Date: Tue Apr 13 12:02:21 2010
New Revision: 933569

URL: https://svn.example.org/viewvc?rev=933569&view=rev
Log:
Cleaned up links in the download page.

Modified: site/download.html
URL: https://svn.example.org/viewvc/site/download.html?rev=933569&r1=933568
==============================================================================
--- site/download.html (original)
+++ site/download.html Tue Apr 13 12:02:21 2010
@@ -39,7 +39,7 @@
 Copyright 2010 The Example Society. All rights reserved.
-   <li id="current"><a href="https://www.example.org/download.html">Download</a></li>
+   <li id="current"><a href="download.html">Download</a></li>
"""
TICKET = """https://bugs.example.org/show_bug.cgi?id=40227

  Summary    : The client window does not show the servers
  Product    : Example Linux
  Reported By: john@example.com

Yes, it is just as it was before. The server is the same as it was fourteen months ago, and its name is in the list.

To restate the problem: after a clean installation the panel is blank, and the window seems to hang for some minutes.
"""
RELEASE = """The second beta of example 4.2 is available:

Download from:  https://www.example.org/example/beta/
Change log:     https://www.example.org/example/beta/CHANGES.txt

It has been tested on three systems, and as many as possible should try it before the release at the end of March.

The checks for files and for requests over HTTP can use another sum now, and the service engine has been made simpler.
"""


@pytest.mark.parametrize("text", [COMMIT, TICKET, RELEASE], ids=["commit", "ticket", "release"])
def test_what_programs_and_announcements_write_is_not_taken_from_its_author(text):
    post = a_post(text, "[salon] example 4.2")

    assert [zone.kind for zone in post.zones] == [ZoneKind.OWN]
    assert not any(article.words for article in post.articles)


def test_a_patch_below_shared_in_the_subject_stays_its_authors():
    post = a_post(COMMIT, "Fwd: [salon] example 4.2")

    assert [zone.kind for zone in post.zones] == [ZoneKind.OWN]


def test_an_article_with_quote_marks_is_shared_where_nothing_is_answered():
    marked = "".join(f"> {line}".rstrip() + "\n" for line in FIRST.splitlines())
    post = a_post(f"The third paragraph matters.\n\n{marked}\nRuth\n")

    assert post.article is not None
    assert (post.article.byline, post.article.quoted) == ("Dora Example", True)
    assert [zone.kind for zone in post.zones][:2] == [ZoneKind.OWN, ZoneKind.ARTICLE]


@pytest.mark.parametrize("subject", ["Re: [Salon] The bridge", "[Salon] The bridge"])
def test_an_article_that_an_answered_post_shared_is_quotation(subject):
    marked = "".join(f"> {line}".rstrip() + "\n" for line in FIRST.splitlines())
    said = "" if subject.startswith("Re:") else "Ann Lee wrote:\n"
    post = a_post(f"{said}{marked}\nThe third paragraph matters.\n", subject)

    assert post.article is None
    assert ZoneKind.QUOTATION in {zone.kind for zone in post.zones}


EXCERPT = """A link to the work of last year?


   6-8-96. FiTi:

   "Biology and the jobs of the future."

      One of the biggest shortages today is in the area in which
      biology meets the computer. Biology is becoming a science of
      data, in the same way that physics did fifty years ago when
      it became clear that machines would be needed.

      Dr. Thornton of the college in the north said that she could
      not find people for half of the places that she had to fill.
"""


def test_a_title_in_quotation_marks_below_a_paper_and_its_day_tells_of_an_excerpt():
    assert a_post(EXCERPT, "BIO_nfo").zones[-1].kind is ZoneKind.ARTICLE
