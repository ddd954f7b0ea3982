"""Messages that only an attacker, a broken program or chance writes: always read, never slowly."""

import base64
import datetime as dt
import email.headerregistry
import email.message
import email.policy
import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail import identify, read
from bot.mail.post import Post
from tests.parts.tries import tries
from tests.parts.yardstick import cost

HEAD = b"From: Ann <ann@example.org>\nTo: salon@lists.example.org\nSubject: Tea\n"
TEXT = b"Content-Type: text/plain; charset=utf-8\n\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def nested(depth: int) -> bytes:
    return (
        HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
        + b"\nhi"
    )


def in_base64(depth: int) -> bytes:
    raw = HEAD + b"\nhi"
    for _ in range(depth):
        raw = (
            HEAD
            + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(raw)
        )
    return raw


REFUSED = {
    "multipart 1,000 deep": nested(1_000),
    "multipart 100,000 deep": nested(100_000),
    "messages 10,000 deep": HEAD + b"Content-Type: message/rfc822\n\n" * 10_000,
    "100,000 parts": MIXED + b"--b\n\nx\n" * 100_000,
    "1,001 parts": MIXED + b"--b\n\nx\n" * 1_001,
    "boundaries that are none": MIXED + b"--b x\n" * 1_000_000,
    "multipart 49 deep over 9 MB": nested(49) + b"xxxxxxxxxx\n" * 820_000,
    "20,000 encoded words": HEAD + b"X: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\n",
    "20,000 encoded words on lines": HEAD + b"X: " + b"=?utf-8?q?a?=\n " * 20_000 + b"\n\n",
    "201 encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 201 + b"\n\n",
    "a subject of 10 MB": b"Subject: " + b"a" * 10_000_000 + b"\n\n",
    "100,000 fields": HEAD + b"X: y\n" * 100_000 + b"\n",
    "3,000 addresses": b"To: " + b"a@b.example," * 3_000 + b"\n\n",
    "100,000 addresses": b"To: " + b"a@b.example,\n " * 100_000 + b"\n\n",
    "16,000 parameters": b"Content-Type: a/b" + b"".join(b"; a*%d=x" % n for n in range(16_000)) + b"\n\n",
    "3,000 parameters": b"Content-Type: a/b"
    + b"".join(b"; a*%d=x" % n for n in range(tries(3_000)))
    + b"\n\n",
    "500 comments": b"From: " + b"(" * 500 + b"\n\n",
    "a text of 28 MB": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QUFB" * 7_000_000,
    "a text of 4 MB": HEAD + b"\n" + b"word " * 800_000,
    "no header's end": b"x" * 1_000_000,
}
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"
ONLY_WORDS = {  # HTML whose tree is not built
    "100,000 <b>": HTML + b"words" + b"<b>" * 100_000,
    "10,000 <div>": HTML + b"words" + b"<div>" * 10_000,
    "a long link opened again in 9,000 paragraphs": HTML
    + b'words<p><a href="%b">' % (b"A" * 100_000)
    + b"<p>a" * 9_000,
    "a long class opened again in 9,000 paragraphs": HTML
    + b'words<p><b class="%b">' % (b"A" * 100_000)
    + b"<p>a" * 9_000,
    "six parts of 10,000 paragraphs": MIXED
    + b"".join(b"--b\nContent-Type: text/html\n\nwords" + b"<p>x" * 10_000 + b"\n" for _ in range(6)),
    "500,000 nested": HTML + b"words" + b"<div>" * 500_000,
}
READ = {
    "90,000 attributes": HTML + b"<p " + b" ".join(b"a%d" % n for n in range(90_000)) + b">hello</p>",
    "90,000 attributes behind a quoted >": HTML
    + b'<p x=">" '
    + b" ".join(b"a%d" % n for n in range(90_000))
    + b">hello</p>",
    "six parts of 28,000 options": MIXED
    + b"".join(b"--b\nContent-Type: text/html\n\n<select>" + b"<option>x" * 28_000 + b"\n" for _ in range(6)),
    "1 MB of <": HTML + b"<" * 1_000_000,
    "1 MB of quotes": HTML + b"<a '=\"" * 170_000,
    "1 MB of comments": HTML + b"<!--" * 250_000,
    "1 MB of styles": HTML + b"<style>" * 140_000,
    "multipart 50 deep": nested(50),
    "messages 49 deep": HEAD + b"Content-Type: message/rfc822\n\n" * 49 + b"hi",
    "messages in base64 12 deep": in_base64(12),
    "1,000 parts": MIXED + b"--b\n\nx\n" * 998 + b"--b--\n",
    "20,000 quotation marks": b"From: " + b'"' * 20_000 + b"\n\n",
    "30,000 <": b"From: " + b"<" * 9_000 + b"\n\n",
    "a line of 1 MB": HEAD + b"\n" + b"a" * 999_000,
    "NUL": HEAD + b"\n" + b"\0" * 100_000,
    "base64 of 9 MB": MIXED
    + b"--b\nContent-Type: application/x\nContent-Transfer-Encoding: base64\n\n"
    + b"QUFB" * 2_250_000
    + b"\n--b--\n",
    "padding on each line": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QQ==\n" * 100_000,
    "base64 of padding alone": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"=" * 30_000,
    "blanks before an address": b"From: a" + b" " * 30_000 + b"b <a@example.org>\n\nx",
    "1,000 guesses": MIXED
    + b"".join(b"--b\n\n" + bytes(0xC0 + (n * i) % 60 for i in range(60)) + b"\n" for n in range(900)),
    "8-bit fields": b"".join(
        b"X: " + bytes(0xC0 + (n * i) % 60 for i in range(60)) + b"\n" for n in range(900)
    )
    + b"\n",
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 300_000,
    "lone CR": HEAD + b"\n" + b"\r" * 900_000,
    "quotes in quotes": HEAD + b"Content-Type: text/html\n\n" + b"<blockquote>" * 900 + b"<br>x" * 5_000,
}
# Reading takes about a yard; quadratic work exceeds the bar by far.
YARDS = 100.0
OCTETS = 100_000_000


