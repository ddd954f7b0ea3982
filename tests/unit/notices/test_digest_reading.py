"""An issue as people read it: an article once, own words first, earlier mail left out, parts that are shown whole."""

import base64
import re
import textwrap

from bot.mail import read
from bot.notices import Entry, write_issue
from tests.parts.letters import opened, parts
from tests.parts.reading import SALON, a_stamp
from tests.parts.salon import post

URL = "https://gazette.example.com/2026/01/07/rain.html"
ARTICLE = """Rain falls on the valley
By Joan Reed
Jan. 7, 2026

The river rose by two metres in one night, and the mayor of the town said that nobody had seen the like \
since the year 1953. Farmers along the eastern bank moved their animals to higher ground before midnight.

"We were warned, and we did not listen," said Peter Aldous, who has kept the weir for thirty years. He \
pointed to the gauge, which had stopped at its highest mark.

The council will meet on Thursday to decide whether the bridge can open again to lorries. Until then all \
traffic goes by way of Northport, which adds forty minutes to the journey of most people here.
"""


def shares(comment: str, name: str, number: int) -> bytes:
    address = f"{name.lower()}@example.net"
    text = f"FM: {name}\n\n{comment}\n\n{URL}\n\n{ARTICLE}"
    subject = '[Salon] Fwd: "Rain falls on the valley" (The Gazette)'
    return post(text, subject=subject, from_=f"{name} <{address}>", message_id=f"s{number}@example.net")


ANN = shares(
    "This matters to us, since the same was promised after the flood of the year before last.", "Ann", 1
)
BOB = shares(
    "I was there, and nobody was warned at all; the gauge had been broken since the spring.", "Bob", 2
)


def answers(text: str, below: str, name: str = "Cy", number: int = 3) -> bytes:
    return post(
        f"{text}\n\n{below}",
        subject="Re: [Salon] Fwd: Rain",
        from_=f"{name} <{name.lower()}@example.org>",
        message_id=f"s{number}@example.org",
        extra="In-Reply-To: <s1@example.net>",
    )


def forms(*raws: bytes) -> list[tuple[str, str]]:
    """The plain and the HTML form of each part."""
    entries = [Entry(case=f"c{number}", post=read(raw)) for number, raw in enumerate(raws)]
    mails = write_issue(entries, SALON, 12, a_stamp)
    found = [opened(mail) for mail in mails]
    return [
        (parts(one, "text/plain")[0].get_content(), parts(one, "text/html")[0].get_content()) for one in found
    ]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]).split())


def test_an_article_of_two_members_is_one_entry_with_both_comments():
    ((plain, html),) = forms(ANN, BOB)

    for form in (" ".join(plain.split()), words(html)):
        assert form.count("goes by way of Northport") == 1
        assert "was promised after the flood" in form
        assert "had been broken since the spring" in form
    assert html.count("<h2") == 1
    assert html.count(f'href="{URL}"') == 1


def test_an_article_that_nothing_marks_is_one_entry_with_that_of_who_marks_it():
    unmarked = "\n\n".join(textwrap.fill(one, 60) for one in ARTICLE.split("\n\n")[1:])
    bob = post(
        f"Seen this? I had no idea.\n\n{unmarked}",
        subject="Well",
        from_="Bob <bob@example.net>",
        message_id="s2@example.net",
    )

    ((plain, html),) = forms(ANN, bob)

    for form in (" ".join(plain.split()), words(html)):
        assert form.count("The river rose by two metres") == form.count("The council will meet") == 1
        assert "Seen this? I had no idea." in form
    assert html.count("<h2") == 1


def test_what_a_second_member_puts_into_the_article_is_shown():
    remark = (
        "And here I must say that I do not believe a single word of what the mayor says about the year 1953."
    )
    bob = BOB.replace(b"The council will", f"{remark}\n\nThe council will".encode())

    ((plain, html),) = forms(ANN, bob)

    for form in (" ".join(plain.split()), words(html)):
        assert remark in form
        assert form.count("The council will meet") == 1


