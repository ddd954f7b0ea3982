"""HTML mail as lines of text."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.mail.text import html_to_text
from bot.mail.text.html_to_text import render
from bot.mail.text.html_tokens import TooMuch, bare_text
from bot.mail.text.text_of_post import Anchor


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div><br></div><div>Two<br></div><div>Three</div>", "One\n\nTwo\nThree"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<p class=MsoNormal>One</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two</p>", "One\n\nTwo"),
        ('<p style="margin:0">One</p><p style="margin:0">Two</p>', "One\nTwo"),
        ("a  <b> b</b>\n c &mdash; d&nbsp;e", "a b c — d e"),
        ("a<br><br><br><br><br>b", "a\n\n\nb"),
        ("<ul><li>one<li>two<ol><li>x</li><li>y</li></ol></ul>end", "- one\n- two\n  1. x\n  2. y\n\nend"),
        ("<table><tr><td>a<td>b</tr><tr><td>c<td><p>d</p></tr></table>", "a\tb\nc\n\nd"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
        ("<h1>Title</h1>text", "Title\n\ntext"),
        ("On Monday Ann wrote:<blockquote><p>a</p><blockquote>b</blockquote></blockquote>own",
         "On Monday Ann wrote:\n\n> a\n>\n> > b\n\nown"),
        ("<blockquote>a<br><br>b</blockquote>", "> a\n>\n> b"),
        ("&gt; as written", "> as written"),
        ("", ""),
        ("   ", ""),
        ("no <notatag>markup</notatag> < at all", "no markup < at all"),
    ],
)  # fmt: skip
def test_html_is_shown_as_its_reader_sees_it(markup, shown):
    assert render(markup).text == shown


@pytest.mark.parametrize(
    "hidden",
    ["<style>x</style>", "<script>x</script>", "<title>x</title>", "<!-- x -->", '<p style="display:none">x</p>',
     '<div style="color:red; DISPLAY : NONE !important">x</div>', '<span style="font-size:0px">x</span>', "<p hidden>x</p>",
     '<div style="mso-hide:all;max-height:0">x</div>', '<span style="visibility: hidden">x</span>', "<template>x</template>",
     '<span style="opacity:0">x</span>', "<svg><text>x</text></svg>", "<iframe>x</iframe>"],
)  # fmt: skip
def test_what_nobody_sees_is_left_out(hidden):
    assert render(f"<body>seen {hidden}seen</body>").text.split() == ["seen", "seen"]


@pytest.mark.parametrize("style", ["font-size:0.9em", "opacity:0.5", "margin:0", "max-height:0.5em"])
def test_what_is_small_is_still_seen(style):
    assert render(f'<p style="{style}">seen</p>').text == "seen"


def test_anchors_keep_their_words_their_target_and_their_line():
    text = render(
        '<p>One</p><p>See <a href=" https://example.org/a?b=1&amp;c=2 ">the <b>report</b></a>.</p><a href="https://x.example/"><img></a>'
    )
    assert text.text.split("\n")[2] == "See the report."
    assert text.anchors == (
        Anchor(line=3, text="the report", url="https://example.org/a?b=1&c=2"),
        Anchor(line=3, text="", url="https://x.example/"),
    )
    assert text.html


@pytest.mark.parametrize(
    "markup",
    ["<b>" * 100_000, "<div>" * 10_000, "<table><tr><td>" * 12_000, "<p>x" * 100_000,
     "<p>" + "".join(f"<font style=a{n}>" for n in range(300)) + "</p><p>x" * 2_000],
)  # fmt: skip
def test_html_that_only_an_attacker_writes_is_too_much(markup):
    with pytest.raises(TooMuch):
        render(markup)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p title=\"a > b\" style='x'>one</p>", "one"),
        ('<p a">one</p><b>two</b>', "one\n\ntwo"),  # a quote that is no quote: no "=" before it
        ("1 < 2 <3 <p>x", "1 < 2 <3\n\nx"),
        ('<!-- <p a=" -->seen<p>too', "seen\n\ntoo"),
        ('<style> <p a=" </style>seen', "seen"),
        ("<script>'</scripted>'</script>seen", "seen"),
        ("<!--> seen", "seen"),
        ("a</>b</ c>d<?e>f<!g>h", "abdfh"),
        ("<textarea><b>&lt;</textarea>x", "<b><x"),
        ("seen<p", "seen"),
        ('<a href="&quot;https://e.example/&quot;">x</a>', "x"),
    ],
)
def test_tags_are_told_from_text_as_browsers_do(markup, text):
    assert render(markup).text == text
    assert render(markup).text == shown(markup)


def shown(markup: str) -> str:
    """The text by the parser's own reading of the whole markup."""
    root = LexborHTMLParser(markup).root
    assert root is not None
    page = html_to_text._Page()
    html_to_text._walk(root, page)
    return page.text().text


def test_text_that_is_no_html_by_its_element_is_shown_as_it_stands():
    assert render("<xmp><b>&lt;</xmp>").text == render("<plaintext><b>&lt;").text == "<b>&lt;"


def test_only_words_are_read_of_what_is_too_much():
    assert bare_text("<p>a &amp; b<br>c<script>x</script><!-- y --><td>d<p>e</p>") == "a & b\nc\td\ne"


def test_deep_quotes_do_not_multiply_the_text():
    text = render("<blockquote>" * 900 + "<br>x" * 2_000).text
    assert len(text) < 200_000