@pytest.fixture(autouse=True)
def _undivided(monkeypatch):
    """The reader alone: dividing the text has tests of its own."""
    import sys

    from bot.mail.divide import Division
    from bot.mail.post import PostKind, Words

    nothing = Division(
        zones=(),
        forwards=(),
        via=None,
        article=None,
        articles=(),
        links=(),
        words=Words(own=0, quoted=0, forwarded=0, article=0, total=0),
        kind=PostKind.ORIGINAL,
    )
    monkeypatch.setattr(sys.modules["bot.mail.read"], "divide", lambda *_, **__: nothing)


@pytest.mark.dear
@pytest.mark.parametrize("name", REFUSED)
def test_what_passes_a_limit_is_told_unreadable_and_costs_little(name):
    post, yards, octets = measured(REFUSED[name])
    assert post.unreadable
    assert post.text == ""
    assert post.defects[-1].startswith("The message was not looked into: ")
    assert (yards < YARDS, octets < OCTETS) == (True, True), (yards, octets)


@pytest.mark.dear
@pytest.mark.parametrize("name", ONLY_WORDS)
def test_html_that_would_cost_a_parser_much_is_read_as_words_and_left_to_a_person(name):
    post, yards, octets = measured(ONLY_WORDS[name])
    assert post.text.startswith("words")
    assert post.doubts == ("The HTML has more elements than the bot follows; only its words were read.",)
    assert (yards < YARDS, octets < OCTETS) == (True, True), (yards, octets)


@pytest.mark.dear
@pytest.mark.parametrize("name", READ)
def test_what_is_strange_but_within_the_limits_is_read_and_costs_little(name):
    post, yards, octets = measured(READ[name])
    assert not post.unreadable
    assert (yards < YARDS, octets < OCTETS) == (True, True), (yards, octets)