def test_an_article_under_a_subject_that_says_nothing_is_named_by_its_headline():
    ((plain, html),) = forms(
        ANN.replace(b'[Salon] Fwd: "Rain falls on the valley" (The Gazette)', b"No Subject")
    )

    assert '<h2 dir="auto">Rain falls on the valley</h2>' in html
    assert "1. Rain falls on the valley" in plain


def test_two_articles_at_one_address_are_two_entries():
    other = " ".join(f"Sentence {n} of another piece about the harbour of {n} ships." for n in range(12))
    bob = BOB.replace(ARTICLE.encode(), f"Ships of the world\nBy Al Lee\n\n{other}\n".encode())
    bob = bob.replace(b"Rain falls on the valley", b"Ships of the world")

    ((_, html),) = forms(ANN, bob)

    assert html.count("<h2") == 2


def test_lines_that_an_author_closes_posts_with_are_shown_once():
    closing = (
        "We've got computers, we're tapping phone lines,\nI know that that ain't allowed. Ann of the Marsh"
    )
    raws = [
        post(f"{said}\n\n{closing}", subject=f"Topic {said}", message_id=f"u{said}@example.net")
        for said in ("One is here.", "Two is there.")
    ]

    ((plain, html),) = forms(*raws)

    for form in (" ".join(plain.split()), words(html)):
        assert form.count("tapping phone lines") == 1
        assert "One is here." in form
        assert "Two is there." in form


def test_a_sentence_that_an_author_says_twice_is_not_cut():
    said = (
        "in the regional papers, if one can read them, and in the minutes of the harbour commission of May."
    )
    raws = [
        post(f"{begins}\n{said}", subject=f"Topic {begins[:3]}", message_id=f"u{begins[:3]}@example.net")
        for begins in ("One finds it", "Two stand")
    ]

    ((plain, html),) = forms(*raws)

    for form in (" ".join(plain.split()), words(html)):
        assert form.count("if one can read them") == 2


def test_another_article_of_the_same_paper_is_another_entry():
    other = BOB.replace(b"rain.html", b"snow.html").replace(
        b"Rain falls on the valley", b"Snow lies on the hills at last"
    )
    other = re.sub(
        rb"The river rose.*",
        b"Up there it is white, and the lifts run again as of Friday.\n",
        other,
        flags=re.DOTALL,
    )

    ((_, html),) = forms(ANN, other)

    assert html.count("<h2") == 2


def test_an_answer_is_no_second_share_though_it_copies_the_article():
    copied = "On Tue, Jan 13, 2026 at 9:02 AM Ann <ann@example.net> wrote:\n\n" + "\n".join(
        f"> {line}" for line in ARTICLE.split("\n")
    )
    ((plain, html),) = forms(ANN, answers("No.", copied))

    assert plain.count("goes by way of Northport") == 1
    assert "[Left out here, 7 lines. The whole is in message 1, of Ann.]" in plain
    assert (
        'Left out here, 7 lines. The whole is in the post of <a href="#m1"><bdi>Ann</bdi></a> above.' in html
    )


def test_a_copied_mail_of_nobody_here_is_left_out_with_a_note():
    below = "\n".join(
        ["On Mon, Jan 12, 2026 Xu <xu@example.org> wrote:", *(f"> Line {n} of it." for n in range(9))]
    )
    ((plain, html),) = forms(answers("I do not think so.", below))

    for form in (plain, words(html)):
        assert "Line 5 of it" not in form
        assert "Left out here, 10 lines of earlier mail." in form


def test_an_answer_between_quotations_keeps_them():
    text = "> The tide is out, and the boat lies in the mud of the harbour since the morning.\n\nYes.\n\n> And tomorrow?\n\nIn again."
    ((plain, html),) = forms(answers("So it is.", text))

    assert "> The tide is out" in plain
    assert re.search(r"<blockquote[^>]*>\s*<p[^>]*>The tide is out", html)


