"""The two forms of a text: what no mail program writes is told apart from what all of them do."""

import pytest

from bot.mail import read

TEXT = "Hello friends, a nice thought about the rain in our valley."
HEAD = "From: Ann <ann@example.org>\nSubject: x\nMessage-ID: <1@x>\n"


def post(text: str, html: str):
    parts = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f"--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--\n"
    )
    return read((HEAD + "Content-Type: multipart/alternative; boundary=b\n\n" + parts).encode())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (TEXT, '<p>Visit the casino at <a href="https://shop.evil.example/buy">our shop</a> now!</p>'),
        (TEXT, "<p>Bob is a thief and you all are fools.</p>"),
        (
            "Hello friends",
            f"<p>Hello friends</p><p>{'Buy these pills from our shop, they are cheap. ' * 4}</p>",
        ),
        ("our shop", '<p>Visit our shop <a href="https://evil.example/">today only</a></p>'),
        ("These are words that only the bot sees. " * 8, "<p>Look: pills</p>"),
        (TEXT, '<img src="https://evil.example/x.png">'),
        (TEXT, f'<p style="display:none">{TEXT}</p><p>Bob is a thief and you all are fools.</p>'),
    ],
)
def test_forms_that_say_different_things_are_told(text, html):
    assert post(text, html).forms_differ
    assert post(text, html).doubts == (
        "The HTML form says something else than the text form, which was judged.",
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (TEXT, f"<p>{TEXT}</p>"),
        (TEXT, ""),
        (TEXT, f'<p>{TEXT}</p><img src="cid:x"><p>--<br>Ann</p>'),
        (TEXT.replace(" ", ""), f"<p>{TEXT}</p>"),  # some programs lose blanks
        (
            f"*Hello*\n> {TEXT}\nhttps://example.org/{'x' * 300}",
            f"<b>Hello</b><blockquote>{TEXT}</blockquote>",
        ),
        (f"{TEXT}\n![](data:image/png;base64,{'iVBORw/' * 400})", f"<p>{TEXT}</p><img src=x>"),
        (
            f"[image: logo]\n{TEXT} <https://example.org/a?b=c>",
            f'<p><a href="https://example.org/">{TEXT}</a></p>',
        ),
        ("See the HTML version of this mail.", f"<p>{TEXT}</p>"),  # the HTML is judged
    ],
)
def test_what_mail_programs_leave_out_of_one_form_is_no_difference(text, html):
    assert not post(text, html).forms_differ
    assert post(text, html).doubts == ()


def test_a_form_that_is_too_large_to_be_looked_at_is_left_to_a_person():
    assert post(TEXT, "x" * 3_100_000).doubts == ("The HTML form of the text is too large; it was left out.",)