def measured(raw: bytes) -> tuple[Post, float, int]:
    """The post, the processor's time in yards, and the octets of memory that reading it took at most."""
    yards = cost(lambda: read(raw))
    tracemalloc.start()
    post = read(raw)
    octets = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return post, yards, octets


def test_a_long_file_name_costs_no_more_than_its_length():
    name = b"x" * 32_000
    post, yards, _ = measured(HEAD + b"Content-Type: application/pdf; name=" + name + b"\n\nhi")
    assert (post.unreadable, yards < YARDS) == (False, True), yards


def test_an_unreadable_message_still_says_who_wrote_and_about_what():
    post = read(REFUSED["100,000 parts"])
    assert (post.from_[0].address, post.subject.raw) == ("ann@example.org", "Tea")
    post = read(REFUSED["100,000 fields"])
    assert (post.from_[0].address, post.subject.raw) == ("ann@example.org", "Tea")


@pytest.mark.parametrize(
    "raw",
    [b'From:"\n\n', b"To:To:<\n\n", b"To:,To:To:;To\n\n", b"Message-ID: <\n\n", b"Message-ID: garbage in brackets\n\n", b"", b"\n", b"\r", b":",
     b"From", b"From:", b"\0", b"\xff\xfe", b"--\n", b"Content-Type: multipart/mixed; boundary=\n\n--\n", b'Content-Type: multipart/mixed; boundary=""\n\n--',
     b"Content-Type: /\n\n", b"Content-Type: ;\n\n", b"Content-Type: text/plain; charset\n\n", b"Content-Type: text/plain; charset*=''\n\n\xff",
     b"Content-Type: message/rfc822\n\n", b"Content-Type: multipart/alternative; boundary=b\n\n--b--\n", b"Content-Type: multipart/digest; boundary=b\n\n--b\n--b--",
     b"Date: 99999999999999999999\n\n", b"Date: " + b"9" * 30_000 + b"\n\n", b"Subject: =?" + b"?" * 30_000 + b"\n\n", b"Subject: =?\xff?q?\xff?=\n\n"],
)  # fmt: skip
def test_short_poison_is_read(raw):
    wholesome(raw)


def wholesome(raw: bytes) -> None:
    """What holds for every message, whatever its octets are."""
    post = read(raw)
    assert post.raw is raw
    assert 0 <= post.body_at <= len(raw)
    assert not set("\0\r\x0b\x0c\x1b\x85\u2028\u2029") & set(post.text)
    assert all(
        field.value.isprintable() or set(field.value) & set("\u200c\u200d") or not field.value.isascii()
        for field in post.header
    )
    assert all(not set("\r\n\0\u202e") & set(field.value) for field in post.header)
    if not post.unreadable:
        fields = b"".join(field.raw for field in post.header)
        assert raw.startswith(fields)
        assert raw[len(fields) : post.body_at] in {b"", b"\n", b"\r\n", b"\r"}
    for mailbox in (*post.from_, *post.to, *post.cc):
        assert not set("<>\r\n\0") & set(mailbox.address)
        assert not set("\r\n\0") & set(mailbox.name or "")
    for attachment in post.attachments:
        assert attachment.size >= 0
        assert not set("/\\\r\n\0") & set(attachment.name or "")
    if post.date:
        assert post.date.astimezone(dt.UTC)
    assert all(sentence.isprintable() or not sentence.isascii() for sentence in post.defects)
    assert len(identify(raw).content_hash) == 64