def test_a_quotation_is_of_what_came_before_never_of_a_later_post():
    quoted = "On Tue Ann <ann@example.net> wrote:\n> This matters to us, since the same was promised after the flood of the year before last.\n\nWho promised it?"
    ((plain, html),) = forms(ANN, answers("Well.", quoted, "Cy", 3), answers("Well.", quoted, "Dee", 4))

    assert html.count('<a href="#m1"><bdi>Ann</bdi></a>: This matters to us') == 2
    assert " ".join(plain.split()).count("[Ann in message 1: “This matters to us") == 2
    assert "Ann &lt;ann@example.net&gt; wrote" not in html


def test_a_quotation_is_of_the_post_that_is_answered_where_several_have_its_words():
    said = (
        "The gauge at the weir had stopped at its highest mark, and nobody had looked at it since the spring."
    )
    first = post(
        f"{said} So it was told.", subject="Gauge", message_id="g1@example.net", from_="Al <al@example.net>"
    )
    second = post(
        f"{said} I saw it.", subject="Weir", message_id="g2@example.net", from_="Bea <bea@example.net>"
    )
    third = post(
        f"Bea wrote:\n> {said}\n\nWho looks at it now?",
        subject="Re: Weir",
        message_id="g3@example.net",
        extra="In-Reply-To: <g2@example.net>",
    )
    ((plain, html),) = forms(first, second, third)

    assert "<bdi>Bea</bdi></a>: The gauge at the weir" in html
    assert "[Bea in message 1: “The gauge at the weir" in plain


def test_of_a_quotation_of_two_each_names_whose_it_is_and_what_is_nobodys_here_stays():
    mud = "The boat lies in the mud of the old harbour since the morning, and nobody comes for it."
    rope = "Its rope was cut by somebody who knew what he did, and had a good knife with him."
    far = "Nobody of this list has written what stands here, so that it must be shown in full."
    first = post(mud, subject="Boat", message_id="b1@example.net", from_="Al <al@example.net>")
    second = post(rope, subject="Rope", message_id="b2@example.net", from_="Bea <bea@example.net>")
    third = post(
        f"> > {mud}\n>\n> {rope}\n>\n> {far}\n\nWho says so?", subject="Knife", message_id="b3@example.net"
    )
    ((plain, html),) = forms(first, second, third)

    said = " ".join(plain.split())
    assert re.search(r"\[Al in message \d: “The boat lies", said)
    assert re.search(r"\[Bea in message \d: “Its rope was cut", said)
    assert said.count("since the morning, and nobody comes for it") == 1
    assert said.count("and had a good knife with him") == 1
    assert html.count("it must be shown in full") == 1


MUD = "The boat lies in the mud of the old harbour since the morning, and nobody comes for it."
SHIP = "Nobody of this list has written what stands here, so that it must be shown in full."


def test_a_quotation_in_a_quotation_keeps_its_depth():
    quoted = f"Bea wrote:\n> Al wrote:\n> > {SHIP}\n>\n> So it is.\n\nIs it?"
    ((plain, html),) = forms(post(quoted, subject="Ship", message_id="b3@example.net"))

    assert "Bea wrote:\n\n> Al wrote:\n> > Nobody of this list" in plain.replace("\r", "")
    assert "\n> So it is.\r\n" in plain
    assert re.search(r'<blockquote[^>]*>\s*<p>Al wrote:</p>\s*<blockquote class="q"><p>Nobody of', html)


