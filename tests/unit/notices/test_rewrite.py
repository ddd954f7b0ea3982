"""What rules change in a post that leaves, and that they never touch a signed one."""

import pytest

from bot.mail import read
from bot.notices import CannotRepost, rewrite
from bot.policy.model.verdict import (
    AddHeader,
    Change,
    DropAttachments,
    PlainText,
    StripTracking,
    Tag,
    TrimQuotes,
)

HEAD = b"From: Ann <ann@example.org>\r\nSubject: =?utf-8?q?Tides_in_Mar=C3=A7?=\r\nMessage-ID: <1@x>\r\n"
PLAIN = HEAD + b"\r\nSee https://example.net/a?utm_source=mail&id=3 soon.\r\n"
QUOTING = (
    HEAD
    + b"\r\nYes.\r\n\r\nBob wrote:\r\n"
    + b"".join(b"> line %d\r\n" % n for n in range(30))
    + b"\r\nNo.\r\n"
)
MIXED = HEAD + (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="o"\r\n\r\n'
    b'--o\r\nContent-Type: multipart/alternative; boundary="i"\r\n\r\n'
    b"--i\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"D\xe9j\xe0 vu: https://example.net/a?utm_source=mail&id=3\r\n"
    b"--i\r\nContent-Type: text/html\r\n\r\n"
    b'<p><a href="https://example.net/a?utm_source=mail&amp;id=3">here</a></p>\r\n'
    b"--i--\r\n"
    b'--o\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="a.png"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    b'--o\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="b.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--o--\r\n"
)
CHANGES: dict[str, Change] = {
    "tag": Tag(text="Article"),
    "header": AddHeader(name="X-Topic", value="tides"),
    "quotes": TrimQuotes(lines=5),
    "links": StripTracking(),
    "files": DropAttachments(),
    "plain": PlainText(),
}


def test_no_change_leaves_every_octet():
    assert rewrite(read(PLAIN), ()).raw == PLAIN


def test_a_tag_stands_before_the_subject_once():
    once = rewrite(read(PLAIN), [CHANGES["tag"]])
    assert once.subject.raw == "[Article] Tides in Març"
    assert rewrite(once, [CHANGES["tag"]]).subject.raw == "[Article] Tides in Març"
    assert once.text == read(PLAIN).text


def test_a_field_stands_on_top():
    assert rewrite(read(PLAIN), [CHANGES["header"]]).raw == b"X-Topic: tides\r\n" + PLAIN


def test_long_quotations_are_cut_and_say_so():
    text = rewrite(read(QUOTING), [CHANGES["quotes"]]).text
    assert text.startswith("Yes.")
    assert "> line 4\n> [... 25 more quoted lines ...]" in text
    assert "line 5" not in text
    assert text.rstrip().endswith("No.")


def test_tracking_goes_from_the_text_and_from_the_html():
    post = rewrite(read(MIXED), [CHANGES["links"]])
    assert [link.url for link in post.links] == ["https://example.net/a?id=3"]
    assert "Déjà vu" in post.text
    assert post.html is not None
    assert "utm_source" not in post.html
    assert len(post.attachments) == 2


def test_files_go_by_type():
    assert [one.name for one in rewrite(read(MIXED), [DropAttachments(types=("image/*",))]).attachments] == [
        "b.pdf"
    ]
    bare = rewrite(read(MIXED), [CHANGES["files"]])
    assert bare.attachments == ()
    assert "Déjà vu" in bare.text


def test_plain_text_loses_its_html_and_keeps_its_files():
    post = rewrite(read(MIXED), [CHANGES["plain"]])
    assert post.html is None
    assert "Déjà vu" in post.text
    assert [one.name for one in post.attachments] == ["a.png", "b.pdf"]
    assert b"\n" not in post.raw.replace(b"\r\n", b"")


def test_html_alone_becomes_text():
    raw = HEAD + b"Content-Type: text/html\r\n\r\n<p>Only <b>this</b>.</p>\r\n"
    post = rewrite(read(raw), [CHANGES["plain"]])
    assert (post.html_only, post.text.strip()) == (False, read(raw).text.strip())


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "header"])
def test_a_signed_post_is_never_changed(name):
    raw = b"DKIM-Signature: v=1; d=example.org; h=from:subject; b=x\r\n" + PLAIN
    with pytest.raises(CannotRepost, match="signed"):
        rewrite(read(raw), [CHANGES[name]])


def test_a_field_that_no_signature_covers_may_be_added():
    raw = b"DKIM-Signature: v=1; d=example.org; h=from:x-topic; b=x\r\n" + PLAIN
    assert rewrite(read(raw), [AddHeader(name="X-Other", value="y")]).raw.startswith(b"X-Other: y\r\nDKIM")
    with pytest.raises(CannotRepost, match="signed"):
        rewrite(read(raw), [CHANGES["header"]])