SEEDS = [
    HEAD
    + b"Date: Thu, 8 Jan 2026 09:14:07 +0100\nMessage-ID: <a@example.org>\nReceived: from x\n\tby y; z\n\nHello\n> quoted\n",
    MIXED
    + b"--b\n"
    + TEXT
    + "Grüße".encode()
    + b"\n--b\nContent-Type: message/rfc822\n\n"
    + HEAD
    + b"\ninner\n--b\n"
    b"Content-Type: application/pdf; name*0*=utf-8''a%20; name*1=b.pdf\nContent-Transfer-Encoding: base64\n\nQUJD\nREVG\n--b--\n",
    HEAD + b"Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
    b"<p>Gr=FC=DFe <a href=3D'https://example.org'>x</a><blockquote>y<br>z</blockquote><table><tr><td>1<td>2</table>=\n",
    (
        b'From: "Ann (x)" <ann@example.org> (c), G: b@example.net;\nSubject: =?utf-8?q?a=C3=A9?= =?utf-8?b?w6k=?=\n'
        b"Content-Type: text/plain; format=flowed; delsp=yes\nContent-Transfer-Encoding: base64\n\nYSAKYiA=\n"
    ),
    (
        b'Content-Type: multipart/alternative; boundary="x y"\r\n\r\n--x y\r\n\r\nstub\r\n--x y\r\nContent-Type: multipart/related; boundary=r\r\n\r\n'
        b"--r\r\nContent-Type: text/html\r\n\r\n<b>hi</b>\r\n--r\r\nContent-Type: image/png\r\n\r\nx\r\n--r--\r\n--x y--\r\n"
    ),
]
PIECES = [b"\n", b"\r\n", b"\r", b"\n\n", b"--b", b"--b--", b"=?utf-8?q?=0D=0A?=", b"=?", b"?=", b'"', b"<", b">", b"(", b")", b":", b";", b",", b"=", b"\0",
          b"\xff", b"\xc3", b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n",
          b"charset=utf-16", b"charset=iso-2022-jp", b"\x1b$B", b"*0*=", b"'", b"%", b"@", b" ", b"\t", b"<blockquote>", b"</p>", b"&#0;", b"&#xd800;"]  # fmt: skip


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """A message with some of its octets removed, doubled, changed, or something put between them."""
    raw = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(raw) + 1)
        end = min(len(raw), at + chance.choice([1, 2, 5, 30]))
        kind = chance.randrange(4)
        if kind == 0:
            del raw[at:end]
        elif kind == 1:
            raw[at:at] = raw[at:end] * chance.choice([1, 2, 20])
        elif kind == 2:
            raw[at:end] = chance.randbytes(end - at)
        else:
            raw[at:at] = chance.choice(PIECES) * chance.choice([1, 1, 1, 40])
    return bytes(raw)


def test_no_mutation_of_a_message_stops_the_reader():
    chance = random.Random(20260108)
    for number in range(tries(3_000)):
        wholesome(mutated(SEEDS[number % len(SEEDS)], chance))


@settings(max_examples=tries(300), deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=20), st.sampled_from(SEEDS)), max_size=12
    ).map(b"".join)
)
def test_no_octets_stop_the_reader(raw):
    wholesome(raw)


ATOM = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
WORDS = (
    st.text("abcdefgh ÄÖüß日本語 €“”", min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
LINES = (
    st.lists(st.text("abcdefgh ÄÖüß日本 =€.>-", max_size=90).map(str.rstrip), min_size=1, max_size=12)
    .map("\n".join)
    .map("tea\n".__add__)
)


def joined(name: str) -> str:
    return name.replace(" ", "")


@settings(max_examples=tries(150), deadline=None)
@given(
    name=WORDS,
    local=ATOM,
    subject=WORDS,
    text=LINES,
    file=WORDS,
    data=st.binary(max_size=300),
    html=st.booleans(),
)
def test_what_the_standard_library_writes_is_read_as_it_was_meant(
    name, local, subject, text, file, data, html
):
    written = email.message.EmailMessage(policy=email.policy.SMTP)
    written["From"] = email.headerregistry.Address(name, local, "example.org")
    written["Subject"] = subject
    written.set_content(text)
    if html:
        written.add_alternative("<p>other</p>", subtype="html")
    written.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    post = read(written.as_bytes())
    # It breaks a long name into two encoded words and loses the blank between them (RFC 2047 section 6.2).
    assert [(joined(box.name or ""), box.address) for box in post.from_] == [
        (joined(name), f"{local}@example.org")
    ]
    assert post.subject.raw == subject
    assert post.text.rstrip("\n") == text.rstrip("\n")
    assert [(part.name, part.size) for part in post.attachments] == [(file.strip(" ."), len(data))]