def test_who_is_quoted_is_told_once_where_the_issue_has_the_words():
    first = post(MUD, subject="Boat", message_id="b1@example.net", from_="Al <al@example.net>")
    quoted = (
        "On Tue, 13 Jan 2026, Bea Low <bea@example.org> wrote:\n"
        f"> On Mon, 12 Jan 2026, Al <al@example.net> wrote:\n> > {MUD}\n> >\n> > {SHIP}\n\nWho says so?"
    )
    second = post(f"{SHIP}", subject="Ship", message_id="b2@example.net", from_="Al <al@example.net>")
    third = post(quoted, subject="Re: Boat", message_id="b3@example.net")
    ((plain, html),) = forms(first, second, third)

    for form in (plain, words(html)):
        assert "wrote:" not in form
        assert "Who says so?" in form
    assert " ".join(plain.split()).count("[Al in message") == 2


def test_what_one_post_has_of_a_quotation_is_one_note():
    more = "Its rope was cut by somebody who knew what he did, and had a good knife with him."
    short = "So they tell it here."
    first = post(
        f"{MUD}\n\n{short}\n\n{more}",
        subject="Boat",
        message_id="b1@example.net",
        from_="Al <al@example.net>",
    )
    other = post(
        f"Al wrote:\n> {MUD}\n>\n> {short}\n>\n> {more}\n>\n> {SHIP}\n> {SHIP[::-1]}\n\nWho?",
        subject="Re: Boat",
        message_id="b2@example.net",
    )
    ((plain, html),) = forms(first, other)

    assert plain.count("[Al in message 1") == 1
    assert html.count('<a href="#m1"><bdi>Al</bdi></a>: The boat') == 1
    assert plain.count(short) == 1
    assert "> Nobody of this list" in plain


def test_an_issue_is_cut_into_parts_that_mail_programs_show_whole():
    text = "The commission met again on Tuesday, and nobody brought a map. " * 14
    raws = [
        post(
            f"{n}. {text}",
            subject=f"Harbour talk {n}",
            from_=f"P{n} <p{n}@example.org>",
            message_id=f"n{n}@example.org",
        )
        for n in range(150)
    ]
    pages = forms(*raws)

    assert len(pages) > 1
    assert all(len(html.encode()) < 95_000 for _, html in pages)
    assert f"Issue 12, 1 of {len(pages)}" in pages[0][1]
    assert sum(plain.count("\nMessage: ") for plain, _ in pages) == 150
    assert all("unsubscribe" in html or "To change that, or to leave" in html for _, html in pages)


def test_curly_quotes_end_no_link():
    text = (
        "As I wrote (https://www.example.net/2025/11/26/the-timetable-illusion),“while nothing” can be said."
    )
    ((_, html),) = forms(post(text, subject="Links"))

    assert 'href="https://www.example.net/2025/11/26/the-timetable-illusion"' in html


def test_the_subject_names_topics_and_no_marks():
    entries = [
        Entry(case="c", post=read(raw))
        for raw in (ANN, post("Hello.", subject="Re: [Salon] FWD: Night ferry"))
    ]
    (mail,) = write_issue(entries, SALON, 12, a_stamp)

    assert opened(mail)["Subject"] == "Salon: Night ferry, Rain falls on the valley · 8 Jan"


def test_small_pictures_are_shown_in_their_place():
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 12
    head, _, _ = post("X", subject="Map").decode().partition("\n\n")
    head = head.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=b1").replace("8bit", "7bit")
    body = base64.encodebytes(png).decode()
    raw = f"{head}\n\n--b1\nContent-Type: text/plain\n\nSee the map.\n--b1\nContent-Type: image/png; name=map.png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=map.png\n\n{body}--b1--\n"
    (mail,) = write_issue([Entry(case="c", post=read(raw.encode()))], SALON, 12, a_stamp)

    html = parts(opened(mail), "text/html")[0].get_content()
    (picture,) = parts(opened(mail), "image/png")
    assert picture.get_payload(decode=True) == png
    assert f'<img src="cid:{picture["Content-ID"].strip("<>")}" alt="map.png">' in html
    assert "message/rfc822" not in mail.raw.decode("latin-1")


def test_a_paragraph_that_an_earlier_post_has_word_for_word_is_named():
    pasted = (
        "The river rose by two metres in one night, and the mayor said that nobody had seen the like since 1953. "
        "Farmers along the eastern bank moved their animals to higher ground before midnight, and the bridge was "
        "closed to lorries until the council could meet."
    )
    first = post(f"Hello.\n\n{pasted}", subject="Rain", message_id="p1@example.net")
    second = post(
        f"I was there.\n\n{pasted}",
        subject="Flood",
        message_id="p2@example.net",
        from_="Bob <bob@example.org>",
    )

    ((plain, html),) = forms(first, second)

    for form in (" ".join(plain.split()), words(html)):
        assert form.count("The river rose by two metres") == 1
        assert "I was there." in form


def test_a_comment_below_an_article_comes_first():
    comment = "This matters to us, since the same was promised after the flood of the year before last."
    raw = post(
        f"{URL}\n\n{ARTICLE}\n\n---\n\n{comment}\n\nAnn",
        subject='Fwd: "Rain falls on the valley" (The Gazette)',
    )
    kinds = [zone.kind.value for zone in read(raw).zones if zone.text.strip()]
    ((plain, html),) = forms(raw)

    assert kinds.index("article") < kinds.index("own")
    for form in (" ".join(plain.split()), words(html)):
        assert form.index("This matters to us") < form.index("The river rose by two metres")


SEALED = """-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA1

The key is in the usual place.
- -----
- - Ann

-----BEGIN PGP SIGNATURE-----
Version: 2.6

iQCVAwUBMio0Kr0pBjh2h1kFAQEHHgQAnRl8UhCE
-----END PGP SIGNATURE-----
"""


def test_what_pgp_puts_around_a_text_is_not_shown():
    ((plain, html),) = forms(post(SEALED, subject="Key"))

    for form in (plain, words(html)):
        assert "The key is in the usual place." in form
        assert not re.search(r"PGP|SHA1|iQCVAw|Version: 2.6", form)
    assert "\n- - Ann" in plain
    assert "\n- - - Ann" not in plain


def test_an_armour_without_an_end_hides_nothing():
    ((plain, _),) = forms(post(f"{SEALED.partition('-----END')[0]}\nAnd one more word.", subject="Key"))

    assert "And one more word." in plain


def test_a_long_signature_is_a_reader_s_to_open():
    signature = "\n".join(["-- ", "Ann Archer", *(f"Line {n} of her address" for n in range(9))])
    ((plain, html),) = forms(post(f"Agreed.\n\n{signature}", subject="Yes"))

    assert "<summary>6 more lines</summary>" in html
    assert "Line 8 of her address" in plain
    assert "\n- --" not in plain


def test_a_narrow_column_is_paragraphs_again_and_a_poem_stays():
    column = textwrap.fill(
        "seeking to lift export controls on encryption software. He could have mimicked the other two suits and "
        "asked the government to let him ship software overseas, and sue when the request was denied by it. But "
        "he never sent that query to anybody at all, and said that from the beginning he raised the question.",
        40,
    )
    poem = "\n".join(
        [
            "I wandered lonely as a cloud",
            "that floats on high",
            "o'er vales and hills,",
            "when all at once",
            "I saw a crowd",
        ]
        * 3
    )
    ((_, html),) = forms(
        post(column, subject="Suit"), post(poem, subject="Poem", message_id="q2@example.net")
    )

    assert "controls on encryption software. He could have mimicked" in html
    assert "that floats on high<br>" in html


def test_posts_without_a_subject_are_no_thread():
    raws = [post(f"Word {n}.", subject="No Subject", message_id=f"u{n}@example.net") for n in range(3)]
    ((_, html),) = forms(*raws, post("Hello.", subject="Tea", message_id="t@example.net"))
    (mail,) = write_issue([Entry(case="c", post=read(raw)) for raw in (*raws, raws[0])], SALON, 12, a_stamp)

    assert html.count("<h2") == 4
    assert opened(mail)["Subject"] == "Salon: 4 posts · 8 Jan"
